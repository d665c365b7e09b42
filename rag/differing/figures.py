"""English text -> the figures and dates in it: where they stand, and what they may mean.

A figure is an interval, since “about 70” and “at least 50” leave room, and so does a round “1,300”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Figure:
    """`text[start:end]`, with the words that say how exact it is; the values it may stand for; its unit, if any."""

    start: int
    end: int
    least: float
    most: float
    unit: str | None

    def differs(self, other: Figure) -> bool:
        """Whether there is no value that both may stand for."""
        return self.most < other.least or other.most < self.least


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date at `text[start:end]`; what it does not tell is None. `loose`: a decade, some years, “about”, “since”."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    loose: bool = False

    def fits(self, other: NamedDate) -> bool:
        """Whether nothing that both tell is different."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return self.loose == other.loose and all(None in pair or pair[0] == pair[1] for pair in pairs)

    def differs(self, other: NamedDate) -> bool:
        """Whether both are exact, tell as much (year; month and year; or all), and not the same."""
        as_much = (self.month is None, self.day is None) == (other.month is None, other.day is None)
        exact = None not in (self.year, other.year) and not self.loose and not other.loose
        return as_much and exact and not self.fits(other)


_SMALL = {
    word: value
    for value, words in (
        *enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")),
        *enumerate(("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 12),
    )
    for word in (words,)
}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL |= {word: 10 * tens for tens, word in enumerate(_TENS, start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "bn": 10**9}
_SCALES |= {"dozen": 12, "trillion": 10**12}
NUMBER_WORDS = frozenset((*_SMALL, *_SCALES))

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_NUMBER_OF_MONTH = {month[:3]: number for number, month in enumerate(MONTHS, start=1)}
_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_APART = r"(?<![\w:/#.$€£¥])(?<!\d[,–-])"
"""What follows is not the rest of a longer number, a clock time, a name such as B52, or money."""

_DATES = tuple(
    re.compile(rf"{_APART}{pattern}(?!\w|,\d)")
    for pattern in (
        r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)",
        rf"{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR}(?P<loose>\s?[/–-]\s?\d{{2,4}}|\s+(?:to|or|and)\s+\d{{4}}|['’]?s)?",
    )
)
_LOOSELY = re.compile(
    r"\b(?:about|around|circa|ca?\.|approximately|early|late|mid|between|before|after|by|until|till|since|from)[\s-]*$",
    re.IGNORECASE,
)
_BEFORE_A_YEAR = re.compile(r"(?:\b(?:in|of|to|and|during|year|census|spring|summer|autumn|fall|winter)|\()\s*$", re.I)
_COUNTED = re.compile(r"\s+(?:[a-z]+s|people|men|women|children)\b")

_DIGITS = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+|\d+(?:\.\d+)?"
_SCALE = rf"(?:{'|'.join(_SCALES)})\b"
_WORD = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})\b"
_IN_WORDS = rf"\b(?:(?:half\s+an?|an?)\s+{_SCALE}|{_WORD})(?:[\s-]+{_WORD}|\s+{_SCALE}(?:\s+and\s+{_WORD})?)*"
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s?{_SCALE})*|{_IN_WORDS})"

_AT_LEAST = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "upwards of",
    "or more",
    "+",
    "exceeding",
)
_AT_MOST = ("up to", "as many as", "as much as", "fewer than", "less than", "under", "below", "at most", "no more than")
_ABOUT = ("about", "around", "approximately", "roughly", "some", "an estimated", "estimated", "close to", "or so", "~")
_BELOW = ("nearly", "almost", "just under")
_EXACTNESS = {
    **dict.fromkeys(_AT_LEAST, "at least"),
    **dict.fromkeys(_AT_MOST, "at most"),
    **dict.fromkeys(_ABOUT, "about"),
    **dict.fromkeys(_BELOW, "below"),
}
_HOW_EXACT = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(_EXACTNESS, key=len, reverse=True))

_PLURAL_UNITS = (
    *("hectare", "acre", "litre", "hour", "minute", "day", "week", "month", "year", "degree", "dollar", "euro"),
    *("pound", "crown", "rupee", "peso", "franc", "rouble", "ton", "tonne", "mile", "metre"),
)
_UNITS = {unit: unit for unit in (*_PLURAL_UNITS, "soles", "yen", "yuan", "rand", "%", "km", "kg")}
_UNITS |= {f"{unit}s": unit for unit in _PLURAL_UNITS}
_UNITS |= {"percent": "%", "per cent": "%", "meter": "metre", "meters": "metre", "kilometre": "km", "kilometres": "km"}
_UNITS |= {"kilometer": "km", "kilometers": "km", "square kilometres": "km²", "square kilometers": "km²"}
_UNITS |= {"square miles": "square mile", "ft": "foot", "feet": "foot"}
_SIGNS = {"$": "dollar", "us$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
UNITS = frozenset((*_SIGNS.values(), *_UNITS.values()))
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?P<from>\bfrom\s+)?(?:(?<!\w)(?P<before>{_HOW_EXACT})\s*)?(?P<between>\bbetween\s+)?"
    rf"{_APART}(?<![a-z]-)(?:(?P<sign>(?:US)?[$€£¥])\s?)?(?P<first>{_NUMBER})(?(sign)(?P<m>m\b)?)"
    rf"(?:(?:\s?[–-]\s?|\s+(?:to|or|and)\s+)(?P<second>{_NUMBER}))?"
    rf"(?P<after>\+|\s+or\s+(?:so|more)\b)?(?:\s?(?P<unit>%|(?:{_UNIT})(?!\w)))?(?![\d:/]|[.,]\d|-?[A-Za-z])",
    re.IGNORECASE,
)
_NUMERAL = re.compile(_DIGITS)
_ROUND = 100
"""A smaller number is meant as it stands: 30 is not 28."""

_ABOUT_SHARE = 0.1
_ALMOST_HALF = 0.499
"""Of its last digit, a rounded number may be off by so much: 13.5 may be 13.52 and is not 13.6."""

_DOZEN = 3.0


def dates_in(text: str) -> list[NamedDate]:
    """The dates in the text, in order: full ones, those without a year or a day, and years alone."""
    dates: list[NamedDate] = []
    for pattern in _DATES:
        for found in pattern.finditer(text):
            date = _date(found)
            is_taken = any(date.start < other.end and other.start < date.end for other in dates)
            if not is_taken and (date.month or _is_year(text, found)):
                dates.append(date)
    return sorted(dates, key=lambda date: date.start)


def figures_in(text: str, dates: Sequence[NamedDate]) -> list[Figure]:
    """The figures in the text, in order: in digits or words, with their unit where they have one.

    `dates` are not figures. A change (“from 28 to 46”), a score (“73 to 43”) and a lone “one” are left out.
    """
    return [
        figure
        for found in _FIGURE.finditer(text)
        if not any(found.start("first") < date.end and date.start < found.end("first") for date in dates)
        for figure in _figures(found)
    ]


def _date(found: re.Match[str]) -> NamedDate:
    parts = {"month": None, "day": None, "loose": None, "year": None} | found.groupdict()
    month = parts["month"]
    number = None if month is None else int(month) if month.isdigit() else _NUMBER_OF_MONTH[month[:3]]
    return NamedDate(
        start=found.start(),
        end=found.end(),
        year=int(parts["year"]) if parts["year"] else None,
        month=number,
        day=int(parts["day"]) if parts["day"] else None,
        loose=parts["loose"] is not None or _LOOSELY.search(found.string, 0, found.start()) is not None,
    )


def _is_year(text: str, found: re.Match[str]) -> bool:
    """Whether four digits are a year: “in 1902 shops opened”, but not “1902 shops opened” or “1500 metres”."""
    counts = _COUNTED.match(text, found.end()) is not None
    return not counts or _BEFORE_A_YEAR.search(text, 0, found.start()) is not None


def _figures(found: re.Match[str]) -> Iterator[Figure]:
    is_change = found["from"] and found["second"]
    if found["first"].lower() == "one" or is_change or (found["between"] and not found["second"]):
        return
    exactness = _EXACTNESS.get(_plain(found["before"] or found["after"]), "")
    times = 10**6 if found["m"] else 1
    least, most = _meant(found["first"], times, exactness)
    if found["second"]:
        greatest = _meant(found["second"], times, exactness)[1]
        if greatest <= most:
            return
        most = greatest
    unit = _SIGNS.get(_plain(found["sign"])) or _UNITS.get(_plain(found["unit"]))
    start = next(found.start(name) for name in ("before", "between", "sign", "first") if found[name])
    yield Figure(start, found.end(), least, most, unit)


def _plain(words: str | None) -> str:
    """In lower case with single spaces; "" for None."""
    return " ".join((words or "").lower().split())


def _meant(number: str, times: int, exactness: str) -> tuple[float, float]:
    """The least and the greatest value that a number so written may stand for."""
    value, room = (times * part for part in _value(number))
    if exactness == "at least":
        return value, inf
    if exactness == "at most":
        return -inf, value
    if exactness:
        room = max(room, _last_digit(value) / 2, _ABOUT_SHARE * value)
    return value - room, value if exactness == "below" else value + room


def _value(number: str) -> tuple[float, float]:
    """What a number says, and how far it may be off: 1,300 by 50, 4.2 million by 0.05 million, 28 not at all."""
    numeral = _NUMERAL.match(number)
    if numeral is None:
        value = _in_words(number.lower().replace("-", " ").split(), 0.0)
        return value, _DOZEN if "dozen" in number.lower() else _off_by(value)
    scale = _in_words(number[numeral.end() :].lower().split(), 1.0)
    digits = re.sub(r"[^\d.]", "", numeral.group())
    decimals = len(digits.partition(".")[2])
    exact = not decimals and scale == 1
    return float(digits) * scale, _off_by(float(digits)) if exact else _ALMOST_HALF * scale * 10.0**-decimals


def _off_by(value: float) -> float:
    return _ALMOST_HALF * _last_digit(value) if value >= _ROUND and _last_digit(value) > 1 else 0.0


def _in_words(words: Sequence[str], value: float) -> float:
    """What number words make of a value before them: “two hundred and five”, 4.2 “million”, “half a million”."""
    total = 0.0
    for word in words:
        if word in _SMALL:
            value += _SMALL[word]
        elif word == "half":
            value = 0.5
        elif word in _SCALES:
            value = (value or 1) * _SCALES[word]
            if _SCALES[word] >= _SCALES["thousand"]:
                total, value = total + value, 0.0
    return total + value


def _last_digit(value: float) -> float:
    """What the last digit that is not 0 counts: 100 in 1,300."""
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step
