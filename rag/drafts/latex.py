"""LaTeX -> what a reader sees of it: quotation marks and environments, csquotes, footnotes, citations.

It reads what authors write in running text; macros of the draft's own are left out by name, their arguments kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.drafts.draft import BlockKind, Draft, DraftBlock, NoteMark
from rag.plain_text import PlainText, PlainTextBuilder

_ARGUMENTS = r"(?:\s*+\[[^\[\]]*+\])*+"
_TOKEN = re.compile(
    rf"""
    (?P<comment>(?<!\\)%[^\n]*\n?[ \t]*)
    |\\begin\{{(?P<begin>[A-Za-z]+\*?)\}}{_ARGUMENTS}
    |\\end\{{(?P<end>[A-Za-z]+\*?)\}}
    |\\(?P<cite>(?:[A-Za-z]*cite[A-Za-z]*|parencite|autocite|footcite)\*?){_ARGUMENTS}\s*+\{{(?P<keys>[^{{}}]*)\}}
    |\\(?P<quote>(?:enquote|textquote|blockquote|hyphenquote|foreignquote|textcquote|blockcquote|foreigntextquote)\*?)
        (?P<before>{_ARGUMENTS}(?:\s*+\{{[^{{}}]*+\}}(?={_ARGUMENTS}\s*+\{{))?{_ARGUMENTS}\s*+)\{{
    |\\(?P<note>footnote|footnotetext|endnote|marginpar|thanks){_ARGUMENTS}\s*+\{{
    |\\textins\*?\{{(?P<inserted>[^{{}}]*)\}}
    |\\(?P<dots>ldots|dots|textellipsis|dotsc|textelp)(?![A-Za-z])(?:\s*\{{\}})?
    |\\(?P<skip>label|ref|eqref|pageref|autoref|cref|Cref|includegraphics|usepackage|input|include|bibliography
        |bibliographystyle|vspace|hspace|url|index|setlength|documentclass|pagestyle|thispagestyle)\*?
        {_ARGUMENTS}\s*+\{{[^{{}}]*\}}
    |\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|title)\*?{_ARGUMENTS}\s*+\{{
    |\\(?P<mark>glqq|grqq|glq|grq|flqq|frqq|flq|frq|og|fg|lq|rq|textquotedblleft|textquotedblright|textquoteleft
        |textquoteright|quotedblbase|quotesinglbase|guillemotleft|guillemotright)(?![A-Za-z])(?:\{{\}}|[ ]?)
    |\\(?P<letter>ss|ae|AE|oe|OE|o|O|aa|AA|l|L|i|j)(?![A-Za-z])(?:\{{\}}|[ ]?)
    |\\(?P<accent>["'`^~=.]|[cvuHdbkr](?=\s*\{{|\s+[A-Za-z]))\s*(?:\{{(?P<base>\\?[A-Za-z])\}}|(?P<bare>\\?[A-Za-z]))
    |\\(?P<escaped>[%&$\#_{{}}])
    |(?P<space>~|\\[,;:!> /]|\\\\(?:\[[^\]]*\])?)
    |(?P<soft>\\-|"-)
    |\\(?P<command>[A-Za-z@]+)\*?{_ARGUMENTS}
    |(?P<dashes>-{{2,3}})
    |(?P<double>``|''|"`|"'|"<|">)
    |(?P<single>`|')
    |(?P<brace>[{{}}])
    |(?P<math>\$\$?)
    |(?P<paragraph>\n[ \t]*(?:\n[ \t]*)+)
    """,
    re.VERBOSE,
)
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
_QUOTE_MARKS = {"``": "“", "''": "”", '"`': "„", "\"'": "“", '"<': "«", '">': "»", "`": "‘", "'": "’"}
_QUOTATIONS = frozenset({"quote", "quotation", "displayquote", "quoting", "displaycquote", "foreigndisplayquote"})
_UNREAD = frozenset(
    {
        *("verbatim", "lstlisting", "equation", "align", "gather", "multline", "displaymath", "math", "tikzpicture"),
        *("minted", "comment", "tabular", "thebibliography", "alltt"),
    }
)
_LONGEST_NOTE = 20_000
_DOCUMENT = re.compile(r"\\begin\{document\}")


def read_latex(text: str, name: str) -> Draft:
    """The draft in a LaTeX file's text; of a whole document, its body."""
    reading = _Reading(text)
    begin = _DOCUMENT.search(text)
    reading.run(begin.end() if begin else 0, len(text), "text")
    reading.read_notes()
    return Draft(name, text, reading.builder.made(), tuple(reading.blocks), reading.resolved())


@dataclass
class _Brace:
    """An open brace, and what is done where it closes."""

    at_close: Callable[[int, int], None] | None = None


@dataclass
class _NoteToCome:
    """A footnote's text, read after the running text; `at` is where its mark stands."""

    at: int
    start: int
    end: int
    read: tuple[int, int] = (0, 0)


@dataclass
class _Level:
    """A stretch being read: the open block's beginning and kind, its breaks, and the open braces."""

    kind: BlockKind
    start: int
    breaks: list[int] = field(default_factory=list)
    braces: list[_Brace] = field(default_factory=list)
    math: bool = False


class _Reading:
    """One pass over a text, its footnotes after it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.builder = PlainTextBuilder(PlainText.of(text))
        self.blocks: list[DraftBlock] = []
        self._marks: list[NoteMark] = []
        self._notes: list[_NoteToCome] = []
        self._level = _Level("text", 0)

    def run(self, start: int, end: int, kind: BlockKind) -> None:
        """Read `text[start:end]` into blocks of that kind."""
        self._level = _Level(kind, len(self.builder))
        at = start
        while match := _TOKEN.search(self._text, at, end):
            self.builder.copy(at, match.start())
            at = self._take(match, end)
        self.builder.copy(at, end)
        self._end_block(end)

    def read_notes(self) -> None:
        """Read the footnotes that the text has, and those that they have."""
        for note in self._notes:
            first = len(self.builder)
            self.run(note.start, note.end, "note")
            note.read = (first, len(self.builder))

    def resolved(self) -> tuple[NoteMark, ...]:
        """The marks of notes and citations, in order."""
        seen = self.builder.made().text
        notes = [NoteMark(note.at, seen[slice(*note.read)].strip(), self._keys_in(note)) for note in self._notes]
        return tuple(sorted([*self._marks, *notes], key=lambda mark: mark.at))

    def _keys_in(self, note: _NoteToCome) -> tuple[str, ...]:
        return tuple(key for mark in self._marks if note.read[0] <= mark.at < note.read[1] for key in mark.keys)

    def _take(self, match: re.Match[str], end: int) -> int:
        """Read one token; where to go on."""
        # The alternative that matched is the first of its groups: those inside an alternative come after it.
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        start, after = match.span()
        if kind == "begin":
            return self._begin(match, end)
        if kind in {"end", "paragraph", "heading"}:
            self._break(match, kind)
        elif kind == "cite":
            keys = tuple(key.strip() for key in match["keys"].split(",") if key.strip())
            self._marks.append(NoteMark(len(self.builder), match.group(), keys))
        elif kind == "quote":
            self._quote(match)
        elif kind == "note":
            return self._note(match, end)
        elif kind == "brace":
            self._brace(match)
        elif kind == "math":
            self._level.math = not self._level.math
        else:
            self.builder.put(self._seen(kind, match), start, after)
        return after

    def _seen(self, kind: str, match: re.Match[str]) -> str:
        """What a reader sees for a token."""
        given = match[kind]
        if kind == "accent":
            letter = (match["base"] or match["bare"]).removeprefix("\\")
            return unicodedata.normalize("NFC", letter + _ACCENTS[given])
        simple = {
            "inserted": f"[{given}]",
            "dots": "[…]" if given == "textelp" else "…",
            "mark": _MARKS.get(given, ""),
            "letter": _LETTERS.get(given, ""),
            "escaped": given,
            "space": "\u00a0" if given == "~" else "\n" if given.startswith("\\\\") else " ",
            "dashes": "–" if given == "--" else "—",
            "double": _QUOTE_MARKS.get(given, ""),
            "single": _QUOTE_MARKS.get(given, ""),
        }
        return simple.get(kind, "")

    def _begin(self, match: re.Match[str], end: int) -> int:
        name = match["begin"].rstrip("*")
        if name in _UNREAD:
            closing = self._text.find(f"\\end{{{match['begin']}}}", match.end(), end)
            self._end_block(match.start())
            return closing if closing >= 0 else end
        if name in _QUOTATIONS:
            self._end_block(match.start())
            self._level.kind = "quotation"
        return match.end()

    def _break(self, match: re.Match[str], kind: str) -> None:
        level = self._level
        if kind == "paragraph" and level.kind == "quotation":
            self.builder.put("\n\n", match.start(), match.end())
            level.breaks.append(len(self.builder))
        elif kind == "paragraph":
            self._end_block(match.start())
        elif kind == "end" and match["end"].rstrip("*") in _QUOTATIONS:
            self._end_block(match.start())
            level.kind = "text"
        elif kind == "heading":
            self._end_block(match.start())
            self._level.braces.append(_Brace(lambda start, _: self._end_block(start)))

    def _quote(self, match: re.Match[str]) -> None:
        keys = re.findall(r"\{([^{}]*)\}", match["before"]) if "cquote" in match["quote"] else []
        self.builder.put("“", match.start(), match.end())

        def close(start: int, end: int) -> None:
            """The mark at its end, and the citation that it was given."""
            self.builder.put("”", start, end)
            if keys:
                cited = tuple(key.strip() for key in keys[-1].split(","))
                self._marks.append(NoteMark(len(self.builder), match["before"], cited))

        self._level.braces.append(_Brace(close))

    def _note(self, match: re.Match[str], end: int) -> int:
        closing = self._closing(match.end(), end)
        self._notes.append(_NoteToCome(len(self.builder), match.end(), closing))
        return min(closing + 1, end)

    def _closing(self, start: int, end: int) -> int:
        """Where the brace closes that was opened before `start`."""
        depth = 1
        for brace in re.finditer(r"(?<!\\)[{}]", self._text[start : min(end, start + _LONGEST_NOTE)]):
            depth += 1 if brace.group() == "{" else -1
            if depth == 0:
                return start + brace.start()
        return end

    def _brace(self, match: re.Match[str]) -> None:
        if match.group() == "{":
            self._level.braces.append(_Brace())
        elif self._level.braces:
            closed = self._level.braces.pop()
            if closed.at_close:
                closed.at_close(match.start(), match.end())

    def _end_block(self, at: int) -> None:
        level, end = self._level, len(self.builder)
        if end > level.start:
            self.blocks.append(DraftBlock(level.kind, level.start, end, tuple(level.breaks)))
            self.builder.put("\n\n", at, at)
        level.start, level.breaks = len(self.builder), []
