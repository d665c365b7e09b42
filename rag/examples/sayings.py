"""What something is, who somebody is, what somebody said of something: rules that make questions of statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.examples.frames import Frame, Made, asked, is_person, is_plain, says_twice
from rag.examples.phrases import Clause, noun_phrase
from rag.examples.verbs import BASE_OF_PAST
from rag.examples.words import ANY_PLACE, ATTRIBUTES, AUXILIARIES, DETERMINERS, PERSONS, PREPOSITIONS
from rag.examples.written import bare, is_demonym
from rag.references.names import name_of

_UNIQUE = re.compile(
    r"(?:\w+-)?(?:largest|biggest|smallest|oldest|highest|longest|tallest|deepest|richest|busiest|first|second|third|only)"
)
_LONG_AGO = 1960
_LAST_WORDS = 8
_AFTER_TO = 2
_LONGEST_ROLE = 8


def being(frame: Frame, be: str) -> Iterator[Made]:
    """“The ferry to Vik is an electric ship …”, “Vik is the largest town in Orsa.”"""
    clause, at = frame.clause, frame.verb + 1
    if be not in ("is", "was") or clause.words[frame.verb].after:
        return
    end = noun_phrase(clause, at, 0)
    if clause.low(at) in ("a", "an") and end > at + 1:
        what = {clause.low(n) for n in range(at, end)}
        if what & PERSONS and is_person(frame):
            yield "who", asked("Who", be, frame.subject)
        elif not what & PERSONS and be == "is" and _is_thing(frame):
            yield "what", asked("What is", frame.subject)
    elif clause.low(at) == "the" and _UNIQUE.fullmatch(clause.low(at + 1)):
        end = noun_phrase(clause, at)
        if clause.words[end - 1].after and clause.names(at, end) and is_plain(clause, at, end):
            who = any(clause.low(n) in PERSONS for n in range(at, end))
            yield ("who" if who else "what"), asked("Who" if who else "What", be, clause.said(at, end))
    words = [clause.low(n) for n in range(frame.start, frame.end)]
    if words[0] == "the" and "of" in words and words[words.index("of") - 1] in ATTRIBUTES:
        value = clause.words[at].text if at < len(clause.words) else ""
        if value[:1].isdigit() or value[:1].isupper() or value in ("to", "about", "around", "estimated"):
            yield "what", asked("What", be, frame.subject)


def beside_a_name(clause: Clause) -> Iterator[Made]:
    """“… Lena Falk, the mayor of Orsa, …”, “… the mayor of Orsa, Lena Falk, …”"""
    words = clause.words
    cuts = [-1, *(at for at, word in enumerate(words) if word.after)]
    for cut, until in pairwise(cuts):
        first = next((at for at in range(until, cut, -1) if not clause.is_name(at)), cut) + 1
        # The name ends at a comma; what it is stands right before the comma that it begins at, or after its own.
        if words[until].after != "," or not _is_name_of_a_person(clause, first, until + 1):
            continue
        after = noun_phrase(clause, until + 1, 0)
        told_after = clause.low(until + 1) in ("a", "an", "the") and _tells_who(clause, until + 1, after)
        told_before = first == cut + 1 and words[cut].after == "," and cut >= 0 and _is_role(clause, cut)
        if told_after or told_before:
            long_ago = any(date.year and date.year < _LONG_AGO for date in clause.all_dates)
            yield "who", asked("Who was" if long_ago else "Who is", clause.said(first, until + 1))


def _is_name_of_a_person(clause: Clause, start: int, end: int) -> bool:
    words = [word.text for word in clause.words[start:end]]
    of_others = any(word in ANY_PLACE or bare(word) != word or is_demonym(word) for word in words)
    name = name_of(clause.said(start, end))
    of_others = of_others or says_twice(" ".join(words))
    return (
        bool(name.given) and clause.low(start - 1) not in DETERMINERS and not of_others and clause.unbroken(start, end)
    )


def _tells_who(clause: Clause, start: int, end: int) -> bool:
    return any(clause.low(at) in PERSONS for at in range(start, end))


def _is_role(clause: Clause, comma: int) -> bool:
    """Whether the words before the comma are what a person is: “the former mayor of Orsa”."""
    start = next(
        (at for at in range(comma, max(comma - _LONGEST_ROLE, -1), -1) if clause.low(at) in ("the", "a", "an")), comma
    )
    return (
        clause.low(start) == "the"
        and noun_phrase(clause, start) == comma + 1
        and _tells_who(clause, start, noun_phrase(clause, start, 0))
    )


def _is_thing(frame: Frame) -> bool:
    """Whether one may ask what the subject is: no place, which is known, and no more than a name or a noun."""
    clause, words = frame.clause, range(frame.start, frame.end)
    attached = any(clause.low(at) in PREPOSITIONS and not clause.is_name(at - 1) for at in words)
    return not attached and not any(clause.words[at].text in clause.written.places for at in words)


def what_said(frame: Frame, auxiliary: str) -> Iterator[Made]:
    """“Lena Falk said in May that the bridge at Orsa was unsafe.”"""
    clause = frame.clause
    near = range(frame.verb + 1, min(frame.verb + 5, len(clause.words)))
    at = next((at + 1 for at in near if clause.low(at) == "that"), frame.verb + 1)
    if not any(word.after for word in clause.words[frame.verb : at]):
        topic = _topic(clause, at)
        if topic:
            yield "what", asked("What", auxiliary, frame.subject, "say about", topic)


def said_at_the_end(clause: Clause) -> Iterator[Made]:
    """“The bridge at Orsa was unsafe, Lena Falk said.”"""
    words = clause.words
    comma = next((n for n in range(len(words) - 2, max(len(words) - _LAST_WORDS, 0), -1) if words[n].after), None)
    if comma is None or words[comma].after != "," or words[-1].low not in ("said", "says") or clause.is_unclear():
        return
    topic = _topic(clause, 0)
    if topic and clause.names(comma + 1, len(words) - 1) and is_plain(clause, comma + 1, len(words) - 1):
        yield "what", asked("What did", clause.said(comma + 1, len(words) - 1), "say about", topic)


def according_to(clause: Clause) -> Iterator[Made]:
    """“According to the Orsa Museum, the bridge at Orsa was unsafe.”"""
    if (clause.low(0), clause.low(1)) != ("according", "to"):
        return
    end = noun_phrase(clause, _AFTER_TO)
    if (
        end > _AFTER_TO
        and clause.words[end - 1].after == ","
        and clause.is_name(_head(clause, _AFTER_TO, end))
        and is_plain(clause, _AFTER_TO, end)
    ):
        topic = _topic(clause, end)
        if topic:
            yield "what", asked("What does", clause.said(_AFTER_TO, end), "say about", topic)


def _head(clause: Clause, start: int, end: int) -> int:
    """The noun that the phrase is about: the last word before what is attached to it."""
    return next((at for at in range(start, end) if clause.low(at) in PREPOSITIONS), end) - 1


def _topic(clause: Clause, start: int) -> str | None:
    """What the clause from `start` is about: its subject, where that names something and a verb follows."""
    end = noun_phrase(clause, start)
    follows = clause.low(end)
    is_verb = follows in AUXILIARIES or follows in BASE_OF_PAST
    if end == start or not is_verb or not clause.tells_apart(start, end) or not is_plain(clause, start, end):
        return None
    return clause.said(start, end)


def about_others(frame: Frame) -> Iterator[Made]:
    """“Lena Falk described the bridge at Orsa as unsafe.”"""
    clause = frame.clause
    perfect = clause.low(frame.verb) in ("has", "had", "have")
    verb, start = clause.low(frame.verb + perfect), frame.verb + perfect + 1
    asks = clause.low(frame.verb) if perfect else "did"
    ends = (noun_phrase(clause, start, attached) for attached in (0, 1))
    end = next((end for end in ends if clause.low(end) in ("as", "of", "for")), start)
    if end == start or not clause.names(start, end) or not is_plain(clause, start, end) or clause.words[end - 1].after:
        return
    whom, joined = clause.said(start, end), clause.low(end)
    if verb == "described" and joined == "as":
        yield "what", asked("How", asks, frame.subject, verb if perfect else "describe", whom)
    elif (verb, joined) in {("accused", "of"), ("blamed", "for")}:
        done = verb if perfect else {"accused": "accuse", "blamed": "blame"}[verb]
        yield "what", asked("What", asks, frame.subject, done, whom, joined)
