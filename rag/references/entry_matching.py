"""Which entry of the references files a document is: by its file's name, its address, its DOI or its title."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from rag.references.formats.csl_json import bare_doi
from rag.references.values import BadEntry

if TYPE_CHECKING:
    from rag.references.values import FileEntry, Reference

_MOST_NAMED = 3
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


class Matcher:
    """The entries of the references files, asked for the one that a document is."""

    def __init__(self, entries: Iterable[FileEntry], documents: Sequence[Reference]) -> None:
        """`documents` are the references of all documents of the library, as they say themselves."""
        self._by_file: dict[str, FileEntry] = {}
        self._by_url: dict[str, FileEntry] = {}
        self._by_doi: dict[str, FileEntry] = {}
        self._by_title: defaultdict[str, list[FileEntry]] = defaultdict(list)
        self._files = Counter(_file_name(reference) for reference in documents)
        self._titles = Counter(plain_title(reference.title) for reference in documents)
        for entry in entries:
            self._add(entry)

    def _add(self, entry: FileEntry) -> None:
        reference = entry.reference
        for name in entry.attached:
            self._by_file.setdefault(name.casefold(), entry)
        if reference.key:
            self._by_file.setdefault(reference.key.casefold(), entry)
        if reference.url:
            self._by_url.setdefault(plain_url(reference.url), entry)
        if doi := plain_doi(reference):
            self._by_doi.setdefault(doi, entry)
        if title := plain_title(reference.title):
            self._by_title[title].append(entry)

    def entry_of(self, document: Reference) -> FileEntry | None:
        """The entry that the document is; None if none is, or it cannot be told which of several."""
        return (
            self._of_file(document)
            or (self._by_url.get(plain_url(document.url)) if document.url else None)
            or self._by_doi.get(plain_doi(document))
            or self._of_title(document)
        )

    def _of_file(self, document: Reference) -> FileEntry | None:
        name = _file_name(document)
        if self._files[name] > 1:
            return None
        return self._by_file.get(name) or self._by_file.get(PurePosixPath(name).stem)

    def _of_title(self, document: Reference) -> FileEntry | None:
        """The only entry of that title, whoever it is by; of several entries or documents, the one of that author."""
        title = plain_title(document.title)
        likely = self._by_title.get(title, [])
        if self._titles[title] > 1:
            likely = [entry for entry in likely if _families(entry.reference) & _families(document)]
        elif len(likely) > 1:
            likely = [entry for entry in likely if _may_be_by(entry.reference, document)]
        return likely[0] if len(likely) == 1 else None


def unclear_entries(
    entries: Iterable[FileEntry], documents: Sequence[Reference], found: Sequence[FileEntry | None]
) -> tuple[BadEntry, ...]:
    """The entries that are no document's though they have one's title, because it cannot be told which is which.

    `found` is the entry of each document.
    """
    used = set(found)
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for document, entry in zip(documents, found, strict=True):
        if entry is None:
            waiting[plain_title(document.title)] += document.sources
    return tuple(
        BadEntry(entry.file, entry.line, _unclear(entry.reference, waiting[title]))
        for entry in entries
        if entry not in used and (title := plain_title(entry.reference.title)) and title in waiting
    )


def _unclear(reference: Reference, sources: Sequence[str]) -> str:
    named = ", ".join(sources[:_MOST_NAMED]) + (" …" if len(sources) > _MOST_NAMED else "")
    return (
        f"{reference.key or 'An entry'} has the title of {named}, but not it alone, and the authors do not tell which "
        "is which. It is left out. To match it, name the article’s file in it (file in BibTeX, L1 in RIS), or make "
        "the file’s name its key."
    )


def plain_url(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, fragment, tracking, a slash at the end."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    asked = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not key.startswith(_TRACKING)
    ]
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(asked))}"


def plain_doi(reference: Reference) -> str:
    """Its DOI in one case, bare; that of its address where that is one of doi.org; empty where neither tells it."""
    told = bare_doi(reference.url)
    return (bare_doi(reference.doi) or (told if told != reference.url else None) or "").casefold()


def plain_title(title: str | None) -> str:
    """The letters and numbers of a title, in one case."""
    return "".join(filter(str.isalnum, (title or "").casefold()))


def _file_name(reference: Reference) -> str:
    return PurePosixPath(reference.sources[0]).name.casefold()


def _may_be_by(entry: Reference, document: Reference) -> bool:
    one, other = _families(entry), _families(document)
    return not one or not other or bool(one & other)


def _families(reference: Reference) -> frozenset[str]:
    return frozenset((name.family or name.literal or "").casefold() for name in reference.authors)
