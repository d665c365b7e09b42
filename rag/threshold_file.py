"""The threshold that `rag calibrate` has set, kept in the index's folder so that nothing is written outside it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from rag.errors import FolderError, UsageError
from rag.values import CalibratedThreshold
from rag.whole_file import write_whole

FILE_NAME = "calibrated.toml"
_ELSEWHERE = "Check that the folder may be written to, or give another place for the index: --index DIR"
_REMEDY = "Forget it with rag calibrate FOLDER --reset."


def threshold_file(index: Path) -> Path:
    """Where the index of that folder keeps it."""
    return index / FILE_NAME


def read_threshold(index: Path) -> CalibratedThreshold | None:
    """What was kept, None if nothing was. Raises UsageError where the file is not what `write_threshold` writes."""
    path = threshold_file(index)
    try:
        found = _from_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}. {_REMEDY}") from error
    if found is None:
        raise UsageError(f"{path} is not as rag calibrate writes it. {_REMEDY}")
    return found


def _from_toml(values: dict[str, object]) -> CalibratedThreshold | None:
    match values:
        case {"threshold": float(threshold), "questions": int(questions), "model": str(model)} if 0 <= threshold <= 1:
            reranker = values.get("reranker")
            return CalibratedThreshold(threshold, questions, model, reranker if isinstance(reranker, str) else None)
    return None


def write_threshold(index: Path, calibrated: CalibratedThreshold) -> Path:
    """Keep it, in place of what was kept; where it lies. Raises FolderError where it cannot be written."""
    path = threshold_file(index)
    lines = [
        "# Set by rag calibrate; rag calibrate FOLDER --reset forgets it.",
        f"threshold = {calibrated.threshold:.4f}",
        f"questions = {calibrated.questions}",
        f"model = {json.dumps(calibrated.model, ensure_ascii=False)}",
        *([f"reranker = {json.dumps(calibrated.reranker, ensure_ascii=False)}"] if calibrated.reranker else []),
    ]
    write_whole(path, ["\n".join([*lines, ""])], _ELSEWHERE)
    return path


def forget_threshold(index: Path) -> bool:
    """Forget what was kept; whether there was anything. Raises FolderError where it cannot be removed."""
    path = threshold_file(index)
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise FolderError(f"{path} cannot be removed: {error.strerror}. {_ELSEWHERE}") from error
    return True
