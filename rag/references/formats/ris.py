"""References as RIS, and back: a line a fact, its tag of two characters first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rag.references.formats.bibtex import MONTHS
from rag.references.formats.csl_json import bare_doi, date_parts, iso_date, tidy
from rag.references.names import canonical, family_first
from rag.references.values import BadEntry, FileEntry, Reference
from rag.values import Name

_TYPES = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "post": "ICOMM",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "manuscript": "MANSCPT",
    "pamphlet": "PAMP",
    "patent": "PAT",
    "dataset": "DATA",
    "interview": "PCOMM",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "bill": "BILL",
    "legal_case": "CASE",
    "legislation": "STAT",
    "speech": "HEAR",
    "standard": "STAND",
    "document": "GEN",
}
_KINDS = {tag: kind for kind, tag in _TYPES.items()} | {"JFULL": "article-journal", "EJOUR": "article-journal"}
_KINDS |= {"CONF": "paper-conference", "EBOOK": "book", "ECHAP": "chapter", "UNPB": "manuscript"}
_TEXTS = {
    "title": ("TI", "T1"),
    "container": ("T2", "JO", "JF", "BT"),
    "publisher": ("PB",),
    "place": ("CY",),
    "volume": ("VL",),
    "issue": ("IS",),
    "edition": ("ET",),
    "doi": ("DO",),
    "language": ("LA",),
}
_PEOPLE = {"authors": ("AU", "A1"), "editors": ("ED", "A2"), "translators": ("A4",)}
_LINE = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_DATE = re.compile(r"(-\d{1,4}|\d{4})(?:[/-](\d{0,2}))?(?:[/-](\d{0,2}))?(?:/(?:\D.*)?)?")
"""Year, month, day and, as RIS has it, anything else: 2019/03/15/Spring."""

_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_DAY, _YEAR = re.compile(r"\b\d{1,2}\b"), re.compile(r"\b\d{4}\b")
_KEY = re.compile(r"[^\W\d_][\w:.+-]*", re.ASCII)

Fields = Mapping[str, list[str]]


def write_ris(references: Iterable[Reference]) -> str:
    """The references as a file of RIS."""
    return "\n".join("".join(f"{tag}  - {value}\n" for tag, value in _lines(one)) for one in references)


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    kind = reference.type or "document"
    yield "TY", _TYPES.get(kind, "GEN")
    if reference.key:
        yield "ID", reference.key
    if kind not in _TYPES:
        yield "M3", kind
    for field, tags in _PEOPLE.items():
        yield from ((tags[0], _written_name(name)) for name in getattr(reference, field))
    yield from ((tags[0], value) for field, tags in _TEXTS.items() if (value := getattr(reference, field)))
    if reference.pages:
        first, dash, last = reference.pages.partition("-")
        yield "SP", first
        if dash:
            yield "EP", last
    if reference.isbn or reference.issn:
        yield "SN", reference.isbn or reference.issn or ""
    if reference.issued:
        parts = date_parts(reference.issued)
        yield from [("PY", f"{parts[0]:04}")] if parts else []
        yield "DA", "/".join([f"{part:02}" for part in parts] + [""] * (3 - len(parts))) if parts else reference.issued
    yield from [("Y2", reference.accessed)] if reference.accessed else []
    yield from [("UR", reference.url)] if reference.url else []
    yield "ER", ""


def _written_name(name: Name) -> str:
    """As EndNote has it: a comma after a body's name that holds one."""
    if name.literal:
        return name.literal + "," * ("," in name.literal)
    return family_first(name)


def read_ris(text: str, file: str) -> tuple[list[FileEntry], list[BadEntry]]:
    """The references in a file of RIS, and what of it could not be used, each with its line."""
    entries: list[FileEntry] = []
    bad: list[BadEntry] = []
    for line, fields, ended in _records(text):
        reference = _reference(fields)
        if not ended:
            bad.append(BadEntry(file, line, "has no end (ER  -). It is left out."))
        elif reference == Reference(key=reference.key, type=reference.type):
            bad.append(BadEntry(file, line, "says nothing. It is left out."))
        else:
            attached = [value.replace("\\", "/").rpartition("/")[2] for tag in ("L1", "L2") for value in fields[tag]]
            entries.append(FileEntry(reference, file, line, tuple(name for name in attached if "." in name)))
    if text.strip() and not entries and not bad:
        bad.append(BadEntry(file, None, "is no RIS: no reference (TY  -) is in it. None of the file is used."))
    return entries, bad


class _Fields(dict[str, list[str]]):
    def __missing__(self, tag: str) -> list[str]:
        return []


def _records(text: str) -> Iterator[tuple[int, Fields, bool]]:
    """Each record: the line it begins at, its values by tag, and whether it has an end."""
    start, fields, last = 0, _Fields(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line.rstrip())
        tag, value = (found[1], (found[2] or "").strip()) if found else ("", line.strip())
        if tag == "TY":
            if start:
                yield start, fields, False
            start, fields = number, _Fields()
        if not start or not (tag or last):
            continue
        if tag == "ER":
            yield start, fields, True
            start, last = 0, ""
        elif tag:
            fields.setdefault(tag, []).append(value)
            last = tag
        elif value:
            fields[last][-1] += f" {value}"
    if start:
        yield start, fields, False


def _reference(fields: Fields) -> Reference:
    first = {tag: text for tag, values in fields.items() if (text := tidy(values[0]))}
    texts: dict[str, Any] = {
        field: next((first[tag] for tag in tags if tag in first), None) for field, tags in _TEXTS.items()
    }
    texts["doi"] = bare_doi(texts["doi"])
    people: dict[str, Any] = {
        field: tuple(name for tag in tags for value in fields[tag] if (name := _name(value)) != Name())
        for field, tags in _PEOPLE.items()
    }
    kind = _KINDS.get(first.get("TY", ""), "document")
    number = first.get("SN")
    key = first.get("ID", "")
    return Reference(
        key=key if _KEY.fullmatch(key) else "",
        type=first.get("M3", kind) if kind == "document" else kind,
        **texts,
        **people,
        pages="-".join(first[tag] for tag in ("SP", "EP") if tag in first) or None,
        isbn=number if kind in {"book", "chapter"} else None,
        issn=None if kind in {"book", "chapter"} else number,
        issued=_issued(first),
        accessed=_date(first.get("Y2")) or _words(first.get("Y2")),
        url=next((url for url in fields["UR"] if url.lower().startswith(("http://", "https://"))), None),
    )


def _name(value: str) -> Name:
    value = tidy(value) or ""
    if value.endswith(","):
        return Name(literal=value.rstrip(", ") or None)
    family, comma, rest = value.partition(",")
    given, _, suffix = rest.partition(",")
    if not comma:
        return Name(literal=value or None)
    return canonical(Name(family=family.strip(), given=given.strip() or None, suffix=suffix.strip() or None))


def _issued(first: Mapping[str, str]) -> str | None:
    """The date of publication; words that are no date only where no field has a year."""
    day, *years = (first.get(tag) for tag in ("DA", "PY", "Y1"))
    year = next((date for told in years if (date := _date(told))), None)
    told = (_words(first.get(tag)) for tag in ("DA", "PY", "Y1"))
    return _date(day) or _day_in_words(day or "", year) or year or next(filter(None, told), None)


def _day_in_words(told: str, date: str | None) -> str | None:
    """The day that is told as Mar 15, of the year told with it or else that of `date`."""
    month, day, year = (pattern.search(told) for pattern in (_MONTH, _DAY, _YEAR))
    known = year.group() if year else (date or "")[:4]
    if not month or not known:
        return None
    return iso_date([known, MONTHS.index(month.group()[:3].lower()) + 1, *([day.group()] if day else [])])


def _date(value: str | None) -> str | None:
    found = _DATE.fullmatch((value or "").rstrip(" "))
    return iso_date(itertools.takewhile(bool, found.groups())) if found else None


def _words(value: str | None) -> str | None:
    return (value or "").strip(" /") or None
