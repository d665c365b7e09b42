"""The tokens of a Rich Text file (RTF 1.9.1): groups, control words and bytes of text, read one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|((?:\\'[0-9a-fA-F]{2}[\r\n]*)+)|\\(.)|([{}])|([^\\{}]+)|\\\Z", re.DOTALL
)
_WORD, _NUMBER, _CODES, _SYMBOL, _BRACE, _TEXT = range(1, 7)
# All that matters in a group that is passed over: where groups begin and end, and the bytes that are no signs.
_EDGE = re.compile(rb"\\(?:bin(\d+) ?|.)|[{}]", re.DOTALL)
_LINE_ENDS = b"\r\n"
_LITERAL = frozenset({b"\\", b"{", b"}"})
_BINARY = b"bin"
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Token:
    """A brace, a control word or symbol with its number, or, where `sign` is empty, bytes of text."""

    sign: bytes
    number: int | None = None
    text: bytes = b""


_OPENED, _CLOSED = Token(b"{"), Token(b"}")


class Tokens:
    """The tokens of `data`, from which whole groups can be taken on the way."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        while self._at < len(self._data):
            found = _TOKEN.match(self._data, self._at)
            if found is None:
                return
            self._at = found.end()
            kind = found.lastindex
            if kind == _TEXT:
                yield Token(b"", text=found[_TEXT].translate(None, _LINE_ENDS))
            elif kind == _BRACE:
                yield _OPENED if found[_BRACE] == b"{" else _CLOSED
            elif kind == _CODES:
                yield Token(b"", text=bytes.fromhex(found[_CODES].replace(b"\\'", b"").decode("ascii")))
            elif kind == _SYMBOL:
                symbol = found[_SYMBOL]
                yield Token(b"", text=symbol) if symbol in _LITERAL else Token(symbol)
            elif kind is not None:
                yield self._word(found[_WORD], found[_NUMBER])

    def _word(self, word: bytes, digits: bytes | None) -> Token:
        number = None if digits is None else int(digits[:_MOST_DIGITS])
        if word == _BINARY:
            self._pass_bytes(max(0, number or 0))
        return Token(word, number)

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
