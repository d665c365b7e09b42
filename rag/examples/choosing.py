"""Documents -> candidates; candidates and their answers -> those that are proved; these -> a few unlike each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

from rag.examples.rules import questions_from
from rag.examples.written import writing_in, writing_together
from rag.languages.words import ENGLISH, distinct_words

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.examples.frames import Kind
    from rag.values import Answer

_MOST_DOCUMENTS = 40
_MOST_SENTENCES = 1200
"""What is looked at, however large the library is."""

_MOST_ASKED = 40
_LEAST_CONFIDENCE = 0.5
_ALIKE = 0.5
"""Two questions that share this part of their words are one."""

_BEST_FIRST: tuple[Kind, ...] = ("why", "what", "how many", "when", "where", "who")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and the sentence it was made from, `start` to `end` of the document at `source`."""

    kind: Kind
    question: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate that the library answers from that sentence, so surely."""

    candidate: Candidate
    confidence: float


def candidates(articles: Articles, sources: Sequence[str]) -> tuple[Candidate, ...]:
    """Questions made from sentences of some of the documents, at most 40; none where no document is in English.

    `sources` are those of all documents, in order; those looked at are spread evenly over them.
    """
    looked_at = _spread(sources, _MOST_DOCUMENTS)
    each = _MOST_SENTENCES // max(1, len(looked_at))
    read = [
        (document, _spread(articles.sentences(document.source), each))
        for document in map(articles.document, looked_at)
        if document.language in (None, ENGLISH)
    ]
    writings = [writing_in(document.text[s.start : s.end] for s in sentences) for document, sentences in read]
    together = writing_together(writings)
    made = [
        sorted(
            (
                Candidate(kind, question, document.source, sentence.start, sentence.end)
                for sentence in sentences
                for kind, question in questions_from(document.text[sentence.start : sentence.end], own, together)
            ),
            key=lambda one: _BEST_FIRST.index(one.kind),
        )
        for (document, sentences), own in zip(read, writings, strict=True)
    ]
    in_turn = [one for one in chain.from_iterable(zip_longest(*made)) if one is not None]
    first = {one.question: one for one in reversed(in_turn)}
    return tuple(one for one in in_turn if first[one.question] is one)[:_MOST_ASKED]


def proved(made: Sequence[Candidate], answers: Sequence[Answer]) -> tuple[Example, ...]:
    """The candidates whose answer is sure, and first cites the sentence that they were made from; the surest first."""
    found = [
        Example(candidate, answer.confidence)
        for candidate, answer in zip(made, answers, strict=True)
        if answer.status == "answered" and answer.confidence >= _LEAST_CONFIDENCE and _is_from(candidate, answer)
    ]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.candidate.source, one.candidate.start)))


def _is_from(candidate: Candidate, answer: Answer) -> bool:
    first = answer.citations[0]
    return first.source == candidate.source and first.start <= candidate.start and candidate.end <= first.end


def chosen(examples: Sequence[Example], most: int) -> tuple[str, ...]:
    """At most so many, the surest first: of other documents and kinds each as far as there are such, none alike."""
    taken: list[Example] = []
    tests: tuple[Callable[[Candidate, Candidate], bool], ...] = (
        lambda one, other: one.source == other.source or one.kind == other.kind,
        lambda one, other: one.source == other.source,
        lambda one, other: one.kind == other.kind,
        lambda _one, _other: False,
    )
    for clashes in tests:
        for example in examples:
            one = example.candidate
            if len(taken) < most and not any(
                clashes(one, other.candidate) or _are_alike(one, other.candidate) for other in taken
            ):
                taken.append(example)
    return tuple(example.candidate.question for example in examples if example in taken)


def _are_alike(one: Candidate, other: Candidate) -> bool:
    words, others = distinct_words(one.question, ENGLISH), distinct_words(other.question, ENGLISH)
    return len(words & others) >= _ALIKE * min(len(words), len(others))


def _spread(items: Sequence[_T], most: int) -> list[_T]:
    """At most so many of them, evenly spread, in order."""
    if len(items) <= most:
        return list(items)
    return [items[number * len(items) // most] for number in range(most)]
