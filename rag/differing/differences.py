"""Citations -> where their sources give different figures or dates for the same thing.

A difference is claimed only where it is sure: the same thing is counted, the sentences tie it to the same names, places
and times, and there is no value that both figures may stand for. A reader will find more than are claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from rag.differing.asked import Asked, bases_of
from rag.differing.contexts import CUT, WORD, Context, duration, is_title_case, names_in, stems
from rag.differing.event_words import EVENTS, FORCE, TELLS_APART, VARYING
from rag.differing.figures import UNITS, Figure, NamedDate
from rag.differing.statements import Counted, Statement, statements
from rag.values import Difference, Stated

if TYPE_CHECKING:
    from rag.values import Citation

_TELLS_YEAR = re.compile(r"\b(?:in|from|until|by|year|born|died|founded|built|established)\s*$", re.IGNORECASE)
_NEAR = 4
"""A verb and its date have at most so many words between them."""

_SAME_DAYS = 3
"""“On Monday”, or this month's inflation, is the same in documents so many days apart, and no more."""

_SAME_PLACE_DAYS = 30
_SAME_STATE_DAYS = 366
_SAME_EVENT_DAYS = 731
"""So many days apart, documents still tell of one event: by its place alone; as a state of things; by its cause too."""

_ALIKE = 0.6
_LEAST_SHARED = 3
_SHORT_FRAME = 6
_LONG_FRAME = 12
"""So many words are no accident: the same sentence, with another figure. Without a name it takes more."""

_DATE = "date"
_MOST_DESCRIBING = 3
_QUALIFIED = re.compile(r"(?P<name>[^,(]+?)\s*[,(]\s*(?P<which>.+?)\)?$")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A statement with the citation that it stands in, and what it tells the number or the date of, if that is sure."""

    citation: Citation
    statement: Statement
    of: Counted | None

    @property
    def context(self) -> Context:
        """What its sentence says around it."""
        return self.statement.context

    @property
    def is_event(self) -> bool:
        """Whether it tells of deaths, injuries and the like."""
        return self.of is not None and self.of.kind in EVENTS

    @property
    def words(self) -> frozenset[str]:
        """The words of its clause, but for what it counts."""
        counted = self.of.about.split() if self.of else []
        return self.context.words - self.telling_nothing - {stem for word in counted for stem in stems(word)}

    @property
    def telling_nothing(self) -> frozenset[str]:
        """The stems of words with which, or without, its event is the same."""
        return FORCE if self.is_event else frozenset()

    @property
    def told(self) -> frozenset[str]:
        """All that its quotation tells, and its document's title."""
        title = (stem for word in WORD.findall(self.citation.title or "") for stem in stems(word))
        return self.context.told | self.context.names | frozenset(title)


def differences(question: str, cited: Sequence[Citation]) -> tuple[Difference, ...]:
    """The differences between figures, or dates, that are sure; what the question asks for first.

    Sources that are copies of each other are not compared.
    """
    asked = Asked(question)
    claims = [claim for citation in cited for claim in _claims(citation, asked)]
    groups: list[list[_Claim]] = []
    for claim in claims:
        if not any(_differ(claim, other) and _may_be_same(claim, other) for other in claims):
            continue
        group = next((group for group in groups if all(_is_same(claim, other, asked) for other in group)), None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    found = [[claim for claim in group if any(_differ(claim, other) for other in group)] for group in groups]
    found.sort(key=lambda group: not (group and _is_asked(group[0], asked)))
    return tuple(_difference(group) for group in found if group)


def _claims(citation: Citation, asked: Asked) -> list[_Claim]:
    """What a citation claims. Where it has two figures for one thing, it is not sure which of them is meant."""
    told = (statement for statement in statements(citation.quote) if not _is_label(statement))
    found = [(statement, statement.counted or _event(statement, asked)) for statement in told]
    things = [of and (of.kind, of.of) for _, of in found]
    return [
        _Claim(citation, statement, of if things.count(thing) == 1 else None)
        for (statement, of), thing in zip(found, things, strict=True)
    ]


def _is_label(statement: Statement) -> bool:
    """Whether a year names a thing, as in “the 2010 census” and “(2006 album)”, and tells no date."""
    value = statement.value
    return isinstance(value, NamedDate) and value.month is None and not _TELLS_YEAR.search(statement.before)


def _event(statement: Statement, asked: Asked) -> Counted | None:
    """The event whose date a statement tells, if it is the one that the question asks about and stands beside it."""
    if asked.event is None or isinstance(statement.value, Figure):
        return None
    near = WORD.findall(CUT.split(statement.before)[-1])[-_NEAR - 1 :]
    verb = next((word for word in near if asked.event in bases_of(word)), None)
    return Counted(_DATE, asked.event, verb.lower()) if verb else None


def _is_asked(claim: _Claim, asked: Asked) -> bool:
    """Whether the claim is of what the question asks the number or the date of."""
    if claim.of is None or asked.counted is None:
        return claim.of is not None and claim.of.kind == _DATE
    return (claim.of.kind, claim.of.of) == (asked.counted.kind, asked.counted.of)


def _may_be_same(one: _Claim, other: _Claim) -> bool:
    """Whether both are of the same unit, and of one thing or in one frame; quickly told."""
    return _unit(one) == _unit(other) and (_of_one_thing(one, other) or _have_one_frame(one, other, _SHORT_FRAME))


def _is_same(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether it is sure that both claims are of the same thing."""
    if not _may_be_same(one, other) or not _agree(one, other, asked):
        return False
    named = bool(one.context.names & other.context.names)
    if not named and _titles_part(one.citation, other.citation, asked):
        return False
    if _have_one_frame(one, other, _SHORT_FRAME if named else _LONG_FRAME):
        return True
    shared, either = one.words & other.words, one.words | other.words
    alike = len(shared) >= max(_LEAST_SHARED, _ALIKE * len(either))
    return _of_one_thing(one, other) and (_answer(one, other, asked) or (named and (alike or one.is_event)))


def _agree(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether nothing that the sentences tell, but for the figure, parts them."""
    return (
        one.context.hedges == other.context.hedges
        and not _are_namesakes(one.citation, other.citation)
        and _times_agree(one, other, asked)
        and _is_one_state(one, other, asked)
        and not any(_narrows(*pair, asked) or _tells_more(*pair, asked) for pair in ((one, other), (other, one)))
    )


def _unit(claim: _Claim) -> str | None:
    value = claim.statement.value
    return value.unit if isinstance(value, Figure) else _DATE


def _of_one_thing(one: _Claim, other: _Claim) -> bool:
    return one.of is not None and other.of is not None and (one.of.kind, one.of.of) == (other.of.kind, other.of.of)


def _have_one_frame(one: _Claim, other: _Claim, least: int) -> bool:
    """Whether the sentences, or all of one and a part of the other, are the same but for the figure."""
    short, long = sorted((one.statement.frame, other.statement.frame), key=len)
    return len(short.split()) > least and short in long


def _answer(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether both tell all that the question does, and what it asks for."""
    asks = _is_asked(one, asked) or (one.of is not None and one.of.kind in UNITS)
    told = asked.words or (one.is_event and one.words & other.words)
    return asks and bool(told) and all(asked.words <= claim.told for claim in (one, other))


def _narrows(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether one has a name or a phrase (“at the airport”) of which neither the other nor the question tells."""
    names = one.context.names - other.told - asked.words
    return bool(names) or not all(
        phrase <= asked.words or phrase & other.context.told
        for phrase in (phrase - one.telling_nothing for phrase in one.context.phrases)
    )


def _tells_more(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether one clause has a word that neither the other nor the question has, and that does not only describe.

    A word describes if it stands before one that they have, and tells no two things apart: “the electric ferry”, but
    not “the new ferry” or “rural Peru”.
    """
    known = asked.words | (one.told & other.told if one.is_event else frozenset())
    more, less = one.words - other.words - known, other.words - one.words - known
    if more and less:
        return True
    described = one.words - one.context.names
    for _ in range(_MOST_DESCRIBING):
        more -= {word for word, following in one.context.pairs if following in described - more} - TELLS_APART
    return bool(more)


def _times_agree(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether the sentences name the same times, or the question does; the dates that are compared apart."""
    ours, theirs = _dates(one), _dates(other)
    if not all(any(day.fits(known) for known in (*theirs, *asked.dates)) for day in ours):
        return False
    if not all(any(day.fits(known) for known in (*ours, *asked.dates)) for day in theirs):
        return False
    lasting = [claim.context.durations - _own_duration(claim) for claim in (one, other)]
    if not _count_since_then(one.context, other.context) or (all(lasting) and lasting[0] != lasting[1]):
        return False
    relative = [claim.context.relative - _own_duration(claim) for claim in (one, other)]
    return relative[0] == relative[1] and (not relative[0] or _within(one, other, _SAME_DAYS, unknown=False))


def _count_since_then(one: Context, other: Context) -> bool:
    """Whether what they count began together: since the same date, or both up to now if only one says since when."""
    if one.since and other.since:
        return all(first.fits(second) for first in one.since for second in other.since)
    return not (one.since or other.since) or (one.so_far and other.so_far)


def _dates(claim: _Claim) -> list[NamedDate]:
    return [day for day in claim.context.dates if day != claim.statement.value]


def _own_duration(claim: _Claim) -> set[str]:
    return {duration(claim.statement.value)} if isinstance(claim.statement.value, Figure) else set()


def _is_one_state(one: _Claim, other: _Claim, asked: Asked) -> bool:
    """Whether the documents are near enough in time, so that one does not tell of another case of the same."""
    if _unit(one) == _DATE:
        return True
    if (one.context.told | other.context.told) & VARYING:
        return _within(one, other, _SAME_DAYS, unknown=False)
    if not one.is_event:
        return _within(one, other, _SAME_STATE_DAYS)
    has_cause = (one.words & other.words) - one.context.names or asked.words & one.told & other.told - asked.names
    return _within(one, other, _SAME_EVENT_DAYS if has_cause or _dates(one) or _dates(other) else _SAME_PLACE_DAYS)


def _within(one: _Claim, other: _Claim, most: float, *, unknown: bool = True) -> bool:
    """Whether the documents' dates are at most so many days apart; `unknown` where it is not known."""
    try:
        first, second = (date.fromisoformat(claim.citation.published or "") for claim in (one, other))
    except ValueError:
        return unknown
    return abs(first - second).days <= most


def _titles_part(one: Citation, other: Citation, asked: Asked) -> bool:
    """Whether each title has a name that neither the other nor the question has.

    Where one writes all its words with a capital, it is enough that they share a name.
    """
    first, second = (names_in(citation.title or "") for citation in (one, other))
    if first & second and any(is_title_case(citation.title or "") for citation in (one, other)):
        return False
    return bool(first - second - asked.words) and bool(second - first - asked.words)


def _are_namesakes(one: Citation, other: Citation) -> bool:
    """Whether the titles tell apart two things of one name: “Moose Lake, Cass County”, “Moose Lake (Minnesota)”."""
    first, second = (_QUALIFIED.match(citation.title or "") for citation in (one, other))
    return bool(first and second and first["name"] == second["name"] and first["which"] != second["which"])


def _differ(one: _Claim, other: _Claim) -> bool:
    """Whether sources of their own state what cannot both be so."""
    first, second = one.citation, other.citation
    if first.source == second.source or first.source in second.copies or second.source in first.copies:
        return False
    ours, theirs = one.statement.value, other.statement.value
    if isinstance(ours, Figure):
        return isinstance(theirs, Figure) and ours.differs(theirs)
    return isinstance(theirs, NamedDate) and ours.differs(theirs)


def _difference(claims: Sequence[_Claim]) -> Difference:
    stated = [
        Stated(
            n=claim.citation.n,
            source=claim.citation.source,
            published=claim.citation.published,
            start=claim.citation.start + claim.statement.start,
            end=claim.citation.start + claim.statement.end,
            figure=claim.citation.quote[claim.statement.start : claim.statement.end],
        )
        for claim in claims
    ]
    stated.sort(key=lambda each: (each.published is None, each.published or "", each.n))
    of = claims[0].of
    kind: Literal["figure", "date"] = "date" if _unit(claims[0]) == _DATE else "figure"
    return Difference(kind, of.about if of else kind, tuple(stated))
