"""Lines that are a date and nothing else, in ten languages and the numeric forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.furniture import head_words as words
from rag.furniture import other_script_words

# Longer lines are not looked at; "Published on Wednesday, 3 September 2021 at 09:15 a.m. GMT, updated …" fits.
_MOST_CHARACTERS = 120
# "Last updated: yesterday", "Published an hour ago", "Mittwoch, 24. Februar, 09:15 Uhr".
_MOST_CHARACTERS_WITHOUT_YEAR = 40
_MONTHS_A_YEAR = 12
# Four digits beyond these are a number.
_YEARS = range(1600, 2101)

_MONTH_NUMBER = {name: number for number, names in enumerate(words.MONTHS, 1) for name in names.split()} | {
    name: number for number, names in enumerate(other_script_words.MONTHS, 1) for name in names.split(" | ")
}
# 9 كانون الثاني/يناير 2023: the month by both of its names.
_OTHER_NAME = r"(?:\s?/\s?[\u0621-\u064a]+(?: [\u0621-\u064a]+)?)?"
_MONTH = "(?P<month>" + "|".join(sorted(map(re.escape, _MONTH_NUMBER), key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|[ºª°.])?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_DATES = tuple(
    re.compile(rf"(?<![\w/]){pattern}")
    for pattern in (
        rf"{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?=t\d|\b)",
        rf"{_YEAR}[/.] ?(?P<month>\d{{1,2}})[/.] ?(?P<day>\d{{1,2}})\b\.?",
        rf"{_YEAR} ?[年년] ?(?P<month>\d{{1,2}}) ?[月월] ?(?P<day>\d{{1,2}}) ?[日일]",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-]{_YEAR}",
        rf"{_DAY}[\s.-]+(?:de\s+|of\s+)?{_MONTH}{_OTHER_NAME}[,،]?[\s-]*(?:de\s+|del\s+)?{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+(?:de\s+|of\s+)?{_YEAR}",
    )
)
# A teaser of this year often leaves the year out: "Feb 24", "24 de febrero".
_YEARLESS = (re.compile(rf"{_MONTH}\s+{_DAY}"), re.compile(rf"{_DAY}\s+(?:de\s+)?{_MONTH}"))
_RELATIVE = re.compile("|".join(words.RELATIVE_DATE))
_CLOCK = re.compile(
    r"t?\d{1,2}(?:[:.h]\d{2}){1,2}(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?|\d{1,2} ?(?:[ap]\.? ?m\b\.?|uhr\b|h\b)|"
    r"\d{1,2}[時时點点시](?: ?\d{1,2}[分분])?(?: ?\d{1,2}[秒초])?|"
    r"\b(?:gmt|utc)[+-]\d{1,2}(?::?\d{2})?|\b[ap]\. ?m\."
)
_AROUND = " ()（）[]•·▪|"
# From here on are the scripts that set none between a word and a figure.
_WITHOUT_SPACES = "\u3000"
_FOUR_DIGITS = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[\w.-]*\w\.?")
_OPENERS = sorted(
    [(opener, True) for opener in words.UPDATED_WORDS] + [(opener, False) for opener in words.PUBLISHED_WORDS],
    key=lambda opener: len(opener[0]),
    reverse=True,
)
_OPENING = tuple(opener for opener, _ in _OPENERS)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is a date: as an ISO 8601 date where it is a full one, and whether words say what date it is."""

    iso: str | None
    announced: bool = False
    updated: bool = False


def read_date_line(line: str) -> DateLine | None:
    """The date that a casefolded, collapsed line is; None where it is more than a date, or none.

    `iso` is None for a date that stays unknown: relative, without a year, or 03/04/2021.
    """
    has_year = _FOUR_DIGITS.search(line) is not None
    if len(line) > (_MOST_CHARACTERS if has_year else _MOST_CHARACTERS_WITHOUT_YEAR):
        return None
    line, announced, updated = _without_opener(line.strip(_AROUND))
    if _RELATIVE.fullmatch(line):
        return DateLine(None, announced, updated)
    for pattern in _DATES if has_year else ():
        if (found := pattern.search(line)) is not None:
            iso = _iso(found)
            if iso == "" or not _is_filler(line[: found.start()]):
                return None
            rest = line[found.end() :]
            changed = rest.strip(_AROUND) in other_script_words.UPDATED_BEHIND
            if changed:
                return DateLine(iso, announced, updated=True)
            return DateLine(iso, announced, updated) if _is_rest(rest) else None
    yearless = next((found for pattern in _YEARLESS if (found := pattern.search(line)) is not None), None)
    alone = yearless is not None and _is_filler(line[: yearless.start()]) and _is_filler(line[yearless.end() :])
    return DateLine(None, announced, updated) if alone else None


def date_in(line: str) -> str | None:
    """The first date within a casefolded, collapsed line, as in a `DateLine`; None where there is none."""
    found = next((found for pattern in _DATES if (found := pattern.search(line)) is not None), None)
    return (_iso(found) or None) if found else None


def _without_opener(line: str) -> tuple[str, bool, bool]:
    """The line without "Published on" and its like; whether it had that; whether it was "Updated"."""
    if not line.startswith(_OPENING):
        return line, False, False
    for opener, updated in _OPENERS:
        parted = opener[-1] >= _WITHOUT_SPACES or not line[len(opener) : len(opener) + 1].isalnum()
        if line.startswith(opener) and parted:
            return line[len(opener) :].lstrip(" :：|-–—"), True, updated
    return line, False, False


def _is_rest(rest: str) -> bool:
    """Whether what follows a date adds nothing but a time, or a second date that says when it was updated."""
    if _is_filler(rest):
        return True
    for separator in ("updated", "actualizado", "mis à jour", "modifié", "aktualisiert", "atualizado", "aggiornato"):
        before, found, after = rest.partition(separator)
        if found and _is_filler(before.replace("last", "")):
            after = after.strip(" :")
            return _RELATIVE.fullmatch(after) is not None or any(p.search(after) for p in _DATES) or _is_filler(after)
    return False


def _is_filler(text: str) -> bool:
    """Whether text is only weekdays, times of day, zones and the small words between them."""
    rest = _CLOCK.sub(" ", text)
    return (
        all(word in words.DATE_FILLERS or word.rstrip(".") in words.DATE_FILLERS for word in _WORD.findall(rest))
        and _DIGIT.search(rest) is None
    )


def _iso(found: re.Match[str]) -> str | None:
    """The date as ISO 8601; None where day and month cannot be told apart; "" where there is no such day."""
    parts = found.groupdict()
    year = int(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if max(first, second) <= _MONTHS_A_YEAR and first != second:
            return None
        month, day = (first, second) if second > _MONTHS_A_YEAR else (second, first)
    else:
        name = parts["month"]
        month = _MONTH_NUMBER.get(name) or int(name)
        day = int(parts["day"]) if parts.get("day") else 0
    return _iso_of(year, month, day)


def _iso_of(year: int, month: int, day: int) -> str:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return ""
    if year not in _YEARS:
        return ""
    return whole.isoformat() if day else f"{year:04d}-{month:02d}"
