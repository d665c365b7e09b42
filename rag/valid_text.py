"""Text that a file can hold: what comes from a shell, a file's name or JSON may have halves of surrogate pairs."""

from __future__ import annotations

import re

_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")


def is_text(words: str) -> bool:
    """Whether the words can be written as UTF-8."""
    return _HALF_OF_A_PAIR.search(words) is None


def as_text(words: str) -> str:
    """The words with U+FFFD for what cannot."""
    return _HALF_OF_A_PAIR.sub("\ufffd", words)
