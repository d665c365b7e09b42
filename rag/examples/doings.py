"""Who did what, when, where and why, and how many: rules that make questions of verbs and of figures."""

from __future__ import annotations

from collections.abc import Iterator

from rag.examples.frames import Frame, Made, asked, counted, dated_middle, end_of_middle, is_person, is_plain
from rag.examples.phrases import Clause, noun_phrase
from rag.examples.verbs import (
    BASE_OF_PAST,
    CHANGES,
    DECIDED,
    DONE_BY,
    HAPPENS_ONCE,
    MADE_BY,
    PAST_OF_PARTICIPLE,
    PUNISHED,
)
from rag.examples.words import DROPPED, PREPOSITIONS

_PLACED = frozenset(("born", "buried", "held", "located", "situated", "built", "signed", "headquartered", "based"))
_ONLY_THERE = frozenset(("located", "situated"))
_OF_WHAT = {("accused", "of"), ("charged", "with"), ("convicted", "of"), ("known", "for"), ("made", "of")}
_ALONE = frozenset(
    """
    begin close collapse die disband end fall finish flee form merge move open resign retire sink start surrender
    arrive land
    """.split()  # noqa: SIM905
)
"""Verbs that need no object."""
_NO_AGENTS = frozenset(
    """
    charter act decree treaty order law resolution constitution bill agreement edict statute
    """.split()  # noqa: SIM905
)
_OF_MANY = frozenset(
    """
    approve disapprove support oppose live speak want believe work voted supported opposed lived
    """.split()  # noqa: SIM905
)
"""What a share of the people does."""
_MOST_WORDS_OF_MANY = 6


def passive(frame: Frame, be: str) -> Iterator[Made]:
    """“The bridge at Orsa was closed on 3 May 2021 …”"""
    clause = frame.clause
    at = frame.verb + 1
    while clause.low(at) in DROPPED:
        at += 1
    participle = clause.low(at)
    if at >= len(clause.words) or clause.words[at].after:
        return
    if be in ("was", "were") and participle in CHANGES:
        end = dated_middle(frame, at + 1)
        if end is not None and is_plain(clause, at + 1, end):
            middle = "" if participle == "born" else clause.said(at + 1, end)
            yield "when", asked("When", be, frame.subject, participle, middle)
    if participle in PAST_OF_PARTICIPLE:
        yield from _because(frame, be, participle, at + 1)
    yield from _done(frame, be, at)


def _done(frame: Frame, be: str, at: int) -> Iterator[Made]:
    """By whom, where and what for something was done; its participle is the word `at`."""
    clause, participle, follows = frame.clause, frame.clause.low(at), frame.clause.low(at + 1)
    if participle in MADE_BY and follows == "by":
        end = noun_phrase(clause, at + 2, 0)
        agent = {word.low for word in clause.words[at + 2 : end]}
        if clause.names(at + 2, end) and not agent & _NO_AGENTS:
            yield "who", asked("Who", PAST_OF_PARTICIPLE[participle], frame.subject)
    is_date = any(date.start == at + 1 for date in clause.dates)
    is_place = follows in ("in", "at", "on") and clause.names(at + 2, noun_phrase(clause, at + 2, 0))
    if participle in _PLACED and is_place and not is_date and (participle, follows) != ("based", "on"):
        yield "where", asked("Where", be, frame.subject, "" if participle in _ONLY_THERE else participle)
    if participle in PUNISHED and follows == "for":
        yield "why", asked("Why", be, frame.subject, participle)
    if (participle, follows) in _OF_WHAT:
        yield "what", asked("What", be, frame.subject, participle, follows)


def active(frame: Frame, verb: str, base: str) -> Iterator[Made]:
    """“Ada Nilsen founded the Orsa Museum in 1902 …”"""
    clause, after = frame.clause, frame.verb + 1
    if clause.words[frame.verb].after:
        return
    yield from how_many(frame, "did", base)
    yield from _because(frame, "did", base, after)
    if base == "cost" and any(figure.start == clause.words[after].start for figure in clause.figures if figure.unit):
        yield "how many", asked("How much did", frame.subject, "cost")
    if verb in DECIDED and clause.low(after) in ("a", "an"):
        yield from _what_then(frame, base, after)
    end = dated_middle(frame, after) if base in HAPPENS_ONCE else None
    has_object = base in _ALONE or (after != end and clause.low(after) not in PREPOSITIONS)
    if end is not None and has_object and is_plain(clause, after, end):
        yield "when", asked("When did", frame.subject, base, clause.said(after, end))
    if verb in DONE_BY and is_person(frame):
        end = noun_phrase(clause, after, 1)
        if clause.names(after, end) and is_plain(clause, after, end):
            yield "who", asked("Who", verb, clause.said(after, end))


def _what_then(frame: Frame, base: str, after: int) -> Iterator[Made]:
    """“The county of Orsa approved a ferry to Vik in February 2022.”"""
    clause = frame.clause
    date = frame.opening or next((date for date in clause.dates if date.start > after), None)
    if date is not None and clause.unbroken(after, date.start + 1) and not clause.has_verb(after, date.start):
        first, last = clause.words[date.start], clause.words[date.end - 1]
        when = clause.text[first.start : last.start + len(last.text)]
        yield "what", asked("What did", frame.subject, base, f"{when[0].lower()}{when[1:]}")


def _because(frame: Frame, auxiliary: str, verb: str, after: int) -> Iterator[Made]:
    clause = frame.clause
    end = next((at for at in range(after, len(clause.words)) if clause.low(at) == "because"), None)
    if end is not None and clause.low(end + 1) != "of" and is_plain(clause, after, end):
        yield "why", asked("Why", auxiliary, frame.subject, verb, clause.said(after, end))


def how_many(frame: Frame, auxiliary: str, base: str) -> Iterator[Made]:
    """“The ferry to Vik carries 120 passengers.”"""
    clause = frame.clause
    for many in counted(clause):
        if many.start != frame.verb + 1:
            continue
        end = many.end if clause.words[many.end - 1].after else end_of_middle(clause, many.end)
        if end is not None and is_plain(clause, many.noun, end):
            nouns, rest = clause.said(many.noun, many.end), clause.said(many.end, end)
            yield "how many", asked("How many", nouns, auxiliary, frame.subject, base, rest)


def so_many(clause: Clause) -> Iterator[Made]:
    """“Fourteen ships waited outside the harbour of Vik …”"""
    start = clause.dates[0].end if clause.dates and clause.dates[0].start == 0 else 0
    for many in counted(clause):
        at = many.end
        if many.start != start or clause.words[at - 1].after or at >= len(clause.words):
            continue
        auxiliary = clause.low(at) in ("were", "are", "have", "had")
        verb = clause.low(at + auxiliary)
        if verb not in (PAST_OF_PARTICIPLE if auxiliary else BASE_OF_PAST) or verb == "took":
            continue
        after = at + auxiliary + 1
        end = after if clause.words[after - 1].after else end_of_middle(clause, after)
        if end is not None and clause.tells_apart(after, end) and is_plain(clause, after, end):
            yield "how many", asked("How many", clause.said(many.noun, end))


def what_share(clause: Clause) -> Iterator[Made]:
    """“…, 71 percent of the islanders of Holm support the ferry to Vik.”"""
    for figure in clause.figures:
        inside = clause.inside(figure.start, figure.end)
        if figure.unit != "%" or not inside or clause.low(inside[-1] + 1) != "of":
            continue
        first, whom = inside[0], inside[-1] + 2
        verb = next((n for n in range(whom + 1, whom + _MOST_WORDS_OF_MANY) if clause.low(n) in _OF_MANY), None)
        end = None if verb is None else end_of_middle(clause, verb + 1)
        begins = not first or clause.words[first - 1].after or clause.low(first - 1) == "that"
        if begins and verb is not None and end is not None and clause.tells_apart(whom, end):
            plain = is_plain(clause, whom, verb) and is_plain(clause, verb + 1, end)
            if plain:
                yield "how many", asked("What percentage", clause.said(whom - 1, end))
