"""LaTeX's signs for letters, quotation marks, dashes and spaces -> the characters that a reader sees."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = dict(
    zip(
        "\"'`^~=.cvuHdbkr",
        "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
}
_MARKS = {
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "flqq": "«",
    "frqq": "»",
    "flq": "‹",
    "frq": "›",
    "og": "«",
    "fg": "»",
    "lq": "‘",
    "rq": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "quotedblbase": "„",
    "quotesinglbase": "‚",
    "guillemotleft": "«",
    "guillemotright": "»",
}
_NAMED = {
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textasciigrave": "`",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "guilsinglleft": "‹",
    "guilsinglright": "›",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
}
_QUOTE_MARKS = {"``": "“", "''": "”", '"`': "„", "\"'": "“", '"<': "«", '">': "»", "`": "‘", "'": "’"}


def seen_for(kind: str, match: re.Match[str]) -> str:
    """What a reader sees for a token of that kind: the group of `match` that has its sign."""
    given = match[kind]
    if kind == "accent":
        letter = (match["base"] or match["bare"]).removeprefix("\\")
        return unicodedata.normalize("NFC", letter + _ACCENTS[given])
    if kind == "ogonek":
        return unicodedata.normalize("NFC", given + _ACCENTS["k"])
    simple = {
        "inserted": f"[{given}]",
        "dots": "[…]" if given == "textelp" else "…",
        "symbol": _NAMED.get(given) or _MARKS.get(given, ""),
        "named": _NAMED.get(given, ""),
        "primes": "′" if given.count("prime") == 1 else "″",
        "mark": _MARKS.get(given, ""),
        "letter": _LETTERS.get(given, ""),
        "escaped": given,
        "space": "\u00a0" if given == "~" else "\n" if given.startswith("\\\\") else " ",
        "dashes": "–" if given == "--" else "—",
        "double": _QUOTE_MARKS.get(given, ""),
        "single": _QUOTE_MARKS.get(given, ""),
    }
    return simple.get(kind, "")
