"""Markdown's marks within a line -> the words that a reader of it sees."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,100}\])")
_WIKILINK = re.compile(r"!?\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{1,300})\]\]")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|`+|~~|==)(?=\S)(.{1,500}?)(?<=[^\s\\])\1")
_UNDERSCORES = re.compile(r"(?<![\\\w])(_{1,3})(?=\S)(.{1,500}?)(?<=[^\s\\])\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_marks(heading: str) -> str:
    """A heading without the marks of its links and emphasis."""
    words = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _WIKILINK.sub(r"\1", heading)))
    words = _UNDERSCORES.sub(r"\2", words)
    return _ESCAPE.sub(r"\1", words)
