"""The citation style used last, kept in the index's folder so that nothing is written outside it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from rag.errors import UsageError
from rag.whole_file import write_whole

FILE_NAME = "style.toml"


def style_file(index: Path) -> Path:
    """Where the index of that folder keeps it."""
    return index / FILE_NAME


def read_style(index: Path) -> str | None:
    """The name that was kept, None if none was. Raises UsageError where the file is not what `keep_style` writes."""
    path = style_file(index)
    try:
        style = tomllib.loads(path.read_text(encoding="utf-8")).get("style")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}. Delete it; it only holds the style used last.") from error
    if not isinstance(style, str) or not style.strip():
        raise UsageError(f"{path} is not as rag cite writes it. Delete it; it only holds the style used last.")
    return style


def keep_style(index: Path, style: str) -> None:
    """Keep a style's name or the path of its file. Raises FolderError where the index cannot be written."""
    written = f"style = {json.dumps(style, ensure_ascii=False)}\n"
    write_whole(style_file(index), [written], "The style is not remembered; give it each time: --style STYLE")
