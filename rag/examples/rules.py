"""A sentence of an article -> the questions that it answers, by rules that rather make none than a clumsy one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.examples.doings import active, how_many, passive, so_many, what_share
from rag.examples.frames import Frame, Made, frame_of
from rag.examples.phrases import clause_of
from rag.examples.sayings import about_others, according_to, being, beside_a_name, said_at_the_end, what_said
from rag.examples.verbs import BASE_OF_PAST, BASE_OF_PRESENT

if TYPE_CHECKING:
    from rag.examples.written import Written

_FEWEST_WORDS = 3
_MOST_WORDS = 14
_SOUND = re.compile(r"[A-Z][\w ,'’.$€£%&/-]*\w[.'’]?\?")
_SAYING = {"said": "did", "stated": "did", "claimed": "did", "argued": "did", "warned": "did", "says": "does"}


def questions_from(sentence: str, own: Written, written: Written) -> list[Made]:
    """The questions that the sentence answers, each with its kind; none for most sentences.

    `own` is how words are written in its document, `written` in all documents that are looked at.
    """
    clause = clause_of(sentence, own, written)
    if clause is None:
        return []
    frame = frame_of(clause)
    by_clause = (so_many, what_share, according_to, said_at_the_end, beside_a_name)
    made = [one for rule in by_clause for one in rule(clause)]
    if frame is not None:
        as_written = replace(frame, subject=clause.said(frame.start, frame.end))
        made += dict.fromkeys((*_of_frame(frame), *_of_frame(as_written)))
    return [(kind, question) for kind, question in made if _is_sound(question)]


def _is_sound(question: str) -> bool:
    return _FEWEST_WORDS <= len(question.split()) <= _MOST_WORDS and _SOUND.fullmatch(question) is not None


def _of_frame(frame: Frame) -> Iterator[Made]:
    verb = frame.clause.low(frame.verb)
    if verb in ("was", "were", "is", "are"):
        yield from passive(frame, verb)
        yield from being(frame, verb)
    elif verb in ("has", "had", "have") or verb in BASE_OF_PRESENT:
        yield from about_others(frame)
        yield from how_many(frame, {"had": "did", "have": "do"}.get(verb, "does"), BASE_OF_PRESENT.get(verb, "have"))
    elif verb in _SAYING:
        yield from what_said(frame, _SAYING[verb])
    elif verb in ("described", "accused", "blamed"):
        yield from about_others(frame)
    elif verb in BASE_OF_PAST:
        yield from active(frame, verb, BASE_OF_PAST[verb])
