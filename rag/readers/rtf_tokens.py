"""The tokens of a Rich Text file (RTF 1.9.1): groups, control words and bytes of text, read one after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

Token: TypeAlias = tuple[bytes, int | None, bytes]
"""A brace, or a control word or symbol, with its number; or nothing, none and bytes of text.

A plain tuple: a file has millions, and a class of our own takes three times as long.
"""

# Text holds bytes that are written as \'e9. Possessive, as a run that may be given back costs memory for its length.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]++)(-?\d++)? ?|([{}])|((?:[^\\{}]++|\\(?:'[0-9a-fA-F]{2}|[\\{}]))++)|\\(.)|\\\Z", re.DOTALL
)
_WORD, _NUMBER, _BRACE, _TEXT, _SYMBOL = range(1, 6)
_ESCAPED = re.compile(rb"\\(?:'(..)|(.))")
# All that matters in a group that is passed over: where groups begin and end, and the bytes that are no signs.
_EDGE = re.compile(rb"\\(?:bin(\d++) ?|.)|[{}]", re.DOTALL)
_LINE_ENDS = b"\r\n"
_BINARY = b"bin"
_MOST_DIGITS = 10


class Tokens:
    """The tokens of `data`, from which whole groups can be taken on the way."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        while (found := _TOKEN.match(self._data, self._at)) is not None:
            self._at = found.end()
            kind = found.lastindex
            if kind == _WORD:
                yield found[_WORD], None, b""
            elif kind == _NUMBER:
                yield self._numbered(found[_WORD], int(found[_NUMBER][:_MOST_DIGITS]))
            elif kind == _BRACE:
                yield found[_BRACE], None, b""
            elif kind == _TEXT:
                yield b"", None, _text(found[_TEXT])
            elif kind == _SYMBOL:
                yield found[_SYMBOL], None, b""

    def _numbered(self, word: bytes, number: int) -> Token:
        if word == _BINARY:
            self._pass_bytes(max(0, number))
        return word, number, b""

    def rest_of_group(self) -> bytes:
        """What is left of the group that the last token stands in, but for its closing brace, which comes next.

        Raises UnreadableFile if the file ends before.
        """
        begin, depth = self._at, 0
        while (edge := _EDGE.search(self._data, self._at)) is not None:
            self._at = edge.end()
            if edge[1] is not None:
                self._pass_bytes(int(edge[1][:_MOST_DIGITS]))
            elif edge[0] == b"{":
                depth += 1
            elif edge[0] == b"}":
                depth -= 1
                if depth < 0:
                    self._at = edge.start()
                    return self._data[begin : self._at]
        raise cut_short()

    def _pass_bytes(self, count: int) -> None:
        if count > len(self._data) - self._at:
            raise cut_short()
        self._at += count


def cut_short() -> UnreadableFile:
    """What is said of a file that ends too early."""
    return UnreadableFile("is damaged: it ends before its text does; get it again from where it came")


def _text(written: bytes) -> bytes:
    text = written.translate(None, _LINE_ENDS)
    return _ESCAPED.sub(_byte, text) if b"\\" in text else text


def _byte(escaped: re.Match[bytes]) -> bytes:
    code, itself = escaped.groups()
    return itself if code is None else bytes.fromhex(code.decode("ascii"))
