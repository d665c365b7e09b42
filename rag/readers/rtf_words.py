"""The words of Rich Text (RTF 1.9.1) that bear on the text: the other thousand say how it looks."""

from __future__ import annotations

# Groups that are passed over: what is said apart from the text, is drawn, is said again, or stands on every page.
LEFT_OUT = frozenset(
    b"aftncn aftnsep aftnsepc annotation atnid background bkmkend bkmkstart colortbl datafield falt filetbl"
    b" footer footerf footerl footerr ftncn ftnsep ftnsepc header headerf headerl headerr listtext mmathPict"
    b" nonesttables nonshppict objdata picprop pict pntext private revtbl rxe shppict shprslt sp tc template xe".split()
)
# Groups whose own words are no text, though groups within them may be.
SILENT = frozenset(b"do info object shp shpgrp shpinst upr".split())
SPOKEN = frozenset({b"result", b"ud"})
ABOUT = frozenset({b"title", b"author"})
NOTE = b"footnote"
APART = frozenset({NOTE, b"shptxt", b"dptxbxtext"}) | ABOUT
DATES = frozenset({b"creatim", b"revtim"})
# Between the parts of a formula; without these 10 to the sixth would be read as 106.
MATH_SIGNS = {b"msup": "^", b"msub": "_", b"mnum": "", b"mden": "/", b"mrad": "√"}
MATH = frozenset({b"moMath", b"moMathPara", *MATH_SIGNS})
TAKEN = frozenset({b"fonttbl", b"stylesheet", b"NeXTGraphic", b"fldinst"})
RESULT = b"fldrslt"
DESTINATIONS = LEFT_OUT | SILENT | SPOKEN | APART | DATES | MATH | TAKEN | {RESULT}

CHARACTERS = {
    b"tab": " ",
    b"\t": " ",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"~": "\u00a0",
    b"_": "\u2011",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"qmspace": "\u2005",
    b"-": "\u00ad",
    b"zwj": "\u200d",
    b"zwnj": "\u200c",
    b"zwbo": "\u200b",
    b"ltrmark": "\u200e",
    b"rtlmark": "\u200f",
}
PARAGRAPH_ENDS = frozenset({b"par", b"\n", b"\r", b"sect", b"page", b"column"})
CELL_ENDS = frozenset({b"cell", b"nestcell", b"row"})
CODE_PAGES = {b"mac": 10000, b"pc": 437, b"pca": 850}
DAY = frozenset({b"yr", b"mo", b"dy"})
# What they set of the state.
NUMBERS = {b"f": "font", b"uc": "fallback", b"s": "style", b"outlinelevel": "outline"}
SWITCHES = {b"v": "hidden", b"deleted": "deleted", b"mvf": "deleted", b"intbl": "in_table"}
MEANT = (
    frozenset({b"u", b"plain", b"pard", b"deff", b"ansicpg", *CHARACTERS, *CODE_PAGES, *NUMBERS, *SWITCHES})
    | DESTINATIONS
    | PARAGRAPH_ENDS
    | CELL_ENDS
    | DAY
)
"""All that bears on the text: most of a file's words say how it looks, and are passed over at once."""
