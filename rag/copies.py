"""Documents that are copies of each other, and quotations of the same words: one source, not several.

Reposts, wire copies and trimmed versions are told by w-shingling: the share of the shorter text's runs of w words that
the longer one holds (Broder 1997, “On the resemblance and containment of documents”, section 2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import getsizeof
from typing import TYPE_CHECKING, Literal
from zlib import crc32

import numpy as np

from rag.kept import Kept
from rag.passages import body_spans

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.values import Document

    Hashes = npt.NDArray[np.uint64]

SHINGLE_WORDS = 4
CONTAINED = 0.7
"""Documents are copies where at least this share of the shorter one's shingles is in the longer one."""

_SHORT_WORDS = 50
_SHORTEST_SHARE = 0.2
"""A trimmed copy has at least so many words, or this share of the other's: a lone statement is no copy."""

_SKETCH = 64
_BITS = 16_384
_SURELY_NOT = 0.3
"""A share below this among the `_SKETCH` least shingles needs no exact count."""

_ALIKE = 0.5
"""Two sentences with this share of words in common are about the same."""

_LITTLE_WORDS = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "had", "has", "have", "in", "is", "it"),
        *("its", "of", "on", "or", "that", "the", "to", "was", "were", "said", "says", "told"),
    )
)
"""Words that an editor changes without saying anything else."""

_NOTHING: frozenset[str] = frozenset()
_NEGATIONS = frozenset(("no", "not", "never", "nor", "nobody", "none", "nothing", "t", "without"))  # t as in “didn’t”

_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_NO_SPACES}]|[^\W_{_NO_SPACES}]+|[%$€£¥₹]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

Comparison = Literal["same", "changed", "absent"]

_BYTES_KEPT = 32_000_000
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """By which a document is compared: its body's words, each between spaces, and its shingles' sorted hashes.

    `bits` has a bit set for each shingle, by its rest of `_BITS`, and `sketch_bits` for each of the least `_SKETCH`:
    what has no bit in common has no shingle in common.
    """

    words: str
    count: int
    shingles: Hashes
    bits: int
    sketch_bits: int


def _bytes_of(signature: Signature) -> int:
    """What it takes in memory with the text of its document, which is about as long as its words."""
    return 2 * getsizeof(signature.words) + signature.shingles.nbytes + getsizeof(signature.bits)


_SIGNATURES: Kept[Document, Signature] = Kept(_bytes_of, _BYTES_KEPT)


def words_of(text: str) -> str:
    """The text's words, each between single spaces; case, marks, quotes and white space make no difference.

    Scripts that write no spaces give each character.
    """
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(_WORD.findall(plain))} "


@lru_cache(maxsize=10_000)
def words_of_sentence(text: str) -> str:
    """What `words_of` gives; kept, since a question's best sentences are often the next one's too."""
    return words_of(text)


def signature(document: Document) -> Signature:
    """The signature of the document's body: its paragraphs without headings and furniture; kept for the next time."""
    known = _SIGNATURES.get(document)
    if known is None:
        words = words_of("\n".join(_body(document)))
        listed = words.split()
        shingles = _shingles(listed)
        known = Signature(words, len(listed), shingles, _bits(shingles), _bits(shingles[:_SKETCH]))
        _SIGNATURES.put(document, known)
    return known


def are_copies(one: Signature, other: Signature) -> bool:
    """Whether the bodies are the same text, or one is the other trimmed, give or take some edits."""
    if one.words == other.words:
        return True
    few, many = sorted((one.count, other.count))
    short, long = sorted((one, other), key=lambda signature: (len(signature.shingles), signature.words))
    if not len(short.shingles) or few < min(_SHORT_WORDS, _SHORTEST_SHARE * many):
        return False
    sketch = short.shingles[:_SKETCH]
    return (
        _at_most_in_common(short, long) >= _SURELY_NOT * len(sketch)
        and _contained(sketch, long.shingles) >= _SURELY_NOT
        and _contained(short.shingles, long.shingles) >= CONTAINED
    )


def compare(words: str, others: Iterable[str]) -> Comparison:
    """What the most alike of the other sentences makes of this one; all as `words_of` gives them.

    "changed": it says something else in its place (“28 killed”, “49 killed”): each has words of its own, or one has a
    “not”. "same": words are only left out or added. "absent": none is alike.
    """
    own = _telling(words)
    nearest = max((_telling(other) for other in others), key=lambda other: _jaccard(own, other), default=_NOTHING)
    if _jaccard(own, nearest) < _ALIKE:
        return "absent"
    changed = (own - nearest and nearest - own) or (own ^ nearest) & _NEGATIONS
    return "changed" if changed else "same"


def _telling(words: str) -> frozenset[str]:
    return frozenset(words.split()) - _LITTLE_WORDS


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _body(document: Document) -> Iterator[str]:
    """The text of the paragraphs, headings and furniture left out."""
    headings = {heading.start for heading in document.headings}
    for span in body_spans(document):
        if span.start not in headings:
            yield document.text[span.start : span.end]


def _shingles(words: list[str]) -> Hashes:
    """The distinct hashes of the runs of `SHINGLE_WORDS` words, in order."""
    hashes = np.array([crc32(word.encode()) for word in words], dtype=np.uint64)
    count = max(0, len(words) - SHINGLE_WORDS + 1)
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        runs = (runs ^ hashes[place : place + count]) * _MULTIPLIER
        runs ^= runs >> np.uint64(29)
    runs.sort()
    distinct: Hashes = runs[np.append(True, runs[1:] != runs[:-1])[:count]]
    return distinct


def _at_most_in_common(short: Signature, long: Signature) -> int:
    """How many of one's least shingles the other can have; soon told, and for two of different texts next to none."""
    # Shingles that share a bit count as one there: each of the others may be in common.
    alone = min(len(short.shingles), _SKETCH) - short.sketch_bits.bit_count()
    return (short.sketch_bits & long.bits).bit_count() + alone


def _bits(shingles: Hashes) -> int:
    bits = np.zeros(_BITS, dtype=np.bool_)
    bits[shingles % np.uint64(_BITS)] = True
    return int.from_bytes(np.packbits(bits).tobytes())


def _contained(few: Hashes, many: Hashes) -> float:
    """The share of `few` that is among `many`; both sorted, neither empty."""
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return int(np.count_nonzero(many[places] == few)) / len(few)
