"""LaTeX -> what a reader sees of it: quotation marks and environments, csquotes, footnotes, citations.

It reads what authors write in running text; macros of the draft's own are left out by name, their arguments kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.drafts.draft import BlockKind, Draft, DraftBlock, NoteMark
from rag.drafts.latex_signs import seen_for
from rag.plain_text import PlainText, PlainTextBuilder

_ARGUMENTS = r"(?:\s*+\[[^\[\]]*+\])*+"
_TOKEN = re.compile(
    rf"""
    (?P<comment>%[^\n]*(?:\n(?![ \t\r]*\n)[ \t]*)?)
    |\\begin\{{(?P<begin>[A-Za-z]+\*?)\}}
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
    |\\UseTextSymbol\{{T1\}}\{{\\(?P<symbol>[A-Za-z]+)\}}
    |\\UseTextAccent\{{T1\}}\{{\\k\}}\{{(?P<ogonek>[A-Za-z])\}}
    |\\ensuremath\{{\{{\}}\^\{{(?P<primes>(?:\\prime)+)\}}\}}
    |\\(?P<named>textquotesingle|textquotedbl|textasciigrave|textless|textgreater|textbar|textbackslash|textasciitilde
        |textasciicircum)(?![A-Za-z])(?:\{{\}}|[ ]?)
    |\\(?P<mark>glqq|grqq|glq|grq|flqq|frqq|flq|frq|og|fg|lq|rq|textquotedblleft|textquotedblright|textquoteleft
        |textquoteright|quotedblbase|quotesinglbase|guillemotleft|guillemotright)(?![A-Za-z])(?:\{{\}}|[ ]?)
    |\\(?P<letter>ss|ae|AE|oe|OE|o|O|aa|AA|l|L|i|j)(?![A-Za-z])(?:\{{\}}|[ ]?)
    |\\(?P<accent>["'`^~=.]|[cvuHdbkr](?=\s*\{{|\s+[A-Za-z]))\s*(?:\{{(?P<base>\\?[A-Za-z])\}}|(?P<bare>\\?[A-Za-z]))
    |\\(?P<escaped>[%&$\#_{{}}])
    |(?P<space>~|\\[,;:!> /]|\\\\\*?(?:\[[^\]]*\])?)
    |(?P<soft>\\-|"-)
    |\\(?P<command>[A-Za-z@]+)\*?(?:(?:\[[^\[\]]*+\])++(?=\{{)|(?:(?<=\\item)|(?<=break))\[[^\[\]]*+\])?
    |(?P<dashes>-{{2,3}})
    |(?P<double>``|''|"`|"'|"<|">)
    |(?P<single>`|')
    |(?P<brace>[{{}}])
    |(?P<math>\$\$?)
    |(?P<paragraph>\n[ \t\r]*(?:\n[ \t\r]*)+)
    """,
    re.VERBOSE,
)
_OPTIONS = r"(?:[ \t]*+\[[^\[\]]*+\])*+"
_GIVEN, _CITED = r"[ \t]*+\{[^{}]*+\}", r"[ \t]*+\{(?P<keys>[^{}]*+)\}"
_QUOTATIONS = {
    "quote": re.compile(""),
    "quotation": re.compile(""),
    "quoting": re.compile(_OPTIONS),
    "displayquote": re.compile(_OPTIONS),
    "displaycquote": re.compile(_OPTIONS + _CITED),
    "foreigndisplayquote": re.compile(_GIVEN + _OPTIONS),
    "foreigndisplaycquote": re.compile(_GIVEN + _OPTIONS + _CITED),
}
"""The environments of block quotations, and what stands before their text. In the first two nothing does: [T]he."""

_OTHER_ENVIRONMENT = re.compile(r"(?:\[[^\[\]]*+\](?=\s*[\n\[{]))*+")
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
            self._marks.append(NoteMark(len(self.builder), match.group(), _keys(match["keys"])))
        elif kind == "quote":
            self._quote(match)
        elif kind == "note":
            return self._note(match, end)
        elif kind == "brace":
            self._brace(match)
        else:
            self.builder.put(seen_for(kind, match), start, after)
        return after

    def _begin(self, match: re.Match[str], end: int) -> int:
        name = match["begin"].rstrip("*")
        if name in _UNREAD:
            closing = self._text.find(f"\\end{{{match['begin']}}}", match.end(), end)
            self._end_block(match.start())
            return closing if closing >= 0 else end
        given = _QUOTATIONS.get(name, _OTHER_ENVIRONMENT).match(self._text, match.end(), end)
        if name in _QUOTATIONS:
            self._end_block(match.start())
            self._level.kind = "quotation"
            if given and (keys := given.groupdict().get("keys")):
                self._marks.append(NoteMark(len(self.builder), given.group().strip(), _keys(keys)))
        return given.end() if given else match.end()

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
                self._marks.append(NoteMark(len(self.builder), match["before"], _keys(keys[-1])))

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


def _keys(listed: str) -> tuple[str, ...]:
    """The keys of a citation command."""
    return tuple(key.strip() for key in listed.split(",") if key.strip())
