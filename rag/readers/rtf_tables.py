"""The tables at the head of a Rich Text file: which encoding a font's bytes are in, and which styles are headings."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from rag.readers.styles import inherited, named_level

_FONT = re.compile(rb"\\f(\d{1,9})(?!\d)")
_CHARSET = re.compile(rb"\\fcharset(\d{1,9})")
_PAGE = re.compile(rb"\\cpg(\d{1,9})")
_STARRED_GROUP = re.compile(rb"\{\s*\\\*[^{}]*\}")
_STYLE = re.compile(rb"\{([^{}]*)\}")
_STYLE_NUMBER = re.compile(rb"\\s(\d{1,9})")
_BASE = re.compile(rb"\\sbasedon(\d{1,9})")
_OUTLINE = re.compile(rb"\\outlinelevel(\d)")
_SIGNS = re.compile(rb"\\[a-zA-Z]+(?:-?\d+)? ?|\\[^a-zA-Z]|[\r\n]")
_CONTENTS = re.compile(r"toc\b|contents (?:\d|heading)")

_SYMBOL_FIELD = re.compile(rb"\bSYMBOL\s+(\d{1,3})\b[^{}]*\bSymbol\b")

_WESTERN = "cp1252"
# Python's names of code pages that are not cp and their number: of the Macintosh, and where Windows knows more.
_ENCODINGS = {
    10000: "mac_roman",
    10001: "shift_jis",
    10002: "big5",
    10003: "euc_kr",
    10004: "mac_arabic",
    10005: "cp1255",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10008: "gb2312",
    10021: "cp874",
    10029: "mac_latin2",
    10081: "mac_turkish",
    1361: "johab",
    936: "gb18030",
    65001: "utf-8",
}
_CHARSETS = """
    77:10000 78:10001 79:10003 80:10008 81:10002 83:10005 84:10004 85:10006 86:10081 87:10021 88:10029 89:10007
    128:932 129:949 130:1361 134:936 136:950 161:1253 162:1254 163:1258 177:1255 178:1256 186:1257 204:1251 222:874
    238:1250 254:437 255:850
"""
# The code pages of the charsets that a font table knows by numbers.
_PAGES = {int(charset): int(page) for charset, page in re.findall(r"(\d+):(\d+)", _CHARSETS)}
_ANSI, _OF_SYMBOLS = 0, 2
_SAYS_NOTHING = frozenset({_ANSI, 1, _OF_SYMBOLS})

# What the font Symbol shows for the bytes from 0x20 and 0xA0 on; where it shows parts of signs, there is a space.
_FROM_SPACE = " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_FROM_EURO = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑           〉∫"
_SHOWN = dict(enumerate(_FROM_SPACE, start=0x20)) | dict(enumerate(_FROM_EURO, start=0xA0))
_PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the characters of fonts of symbols, in Unicode."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font: the encoding of its bytes, or `shown`, what it shows for them, where it is one of symbols."""

    encoding: str
    shown: Mapping[int, str] | None = None

    def decode(self, data: bytes) -> str:
        """The text that the bytes are in this font."""
        if self.shown is None:
            return data.decode(self.encoding, "replace")
        return "".join(self.shown.get(byte, "") for byte in data)

    def character(self, number: int) -> str:
        """The character with that number in Unicode, as this font shows it; empty where there is none."""
        if self.shown is not None and number in _PRIVATE:
            return self.shown.get(number - _PRIVATE.start, "")
        return chr(number) if 0 < number <= sys.maxunicode else ""


@dataclass(frozen=True, slots=True)
class Styles:
    """Of paragraph styles, by number: the levels of those that are headings, and those of a table of contents."""

    levels: Mapping[int, int]
    contents: frozenset[int]


def plain_font(page: int | None) -> Font:
    """A font of the code page with that number in Windows; Western European where there is none such."""
    name = _ENCODINGS.get(page or 0, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        name = _WESTERN
    return Font(name)


def fonts_of(table: bytes, page: int | None) -> dict[int, Font]:
    """The fonts of a font table by their numbers; `page` is the code page that the file names as its own."""
    parts = _FONT.split(table)
    entries = [(int(number), entry) for number, entry in zip(parts[1::2], parts[2::2], strict=True)]
    charsets = {_number(_CHARSET, entry) for _, entry in entries}
    # Programs that know of one charset call it 0 whatever it is; those that know of more mean Western European.
    ansi = page if charsets <= {None, *_SAYS_NOTHING} else None
    return {number: _font(entry, page, ansi) for number, entry in entries}


def _font(entry: bytes, page: int | None, ansi: int | None) -> Font:
    charset, own_page = _number(_CHARSET, entry), _number(_PAGE, entry)
    if charset == _OF_SYMBOLS:
        name = entry.lower()
        if b"ding" in name:
            return Font(_WESTERN, {})
        if b"symbol" in name:
            return Font(_WESTERN, _SHOWN)
    if charset == _ANSI:
        return plain_font(ansi)
    return plain_font(own_page or _PAGES.get(charset or 0, page))


def symbol_of_field(instruction: bytes) -> str:
    """What a field shows that is a character of the font Symbol; empty where it is another field."""
    found = _SYMBOL_FIELD.search(instruction)
    return _SHOWN.get(int(found[1]), "") if found else ""


def styles_of(sheet: bytes) -> Styles:
    """The headings and the tables of contents among the paragraph styles, inherited ones included."""
    entries = {_number(_STYLE_NUMBER, entry) or 0: entry for entry in _STYLE.findall(_STARRED_GROUP.sub(b"", sheet))}
    names = {
        number: _SIGNS.sub(b"", entry).split(b";")[0].decode("ascii", "ignore") for number, entry in entries.items()
    }
    own = {
        number: named_level(names[number].split(",")[0]) or _outline_level(entry) for number, entry in entries.items()
    }
    levels = inherited(own, {number: _number(_BASE, entry) for number, entry in entries.items()})
    return Styles(levels, frozenset(number for number, name in names.items() if _CONTENTS.match(name.strip().lower())))


def _outline_level(entry: bytes) -> int | None:
    level = _number(_OUTLINE, entry)
    return None if level is None else level + 1


def _number(pattern: re.Pattern[bytes], entry: bytes) -> int | None:
    found = pattern.search(entry)
    return int(found[1]) if found else None
