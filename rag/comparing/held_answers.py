"""What is held of an answer to compare it by, and in which ways two answers to a question differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.comparing.answer_lines import AnswerLine
    from rag.values import Citation, Status

Kind = Literal[
    "newly_answered",
    "no_longer_answered",
    "other_error",
    "other_quotation",
    "moved",
    "other_reference",
    "reordered",
    "confidence",
    "other_question",
    "only_new",
    "only_old",
]
KINDS: tuple[Kind, ...] = (
    *("newly_answered", "no_longer_answered", "other_error", "other_quotation", "moved", "other_reference"),
    *("reordered", "confidence", "other_question", "only_new", "only_old"),
)
"""In the order in which changes are told. `moved` is the same words from another place, of the same file or another."""

_DIGEST = 8
_PER_CITATION = 4


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of an answer: its line's offset in bytes, and digests of what is compared.

    `citations` has four digests a citation: of its words, its source, its place, and its reference.
    """

    offset: int
    id: str
    question: bytes
    read_with: bytes
    status: Status
    confidence: float
    error: bytes
    citations: bytes


def hold(answer: AnswerLine) -> Held:
    """What is held of it."""
    return Held(
        offset=answer.offset,
        id=answer.id,
        question=_digest(_words(answer.question)),
        read_with=_digest(_words(answer.read_with or "")),
        status=answer.status,
        confidence=answer.confidence,
        error=_digest(answer.error),
        citations=b"".join(digest for citation in answer.citations for digest in citation_digests(citation)),
    )


def citation_digests(citation: Citation) -> tuple[bytes, bytes, bytes, bytes]:
    """Digests of a citation's words, whatever the space between them, its source, its place, and its reference."""
    return (
        _digest(_words(citation.quote)),
        _digest(citation.source),
        _digest((citation.source, citation.start, citation.end)),
        _digest((citation.title, citation.author, citation.published, citation.page, citation.heading)),
    )


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode(), digest_size=_DIGEST).digest()


def _words(text: str) -> str:
    return " ".join(text.split())


def kinds_of_change(old: Held | None, new: Held | None, limit: float) -> Iterator[Kind]:
    """In which ways the answer changed, in the order of `KINDS`; none if it did not."""
    if old is None or new is None:
        yield "only_new" if old is None else "only_old"
    elif old.question != new.question:
        yield "other_question"
    elif old.status != new.status:
        was, is_now = old.status == "answered", new.status == "answered"
        yield "newly_answered" if is_now else "no_longer_answered" if was else "other_error"
    else:
        if old.error != new.error:
            yield "other_error"
        yield from _kinds_of_quotation(old.citations, new.citations)
        change = round(abs(new.confidence - old.confidence), 9)
        if change and change >= limit:
            yield "confidence"


def _kinds_of_quotation(old: bytes, new: bytes) -> Iterator[Kind]:
    if old == new:
        return
    one, other = _citations(old), _citations(new)
    quotes, now = [each[0] for each in one], [each[0] for each in other]
    if Counter(quotes) != Counter(now):
        yield "other_quotation"
    kept = Counter(quotes) & Counter(now)
    pairs = list(zip(_of(one, kept), _of(other, kept), strict=True))
    if any(before[2] != after[2] for before, after in pairs):
        yield "moved"
    if any(before[1] == after[1] and before[3] != after[3] for before, after in pairs):
        yield "other_reference"
    if quotes != now and Counter(quotes) == Counter(now):
        yield "reordered"


def _citations(digests: bytes) -> list[tuple[bytes, ...]]:
    parts = [digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)]
    return [tuple(parts[at : at + _PER_CITATION]) for at in range(0, len(parts), _PER_CITATION)]


def _of(citations: list[tuple[bytes, ...]], kept: Counter[bytes]) -> list[tuple[bytes, ...]]:
    """Of the citations, sorted, as many of each words as are kept."""
    left = Counter(kept)
    found = []
    for citation in sorted(citations):
        if left[citation[0]] > 0:
            left[citation[0]] -= 1
            found.append(citation)
    return found
