"""Quotations as Markdown, with footnotes or with pandoc's citations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag.citing.forms.common import SPACES, bibliography_heading, inline, is_block, numbered, settable

if TYPE_CHECKING:
    from rag.references.values import CitedPassage, CitedText, Locator, Run, Runs

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>$~^@|&\"'#]|:(?=[\w+-]+:)")
_BARE_ADDRESS = re.compile(r"(?i:\b(?:https?|ftp)(?=://)|\bwww(?=\.)|\bmailto(?=:))")
_SAFE = "%/:?#@!$&'*+,=~[]"
"""What of an address stands in Markdown as it is; anything else is written in percent."""

_PLAIN_ADDRESS = re.compile(rf"[\w.;{re.escape(_SAFE)}-]+")
_LAST_EXCLAMATION = re.compile(r"!\Z")
_LIST_MARK = re.compile(r"^[-+=:%!](?=\W|$)")
_LIST_NUMBER = re.compile(r"^(\(?\w{1,9})([.)])(?=\s|$)")
_PANDOC_KEY = re.compile(r"[^\W_](?:[\w:.#$%&+?<>~/-]*[^\W_])?")
_PANDOC_LABELS = {"page": "p.", "paragraph": "para.", "section": "sec."}


def markdown(cited: CitedText) -> str:
    """The quotations as Markdown, with footnotes as pandoc, GitHub and most others know them."""
    parts = [_markdown_quote(passage, markdown_mark(cited, n, passage)) for n, passage in numbered(cited)]
    return "\n\n".join([*parts, *markdown_notes(cited), *markdown_bibliography(cited)]) + "\n"


def markdown_notes(cited: CitedText) -> list[str]:
    """The footnotes, a block each; none in a style without notes."""
    if not cited.in_notes:
        return []
    return [f"[^{n}]: {at_line_start(markdown_runs(passage.note))}" for n, passage in numbered(cited)]


def markdown_bibliography(cited: CitedText) -> list[str]:
    """The bibliography with its heading, a block each; none where it has no entry."""
    entries = [at_line_start(markdown_runs(entry)) for entry in cited.bibliography]
    return [f"## {bibliography_heading(cited)}", *entries] if entries else []


def markdown_mark(cited: CitedText, n: int, passage: CitedPassage) -> str:
    """What cites the n-th quotation, to stand after it: the mark of its footnote, or the note itself."""
    return f"[^{n}]" if cited.in_notes else f" {markdown_runs(passage.note)}"


def _markdown_quote(passage: CitedPassage, mark: str) -> str:
    if is_block(passage.quote):
        return markdown_block(passage.quote, mark)
    return f"“{markdown_escaped(passage.quote)}”{mark}"


def markdown_block(text: str, mark: str) -> str:
    """A block quotation of what a document says, and what cites it."""
    return f"> {at_line_start(markdown_escaped(text))}{mark}"


def markdown_escaped(text: str) -> str:
    """`text` on one line, so that CommonMark and pandoc set it as it is, but not at the beginning of a line."""
    line = SPACES.sub(" ", settable(text)).strip(" ")
    escaped = _MARKDOWN.sub(r"\\\g<0>", line)
    # Full stops and hyphens that pandoc would make an ellipsis or a dash; addresses that would become links.
    escaped = re.sub(r"(?<=[.-])(?=[.-])", r"\\", escaped)
    # A link or a footnote's mark that follows an exclamation mark would be an image.
    return _BARE_ADDRESS.sub(r"\g<0>\\", _LAST_EXCLAMATION.sub(r"\!", escaped))


def at_line_start(escaped: str) -> str:
    """Escaped text at the beginning of a line, where lists, definitions and titles begin."""
    return _LIST_NUMBER.sub(r"\1\\\2", _LIST_MARK.sub(r"\\\g<0>", escaped))


def markdown_runs(runs: Runs) -> str:
    """Styled text in Markdown; `<` and `>` around addresses make them links."""
    return "".join(map(_markdown_run, runs))


def _markdown_run(run: Run) -> str:
    if run.link == run.text and _PLAIN_ADDRESS.fullmatch(run.text):
        return f"<{run.text}>"
    escaped = inline(run.text, markdown_escaped)
    if run.link:
        return f"[{escaped}]({quote(settable(run.link), safe=_SAFE)})"
    for wanted, around in ((run.italic, "*"), (run.bold, "**"), (run.raised, "^"), (run.lowered, "~")):
        if wanted and escaped.strip():
            inner = escaped.strip()
            escaped = escaped.replace(inner, f"{around}{inner}{around}")
    return escaped


def pandoc(cited: CitedText) -> str:
    """The quotations as Markdown with pandoc's citations; `rag export` writes the references that they need."""
    return "\n\n".join(_markdown_quote(passage, f" {_pandoc_cite(passage)}") for passage in cited.passages) + "\n"


def _pandoc_cite(passage: CitedPassage) -> str:
    key = passage.reference.key
    cite = f"@{key}" if _PANDOC_KEY.fullmatch(key) else f"@{{{key}}}"
    return f"[{cite}{_pandoc_locator(passage.locator)}]"


def _pandoc_locator(locator: Locator | None) -> str:
    if locator is None:
        return ""
    if locator.label == "section":
        return f", “{markdown_escaped(locator.value)}”"
    heading = f", “{markdown_escaped(locator.heading)}”" if locator.heading else ""
    return f", {_PANDOC_LABELS.get(locator.label, locator.label)} {locator.value}{heading}"
