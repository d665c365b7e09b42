"""BibTeX and biblatex -> references: the only importer of bibtexparser and pylatexenc."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from rag.references.formats.csl_json import bare_doi, iso_date, tidy
from rag.references.names import canonical
from rag.references.values import BadEntry, FileEntry, Reference
from rag.values import Name

# The parser tells the log what it also returns; without a handler Python would print it.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "manual": "book",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "thesis": "thesis",
    "proceedings": "book",
    "techreport": "report",
    "report": "report",
    "unpublished": "manuscript",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "patent": "patent",
    "dataset": "dataset",
    "collection": "book",
    "periodical": "periodical",
}
# pandoc and biblatex know these two by these words.
SUBTYPES = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
KEEPS_PARTICLE, DROPS_PARTICLE = "useprefix=true", "useprefix=false"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {
    "english": "en",
    "american": "en-US",
    "british": "en-GB",
    "spanish": "es",
    "french": "fr",
    "german": "de",
    "ngerman": "de",
    "italian": "it",
    "portuguese": "pt",
    "brazilian": "pt-BR",
    "dutch": "nl",
    "russian": "ru",
}
_READ = {
    "title": ("title",),
    "container": ("journal", "journaltitle", "booktitle", "maintitle", "organization"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "edition": ("edition",),
    "isbn": ("isbn",),
    "issn": ("issn",),
}
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_PLAIN_KEY = re.compile(r"[^\s{}(),=\"#%'\\~]+")
_ATTACHED_BETWEEN = re.compile(r"(?<!\\)[;:]")
_MONTH_AND_DAY = re.compile(r"\d{1,2}")


def read_bibtex(text: str, file: str) -> tuple[list[FileEntry], list[BadEntry]]:
    """The references in a file of BibTeX or biblatex, and the entries that are broken, each with its line."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import ImplicitComment

    library = parse_string(text)
    if text.strip() and all(isinstance(block, ImplicitComment) for block in library.blocks):
        said = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("%")]
        return [], [
            BadEntry(file, None, "is no BibTeX: no entry (@…) is in it. None of the file is used.")
        ] if said else []
    entries: list[FileEntry] = []
    bad = [
        BadEntry(file, (block.start_line or 0) + 1, f"{_why(block.error)} It is left out.")
        for block in library.failed_blocks
    ]
    for entry in library.entries:
        fields = {field.key.lower(): str(field.value) for field in entry.fields}
        reference = _reference(entry.key, entry.entry_type.lower(), fields)
        line = (entry.start_line or 0) + 1
        if reference == Reference(key=reference.key, type=reference.type):
            bad.append(BadEntry(file, line, f"{entry.key or 'An entry'} says nothing. It is left out."))
        else:
            entries.append(FileEntry(reference, file, line, tuple(_attached(fields.get("file", "")))))
    return entries, sorted(bad, key=lambda problem: problem.line or 0)


def _why(error: Exception) -> str:
    line = " ".join(str(getattr(error, "abort_reason", error)).split())
    return line.rstrip(".") + "." if line else "It cannot be read."


def _reference(key: str, entry_type: str, fields: Mapping[str, str]) -> Reference:
    kind = _kind(entry_type, fields)
    texts: dict[str, Any] = {field: _first_text(fields, names) for field, names in _READ.items()}
    if texts["container"] and texts["container"] == texts["publisher"]:
        # An organisation is the site of a page and the publisher of everything else.
        texts["publisher" if kind == "webpage" else "container"] = None
    keeps = DROPS_PARTICLE not in fields.get("options", "").replace(" ", "")
    people: dict[str, Any] = {
        field: tuple(_read_names(fields.get(name, ""), keeps=keeps))
        for field, name in (("authors", "author"), ("editors", "editor"), ("translators", "translator"))
    }
    return Reference(
        key=key if _PLAIN_KEY.fullmatch(key) else "",
        type=kind,
        **texts,
        **people,
        pages=(_text(fields.get("pages", "")) or "").replace("–", "-").replace("--", "-") or None,
        issued=_issued(fields),
        accessed=_text(fields.get("urldate", "")),
        url=_address(fields.get("url", "")) or _address(fields.get("howpublished", "")),
        doi=bare_doi(tidy(_unescaped(fields.get("doi", "")))),
        language=_language(_text(fields.get("langid", "")) or _text(fields.get("language", ""))),
        further=tuple((name, value) for name in ("abstract", "note") if (value := _text(fields.get(name, "")))),
    )


def _kind(entry_type: str, fields: Mapping[str, str]) -> str:
    subtype = fields.get("entrysubtype", "").strip("{} ")
    known = {word: kind for kind, word in SUBTYPES.items()}
    if subtype in known:
        return known[subtype]
    if entry_type == "misc":
        return subtype or (
            "webpage" if _address(fields.get("url", "") or fields.get("howpublished", "")) else "document"
        )
    return _TYPES.get(entry_type, "document")


def _first_text(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((text for name in names if (text := _text(fields.get(name, "")))), None)


def _issued(fields: Mapping[str, str]) -> str | None:
    if date := _text(fields.get("date", "")):
        return date
    year, month = _text(fields.get("year", "")), fields.get("month", "").lower()
    if year is None or not year.lstrip("-").isdecimal():
        return year
    number = next((n for n, name in enumerate(MONTHS, start=1) if name in month), None)
    numbers = _MONTH_AND_DAY.findall(month)
    if number is None and numbers:
        return iso_date([year, numbers[0]])
    day = fields.get("day", "").strip("{} ") or (numbers[0] if numbers else "")
    return iso_date([year, *([number] if number else []), *([day] if number and day else [])])


def _language(language: str | None) -> str | None:
    return _LANGUAGES.get((language or "").lower(), language)


def _address(value: str) -> str | None:
    found = re.search(r"https?://[^\s{}]+", _unescaped(value))
    return found[0] if found else None


def _unescaped(value: str) -> str:
    """What is read verbatim, without the backslashes that some programs set before its special characters."""
    return re.sub(r"\\([%_&#~$])(?:\{\})?", r"\1", value)


def _text(value: str) -> str | None:
    """A field as plain text: accents and symbols as characters, braces gone."""
    if not re.search(r"[\\{}$%~`'\-&<>]", value):
        return tidy(value)
    plain = _latex_to_text()(_BARE_PERCENT.sub(r"\\%", value))
    return tidy(plain.replace("\xa0", " ") if "~" in value else plain)


@lru_cache(maxsize=1)
def _latex_to_text() -> Callable[[str], str]:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    own = {"textless": "<", "textgreater": ">", "textquotedbl": '"', "textasciicircum": "^", "textbraceleft": "{"}
    context = get_default_latex_context_db()
    specs = [MacroTextSpec(name, simplify_repl=text) for name, text in (own | {"textbraceright": "}"}).items()]
    context.add_context_category("own", prepend=True, macros=specs)
    converter = LatexNodes2Text(context, math_mode="verbatim", keep_comments=True, strict_latex_spaces=True)

    def to_text(latex: str) -> str:
        """The text that LaTeX would set."""
        return str(converter.latex_to_text(latex))

    return to_text


def _read_names(value: str, *, keeps: bool) -> Iterable[Name]:
    from bibtexparser.middlewares.names import (
        InvalidNameError,
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    for written in split_multiple_persons_names(value) if value.strip() else []:
        whole = written.strip()
        if whole == "others":
            continue
        if whole.startswith("{") and whole.endswith("}") and "," not in re.sub(r"\{[^{}]*\}", "", whole):
            yield canonical(Name(literal=_text(whole)))
            continue
        try:
            parts = parse_single_name_into_parts(whole)
        except InvalidNameError:
            yield canonical(Name(literal=_text(whole)))
            continue
        first, von, last, suffix = (_text(" ".join(words)) for words in (parts.first, parts.von, parts.last, parts.jr))
        particle, dropping = (von, None) if keeps else (None, von)
        yield canonical(Name(family=last, given=first, particle=particle, dropping=dropping, suffix=suffix))


def _attached(value: str) -> Iterable[str]:
    """The names of the files of Zotero's and JabRef's `file = {title:path:type;…}`, without folders."""
    for part in _ATTACHED_BETWEEN.split(value):
        name = re.sub(r"\\(.)", r"\1", part).replace("\\", "/").rpartition("/")[2].strip()
        if "." in name:
            yield name
