"""A file with a JSON value on each line, read line by line; what is none of a line is told for that line alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Never


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line that is not empty: its number, counted from 1, the offset of its first byte in the file, its bytes."""

    number: int
    offset: int
    data: bytes


def json_value(line: bytes) -> object:
    """What a line holds, its numbers finite. Raises ValueError, with words that complete “Line 3 …”."""
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} at character {error.pos + 1}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from None


def nearly_json_value(line: bytes) -> object:
    """What a line holds where nothing but numbers of it is wrong, these as None; None where anything else is.

    Python writes NaN and Infinity, which JSON has not.
    """
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=lambda _: None, parse_float=_finite_or_none)
    except (ValueError, RecursionError):
        return None


def read_json_lines(path: Path) -> Iterator[JsonLine]:
    """The lines of a file in order; empty ones count in their numbers alone. Raises OSError where it cannot be read."""
    with path.open("rb") as lines:
        offset = 0
        for number, data in enumerate(lines, start=1):
            if data.strip():
                yield JsonLine(number, offset, data)
            offset += len(data)


def _no_constant(name: str) -> Never:
    raise ValueError(f"it has no {name}")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits} is too large")
    return number


def _finite_or_none(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
