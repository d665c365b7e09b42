"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from rag.errors import FolderError

WRITING = ".writing"
"""Ends the name that a file has until it is whole."""


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """What is written to the stream takes the place of the file when the context ends, and is then on the disk.

    Until then it stands beside its place; what fails leaves nothing and the old file as it was. Raises OSError.
    """
    writing = path.with_name(path.name + WRITING)
    try:
        with writing.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        writing.replace(path)
    except BaseException:
        writing.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_whole(path: Path, pieces: Iterable[str | bytes], remedy: str) -> None:
    """Write the pieces, text as UTF-8 with its own line ends, in place of what was there, as `whole_file` does.

    Raises FolderError, ending with `remedy`, where it cannot be written.
    """
    try:
        with whole_file(path) as out:
            out.writelines(piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)
    except OSError as error:
        raise FolderError(f"{path} cannot be written: {error.strerror}. {remedy}") from error


def sync_folder(folder: Path) -> None:
    """Have the folder itself on the disk, where a system can do that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
