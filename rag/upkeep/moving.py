"""A file from one place to another, whole or not at all, and never in place of another file."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def move_file(path: Path, target: Path) -> None:
    """Move it, to another file system too, its time of change kept; missing folders are made.

    Raises FileExistsError where something is in its place, and other OSErrors, after which it is where it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.open("xb").close()  # from here on nobody else is given the name
    try:
        _replace(path, target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _replace(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        unfinished = target.with_name(f"{target.name}.unfinished")
        try:
            shutil.copy2(path, unfinished)
            with unfinished.open("rb+") as copied:
                os.fsync(copied.fileno())  # lest a power cut take the copy when the file itself is gone
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        path.unlink()
