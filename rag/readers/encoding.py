"""Bytes of a text file -> str."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from rag.errors import UnreadableFile

# UTF-32 before UTF-16: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (perhaps a .docx, .odt or .epub)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b") + b"\x7f"
_UTF8_CONTROL_LIMIT = 0.3
_LEGACY_CONTROL_LIMIT = 0.02
# In UTF-16 most texts have a zero beside nearly every letter, space and line end.
_UTF16_ZEROS = 0.7

# The letters beyond ASCII of the languages that an encoding serves; a text whose letters fit one of them is taken for
# that encoding, which statistics over a short text often miss. The likelier encoding stands first.
_LATIN_ALPHABETS = (
    (
        "cp1252",
        (
            "äöüß",  # German
            "àâçéèêëîïôùûüœæÿ",  # French
            "áéíóúüñªº",  # Spanish
            "áâãàçéêíóôõúªº",  # Portuguese
            "àèéìíîòóùú",  # Italian
            "åäöéü",  # Swedish, Finnish
            "åæøéèêóòôü",  # Danish, Norwegian
            "áðéíóúýþæö",  # Icelandic
            "áàéèëêíïóöôúüûç",  # Dutch, Catalan
        ),
    ),
    ("cp1250", ("ąćęłńóśźż", "áčďéěíňóřšťúůýžľĺôäŕ", "áéíóöőúüű", "ăâîşţ", "čćđšž")),
    ("iso8859_2", ("áčďéěíňóřšťúůýžľĺôäŕ", "ąćęłńóśźż", "čćđšž")),
    ("cp1254", ("çğıöşüâîûi̇",)),
)
_CYRILLIC_ENCODINGS = ("cp1251", "koi8_r", "cp866", "iso8859_5")
# In Russian, Ukrainian and Bulgarian these make up more than half of all letters; in the wrong encoding few.
_COMMON_CYRILLIC = frozenset("оеаинтсрвл")
_COMMON_CYRILLIC_SHARE = 0.45
# Typographic signs that stand in texts with Latin letters; between two letters only the apostrophes do.
_LATIN_SIGNS = frozenset("\u00a0«»„“”‘’‚–—…•€£°§©®·¿¡½¼¾²³×†‡‰™±\u00ad")
_SIGN_WITHIN_WORD = re.compile(r"[^\W\d_](?![’‘·–—…\u00ad\u00a0])[\u0080-\u00bf\u00d7\u00f7](?<![ªº])[^\W\d_]")
_FITTING_SHARE = 0.9
# A language written with Latin letters spends at most about a quarter of them on accented ones.
_ACCENTED_SHARE = 0.35

_LEGACY_ENCODINGS = [
    *("cp1251", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1250", "cp1252"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
]
# What pages that declare these are written in, and read as by browsers: encodings with more characters than the names
# promise, and names that Python does not know.
_MEANT = {
    label: encoding
    for encoding, labels in {
        "cp1252": "iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 us-ascii ascii ansi x-cp1252",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j csshiftjis",
        "gb18030": "gb2312 gb_2312-80 gb_2312 csgb2312 chinese euc-cn gbk x-gbk",
        "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
        "cp949": "euc-kr euc_kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949",
        "cp1254": "iso-8859-9 iso8859-9 iso_8859-9 latin5",
        "cp874": "tis-620 tis620 iso-8859-11 iso8859-11 windows-874 dos-874",
        "euc_jp": "x-euc-jp",
        "iso8859_8": "iso-8859-8-i iso-8859-8-e logical visual",
        "cp1251": "x-cp1251",
        "mac_roman": "x-mac-roman macintosh mac",
        "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    }.items()
    for label in labels.split()
}
# What detection looks at: its work grows with the text, its certainty soon does not.
_DETECTION_SAMPLE = 100_000


def decode(data: bytes) -> str:
    """The text of `data`: UTF-8 exactly where it is valid, else by byte order mark, else the likeliest encoding.

    Raises UnreadableFile if the bytes are no text.
    """
    refuse_signatures(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data)
    if _control_share(data) > _UTF8_CONTROL_LIMIT:
        return _decode_unmarked_utf16(data) or _refuse_binary(data)
    return text


def decode_as(data: bytes, declared: str | None) -> str:
    """The text of `data` whose author declared the encoding `declared`, which is believed only where it fits.

    A page saved again as UTF-8 often keeps its old declaration, so valid UTF-8 goes first, except for encodings that
    are made of ASCII bytes.
    Raises UnreadableFile if the bytes are no text.
    """
    name = (declared or "").lower()
    # No declaration that could be read is in UTF-16, and what is not in the UTF-8 that it declares may be in any.
    if name.startswith(("utf-16", "utf-32", "utf-8", "utf8")):
        return decode(data)
    seven_bit = name.startswith(("iso-2022", "hz"))
    if name and (seven_bit or not _is_utf8(data)):
        name = _MEANT.get(name, name)
        said = _nearly(data, name) if _is_text_codec(name) else None
        return decode(data) if said is None else said
    return decode(data)


def _nearly(data: bytes, name: str) -> str | None:
    """`data` in that encoding, a few broken bytes as U+FFFD; None if it is in another."""
    try:
        text = codecs.decode(data, name, "replace")
    except (UnicodeError, ValueError):
        return None
    return text if text.count("\ufffd") <= _MOST_BROKEN * len(text) else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(codecs.decode(b"", name), str)
    except (LookupError, UnicodeError, ValueError, TypeError):
        return False


def _decode_other(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, name)
    mended = _mended_utf8(data)
    if mended is not None:
        return mended
    if _control_share(data) > _LEGACY_CONTROL_LIMIT:
        return _decode_unmarked_utf16(data) or _refuse_binary(data)
    return _latin(data) or _cyrillic(data) or _detected(data)


def _decode_marked(data: bytes, name: str) -> str:
    text = data.decode(name, "replace")
    if text.count("\ufffd") > 1 + len(text) // 100:
        raise UnreadableFile(f"is damaged: it begins as {name.upper()} text and does not go on so; save it as UTF-8")
    return text


def _decode_unmarked_utf16(data: bytes) -> str | None:
    for name, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if zeros.count(0) > len(zeros) * _UTF16_ZEROS:
            text = _strict(data, name)
            if text is not None and _control_share(text.encode("utf-8")) < _LEGACY_CONTROL_LIMIT:
                return text
    return None


_MOST_BROKEN = 0.002
"""Of all characters, in the encoding that a page declares."""

_WHOLE_FOR_ONE_BROKEN = 2
"""Of characters beyond ASCII. Text in another encoding makes next to no whole ones."""


def _mended_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes (a cut download, a pasted line): those bytes become U+FFFD."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(1 for character in text if character > "\x7f") - broken
    return text if beyond_ascii >= _WHOLE_FOR_ONE_BROKEN * broken else None


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _latin(data: bytes) -> str | None:
    """`data` as text with accented Latin letters, in the encoding whose languages they fit best; None if none."""
    best, best_fit = None, 0.0
    for encoding, alphabets in _LATIN_ALPHABETS:
        text = _strict(data, encoding)
        fit = 0.0 if text is None else _fit(text, alphabets)
        if fit > best_fit:
            best, best_fit = text, fit
    return best if best_fit >= _FITTING_SHARE else None


def _fit(text: str, alphabets: tuple[str, ...]) -> float:
    """The share of the letters beyond ASCII that one of the alphabets has; 0 where the text reads as no such tongue."""
    beyond = [c for c in text.lower() if c > "\x7f"]
    letters = [c for c in beyond if c.isalpha()]
    signs = [c for c in beyond if not c.isalpha()]
    ascii_letters = sum(1 for c in text if c.isascii() and c.isalpha())
    if len(letters) > _ACCENTED_SHARE * (len(letters) + ascii_letters) or _SIGN_WITHIN_WORD.search(text):
        return 0
    if sum(1 for c in signs if c in _LATIN_SIGNS) < _FITTING_SHARE * len(signs):
        return 0
    return max(sum(1 for c in letters if c in known) for known in alphabets) / len(letters) if letters else 1


def _cyrillic(data: bytes) -> str | None:
    """`data` as Cyrillic text, where one of its encodings gives the letters that such texts are full of."""
    sample = data[:_DETECTION_SAMPLE]
    beyond = len(sample.translate(None, bytes(range(128))))
    common, encoding = max(
        (sum(1 for c in sample.decode(name, "ignore") if c in _COMMON_CYRILLIC), name) for name in _CYRILLIC_ENCODINGS
    )
    return data.decode(encoding, "replace") if common > _COMMON_CYRILLIC_SHARE * beyond else None


def _detected(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data[:_DETECTION_SAMPLE], cp_isolation=_LEGACY_ENCODINGS).best()
    if best is not None:
        # A sample may end within a character and a long file may hold a stray byte: replaced, not refused.
        text = data.decode(best.encoding, "replace")
        if text.count("\ufffd") <= 1 + len(text) // 100:
            return text
    return _strict(data, "cp1252") or _refuse_binary(data)


def _control_share(data: bytes) -> float:
    return (len(data) - len(data.translate(None, _CONTROLS))) / max(1, len(data))


def refuse_signatures(data: bytes) -> None:
    """Raise UnreadableFile, naming the format, where the bytes begin as those of one that is no text do."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(f"is {kind}, not the text its name says; give it its right ending")


def _refuse_binary(data: bytes) -> str:
    raise UnreadableFile(f"holds binary data, not text ({len(data)} bytes); give it its right ending or remove it")
