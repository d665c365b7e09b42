"""A file that appears under its name only when it is whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rag.errors import FolderError

_UNFINISHED = ".unfinished"


def write_whole(path: Path, pieces: Iterable[str | bytes], remedy: str) -> None:
    """Write the pieces, text as UTF-8 with its own line ends, in place of what was there.

    Until all is written it stands beside its place; what fails leaves nothing and the old file as it was. Raises
    FolderError, ending with `remedy`, where it cannot be written.
    """
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        try:
            with unfinished.open("wb") as out:
                out.writelines(piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise FolderError(f"{path} cannot be written: {error.strerror}. {remedy}") from error
