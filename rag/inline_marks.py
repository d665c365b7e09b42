"""Markdown's marks within a line -> the words that a reader of it sees."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,100}\])")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+|~~)(?=\S)(.{1,500}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_marks(heading: str) -> str:
    """A heading without the marks of its links and emphasis."""
    words = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", heading))
    return _ESCAPE.sub(r"\1", words)
