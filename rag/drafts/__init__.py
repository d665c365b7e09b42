"""A draft's file -> Draft, one module a format.

The formats' libraries are heavy, so a format's module is imported when its first draft is read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rag.drafts.draft import Draft
from rag.drafts.located import draft_of
from rag.errors import UnreadableFile, UsageError
from rag.folding import QUOTATION_MARKS
from rag.readers import SUFFIXES, read_document
from rag.readers.blocks import is_visible
from rag.readers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Draft", "draft_of_text", "is_name_of_a_file", "path_in", "read_draft", "read_draft_bytes"]

_LONGEST_PATH = 1000
_SAVED_ANSWERS = ".jsonl"
_APOSTROPHES = "'’"

_OF_TEXT = {
    ".txt": ("plain", "read_plain"),
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
    ".tex": ("latex", "read_latex"),
    ".latex": ("latex", "read_latex"),
}
_OF_BYTES = {
    ".docx": ("word", "read_word"),
    ".odt": ("odt", "read_odt"),
    ".html": ("page", "read_page"),
    ".htm": ("page", "read_page"),
    ".xhtml": ("page", "read_page"),
}


def read_draft(path: Path, max_bytes: int | None = None) -> Draft:
    """The draft in a file, read as its ending says; what can be an article can be a draft, and so can .tex.

    Raises UsageError where there is no such file, UnreadableFile where it is empty, too large or cannot be read.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Give the file of a draft.")
        if max_bytes is not None and size > max_bytes:
            limit = f"the limit is {max_bytes / 1e6:.0f} MB. Raise max_file_mb in rag.toml, or split it."
            raise UnreadableFile(f"{path} is {size / 1e6:.0f} MB; {limit}")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"There is no draft at {path}. Give the path of a file.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{str(path)!r} is no path of a file ({error}).") from error
    try:
        return read_draft_bytes(data, path.name)
    except UnreadableFile as error:
        raise UnreadableFile(f"{path} {error}.") from error


def read_draft_bytes(data: bytes, name: str) -> Draft:
    """The draft in `data`, read as the ending of `name` says.

    Raises UnreadableFile, with the reason as a sentence without its subject.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES and suffix not in _OF_TEXT:
        readable = " ".join(sorted({*SUFFIXES, *_OF_TEXT}))
        raise UnreadableFile(f"has the ending {suffix!r}; the readable ones are {readable}")
    if not data:
        raise UnreadableFile("is empty (0 bytes); save it again")
    if suffix in _OF_TEXT:
        text = decode(data)
        if not is_visible(text):
            raise UnreadableFile(f"has no text ({len(data)} bytes read); save it again")
        return draft_of_text(text, name)
    if suffix in _OF_BYTES:
        module, function = _OF_BYTES[suffix]
        return cast("Callable[[bytes, str], Draft]", _function(module, function))(data, name)
    return draft_of(read_document(data, name), name, ())


def path_in(text: str) -> Path | None:
    """The path of a file that the text is; None where it is a text."""
    if not text or len(text) > _LONGEST_PATH or "\n" in text or "\x00" in text:
        return None
    path = Path(text)
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def is_name_of_a_file(text: str) -> bool:
    """Whether a text that is no file's path is one by its looks: a line with a draft's ending, that quotes nothing."""
    if text != text.strip() or len(text) > _LONGEST_PATH or len(text.splitlines()) != 1:
        return False
    is_readable = Path(text).suffix.lower() in {*SUFFIXES, *_OF_TEXT, _SAVED_ANSWERS}
    return is_readable and not any(mark in text for mark in QUOTATION_MARKS if mark not in _APOSTROPHES)


def draft_of_text(text: str, name: str) -> Draft:
    """The draft in a text, read as the ending of `name` says: .md, .tex, or else plain text."""
    module, function = _OF_TEXT.get(Path(name).suffix.lower(), _OF_TEXT[".txt"])
    return cast("Callable[[str, str], Draft]", _function(module, function))(text, name)


def _function(module: str, function: str) -> object:
    # The names come from the tables above, never from a file.
    return getattr(import_module(f"rag.drafts.{module}"), function)
