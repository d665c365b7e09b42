"""Paragraph styles of word processors: which level a heading's name says, and what a style has from its base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

_CHAIN_LIMIT = 20
"""A damaged file may base styles on one another in a ring."""


def inherited(own: Mapping[K, V | None], bases: Mapping[K, K | None]) -> dict[K, V]:
    """For each style its own value or that of the nearest style it is based on; those that have none are left out."""
    found = {style: _nearest(style, own, bases) for style in own}
    return {style: value for style, value in found.items() if value is not None}


def _nearest(style: K | None, own: Mapping[K, V | None], bases: Mapping[K, K | None]) -> V | None:
    for _ in range(_CHAIN_LIMIT):
        if style is None or style not in own:
            break
        value = own[style]
        if value is not None:
            return value
        style = bases.get(style)
    return None


def named_level(name: str) -> int | None:
    """The level, from 1, of the heading's style that is named so.

    Word keeps its own styles' English names in the file, whatever the language on the screen.
    """
    match name.lower().split():
        case ["title"]:
            return 1
        case ["heading", number] if number.isdecimal() and number != "0":
            return int(number)
    return None
