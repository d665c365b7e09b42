"""Markdown -> what a reader sees of it, its blocks and notes; footnotes and citations as pandoc writes them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rag.drafts.draft import Draft, DraftBlock, LabelledMark, NoteMark, resolved
from rag.drafts.markdown_lines import MarkdownBlock, blocks_of
from rag.folding import QUOTATION_MARKS, RAISED
from rag.plain_text import PlainText, PlainTextBuilder

_TARGET = r"\(\s*(?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_KEY = r"\{[^{}\s]{1,200}\}|[\w](?:[\w:.#$%&+?<>~/-]*[\w])?"
_CITATIONS = rf"""
    |(?P<cited>\[(?=[^\[\]]{{0,500}}@)[^\[\]]{{1,1000}}\])(?!\()
    |(?<![\w@./])-?@(?P<key>{_KEY})(?P<locator>\s+\[[^\[\]@]{{0,100}}\])?"""


def _inline(citations: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
    \\(?P<escaped>[!-/:-@\[-`{{-~])
    |(?P<ticks>`+)(?P<code>(?:(?!\n\n).){{1,1000}}?)(?<!`)(?P=ticks)(?!`)
    |\[\^(?P<label>[^\]\s]{{1,100}})\]
    |\^\[(?P<inline>[^\[\]]{{1,2000}})\]{citations}
    |(?P<embedded>!\[\[[^\[\]\n]{{1,300}}\]\])
    |\[\[(?:[^\[\]|\n]{{0,300}}\|)?(?P<wiki>[^\[\]|\n]{{1,300}})\]\](?!\()
    |(?P<image>!\[[^\[\]]*\]{_TARGET})
    |\[(?P<link>[^\[\]]{{1,500}}(?:\[[^\[\]]*\][^\[\]]*)?)\](?:{_TARGET}|\[(?P<ref>[^\[\]]{{0,100}})\])?
    |\^(?P<raised>\d{{1,3}})\^(?!\^)|<sup>\s*(?P<sup>\d{{1,3}})\s*</sup>
    |(?P<address><(?:https?|mailto|ftp):[^<>\s]*>)
    |<(?P<tag>/?[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>
    |(?P<entity>&(?:[A-Za-z]{{2,31}}|\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}});)
    |(?P<emphasis>\*+|~~|==(?=[^\s=])|(?<=[^\s=])==|(?<![^\W_])_{{1,3}}(?=\S)|(?<=\S)_{{1,3}}(?![^\W_]))
    """,
        re.VERBOSE | re.DOTALL,
    )


_OF_A_DRAFT, _OF_AN_ARTICLE = _inline(_CITATIONS), _inline("")
_KEYS = re.compile(rf"(?<![\w@./])-?@({_KEY})")
_ENDS_A_SENTENCE = re.compile(r"(?:[.!?…][\"”’»*_]*|[—–-])[\s(]+$|\n[\s(]*$")
_NO_MARKS = str.maketrans(QUOTATION_MARKS, " " * len(QUOTATION_MARKS))
_RAISED = str.maketrans("0123456789", RAISED)
_SEEN_TAGS = {"q": "“", "/q": "”", "br": "\n"}


def read_markdown(text: str, name: str) -> Draft:
    """The draft in a Markdown file's text."""
    reading = _Reading(text, _OF_A_DRAFT)
    return Draft(name, text, reading.seen, reading.blocks, reading.marks)


def seen_of_markdown(text: str) -> PlainText:
    """What a reader sees of an article's Markdown: an @ in it is no citation of a draft's."""
    return _Reading(text, _OF_AN_ARTICLE).seen


class _Reading:
    """One pass over the blocks of a text."""

    def __init__(self, text: str, inline: re.Pattern[str]) -> None:
        self._pattern = inline
        found = blocks_of(text)
        self._base, self._links = found.base, found.links
        self._builder = PlainTextBuilder(found.base)
        self._marks: list[LabelledMark | NoteMark] = []
        self._quotation = (0, 0)  # the block that is being read, if that is one
        blocks: list[DraftBlock] = []
        labels: dict[str, tuple[int, int]] = {}
        for block in found.blocks:
            made = self._block(block)
            if made.start < made.end:
                blocks.append(made)
            if block.label:
                labels[block.label] = (made.start, made.end)
        self.seen = self._builder.made()
        self.blocks = tuple(blocks)
        notes = {label: self.seen.text[start:end] for label, (start, end) in labels.items()}
        self.marks = resolved(self._marks, notes)

    def _block(self, block: MarkdownBlock) -> DraftBlock:
        start, breaks = len(self._builder), []
        self._quotation = (block.paragraphs[0][0], block.paragraphs[-1][1]) if block.kind == "quotation" else (0, 0)
        for first, last in block.paragraphs:
            if first != block.paragraphs[0][0]:
                self._builder.put("\n\n", first, first)
                breaks.append(len(self._builder))
            self._inline(first, last)
        end = len(self._builder)
        self._builder.put("\n\n", block.paragraphs[-1][1], block.paragraphs[-1][1])
        return DraftBlock(block.kind, start, end, tuple(breaks))

    def _inline(self, start: int, end: int) -> None:
        at = start
        for match in self._pattern.finditer(self._base.text, start, end):
            self._builder.copy(at, match.start())
            self._put(match)
            at = match.end()
        self._builder.copy(at, end)

    def _put(self, match: re.Match[str]) -> None:
        kind, start, end = match.lastgroup, match.start(), match.end()
        here = len(self._builder)
        if kind in {"escaped", "entity"}:
            self._builder.put(html.unescape(match[kind]), start, end)
        elif kind == "code":
            self._builder.put(match["code"].translate(_NO_MARKS), start, end)
        elif kind == "label":
            self._marks.append(LabelledMark(here, match["label"]))
        elif kind == "inline":
            self._marks.append(NoteMark(here, match["inline"]))
        elif kind in {"cited", "key", "locator"}:
            self._put_citation(match)
        elif kind in {"link", "ref"}:
            self._put_link(match)
        elif kind == "wiki":
            self._inline(*match.span("wiki"))
        elif kind in {"raised", "sup"}:
            self._builder.put(match[kind].translate(_RAISED), start, end)
        elif kind == "tag":
            self._builder.put(_SEEN_TAGS.get(match["tag"].lower(), ""), start, end)

    def _put_citation(self, match: re.Match[str]) -> None:
        """A citation is a mark; a name with an @ alone may be a key as well as a word, and is both."""
        keys = tuple(_citation_keys(match.group()))
        if keys:
            self._marks.append(NoteMark(len(self._builder), match.group(), keys))
        if not keys or (match["key"] and not match["locator"] and not self._names_a_source(match)):
            self._builder.copy(match.start(), match.end())

    def _names_a_source(self, match: re.Match[str]) -> bool:
        """Whether it stands alone behind the last sentence of a block quotation."""
        start, end = self._quotation
        text = self._base.text
        return (
            start < match.start()
            and bool(_ENDS_A_SENTENCE.search(text[start : match.start()][-8:]))
            and not (text[match.end() : end].strip(" \t\n.)"))
        )

    def _put_link(self, match: re.Match[str]) -> None:
        after = match.group()[len(match["link"]) + 2 :]
        is_link = after.startswith("(") or (match["ref"] or match["link"]).casefold() in self._links
        start, end = match.span("link")
        if is_link and start > match.start():
            self._inline(start, end)
        elif is_link:
            self._builder.copy(start, end)
        else:
            self._builder.copy(match.start(), start)
            self._inline(start, end)
            self._builder.copy(end, match.end())


def _citation_keys(cited: str) -> Iterator[str]:
    return (key.strip("{}") for key in _KEYS.findall(cited))
