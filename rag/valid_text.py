"""Text that a file can hold: what comes from a shell, a file's name or JSON may have halves of surrogate pairs."""

from __future__ import annotations

import re

_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")

_KINDS: dict[type, str] = {
    type(None): "missing",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def is_text(words: str) -> bool:
    """Whether the words can be written as UTF-8."""
    return _HALF_OF_A_PAIR.search(words) is None


def as_text(words: str) -> str:
    """The words with U+FFFD for what cannot."""
    return _HALF_OF_A_PAIR.sub("\ufffd", words)


def kind_of(value: object) -> str:
    """What stands in the place of a text, for a message that says so."""
    return _KINDS.get(type(value), type(value).__name__)
