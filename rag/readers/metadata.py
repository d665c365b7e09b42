"""What formats say of title, author and date, made fit to show; junk that programs write by themselves is dropped."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dateutil import parser as dateutil_parser

from rag.values import Imprint

_LONGEST_TITLE = 500
_LONGEST_NAME = 200
_LONGEST_DATE = 100
_MOST_AUTHORS = 50
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]+")

_OFFICE_ENDINGS = "docx?|dotx?|odt|rtf|pdf|tex|dvi|indd|qxd|pptx?|xlsx?|pages|wpd|fm|ps"
_FILE_NAME = re.compile(rf"\S+\.(?:{_OFFICE_ENDINGS}|txt|md|html?|xhtml|epub|eml)", re.IGNORECASE)
_JUNK_TITLE = re.compile(
    r"(?:untitled|unbenannt|sans titre|sin título|document|dokument|documento|slide|page|blank|test|new|index|home"
    r"|title|unknown|none|null|n/?a|(?:powerpoint )?presentation|word document|print|layout)(?:[ _-]*\(?\d*\)?)?"
    rf"|microsoft (?:word|powerpoint)\b.*|(?:https?://|www\.)\S*|\d+|.*\.(?:{_OFFICE_ENDINGS})",
    re.IGNORECASE,
)
_JUNK_AUTHOR = re.compile(
    r"(?:admin|administrator|administrador|(?:windows |(?:microsoft )?office )?user|benutzer|utilisateur|usuario|author"
    r"|autor|owner|root|guest|default|unknown|anonymous|none|null|n/?a|test|python-docx|pc|hp|dell|acer|asus|lenovo"
    r"|microsoft(?: corporation)?|staff|editor|webmaster|un-?named)\d*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:)?//|www\.|\S+@\S+\.\S+|@\w+$", re.IGNORECASE)

_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?!\d)(?![-/.]\d)(?:[T\s].*)?$", re.DOTALL)
_COMPACT = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})?(?:\d{2,6})?(?:[TZ+\-'].*)?$")
_ALL_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")
_YEARS = range(1000, 2201)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][\w-]{1,30})?")
# Both forms of Norwegian are one language here, and Hebrew and Indonesian had other codes before 1989.
_SAME_LANGUAGE = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
_MONTHS_A_YEAR = 12
# What a line does not say is taken from a default: two defaults, apart in every field, tell what it does not say.
_DEFAULTS = (datetime.date(2000, 1, 1), datetime.date(2004, 2, 2))


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file's own metadata says of it; None where it says nothing of use.

    `published` is a date that it gives for the publication, `created` the day on which the file was made or saved.
    """

    title: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    imprint: Imprint = field(default_factory=Imprint)
    created: str | None = None


def fit_title(title: object, source: str = "") -> str | None:
    """`title` on one line, or None if it is no title: empty, a file's name, a program's filler."""
    line = one_line(title)
    if line is None or len(line) > _LONGEST_TITLE or _JUNK_TITLE.fullmatch(line) or _FILE_NAME.fullmatch(line):
        return None
    path = PurePosixPath(source)
    if line.lower() in {path.name.lower(), path.stem.lower()} and " " not in line:
        return None
    return line


def fit_author(authors: object) -> str | None:
    """One or more names, given as a string or several, joined with ", "; None if none is a person's or body's name."""
    given = list(authors) if isinstance(authors, Iterable) and not isinstance(authors, str | bytes) else [authors]
    names: list[str] = []
    for name in given[:_MOST_AUTHORS]:
        line = one_line(name)
        if line is None or len(line) > _LONGEST_NAME or _JUNK_AUTHOR.fullmatch(line) or _ADDRESS.search(line):
            continue
        bare = re.sub(r"^by\s+", "", line, flags=re.IGNORECASE)
        if bare not in names and any(c.isalpha() for c in bare):
            names.append(bare)
    return ", ".join(names) or None


def fit_date(date: object) -> str | None:
    """`date` as 2023, 2023-07 or 2023-07-21, as exact as it is given; None if it is no date or could be two."""
    if isinstance(date, datetime.date):
        return _iso(date.year, date.month, date.day)
    if isinstance(date, int):
        date = str(date)
    line = one_line(date)
    if line is None or len(line) > _LONGEST_DATE:
        return None
    for shape in (_YEAR_FIRST, _COMPACT):
        found = shape.match(line)
        if found:
            numbers = [int(n) for n in found.groups() if n and n.isdigit()]
            return _iso(*numbers)
    return _written_out(line)


def fit_language(language: object) -> str | None:
    """`language` as an ISO 639-1 code, en of en-GB; None if it is none that has one."""
    line = one_line(language)
    found = _LANGUAGE.fullmatch(line.lower()) if line is not None else None
    return _SAME_LANGUAGE.get(found[1], found[1]) if found else None


def one_line(value: object) -> str | None:
    """`value` without control characters and doubled white space; None if it is no text or nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(unicodedata.normalize("NFC", _UNFIT.sub(" ", value)).split()) or None


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if year not in _YEARS:
        return None
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{n:02}" for n in (month, day) if n is not None)])


def _written_out(line: str) -> str | None:
    """A date with the month's name, or all in numbers where only one reading is possible."""
    numbers = _ALL_NUMBERS.match(line)
    day_first = False
    if numbers:
        first, second = int(numbers[1]), int(numbers[2])
        if max(first, second) <= _MONTHS_A_YEAR and first != second:
            return None
        day_first = first > second
    one, other = (_parsed(line, default, day_first=day_first) for default in _DEFAULTS)
    if one is None or other is None or one.year != other.year:
        return None
    if one.month != other.month:
        return _iso(one.year)
    return _iso(one.year, one.month) if one.day != other.day else _iso(one.year, one.month, one.day)


def _parsed(line: str, default: datetime.date, *, day_first: bool) -> datetime.date | None:
    midnight = datetime.datetime.combine(default, datetime.time.min, datetime.UTC)
    try:
        moment: datetime.datetime = dateutil_parser.parse(line, default=midnight, dayfirst=day_first, ignoretz=True)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return moment.date()
