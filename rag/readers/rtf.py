""".rtf -> Document: paragraphs, tables and notes in document order, tracked changes taken as accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.readers.blocks import Block, document_of
from rag.readers.encoding import refuse_signatures
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_title
from rag.readers.rtf_flow import Flow
from rag.readers.rtf_tables import Font, Styles, fonts_of, plain_font, styles_of, symbol_of_field
from rag.readers.rtf_tokens import Tokens, cut_short
from rag.readers.rtf_words import (
    ABOUT,
    APART,
    CELL_ENDS,
    CHARACTERS,
    CODE_PAGES,
    DATES,
    DAY,
    DESTINATIONS,
    LEFT_OUT,
    MATH_SIGNS,
    MEANT,
    NOTE,
    NUMBERS,
    PARAGRAPH_ENDS,
    RESULT,
    SILENT,
    SPOKEN,
    SWITCHES,
    TAKEN,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.values import Document

_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?=\{\s*\\rtf)")
_MOST_GROUPS = 10_000
"""Within each other. Programs that write such files stay below a hundred."""
_BODY_OUTLINE_LEVEL = 9
_NO_FONT = -1
_IN_A_GROUP = 2
_LAST_OF_16_BITS = 0xFFFF


@dataclass(slots=True)
class _State:
    """What holds until the group ends: of the group, of its letters, of its paragraphs."""

    silent: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int | None = None
    fallback: int = 1
    style: int = 0
    outline: int | None = None
    in_table: bool = False

    def copy(self) -> _State:
        """The same for a group within this one."""
        letters = (self.silent, self.hidden, self.deleted, self.font, self.fallback)
        return _State(*letters, self.style, self.outline, self.in_table)


def read(data: bytes, source: str) -> Document:
    """The Rich Text document in `data`, footnotes and endnotes after the body.

    Raises UnreadableFile if it is not one, or is cut short.
    """
    refuse_signatures(data)
    beginning = _BEGINNING.match(data)
    if beginning is None:
        raise UnreadableFile("is not a Rich Text document (.rtf), or it is damaged; open it and save it again")
    reader = _Reader(data[beginning.end() :])
    reader.read()
    return document_of([*reader.body.blocks, *reader.notes], source, reader.metadata(source))


class _Reader:
    """What is gathered on the way through the tokens."""

    def __init__(self, data: bytes) -> None:
        self.body = Flow()
        self.notes: list[Block] = []
        self._tokens = Tokens(data)
        self._flow = self.body
        self._state = _State()
        self._outer: list[_State] = []
        # What is to be done where a group ends, by the number of groups that it stands in.
        self._at_close: list[tuple[int, Callable[[], None]]] = []
        self._page: int | None = None
        self._own_font = plain_font(None)
        self._fonts: dict[int, Font] = {}
        self._default_font = _NO_FONT
        self._styles = Styles({}, frozenset())
        self._starred = False
        self._to_skip = 0
        self._is_field_said = False
        self._about: dict[bytes, str] = {}
        self._dates: dict[bytes, dict[bytes, int]] = {}
        self._date: dict[bytes, int] = {}

    def read(self) -> None:
        """Go through the tokens to the end of the document's group. Raises UnreadableFile if that never comes."""
        for sign, number, text in self._tokens:
            if not sign:
                self._say(text)
            elif sign == b"{":
                self._open()
            elif sign == b"}":
                self._close()
                if not self._outer:
                    return
            elif sign == b"*":
                self._starred = True
            elif self._starred or sign in MEANT or sign.endswith(b"Pr"):
                self._obey(sign, number)
                self._starred = False
            else:
                self._to_skip = 0
        raise cut_short()

    def metadata(self, source: str) -> Metadata:
        """What the document says of itself."""
        dates = (self._dates.get(name, {}) for name in (b"creatim", b"revtim"))
        days = (f"{date.get(b'yr', 0):04}-{date.get(b'mo', 0):02}-{date.get(b'dy', 0):02}" for date in dates)
        return Metadata(
            title=fit_title(self._about.get(b"title"), source),
            author=fit_author([name.strip() for name in self._about.get(b"author", "").split(";")]),
            created=next(filter(None, map(fit_date, days)), None),
        )

    def _open(self) -> None:
        if len(self._outer) >= _MOST_GROUPS:
            raise UnreadableFile("is nested too deeply to be read; save it again from the program that made it")
        self._outer.append(self._state)
        self._state = self._state.copy()
        self._to_skip = 0
        self._starred = False

    def _close(self) -> None:
        if len(self._outer) == 1:
            self._end_paragraph()
            self._flow.end_row()
        while self._at_close and self._at_close[-1][0] == len(self._outer):
            self._at_close.pop()[1]()
        self._state = self._outer.pop()
        self._to_skip = 0

    def _when_closed(self, act: Callable[[], None]) -> None:
        self._at_close.append((len(self._outer), act))

    def _is_seen(self) -> bool:
        return not (self._state.silent or self._state.hidden or self._state.deleted)

    def _say(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if self._is_seen():
            self._flow.add_bytes(data[skipped:], self._font())

    def _say_sign(self, sign: bytes) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif self._is_seen():
            self._flow.add(CHARACTERS[sign])

    def _say_character(self, number: int) -> None:
        self._to_skip = self._state.fallback
        if self._is_seen():
            # Numbers are of 16 bits, with a sign.
            self._flow.add(self._font().character(number & _LAST_OF_16_BITS if number < 0 else number))

    def _font(self) -> Font:
        font = self._state.font
        return self._fonts.get(self._default_font if font is None else font, self._own_font)

    def _obey(self, sign: bytes, number: int | None) -> None:
        if sign in CHARACTERS:
            self._say_sign(sign)
            return
        if sign == b"u":
            self._say_character(number or 0)
            return
        # Only what is a character itself can stand for one.
        self._to_skip = 0
        if sign in DESTINATIONS:
            self._enter(sign)
        elif self._starred or sign.endswith(b"Pr"):
            # Another program's own, or how a formula looks.
            self._tokens.rest_of_group()
        elif sign in PARAGRAPH_ENDS and self._is_seen():
            # Where the end itself is hidden or deleted, two paragraphs are read as one.
            self._end_paragraph()
        elif sign in CELL_ENDS and not self._state.silent:
            self._end_cell(sign)
        else:
            self._set(sign, number)

    def _set(self, sign: bytes, number: int | None) -> None:
        state = self._state
        if sign in NUMBERS:
            setattr(state, NUMBERS[sign], number or 0)
        elif sign in SWITCHES:
            setattr(state, SWITCHES[sign], number != 0)
        elif sign == b"plain":
            state.hidden, state.deleted, state.font = False, False, None
        elif sign == b"pard":
            state.style, state.outline, state.in_table = 0, None, False
        elif sign == b"deff":
            self._default_font = number or 0
        elif sign in CODE_PAGES or sign == b"ansicpg":
            self._page = CODE_PAGES.get(sign, number)
            self._own_font = plain_font(self._page)
        elif sign in DAY:
            self._date[sign] = number or 0

    def _end_paragraph(self) -> None:
        state = self._state
        level = self._styles.levels.get(state.style) if state.outline is None else state.outline + 1
        if level is not None and not 1 <= level <= _BODY_OUTLINE_LEVEL:
            level = None
        # A table of contents repeats the headings.
        self._flow.end_paragraph(level, furniture=state.style in self._styles.contents, in_table=state.in_table)

    def _end_cell(self, sign: bytes) -> None:
        if sign == b"cell":
            self._flow.end_cell()
        elif sign == b"row":
            self._flow.end_row()
        else:
            # A table within a cell is read as the cell's text.
            self._flow.end_paragraph(in_table=True)

    def _enter(self, sign: bytes) -> None:
        """Begin a group of this kind, or pass over it."""
        state = self._state
        unseen = state.hidden or state.deleted or (state.silent and sign == NOTE)
        if sign in LEFT_OUT or (sign in APART and unseen) or (sign == RESULT and self._is_field_said):
            self._tokens.rest_of_group()
        elif sign in TAKEN:
            self._take(sign, self._tokens.rest_of_group())
        elif sign in SILENT:
            state.silent = True
        elif sign in SPOKEN:
            state.silent = False
        elif sign in MATH_SIGNS:
            flow, piece = self._flow, self._flow.pieces_so_far()
            self._when_closed(lambda: flow.raise_from(piece, MATH_SIGNS[sign]))
        elif sign in DATES:
            self._date = self._dates[sign] = {}
            self._when_closed(self._forget_date)
        elif sign in APART:
            self._speak_apart(sign)

    def _take(self, sign: bytes, content: bytes) -> None:
        if sign == b"fonttbl":
            self._fonts = fonts_of(content, self._page)
        elif sign == b"stylesheet":
            self._styles = styles_of(content)
        elif sign == b"fldinst":
            # Old programs leave the result of such a field empty, others say the character there again.
            symbol = symbol_of_field(content)
            self._is_field_said = bool(symbol)
            if self._is_seen():
                self._flow.add(symbol)
        else:
            # For a picture, TextEdit has a sign beside it, in a group with it.
            self._outer[-1].silent |= len(self._outer) > _IN_A_GROUP

    def _forget_date(self) -> None:
        self._date = {}

    def _speak_apart(self, sign: bytes) -> None:
        """Begin a note, a text box or a field of what the document says of itself."""
        outside, flow = self._flow, Flow()
        self._flow = flow
        # The fields have no font: they are in the file's own code page.
        font = _NO_FONT if sign in ABOUT else self._state.font
        self._state = _State(font=font, fallback=self._state.fallback)

        def end() -> None:
            if sign in ABOUT:
                self._about[sign] = flow.take()
            else:
                self._end_paragraph()
                flow.end_row()
                self.notes.extend(flow.blocks) if sign == NOTE else outside.add_boxes(flow.blocks)
            self._flow = outside

        self._when_closed(end)
