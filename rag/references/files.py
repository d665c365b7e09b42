"""The references files of a folder (Zotero's exports: .bib, .ris, .json) -> references, and references -> files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.errors import FolderError
from rag.references.values import BadEntry, FileEntry, Reference

ReferenceForm = Literal["bibtex", "ris", "csl-json"]
"""The formats that references are written in."""

Stamps = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of change in ns of each references file."""

STEM = "references"
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class ReferenceFiles:
    """What the references files of a folder hold, `references.*` first, and what of them could not be used."""

    entries: tuple[FileEntry, ...] = ()
    bad: tuple[BadEntry, ...] = ()


def is_references_file(name: str) -> bool:
    """Whether a file of that name, at the top of a folder, is one of references: any .bib or .ris, references.json."""
    stem, _, suffix = name.lower().rpartition(".")
    return bool(stem) and (suffix in {"bib", "ris"} or (stem, suffix) == (STEM, "json"))


def read_reference_files(folder: Path) -> ReferenceFiles:
    """The references in the files at the top of the folder. Raises FolderError where the folder cannot be read."""
    entries: list[FileEntry] = []
    bad: list[BadEntry] = []
    for path in _files(folder):
        read, unread = _read(path)
        entries += read
        bad += unread
    return ReferenceFiles(tuple(entries), tuple(bad))


def reference_stamps(folder: Path) -> Stamps:
    """The stamps of the references files, by which a change is seen. Raises as `read_reference_files` does."""
    stamps = []
    for path in _files(folder):
        try:
            found = path.stat()
        except OSError:
            stamps.append((path.name, 0, 0))
        else:
            stamps.append((path.name, found.st_size, found.st_mtime_ns))
    return tuple(stamps)


def _files(folder: Path) -> list[Path]:
    """The references files at the top of a folder, `references.*` first."""
    try:
        found = [path for path in folder.iterdir() if is_references_file(path.name) and not path.name.startswith(".")]
    except OSError as error:
        raise FolderError(f"{folder} cannot be read: {error.strerror}.") from error
    return sorted(found, key=lambda path: (path.stem.lower() != STEM, path.name.lower(), path.name))


def write_references(references: Iterable[Reference], form: ReferenceForm) -> str:
    """The references as a file of that format."""
    return _writer(form)(references)


def _writer(form: ReferenceForm) -> Callable[[Iterable[Reference]], str]:
    if form == "bibtex":
        from rag.references.formats.bibtex_writing import write_bibtex

        return write_bibtex
    if form == "ris":
        from rag.references.formats.ris import write_ris

        return write_ris
    from rag.references.formats.csl_json import write_csl_json

    return write_csl_json


def _read(path: Path) -> tuple[list[FileEntry], list[BadEntry]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            limit = f"The limit is {_MOST_BYTES // 1_000_000} MB. None of the file is used."
            return [], [BadEntry(path.name, None, f"is too large. {limit}")]
        text = _decoded(path.read_bytes())
    except OSError as error:
        return [], [BadEntry(path.name, None, f"cannot be opened: {error.strerror}.")]
    return _reader(path.suffix.lower())(text, path.name)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _reader(suffix: str) -> Callable[[str, str], tuple[list[FileEntry], list[BadEntry]]]:
    if suffix == ".bib":
        from rag.references.formats.bibtex import read_bibtex

        return read_bibtex
    if suffix == ".ris":
        from rag.references.formats.ris import read_ris

        return read_ris
    from rag.references.formats.csl_json import read_csl_json

    return read_csl_json
