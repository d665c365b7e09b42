"""A sentence -> what ties its figures to one thing: names, places, dates and the other words around them.

English only. Two figures are of the same thing only where their contexts agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product, zip_longest

from rag.differing.event_words import BASE_OF, ENDS_CLAUSE, EVENT_OF, SAYING, TIES_NOTHING
from rag.differing.figures import MONTHS, NUMBER_WORDS, Figure, NamedDate
from rag.languages.words import search_words

_STRUCK = "|"
CUT = re.compile(r"[|,;:()“”\"—]|\s[–-]\s")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_SAID = f"(?:{'|'.join(SAYING)})"
_ATTRIBUTIONS = (
    re.compile(rf"^[^,;:\d]{{0,80}}?\b{_SAID}\b(?:\s+(?:on\s+\w+|that|at))*", re.IGNORECASE),
    re.compile(rf",[^,;:\d]{{0,80}}\b{_SAID}\b[^,;:\d]*[.,]?$"),
    re.compile(r",?\s*\b(?:according to|in the words of)\b[^,;:\d]*", re.IGNORECASE),
)
_RELATIVE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tonight|tomorrow|overnight|ago|daily|weekly|monthly"
    r"|annually|yearly|(?:last|this|next|past|previous|following|first|second|third|final|per|each|every|a|one|single)\s+"
    r"(?:\w+\s+)?(?:hour|day|night|morning|evening|week|weekend|month|year|quarter|decade|season|century))\b",
    re.IGNORECASE,
)
_PHRASE_BEGINS = frozenset(
    (
        *("in", "at", "near", "outside", "inside", "around", "across", "throughout", "during", "from", "by", "on"),
        *("after", "before", "since", "among", "amid", "between", "within", "per", "for", "with", "against", "of"),
        *("under", "over", "without", "through", "towards", "off", "along", "behind", "beyond", "including", "into"),
    )
)
_ENDS_PHRASE = ENDS_CLAUSE | {"was", "were", "is", "are", "had", "has", "have", "been", "being", "so", "than"}
_SHORT_TIMES = frozenset(("minute", "hour", "day"))
_LONG_TIMES = frozenset(("week", "month", "year"))
_HEDGES = frozenset(
    (
        *("may", "might", "could", "would", "will", "should", "not", "never", "no", "if", "cannot", "without"),
        *("expected", "feared", "likely", "planned", "believed", "up", "down", "than", "average", "only", "per"),
        *("each", "every", "other", "others", "another", "again", "further", "against", "once", "twice"),
    )
)
_USED_FORCE = re.compile(
    r"\b(?:crack(?:s|ed|ing)?\s+down|open(?:s|ed|ing)?\s+fire|(?:fired|shot)(?=\s+(?:on|at|into)\b)|attack(?:ed|ing))\b"
)
"""As a verb; “the attack” and “the fire” are events of their own."""

_NOUNS_IN_LY = frozenset(("family", "assembly", "supply", "monopoly", "rally", "ally", "fly", "anomaly"))
_BEFORE_CLAUSE = re.compile(r"[;:(—]|\s[–-]\s|,\s+(?:while|but)\b")
_AFTER_CLAUSE = re.compile(
    r"[;:()—]|\s[–-]\s|,\s+(?:and|but|while|which|who|whose|whom|where|when|as|after|although|though|because|so|or"
    r"|most|many|some|including|\w+ing)\b"
)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(?:has|have|had|toll|so far|now)\b", re.IGNORECASE)
_WIDENING = re.compile(r"\band in [a-z][^,;|]*")
"""“In the protests and in events connected with them” narrows no more than “in the protests”."""

_EMPHASIS = re.compile(r"\b(?:especially|particularly|mainly|mostly|notably|above all)\b[^,;|\d]*")
"""Nor does “especially in the south”."""

_LONG_WORD = 5
_FEW_WORDS = 3

_PAIR = re.compile(r"(?=\b([^\W\d_]+)[\s-]+([^\W\d_]+))")


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence says around one of its figures, in stems.

    Of the sentence: `names`, with those of the sentences quoted before it; `told`, all its words; its `dates`, and
    those `since` when it counts; times told from the day of writing, or short ones (`relative`); `durations` of weeks
    and more; `hedges`, as “not” and “may”; whether it says what has come about until then (`so_far`). Of the figure's
    clause: `words`; `phrases`, what stands together after a preposition; `pairs` of words of which one follows the
    other.
    """

    names: frozenset[str]
    told: frozenset[str]
    dates: tuple[NamedDate, ...]
    since: tuple[NamedDate, ...]
    relative: frozenset[str]
    durations: frozenset[str]
    hedges: frozenset[str]
    so_far: bool
    words: frozenset[str]
    phrases: tuple[frozenset[str], ...]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Reading:
    """A sentence with its dates and figures; `lead` is the text quoted before it. It is read when it is asked."""

    text: str
    lead: str
    dates: Sequence[NamedDate]
    figures: Sequence[Figure]

    def context(self, at: int) -> Context:
        """The context of the figure at that offset."""
        start = max((found.end() for found in _BEFORE_CLAUSE.finditer(self._plain, 0, at)), default=0)
        ends = _AFTER_CLAUSE.search(self._plain, at)
        clause = _WIDENING.sub(" ", self._plain[start : ends.start() if ends else len(self._plain)])
        return Context(
            names=self._names,
            told=_all_stems(self._plain),
            dates=tuple(date for date in self.dates if not self._is_start(date)),
            since=tuple(replace(date, loose=False) for date in self.dates if self._is_start(date)),
            relative=self._relative,
            durations=frozenset(duration(figure) for figure in self.figures if figure.unit in _LONG_TIMES),
            hedges=_HEDGES.intersection(WORD.findall(self._plain)),
            so_far=_SO_FAR.search(self.text) is not None,
            words=_all_stems(clause),
            phrases=tuple(phrase for phrase in _phrases(clause) if phrase),
            pairs=frozenset(
                pair for found in _PAIR.finditer(clause) for pair in product(stems(found[1]), stems(found[2]))
            ),
        )

    @cached_property
    def _bare(self) -> str:
        """The sentence without its dates and figures, and without who said it."""
        values = [*((date.start, date.end) for date in self.dates), *((one.start, one.end) for one in self.figures)]
        return _without_attribution(_without(self.text, [*values, *self._emphases, *self._force]))

    @cached_property
    def _plain(self) -> str:
        """The bare sentence without relative times, and without since when."""
        return _without(self._bare, [*(found.span() for found in _RELATIVE.finditer(self._bare)), *self._since_when])

    @cached_property
    def _since_when(self) -> list[tuple[int, int]]:
        """Where it says since when, up to the date, or else to a comma or a figure."""
        spans: list[tuple[int, int]] = []
        for found in _SINCE.finditer(self.text):
            cut = CUT.search(self.text, found.end())
            limit = cut.start() if cut else len(self.text)
            date = next((date.end for date in self.dates if found.start() < date.start < limit), limit)
            figure = next((one.start for one in self.figures if one.start > found.start()), limit)
            spans.append((found.start(), min(date, figure, limit)))
        return spans

    def _is_start(self, date: NamedDate) -> bool:
        return any(start < date.start < end for start, end in self._since_when)

    @cached_property
    def _names(self) -> frozenset[str]:
        return names_in(self.lead) | names_in(_without(self.text, [*self._since_when, *self._emphases]))

    @cached_property
    def _emphases(self) -> list[tuple[int, int]]:
        return [found.span() for found in _EMPHASIS.finditer(self.text)]

    @cached_property
    def _force(self) -> list[tuple[int, int]]:
        return [found.span() for found in _USED_FORCE.finditer(self.text)]

    @cached_property
    def _relative(self) -> frozenset[str]:
        told = {" ".join(found.group().lower().split()) for found in _RELATIVE.finditer(self._bare)}
        return frozenset(told | {duration(figure) for figure in self.figures if figure.unit in _SHORT_TIMES})


def duration(figure: Figure) -> str:
    """A length of time as a context holds it."""
    return f"{figure.least} {figure.unit}"


@lru_cache(maxsize=20_000)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a word that ties a statement to something; none for a stop word or one that any report has."""
    if word.lower() in TIES_NOTHING or (word.endswith("ly") and word.islower() and word not in _NOUNS_IN_LY):
        return ()
    return tuple(search_words(BASE_OF.get(word.lower(), word)))


def _all_stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in WORD.findall(text) for stem in stems(word))


def names_in(text: str) -> frozenset[str]:
    """The stems of the text's names: its words with a capital, unless a sentence may begin with them."""
    found: set[str] = set()
    text = _without_attribution(text)
    words = list(WORD.finditer(text))
    for word, following in zip_longest(words, words[1:]):
        begins = not text[: word.start()].strip() or text[: word.start()].rstrip()[-1] in '“"‘:.!?(['
        in_name = following is not None and following.group()[0].isupper() and following.start() == word.end() + 1
        if word.group()[0].isupper() and (not begins or in_name) and not _is_time(word.group()):
            found.update(stems(word.group()))
    return frozenset(found)


def is_title_case(title: str) -> bool:
    """Whether the words of a title have capitals that tell no names, but for short ones: “The Fall of the House”."""
    long = [word for word in WORD.findall(title) if len(word) >= _LONG_WORD]
    return len(long) >= _FEW_WORDS and all(word[0].isupper() for word in long)


def _is_time(word: str) -> bool:
    return word in MONTHS or _RELATIVE.fullmatch(word) is not None


def _without_attribution(text: str) -> str:
    """The text without who said it, “according to”; offsets stay."""
    for pattern in _ATTRIBUTIONS:
        found = pattern.search(text)
        if found and not any(
            word.lower() in EVENT_OF or word.lower() in NUMBER_WORDS for word in WORD.findall(found.group())
        ):
            text = _without(text, [found.span()])
    return text


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the spans struck out, so that what stands before and after one is apart; offsets stay."""
    for start, end in spans:
        text = f"{text[:start]}{_STRUCK * (end - start)}{text[end:]}"
    return text


def _phrases(text: str) -> Iterator[frozenset[str]]:
    """What stands together after each preposition, in stems."""
    for clause in CUT.split(text):
        phrase: set[str] | None = None
        for word in WORD.findall(clause):
            if word.lower() in _PHRASE_BEGINS or word.lower() in _ENDS_PHRASE:
                yield frozenset(phrase or ())
                phrase = set() if word.lower() in _PHRASE_BEGINS else None
            elif phrase is not None:
                phrase.update(stems(word))
        yield frozenset(phrase or ())
