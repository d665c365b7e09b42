"""The corrections of a library's documents, kept in the index's folder, beside what the articles give again.

No way of making the index anew touches the file. It is read each time, so that what another process corrected is
seen at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.corrections import FIELDS, NO_CORRECTIONS, Correction, Corrections, check_correction
from rag.errors import FolderError, UsageError
from rag.whole_file import write_whole

FILE_NAME = "corrections.json"
LOCK_NAME = "corrections.lock"
_SCHEMA = 1
_REMEDY = "It holds the titles, authors and dates that you corrected: mend it, or move it away to go on without them."
_ELSEWHERE = "Check that the folder may be written to, or give another place for the index: --index DIR"


def corrections_file(index: Path) -> Path:
    """Where the index of that folder keeps them."""
    return index / FILE_NAME


def read_corrections(index: Path) -> Corrections:
    """What was kept; the same object while the file is the same. Raises UsageError where it is damaged."""
    path = corrections_file(index)
    try:
        return _parsed(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return NO_CORRECTIONS
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. {_REMEDY}") from error
    except RecursionError as error:
        raise UsageError(f"{path} cannot be read: it is nested too deeply. {_REMEDY}") from error
    except (ValueError, UsageError) as error:
        raise UsageError(f"{path} cannot be read: {str(error).rstrip('.')}. {_REMEDY}") from error


def keep_correction(index: Path, source: str, correction: Correction) -> None:
    """Keep what is so of a document, in place of what was kept of it; one that changes nothing takes it back.

    Raises UsageError for what cannot be so and for a damaged file, which stays as it is; FolderError where the file
    cannot be written.
    """
    kept = check_correction(correction)
    path = corrections_file(index)
    with _only_one(index):
        found = {**read_corrections(index).by_source, source: kept}
        if not kept.fields():
            del found[source]
        if found or path.exists():
            write_whole(path, [_written(found)], _ELSEWHERE)


@contextmanager
def _only_one(index: Path) -> Iterator[None]:
    """Keep others from writing the file between its reading and its writing."""
    lock = FileLock(index / LOCK_NAME)
    try:
        lock.acquire()
    except OSError as error:
        raise FolderError(f"{corrections_file(index)} cannot be written: {error.strerror}. {_ELSEWHERE}") from error
    try:
        yield
    finally:
        lock.release()


def _written(corrections: Mapping[str, Correction]) -> str:
    said = {
        source: {name: value for name, value in asdict(correction).items() if value}
        for source, correction in sorted(corrections.items())
    }
    return json.dumps({"schema": _SCHEMA, "corrections": said}, ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> Corrections:
    """Raises ValueError and UsageError, which name what is wrong, and RecursionError."""
    match json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_repetition):
        case {"schema": 1, "corrections": dict(said), **others} if not others:
            return Corrections({source: _correction(source, values) for source, values in said.items()})
        case {"schema": int(schema)} if schema > _SCHEMA:
            raise ValueError(f"it is of schema {schema}, and this version knows schema {_SCHEMA}")
    raise ValueError("it is not as rag correct writes it")


def _correction(source: str, values: object) -> Correction:
    if not isinstance(values, dict) or not values.keys() <= {*FIELDS, "unknown"}:
        raise ValueError(f"{source!r} has {values!r}, where only {', '.join(FIELDS)} and unknown may be corrected")
    try:
        return check_correction(Correction(**values))
    except UsageError as error:
        raise ValueError(f"{source!r}: {error}") from error


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is in it twice")
    return found
