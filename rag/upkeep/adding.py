"""A file from elsewhere -> an article of the folder, if it can be read; never in place of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.control_characters import control_character
from rag.errors import FolderError, UnreadableFile, UsageError
from rag.files import ArticleFile, check_folder, is_ignored
from rag.readers import read_document
from rag.whole_file import write_whole

_MOST_BYTES_OF_A_NAME = 200
"""File systems take 255; so many are left for a number, and for the ending of a file that is not whole yet."""

_MOST_OF_A_NAME = 1_000

_REMEDY = "Check that the folder may be written to and the disk is not full."


def add_file(folder: Path, path: Path, name: str | None, max_bytes: int) -> str:
    """Copy a file into the folder, under `name` or else its own; its source there.

    Where another file has the name, a number is added to it: "name (2).txt". Raises UsageError for a name that cannot
    be an article's, a path that is no file, and a file whose very bytes are there under that name; UnreadableFile for
    what cannot be read; FolderError where the folder cannot be written. None of them leaves anything in the folder.
    """
    check_folder(folder)
    name = _checked_name(path.name if name is None else name)
    data = _read(path, name, max_bytes)
    if is_ignored(folder, name):
        raise UsageError(f"{name!r} would be left out: the folder's .ragignore names it. Give the file another name.")
    return _put(folder, name, data)


def _checked_name(name: str) -> str:
    name = name.strip()
    if found := control_character(name):
        raise UsageError(f"The file name {name!r} holds the control character {found!r}. Give the file another name.")
    if "/" in name or "\\" in name:
        raise UsageError(f"The file name {name!r} is a path. Give a name without / and \\.")
    if not name or name.startswith("."):
        raise UsageError(f"The file name {name!r} is that of a hidden file. Give one that does not begin with a dot.")
    if (size := len(name.encode())) > _MOST_BYTES_OF_A_NAME:
        raise UsageError(f"The file name {name!r} has {size} bytes; the limit is {_MOST_BYTES_OF_A_NAME}. Shorten it.")
    return name


def _read(path: Path, name: str, max_bytes: int) -> bytes:
    """The bytes of a file that makes an article."""
    try:
        found = path.stat()
        if not path.is_file():
            raise UsageError(f"{path} is not a file. Give the file of one article.")
        data = ArticleFile(name, path, found.st_size, found.st_mtime_ns).read(max_bytes)
        read_document(data, name)
    except UnreadableFile as error:
        raise UnreadableFile(f"{name} {str(error).rstrip('.')}. It was not added.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path} cannot be opened: {reason}. Give the file of one article.") from error
    return data


def _put(folder: Path, name: str, data: bytes) -> str:
    for source in _names(name):
        target = folder / source
        try:
            target.open("xb").close()  # from here on nobody else is given the name
        except FileExistsError:
            if _holds(target, data):
                raise UsageError(f"The folder has this very file already, as {source!r}. It was not added.") from None
            continue
        except OSError as error:
            raise FolderError(f"{target} cannot be written: {error.strerror}. {_REMEDY}") from error
        try:
            write_whole(target, [data], _REMEDY)
        except FolderError:
            target.unlink(missing_ok=True)
            raise
        return source
    raise UsageError(f"The folder has {_MOST_OF_A_NAME:,} files named {name!r} already. Give the file another name.")


def _names(name: str) -> Iterator[str]:
    """The name, then the same with a number."""
    stem, _, ending = name.rpartition(".")
    yield name
    yield from (f"{stem} ({number}).{ending}" for number in range(2, _MOST_OF_A_NAME + 1))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
