"""The files of a folder that are articles: by ending, not hidden, not named in a `.ragignore`."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gitignore_parser import parse_gitignore_str

from rag.errors import FolderError, UnreadableFile, UsageError
from rag.readers import SUFFIXES
from rag.references.files import is_references_file
from rag.valid_text import is_text
from rag.values import FileState, Unread

IGNORE_FILE = ".ragignore"
_SETTINGS_FILE = "rag.toml"

PUT_SOME = "Put .txt, .md, .html, .mhtml, .webarchive, .pdf, .docx, .odt, .rtf, .epub or .eml files into it."
"""What to do about a folder without articles."""

_STAYS = "What the index holds of it stays there."
_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
_Rule = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file to read: its path relative to the folder with forward slashes, where it is, size in bytes and time."""

    source: str
    path: Path
    size: int
    mtime_ns: int

    def unchanged_since(self, state: FileState | None, max_bytes: int) -> bool:
        """Whether size and time are those of the last reading, and what kept it from the bytes, if anything, still is.

        `max_bytes` is what `read` takes.
        """
        if state is None or (self.size, self.mtime_ns) != (state.size, state.mtime_ns):
            return False
        return bool(state.sha256) or self.size > max_bytes or not os.access(self.path, os.R_OK)

    def read(self, max_bytes: int) -> bytes:
        """The file's bytes. Raises UnreadableFile where it is too large or cannot be opened."""
        if self.size > max_bytes:
            raise UnreadableFile(
                f"is {self.size / 1e6:.1f} MB; the limit is {max_bytes / 1e6:.0f} MB. Raise max_file_mb in rag.toml."
            )
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"cannot be opened: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds: articles by source, files that cannot even be named, endings of other files.

    `out_of_sight` are the sources of folders that could not be listed and of files that could not be looked at.
    """

    articles: dict[str, ArticleFile]
    unnamed: tuple[Unread, ...]
    other_endings: tuple[str, ...]
    out_of_sight: frozenset[str] = frozenset()

    def gone(self, known: Iterable[str]) -> list[str]:
        """Which of the known sources the folder holds no more, in order; what is out of sight is not gone."""
        return sorted(source for source in known if source not in self.articles and not self._may_hold(source))

    def _may_hold(self, source: str) -> bool:
        above = map(str, PurePosixPath(source).parents)
        return not self.out_of_sight.isdisjoint((source, *above))


def folder_named(name: Path | str, what: str = "folder") -> Path:
    """The folder of that name. Raises UsageError for an empty one, which a path would take for the current folder."""
    if name == "":
        raise UsageError(f"The {what} has no name. Give its path (. is the current folder).")
    return Path(name)


def check_folder(folder: Path) -> None:
    """Raises FolderError where the folder is missing or is a file."""
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise FolderError(f"{folder} {what}. Give the folder that your articles are in.")


def list_articles(folder: Path, index: Path) -> Listing:
    """The articles in the folder and below, the index left out; links to folders are not followed.

    Raises FolderError where the folder is missing, is a file, or may not be read.
    """
    check_folder(folder)
    if index.resolve() == folder.resolve():
        raise FolderError(f"The index cannot be {folder} itself, among the articles. Give another place: --index DIR")
    articles: dict[str, ArticleFile] = {}
    unnamed: list[Unread] = []
    unseen: dict[str, OSError] = {}
    others: set[str] = set()
    for path in _walk(folder, index, unseen):
        source = path.relative_to(folder).as_posix()
        if path.parent == folder and (is_references_file(path.name) or path.name == _SETTINGS_FILE):
            continue
        if path.suffix.lower() not in SUFFIXES:
            others.add(path.suffix.lower() or path.name)
        elif not is_text(source):
            unnamed.append(Unread(_shown(source), "has a name that is not valid text. Rename it."))
        elif (found := _state(path, source, unseen)) is not None:
            articles[source] = ArticleFile(source, path, found.st_size, found.st_mtime_ns)
        elif source not in unseen:
            unnamed.append(Unread(source, "is not a file that can be read: a broken link, or a device. Remove it."))
    unnamed += [Unread(_shown(at), f"cannot be read: {error.strerror}. {_STAYS}") for at, error in unseen.items()]
    return Listing(
        dict(sorted(articles.items())), tuple(sorted(unnamed, key=str)), tuple(sorted(others)), frozenset(unseen)
    )


def _state(path: Path, source: str, unseen: dict[str, OSError]) -> os.stat_result | None:
    """The state of a file, or of the one that a link leads to; None for what is no file, or is added to `unseen`."""
    try:
        found = path.stat()
    except OSError as error:
        if error.errno not in _NO_FILE:
            unseen[source] = error
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def is_ignored(folder: Path, name: str) -> bool:
    """Whether the folder's `.ragignore` names a file of that name in it. Raises UsageError as `list_articles` does."""
    file = folder / IGNORE_FILE
    return file.is_file() and _rule(file)(str(folder / name))


def hash_bytes(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _walk(folder: Path, index: Path, unseen: dict[str, OSError]) -> Iterator[Path]:
    """Every file that is not hidden or ignored; folders that cannot be listed are added to `unseen`."""
    rules: dict[Path, list[_Rule]] = {}
    index = index.resolve()

    def note(error: OSError) -> None:
        """Raise for the folder itself, and go on without one below it."""
        if Path(error.filename) == folder:
            raise FolderError(f"{folder} cannot be read: {error.strerror}.") from error
        unseen[Path(error.filename).relative_to(folder).as_posix()] = error

    for name, folders, files in os.walk(folder, onerror=note):
        here = Path(name)
        in_force = rules.get(here.parent, []) if here != folder else []
        if IGNORE_FILE in files:
            in_force = [*in_force, _rule(here / IGNORE_FILE)]
        rules[here] = in_force
        folders[:] = sorted(e for e in folders if _is_kept(here / e, in_force) and (here / e).resolve() != index)
        yield from (path for entry in sorted(files) if _is_kept(path := here / entry, in_force))


def _is_kept(path: Path, rules: list[_Rule]) -> bool:
    return not path.name.startswith(".") and not any(ignores(str(path)) for ignores in rules)


def _rule(path: Path) -> _Rule:
    try:
        rule: _Rule = parse_gitignore_str(path.read_text(encoding="utf-8-sig"), base_dir=path.parent)
    except (OSError, ValueError, re.error) as error:
        raise UsageError(f"{path} cannot be read: {error}. Mend it or move it away.") from error
    return rule
