"""The fields of front matter, in YAML or TOML; where the whole is neither, each field for itself."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NOT_PARSED = (
    yaml.YAMLError,
    tomllib.TOMLDecodeError,
    ValueError,
    TypeError,
    RecursionError,
    OverflowError,
    AttributeError,
)
_NAME = r"[\"']?([^\W\d][\w.-]*(?: [\w.-]+){0,2})[\"']?[ \t]*"
_KEY = {"---": re.compile(_NAME + r":(?=\s|$)"), "+++": re.compile(_NAME + "=")}
# What goes on with the field above or says nothing: indented, an item of a list, a comment, the end of a bracket.
_BELOW_A_KEY = {
    "---": re.compile(r"[ \t#\]}]|-(?:\s|$)|$"),
    "+++": re.compile(r"[ \t#\]}\"']|$"),
}
_TABLE = re.compile(r"\[{1,2}[\w.\"'-]+\]{1,2}\s*$")
_ITEM = re.compile(r"\s*-\s+(\S.*)")
_COMMENT = re.compile(r"(?:^|\s)#\s.*")
_QUOTED = re.compile(r"([\"'])(.*)\1")


def fields_of(block: str, fence: str) -> Mapping[str, object] | None:
    """The fields in `block`, which stands between fences, by their names in small letters.

    Where it does not parse, a value that is not right costs only itself; None where its lines are no fields.
    """
    fields = _strict(block, fence)
    if fields is None:
        chunks = _chunks(block, fence)
        fields = None if chunks is None else dict(_each(chunks, fence))
    return None if fields is None else {str(name).lower(): value for name, value in fields.items()}


def _strict(block: str, fence: str) -> dict[object, object] | None:
    parse: Callable[[str], object] = yaml.safe_load if fence == "---" else tomllib.loads
    try:
        fields = parse(block)
    except _NOT_PARSED:
        return None
    return fields if isinstance(fields, dict) else None


def _chunks(block: str, fence: str) -> list[list[str]] | None:
    """The lines of each field; None where a line is of none. Those in a table of TOML are another thing's."""
    chunks: list[list[str]] = []
    for line in map(str.rstrip, block.split("\n")):
        if fence == "+++" and _TABLE.match(line):
            break
        if _KEY[fence].match(line):
            chunks.append([line])
        elif not _BELOW_A_KEY[fence].match(line):
            return None
        elif chunks:
            chunks[-1].append(line)
    return chunks or None


def _each(chunks: list[list[str]], fence: str) -> Iterator[tuple[object, object]]:
    for lines in chunks:
        strict = _strict("\n".join(lines), fence)
        if strict is not None:
            yield from strict.items()
        elif key := _KEY[fence].match(lines[0]):
            yield key[1], _as_written(lines[0][key.end() :], lines[1:])


def _as_written(rest: str, below: list[str]) -> object:
    """The value of a field as a string, or as several where a list stands below it; None for half a bracket."""
    value = _bare(rest)
    if value.startswith(("[", "{")):
        return None
    items = [_bare(item[1]) for item in map(_ITEM.match, below) if item]
    return value or items or None


def _bare(words: str) -> str:
    words = words.strip()
    quoted = _QUOTED.fullmatch(words)
    return quoted[2] if quoted else _COMMENT.sub("", words).strip()
