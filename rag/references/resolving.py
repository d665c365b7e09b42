"""Documents and references files -> the library's references.

Of each fact the first source that knows it is believed: a person's correction, then the references files, then the
document itself. What none of them knows, or a correction says nobody knows, stays unknown.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rag.corrections import NO_CORRECTIONS
from rag.furniture.bylines import is_group, is_outlet, is_person
from rag.furniture.dates import read_date_line
from rag.furniture.lines import lines_of
from rag.references.entry_matching import Matcher, unclear_entries
from rag.references.given_keys import NO_KEYS
from rag.references.keys import base_key, keyed
from rag.references.names import canonical, names_in
from rag.references.values import Reference
from rag.values import Document

if TYPE_CHECKING:
    from rag.corrections import Correction, Corrections
    from rag.furniture.lines import Line
    from rag.references.given_keys import GivenKeys
    from rag.references.values import BadEntry, FileEntry
    from rag.values import Citation

HEAD_CHARACTERS = 8_000
"""So much of a document's text is enough to tell its reference."""

_OUTLET_WORDS = range(2, 8)
# What appears within something else; other types are not given a container that only the document names.
_PARTS = ("article", "chapter", "entry", "paper", "post", "review", "webpage")
_MAGAZINE = re.compile(r"\b(?:magazine|monthly|quarterly|review|revista|revue|weekly)\b", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")


def reference_of(document: Document) -> Reference:
    """What a document says of itself; without a key. Its text may be cut after HEAD_CHARACTERS."""
    imprint = document.imprint
    container = imprint.container or outlet(document)
    kind = imprint.kind or _kind(document, told=imprint.container is not None, container=container)
    return Reference(
        sources=(document.source,),
        type=kind,
        title=document.title,
        authors=tuple(map(canonical, imprint.authors)) or names_in(document.author),
        container=container,
        publisher=imprint.publisher,
        issued=document.published,
        volume=imprint.volume,
        issue=imprint.issue,
        pages=imprint.pages,
        url=imprint.url,
        doi=imprint.doi,
        language=document.language,
    )


def reference_of_citation(citation: Citation) -> Reference:
    """What a citation tells of its document, which need not be there any more."""
    told = Document(citation.source, "", citation.title, citation.author, citation.published)
    reference = first_known(reference_of(told))
    return replace(reference, key=base_key(reference))


def outlet(document: Document) -> str | None:
    """The paper or site that the head of a scraped article names in a line of its own or beside the date.

    None where it names none, or two.
    """
    body = next((paragraph.start for paragraph in document.body_paragraphs()), 0)
    last = max((span.end for span in document.furniture if span.start < HEAD_CHARACTERS), default=0)
    found: dict[str, None] = {}
    for line in lines_of(document.text[:HEAD_CHARACTERS], document.furniture):
        if line.start >= max(body, last):
            break
        # The lines above the first paragraph, and those that the head's reader took for bylines and the like.
        if line.known or line.start < body:
            found |= dict.fromkeys(_outlets_in(line, document.title))
    return next(iter(found)) if len(found) == 1 else None


def library_references(
    documents: Iterable[Document],
    entries: Sequence[FileEntry] = (),
    corrections: Corrections = NO_CORRECTIONS,
    given: GivenKeys = NO_KEYS,
) -> tuple[Reference, ...]:
    """The references of a library, by their first source; documents that are one entry of a file are one reference.

    `documents` are as they say themselves, without the corrections. Keys are unique: an entry's own, else the one that
    was given, else one made of what the document says.
    """
    return keyed(resolve(documents, entries, corrections).references, given, keys_of(entries))


def keys_of(entries: Iterable[FileEntry]) -> list[str]:
    """The keys that the entries have."""
    return [entry.reference.key for entry in entries if entry.reference.key]


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """The references of a library with the keys of entries alone, and the entries that may be several documents'.

    Those of another state of the library are another object, so that it can key a cache.
    """

    references: tuple[Reference, ...]
    unclear: tuple[BadEntry, ...]


def resolve(
    documents: Iterable[Document], entries: Sequence[FileEntry] = (), corrections: Corrections = NO_CORRECTIONS
) -> Resolved:
    """As `library_references`, before keys are given."""
    own = [reference_of(document) for document in documents]
    now = [_corrected(reference, corrections) for reference in own]
    found = _entries_of(own, now, entries)
    shared: dict[FileEntry, Reference] = {}
    alone: list[Reference] = []
    for reference, entry in zip(own, found, strict=True):
        if entry is None:
            alone.append(first_known(reference))
            continue
        before = shared.get(entry)
        sources = tuple(sorted((*(before.sources if before else ()), *reference.sources)))
        known = first_known(entry.reference, *([before] if before else []), reference)
        shared[entry] = replace(known, sources=sources)
    known_now = [_corrected(reference, corrections) for reference in (*shared.values(), *alone)]
    by_source = sorted(known_now, key=lambda reference: reference.sources)
    return Resolved(tuple(by_source), unclear_entries(entries, now, found))


def _entries_of(
    own: Sequence[Reference], now: Sequence[Reference], entries: Sequence[FileEntry]
) -> list[FileEntry | None]:
    """Which entry each is, by what it is known as now, or else by what it says itself."""
    by_now = Matcher(entries, now)
    by_own = Matcher(entries, own) if now != own else by_now
    return [by_now.entry_of(known) or by_own.entry_of(said) for known, said in zip(now, own, strict=True)]


def _corrected(reference: Reference, corrections: Corrections) -> Reference:
    """The reference with the corrections of its sources, of each fact that of the first source that has one."""
    for source in reversed(reference.sources):
        if correction := corrections.of(source):
            reference = _with(reference, correction)
    return reference


def _with(reference: Reference, correction: Correction) -> Reference:
    fields = correction.fields()
    if "title" in fields:
        # The short form that an entry gives is of the title that was not right.
        further = tuple(pair for pair in reference.further if pair[0] != "title-short")
        reference = replace(reference, title=correction.title, further=further)
    if "author" in fields:
        reference = replace(reference, authors=names_in(correction.author))
    return replace(reference, issued=correction.published) if "published" in fields else reference


def first_known(*layers: Reference) -> Reference:
    """One reference of several, each fact from the first that knows it; the first that has a type says what it is."""
    kind = next((layer.type for layer in layers if layer.type), "document")
    values: dict[str, object] = {}
    for field in dataclasses.fields(Reference):
        known = [layer for layer in layers if getattr(layer, field.name)]
        if field.name == "container" and known and known[0].type != kind and not kind.startswith(_PARTS):
            continue
        if known:
            values[field.name] = getattr(known[0], field.name)
    return Reference(**{**values, "type": kind})  # type: ignore[arg-type]


def _kind(document: Document, *, told: bool, container: str | None) -> str | None:
    """The type of a document that does not say it: a page, a piece in a paper, or unknown."""
    if PurePosixPath(document.source).suffix.lower() in _PAGES:
        return "webpage"
    if container and not told:
        return "article-magazine" if _MAGAZINE.search(container) else "article-newspaper"
    return "webpage" if document.imprint.url else ("article-magazine" if container else None)


def _without_date(name: str) -> str:
    """The name without the month and year that an issue has beside it."""
    words = name.split()
    for size in (2, 1):
        if len(words) > size and words[-1].isdecimal() and read_date_line(" ".join(words[-size:]).casefold()):
            return " ".join(words[:-size])
    return name


def _outlets_in(line: Line, title: str | None) -> Iterable[str]:
    if line.is_prose or line.text == title:
        return
    for part in line.parts:
        for piece in part.split(","):
            name = _without_date(piece.strip(" –—-()"))
            known = len(name.split()) in _OUTLET_WORDS and is_outlet(name) and not is_group(name) and name != title
            if known and (not is_person(name) or part.strip() == line.text or "," in part):
                yield name
