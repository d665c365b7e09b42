"""References as CSL-JSON, and back: the form that citation processors, Zotero and pandoc share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from rag.references.names import canonical
from rag.references.values import BadEntry, FileEntry, Reference
from rag.values import Name

TEXTS = {
    "title": "title",
    "container": "container-title",
    "publisher": "publisher",
    "place": "publisher-place",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "edition": "edition",
    "url": "URL",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "language": "language",
}
"""The fields of a Reference that are plain text, with CSL's names for them."""

PEOPLE = {"authors": "author", "editors": "editor", "translators": "translator"}
DATES = {"issued": "issued", "accessed": "accessed"}
_ISO = re.compile(r"(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_BEFORE_DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:(?:dx|www)\.)?doi\.org/)+(?=10\.)", re.IGNORECASE)
_KEPT_ID = re.compile(r"[^\W\d_][\w:.+-]*", re.ASCII)
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]+")
_KNOWN = frozenset({*TEXTS.values(), *PEOPLE.values(), *DATES.values(), "id", "type"})


def to_item(reference: Reference) -> dict[str, Any]:
    """The reference as one item of CSL-JSON, what is unknown left out."""
    item: dict[str, Any] = {"id": reference.key, "type": reference.type or "document"}
    for field, variable in TEXTS.items():
        if value := getattr(reference, field):
            item[variable] = value
    for field, variable in PEOPLE.items():
        if people := getattr(reference, field):
            item[variable] = [_from_name(name) for name in people]
    for field, variable in DATES.items():
        if date := getattr(reference, field):
            item[variable] = _from_date(date)
    return item | {variable: value for variable, value in reference.further if variable not in item}


def write_csl_json(references: Iterable[Reference]) -> str:
    """The references as a file of CSL-JSON."""
    return json.dumps([to_item(reference) for reference in references], ensure_ascii=False, indent=2) + "\n"


def read_csl_json(text: str, file: str) -> tuple[list[FileEntry], list[BadEntry]]:
    """The references in a file of CSL-JSON, and what of it could not be used."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        return [], [BadEntry(file, error.lineno, f"is not JSON: {error.msg}. None of the file is used.")]
    except ValueError as error:  # a number of too many digits
        return [], [BadEntry(file, None, f"is not JSON: {error}. None of the file is used.")]
    except RecursionError:
        return [], [BadEntry(file, None, "is nested too deeply. None of the file is used.")]
    items = values.get("items") if isinstance(values, dict) else values
    if not isinstance(items, list):
        return [], [BadEntry(file, 1, "is not CSL-JSON, a list of references. None of the file is used.")]
    entries: list[FileEntry] = []
    bad: list[BadEntry] = []
    for number, item in enumerate(items, start=1):
        reference = from_item(item) if isinstance(item, dict) else None
        if reference is None or reference == Reference(key=reference.key, type=reference.type):
            bad.append(BadEntry(file, None, f"Reference {number} of {len(items)} says nothing. The rest is used."))
        else:
            entries.append(FileEntry(reference, file))
    return entries, bad


def from_item(item: Mapping[str, Any]) -> Reference:
    """The reference that an item of CSL-JSON is; what has another shape than CSL's is left out."""
    key, kind = item.get("id"), item.get("type")
    values: dict[str, Any] = {
        **{field: _text(item.get(variable)) for field, variable in TEXTS.items()},
        "doi": bare_doi(_text(item.get("DOI"))),
        **{field: _names(item.get(variable)) for field, variable in PEOPLE.items()},
        **{field: _to_date(item.get(variable)) for field, variable in DATES.items()},
    }
    return Reference(
        key=key if isinstance(key, str) and _KEPT_ID.fullmatch(key) else "",
        type=kind if isinstance(kind, str) and kind else None,
        **values,
        further=tuple(sorted(_further(item))),
    )


def tidy(value: str) -> str | None:
    """A value on one line, without control characters; None if nothing is left."""
    return " ".join(_UNFIT.sub(" ", value).split()) or None


def bare_doi(written: str | None) -> str | None:
    """A DOI as 10.1000/182, without the address of doi.org or the “doi:” that is written before it."""
    before = _BEFORE_DOI.match(written or "")
    if not written or not before:
        return written
    bare = written[before.end() :]
    return tidy(unquote(bare)) if before[0].endswith("/") else bare


def _text(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return tidy(value) if isinstance(value, str) else None


def _further(item: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for variable, value in item.items():
        if variable not in _KNOWN and (text := _text(value)):
            yield variable, text


def _from_name(name: Name) -> dict[str, str]:
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "dropping-particle": name.dropping,
        "suffix": name.suffix,
        "literal": name.literal,
    }
    return {part: value for part, value in parts.items() if value}


def _names(people: object) -> tuple[Name, ...]:
    found = [_name(person) for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    return tuple(name for name in found if name != Name())


def _name(person: Mapping[str, Any]) -> Name:
    literal = _text(person.get("literal")) or _text(person.get("name"))
    return canonical(
        Name(
            family=_text(person.get("family")),
            given=_text(person.get("given")),
            particle=_text(person.get("non-dropping-particle")),
            dropping=_text(person.get("dropping-particle")),
            suffix=_text(person.get("suffix")),
            literal=literal,
        )
    )


def _from_date(date: str) -> dict[str, Any]:
    parts = [date_parts(day) for day in date.split("/")]
    known = [part for part in parts if part is not None]
    return {"date-parts": known} if len(known) == len(parts) <= len(("from", "to")) else {"literal": date}


def date_parts(day: str) -> list[int] | None:
    """Year, month and day of an ISO date as far as it has them; None for other words."""
    found = _ISO.fullmatch(day)
    return [int(part) for part in found.groups() if part] if found else None


def iso_date(parts: Iterable[object]) -> str | None:
    """An ISO date of year, month and day, numbers or digits; None where they are none."""
    numbers: list[int] = []
    for part in parts:
        if not isinstance(part, int | str) or not str(part).lstrip("-").isdecimal():
            break
        numbers.append(int(part))
    if not numbers or abs(numbers[0]) not in range(1, 10_000):
        return None
    months, days = range(1, 13), range(1, 32)
    exact = [f"{numbers[0]:04}" if numbers[0] > 0 else str(numbers[0])]
    for number, allowed in zip(numbers[1:3], (months, days), strict=False):
        if number not in allowed:
            break
        exact.append(f"{number:02}")
    return "-".join(exact)


def _to_date(date: object) -> str | None:
    if not isinstance(date, dict):
        return _text(date)
    days = date.get("date-parts")
    found = [iso_date(day) for day in days if isinstance(day, list)] if isinstance(days, list) else []
    known = [day for day in found if day]
    return "/".join(known[:2]) or _text(date.get("literal")) or _text(date.get("raw"))
