"""All words of a library's documents, in order, and where each word stands: what quotations are looked up in.

An inverted index with positions (Zobel and Moffat 2006, “Inverted files for text search engines”), as two arrays of 4
bytes a word each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag import folding

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

_BETWEEN_DOCUMENTS = -1
_UNKNOWN = -2
_FILTERED_ONE_BY_ONE = 8
_TELLING_WORDS = 16
"""The rarest words of a quotation, by which places like it are found."""

_RUNS_LOOKED_AT = 50
_FREQUENT = 4000
"""Places; a word that stands in more tells little of where a quotation is from."""


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last`, the last one not included, of the document at `source`, counted from its beginning."""

    source: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class _Hits:
    """Places of a quotation's words, where the quotation would begin by each, and how much each tells."""

    places: Integers
    begins: Integers
    weights: npt.NDArray[np.float64]


class WordIndex:
    """Made once from (source, text) of each document; answers by word numbers."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        self._lower: set[str] = set()
        self.sources: list[str] = []
        chunks: list[npt.NDArray[np.int32]] = []
        for source, text in texts:
            found = folding.words(text)
            self._lower.update(word for word in set(found) if word.islower())
            self.sources.append(source)
            row = np.fromiter(map(numbers.__getitem__, folding.keys(found)), dtype=np.int32, count=len(found))
            chunks += [row, np.array([_BETWEEN_DOCUMENTS], dtype=np.int32)]
        self._numbers = dict(numbers)
        self._places = {source: number for number, source in enumerate(self.sources)}
        self._words = np.concatenate(chunks) if chunks else np.zeros(0, dtype=np.int32)
        self._ends = np.cumsum([len(chunk) + 1 for chunk in chunks[::2]], dtype=np.int64)
        self._order = np.argsort(self._words, kind="stable").astype(np.int32)
        firsts = np.searchsorted(self._words[self._order], np.arange(len(numbers) + 1))
        self._firsts: Integers = firsts.astype(np.int64)

    def is_lower(self, word: str) -> bool:
        """Whether the word, given in lower case, stands somewhere without a capital."""
        return word in self._lower

    def has_word(self, word: str) -> bool:
        """Whether the word, folded, stands anywhere."""
        return word in self._numbers

    def rarity(self, word: str) -> float:
        """How much the word, folded, tells: the logarithm of the library's words to each of its places."""
        return float(np.log((len(self._words) + 2) / (self._frequency(word) + 0.5)))

    def windows(self, keys: Sequence[str | None], hidden: frozenset[str] = frozenset()) -> Iterator[Window]:
        """Where these words stand one after the other, None being any word; not in the hidden sources."""
        for at in self._positions(keys):
            yield from self._window(int(at), int(at) + len(keys), hidden)

    def near(self, keys: Sequence[str | None], hidden: frozenset[str], limit: int, apart: int) -> Iterator[Window]:
        """At most `limit` windows that hold the rarest of these words in about this order, the best first.

        `apart` is by how many words they may be further or less far apart.
        """
        hits = self._hits(keys, hidden)
        if not len(hits.places):
            return
        width = apart + len(keys) // 2 + 4
        found: list[tuple[float, int, int, int]] = []
        for shift in (0, width // 2):
            buckets = (hits.begins + shift) // width
            order = np.argsort(buckets, kind="stable")
            starts = np.flatnonzero(np.append(True, np.diff(buckets[order]) > 0))
            sums = np.add.reduceat(hits.weights[order], starts)
            for one in np.argsort(-sums, kind="stable")[:limit]:
                members = order[starts[one] : starts[one + 1] if one + 1 < len(starts) else None]
                begins, places = hits.begins[members], np.sort(hits.places[members])
                found.append((float(sums[one]), int(begins.min()), int(begins.max()), int(places[len(places) // 2])))
        slack = width // 2 + 4
        for _, first, last, inside in sorted(found, key=lambda item: -item[0])[:limit]:
            yield from self._window(first - slack, last + len(keys) + slack, hidden, of=inside)

    def widened(self, window: Window, before: int, after: int) -> Window:
        """The window with so many more words of its document on either side, as far as there are any."""
        number = self._places[window.source]
        words = int(self._ends[number]) - 1 - (int(self._ends[number - 1]) if number else 0)
        return Window(window.source, max(0, window.first - before), min(words, window.last + after))

    def longest_run(self, keys: Sequence[str | None], first: int, hidden: frozenset[str]) -> tuple[int, Window | None]:
        """How many of the words, from number `first` on, stand somewhere one after the other, and where."""
        length, found = 0, None
        places = self._places_of(keys[first] or "")
        while len(places):
            seen = (w for at in places[:_RUNS_LOOKED_AT] for w in self._window(int(at), int(at) + length + 1, hidden))
            window = next(seen, None)
            if window is None:
                break
            length, found = length + 1, window
            if first + length == len(keys):
                break
            following = self._numbers.get(keys[first + length] or "", _UNKNOWN)
            places = places[self._words[places + length] == following]
        return length, found

    def _window(self, first: int, last: int, hidden: frozenset[str], of: int | None = None) -> Iterator[Window]:
        """The words from `first` to `last` that are of the document that word `of`, by default the first, is of."""
        number = int(np.searchsorted(self._ends, first if of is None else of, side="right"))
        if number < len(self.sources) and self.sources[number] not in hidden:
            start = int(self._ends[number - 1]) if number else 0
            end = int(self._ends[number]) - 1
            if first < end and last > start:
                yield Window(self.sources[number], max(0, first - start), min(last, end) - start)

    def _places_of(self, word: str) -> Integers:
        number = self._numbers.get(word)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        return self._order[self._firsts[number] : self._firsts[number + 1]].astype(np.int64)

    def _frequency(self, word: str) -> int:
        number = self._numbers.get(word)
        return 0 if number is None else int(self._firsts[number + 1] - self._firsts[number])

    def _positions(self, keys: Sequence[str | None]) -> Integers:
        known = sorted((self._frequency(word), n, word) for n, word in enumerate(keys) if word is not None)
        if not known or known[0][0] == 0:
            return np.zeros(0, dtype=np.int64)
        _, at, rarest = known[0]
        places = self._places_of(rarest) - at
        places = places[(places >= 0) & (places + len(keys) <= len(self._words))]
        for _, n, word in known[1:_FILTERED_ONE_BY_ONE]:
            places = places[self._words[places + n] == self._numbers[word]]
        for _, n, word in known[_FILTERED_ONE_BY_ONE:] if len(places) else ():
            places = places[self._words[places + n] == self._numbers[word]]
        return places

    def _hits(self, keys: Sequence[str | None], hidden: frozenset[str]) -> _Hits:
        """The places of a quotation's rarest words."""
        distinct: dict[str, int] = {}
        for n, word in enumerate(keys):
            if word is not None and self._frequency(word):
                distinct.setdefault(word, n)
        rarest = sorted(distinct, key=self._frequency)[:_TELLING_WORDS]
        telling = [word for word in rarest if self._frequency(word) <= _FREQUENT] or rarest[:2]
        # A word that comes twice is looked up where it comes first; the window is wide enough for that.
        found = [(self._places_of(word), distinct[word], self._frequency(word)) for word in telling]
        places = np.concatenate([np.zeros(0, dtype=np.int64), *(at for at, _, _ in found)])
        begins = np.concatenate([np.zeros(0, dtype=np.int64), *(at - n for at, n, _ in found)])
        weights = [np.full(len(at), np.log(len(self._words) / many)) for at, _, many in found]
        kept = self._is_seen(places, hidden)
        return _Hits(places[kept], begins[kept], np.concatenate([np.zeros(0), *weights])[kept])

    def _is_seen(self, places: Integers, hidden: frozenset[str]) -> npt.NDArray[np.bool_]:
        seen = np.ones(len(places), dtype=np.bool_)
        for number, source in enumerate(self.sources) if hidden else ():
            if source in hidden:
                start = int(self._ends[number - 1]) if number else 0
                seen &= (places < start) | (places >= int(self._ends[number]))
        return seen
