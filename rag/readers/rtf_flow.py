"""Text as a Rich Text file gives it, piece by piece -> the blocks of one run of paragraphs: body, note or text box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.readers.blocks import Block, tidy

if TYPE_CHECKING:
    from rag.readers.rtf_tables import Font

_CELL_SEPARATOR = " | "
_LONGEST_HEADING = 300
_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")


class Flow:
    """Paragraphs and tables in order; `blocks` has those that are finished."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        # Bytes wait for those after them, as one character may be of several, and these are not always said together.
        self._waiting = bytearray()
        self._font: Font | None = None
        self._boxes: list[Block] = []
        self._in_cell: list[str] = []
        self._row: list[str] = []

    def add(self, text: str) -> None:
        """Go on with this text."""
        self._settle()
        self._pieces.append(text)

    def add_bytes(self, data: bytes, font: Font) -> None:
        """Go on with the text that these bytes are in the font."""
        if font is not self._font:
            self._settle()
            self._font = font
        self._waiting += data

    def add_boxes(self, boxes: list[Block]) -> None:
        """Put what stands in a text box behind the paragraph that the box is tied to."""
        self._boxes += boxes

    def pieces_so_far(self) -> int:
        """How many pieces the paragraph has, for `raise_from`."""
        self._settle()
        return len(self._pieces)

    def raise_from(self, piece: int, sign: str) -> None:
        """Put the sign before the pieces from that one on, which are in brackets if more than one letter or number."""
        self._settle()
        said = "".join(self._pieces[piece:]).strip()
        if said:
            self._pieces[piece:] = [sign + (said if said.isalnum() else f"({said})")]

    def take(self) -> str:
        """The text since the last paragraph ended, which ends here."""
        self._settle()
        text = "".join(self._pieces)
        self._pieces.clear()
        if _HALF_OF_A_PAIR.search(text):
            # What is beyond 16 bits is written as two halves, each a character of its own.
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return tidy(text)

    def end_paragraph(self, level: int | None = None, *, furniture: bool = False, in_table: bool = False) -> None:
        """End the paragraph, or that of a table's cell."""
        text = self.take()
        if in_table:
            self._in_cell += [text, *(box.text for box in self._boxes)]
        else:
            self.end_row()
            self.blocks.append(Block(text, level if len(text) <= _LONGEST_HEADING else None, furniture))
            self.blocks += self._boxes
        self._boxes = []

    def end_cell(self) -> None:
        """End the cell of a table with its last paragraph."""
        self.end_paragraph(in_table=True)
        self._row.append(" ".join(text.replace("\n", " ") for text in self._in_cell if text))
        self._in_cell = []

    def end_row(self) -> None:
        """End the row of a table; what is in no cell of it is a paragraph of its own."""
        if self._row or self._in_cell:
            self.blocks.append(Block(_CELL_SEPARATOR.join(cell for cell in self._row if cell)))
            self.blocks += map(Block, self._in_cell)
            self._row, self._in_cell = [], []

    def _settle(self) -> None:
        if self._waiting and self._font is not None:
            self._pieces.append(self._font.decode(bytes(self._waiting)))
            self._waiting.clear()
