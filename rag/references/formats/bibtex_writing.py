"""References -> BibTeX, in UTF-8, as biblatex, pandoc and Zotero read it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rag.references.formats.bibtex import DROPS_PARTICLE, KEEPS_PARTICLE, MONTHS, SUBTYPES
from rag.references.formats.csl_json import date_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.references.values import Reference
    from rag.values import Name

_ENTRY_TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "article-magazine": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "webpage": "online",
    "patent": "patent",
    "dataset": "dataset",
    "periodical": "periodical",
}
_CONTAINERS = {"chapter": "booktitle", "paper-conference": "booktitle"}
_PUBLISHERS = {"report": "institution", "thesis": "school"}
_FIELDS = {
    "place": "address",
    "volume": "volume",
    "issue": "number",
    "pages": "pages",
    "edition": "edition",
    "isbn": "isbn",
    "issn": "issn",
    "language": "langid",
}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
_LIGATURES = re.compile(r"(?<=([-`'?!<>,]))(?=[-`<>,'])")
_APART = "\x00"
_WORD = re.compile(r"\S+")


def write_bibtex(references: Iterable[Reference]) -> str:
    """The references as a file of BibTeX, in UTF-8, which biblatex, pandoc and Zotero read."""
    return "\n".join(_entry(reference) for reference in references)


def _entry(reference: Reference) -> str:
    kind = reference.type or "document"
    fields = dict(_fields(reference, kind))
    lines = [f"  {name} = {value if name == 'month' else '{' + value + '}'},\n" for name, value in fields.items()]
    return f"@{_ENTRY_TYPES.get(kind, 'misc')}{{{reference.key},\n{''.join(lines)}}}\n"


def _fields(reference: Reference, kind: str) -> Iterable[tuple[str, str]]:
    people = {"author": reference.authors, "editor": reference.editors, "translator": reference.translators}
    for name, names in people.items():
        if names:
            yield name, " and ".join(map(_written_name, names))
    if reference.title:
        yield "title", _protected(reference.title)
    where = {"container": _CONTAINERS.get(kind, "journal"), "publisher": _PUBLISHERS.get(kind, "publisher")}
    for field, name in (where | _FIELDS).items():
        if value := getattr(reference, field):
            yield name, _escaped(value)
    yield from _dates(reference)
    yield from ((name, _verbatim(value)) for name, value in (("doi", reference.doi), ("url", reference.url)) if value)
    if kind in SUBTYPES or kind not in _ENTRY_TYPES:
        yield "entrysubtype", SUBTYPES.get(kind, kind)
    everyone = [name for names in people.values() for name in names]
    if any(name.particle or name.dropping for name in everyone):
        yield "options", KEEPS_PARTICLE if any(name.particle for name in everyone) else DROPS_PARTICLE


def _dates(reference: Reference) -> Iterable[tuple[str, str]]:
    if reference.issued:
        yield "date", _escaped(reference.issued)
        parts = date_parts(reference.issued)
        if parts:
            yield "year", str(parts[0])
        if parts and len(parts) > 1 and 1 <= parts[1] <= len(MONTHS):  # others are seasons, as EDTF has them
            yield "month", MONTHS[parts[1] - 1]
    if reference.accessed:
        yield "urldate", _escaped(reference.accessed)


def _escaped(text: str) -> str:
    """Text as LaTeX writes it, all of it on one line."""
    braces = {"{": r"\{", "}": r"\}"} if _is_balanced(text) else {}
    special = _SPECIAL | braces | {_APART: "{}"}
    return "".join(special.get(character, character) for character in _LIGATURES.sub(_APART, text))


def _is_balanced(text: str) -> bool:
    """Whether each brace has its other one, as BibTeX, which counts escaped ones too, wants them."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _verbatim(text: str) -> str:
    """An address or a DOI: read verbatim, but for the braces that would end it."""
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _protected(title: str) -> str:
    """The title with braces around what must keep its capitals, whatever a style does to titles."""

    def protect(word: re.Match[str]) -> str:
        """One word, in braces where it has a capital that the beginning of a sentence does not explain."""
        kept = word[0] if word.start() else word[0][1:]
        if not any(map(str.isupper, kept)):
            return _escaped(word[0])
        before, itself, after = _bare(word[0])
        return f"{_escaped(before)}{{{_escaped(itself)}}}{_escaped(after)}"

    return _WORD.sub(protect, title)


def _bare(word: str) -> tuple[str, str, str]:
    """The punctuation before a word, the word itself, and the punctuation after it."""
    marks = [unicodedata.category(character).startswith("P") for character in word]
    start, end = marks.index(False), len(marks) - marks[::-1].index(False)
    return word[:start], word[start:end], word[end:]


def _written_name(name: Name) -> str:
    if name.literal:
        return f"{{{_escaped(name.literal)}}}"
    particle = " ".join(part for part in (name.dropping, name.particle) if part)
    family = _escaped(name.family or "")
    # Braces hold together what would be split, or be taken for a particle.
    if any(not word[0].isupper() or word.lower() == "and" for word in family.split()) or "," in family:
        family = f"{{{family}}}"
    parts = [f"{particle} {family}".strip(), name.suffix, name.given]
    written = [part if part is parts[0] else _held(_escaped(part)) for part in parts if part]
    return ", ".join(written)


def _held(part: str) -> str:
    return f"{{{part}}}" if "," in part or " and " in f" {part.lower()} " else part
