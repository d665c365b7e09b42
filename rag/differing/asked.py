"""A question -> what an answer's figures are compared by: its words, its dates, and what it asks the number of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.differing.contexts import WORD, names_in, stems
from rag.differing.event_words import BASE_OF
from rag.differing.figures import NamedDate, dates_in
from rag.differing.statements import Counted, counted_in
from rag.languages.words import search_words

_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_WHEN = re.compile(r"\bwhen\b|\b(?:what|which|on what|in what|in which) (?:year|date|day)\b", re.IGNORECASE)
_OF_DEATHS = re.compile(r"\bdeath toll\b|\bnumber of (?:deaths|dead)\b", re.IGNORECASE)
_OF_POPULATION = re.compile(r"\bpopulation\b", re.IGNORECASE)
_ASKING = frozenset(
    ("year", "date", "day", "long", "old", "far", "tall", "high", "big", "larg", "estim", "exact", "share")
)
_ASKING |= {"percentag", "proport", "rate", "amount", "mani", "happen"}


@dataclass(frozen=True)
class Asked:
    """A question as figures are compared for it."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of what a sentence must tell of, so that it is about this."""
        counted = self.counted.about.split() if self.counted else []
        words = frozenset(stem for word in WORD.findall(self.text) for stem in stems(word))
        return words - _ASKING - {stem for word in counted for stem in stems(word)}

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the names among its words."""
        return names_in(self.text)

    @cached_property
    def dates(self) -> list[NamedDate]:
        """The dates that it names."""
        return dates_in(self.text)

    @cached_property
    def counted(self) -> Counted | None:
        """What it asks the number of."""
        if _OF_DEATHS.search(self.text):
            return Counted("death", "people", "deaths")
        if _OF_POPULATION.search(self.text):
            return Counted("count", "population", "population")
        found = _HOW_MANY.search(self.text)
        return counted_in(self.text, found.start(), found.end()) if found else None

    @cached_property
    def event(self) -> str | None:
        """The stem of the verb whose date it asks: its last word that is no name."""
        words = [word for word in WORD.findall(self.text) if word.islower()] if _WHEN.search(self.text) else []
        return next((base for word in reversed(words) for base in bases_of(word) if base not in _ASKING), None)


def bases_of(word: str) -> list[str]:
    """The stems of a verb's base: of “built” as of “build”."""
    return search_words(BASE_OF.get(word.lower(), word))
