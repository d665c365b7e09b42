"""A clause -> where its subject, its verb and what follows stand, for those clauses that are plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.examples.phrases import Clause, Dated, is_definite, noun_phrase
from rag.examples.verbs import BASE_OF_PAST
from rag.examples.words import AUXILIARIES, DETERMINERS, DROPPED, IN_NAMES, JOINING, PEOPLE, PREPOSITIONS
from rag.examples.written import bare

Kind = Literal["what", "how many", "why", "who", "when", "where"]
Made = tuple[Kind, str]
"""A question and its kind."""

_LONGEST_MIDDLE = 8
_LONGEST_ASIDE = 14
_GOES_ON = frozenset(
    """
    after when by with following as at in to and but because for under during while before amid
    """.split()  # noqa: SIM905
)
_ENDS = frozenset(
    """
    after when because following as while before since until during
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A clause that begins, after a date at most (`opening`), with a subject that names something, and then a verb.

    `subject` is written as a question has it, with a person's whole name; its words are `start` to `end`. The verb is
    the word `verb`. `generic` is a subject such as “oxygen”.
    """

    clause: Clause
    opening: Dated | None
    start: int
    end: int
    verb: int
    subject: str
    generic: bool


def frame_of(clause: Clause) -> Frame | None:
    """The frame of a clause; None where the subject is not plain, points back, or names nothing."""
    opening = next((date for date in clause.dates if date.start == 0), None)
    first = opening.end if opening else 0
    end = noun_phrase(clause, first)
    if (
        end == first
        or end >= len(clause.words)
        or not clause.unbroken(first, end)
        or (not first and clause.is_unclear())
    ):
        return None
    verb = _after_aside(clause, end) if clause.words[end - 1].after else end
    if verb is None:
        return None
    start, end = _name_beside(clause, first, end, verb)
    while clause.low(verb) in DROPPED:
        verb += 1
    generic = end == start + 1 and start == 0 and clause.is_generic(0) and not clause.is_name(0)
    named = generic or clause.tells_apart(start, end)
    if verb >= len(clause.words) or not named or not is_definite(clause, start, end):
        return None
    last = clause.words[end - 1].text
    subject = clause.person(last) if end == start + 1 and not generic else clause.said(start, end)
    if bare(last) != last or subject is None or says_twice(subject):
        return None
    if subject == clause.said(start, end) and not (generic or clause.is_known(start, end)):
        return None
    return Frame(clause, opening, start, end, verb, subject, generic)


def says_twice(subject: str) -> bool:
    """Whether a heading was run together with the sentence below it: “Holm Museum Holm Museum”."""
    names = [word for word in subject.split() if word[0].isupper()]
    return len(set(names)) < len(names)


def _name_beside(clause: Clause, start: int, end: int, verb: int) -> tuple[int, int]:
    """The words of the subject: the name between commas in “the mayor, Lena Falk, said”."""
    beside = range(end, verb)
    if len(beside) > 1 and all(clause.is_name(at) for at in beside) and clause.low(start) in DETERMINERS:
        return end, verb
    return start, end


def _after_aside(clause: Clause, end: int) -> int | None:
    """The word after what stands between two commas."""
    if clause.words[end - 1].after != ",":
        return None
    for at in range(end, min(end + _LONGEST_ASIDE, len(clause.words))):
        if clause.words[at].after:
            return at + 1 if clause.words[at].after == "," else None
    return None


def is_plain(clause: Clause, start: int, end: int) -> bool:
    """Whether the words are few, say one thing without another verb, and point to nothing outside."""
    if end - start > _LONGEST_MIDDLE or not clause.unbroken(start, end):
        return False
    between = False
    for at in range(start, end):
        low = clause.low(at)
        between = between or low == "between"
        joins = low in JOINING and not between and clause.low(at - 1) not in PREPOSITIONS
        if low in AUXILIARIES or low in BASE_OF_PAST or joins:
            return False
    return is_definite(clause, start, end)


def end_of_middle(clause: Clause, start: int) -> int | None:
    """Where what follows the verb ends: at a mark, a date, or a clause of time; None where it goes on otherwise."""
    for at in range(start, min(start + _LONGEST_MIDDLE + 1, len(clause.words))):
        if clause.low(at) in _ENDS or any(date.start == at for date in clause.dates):
            return at
        if clause.words[at].after:
            return at + 1
    return None


def dated_middle(frame: Frame, start: int) -> int | None:
    """Where what follows the verb ends if the clause says when; `start` is the word after the verb."""
    clause = frame.clause
    if frame.opening:
        return end_of_middle(clause, start)
    date = next((date for date in clause.dates if date.start >= start), None)
    if date is None:
        return None
    ends = clause.words[date.end - 1].after or date.end == len(clause.words) or clause.low(date.end) in _GOES_ON
    return date.start if ends else None


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of something: the number with its “about” stands at the words `start` to `noun`, the noun to `end`."""

    start: int
    noun: int
    end: int


def counted(clause: Clause) -> Iterator[Counted]:
    """How many there are of what, wherever the clause says it, in order."""
    for figure in clause.figures:
        inside = clause.inside(figure.start, figure.end)
        if not inside or figure.unit is not None or clause.words[inside[-1]].after:
            continue
        noun = inside[-1] + 1
        end = noun_phrase(clause, noun, 0)
        if noun < end and not clause.names(noun, end) and _is_plural(clause.low(end - 1)):
            yield Counted(inside[0], noun, end)


_NOT_COUNTED = frozenset(
    """
    years months weeks days hours minutes seconds decades centuries dollars euros pounds percent times points
    degrees miles acres hectares tons tonnes metres meters feet inches kilometres kilometers cents francs yen soles
    crowns
    """.split()  # noqa: SIM905
)


def _is_plural(noun: str) -> bool:
    return noun not in _NOT_COUNTED and (
        noun in PEOPLE or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))
    )


def is_person(frame: Frame) -> bool:
    """Whether the subject is written as persons' names are: words with capitals, two or more."""
    words = frame.subject.split()
    return len(words) > 1 and all(word[0].isupper() or word in IN_NAMES - {"of", "the", "for", "on"} for word in words)


def asked(*parts: str) -> str:
    """The question of these parts, those that are empty left out."""
    return f"{' '.join(part for part in parts if part)}?"
