"""The frozen values of references and quotations with their footnotes, as they travel between the parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.values import Citation, Name

CitedForm = Literal["text", "markdown", "html", "latex", "docx", "pandoc"]
"""The formats that a quotation with its footnote is written in."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a bibliography needs of a publication, in the variables of CSL; what is unknown is None or empty.

    `key` is what it is cited by, `sources` the documents of the library that are it, sorted. `issued` and `accessed`
    are ISO dates as exact as 2023, 2023-07 or 2023-07-21, two of them with a slash between for a range, or the words
    that stand for a date. `further` are other variables of CSL by name, sorted.
    """

    key: str = ""
    sources: tuple[str, ...] = ()
    type: str | None = None
    title: str | None = None
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    container: str | None = None
    publisher: str | None = None
    place: str | None = None
    issued: str | None = None
    accessed: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    edition: str | None = None
    url: str | None = None
    doi: str | None = None
    isbn: str | None = None
    issn: str | None = None
    language: str | None = None
    further: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry of a references file: what it says, where it stands, and the names of the files it belongs to."""

    reference: Reference
    file: str
    line: int | None = None
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadEntry:
    """A part of a references file that could not be used: the file, the line it begins at if known, and why."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        where = f", line {self.line}" if self.line is not None else ""
        return f"{self.file}{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of styled text: what it says, how it is set, and the address that it links to."""

    text: str
    italic: bool = False
    bold: bool = False
    small_caps: bool = False
    underlined: bool = False
    raised: bool = False
    lowered: bool = False
    link: str | None = None


Runs = tuple[Run, ...]


def plain(runs: Iterable[Run]) -> str:
    """The text of the runs, without how it is set."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a publication a quotation stands: a label of CSL ("page", "paragraph", "section") and its value.

    `heading` is that of the part of the text that a paragraph stands in.
    """

    label: str
    value: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A quotation with what cites it: `note` is its footnote or, in a style without notes, what stands in the text."""

    citation: Citation
    reference: Reference
    locator: Locator | None
    note: Runs

    @property
    def quote(self) -> str:
        """The quotation: `text[start:end]` of its document."""
        return self.citation.quote

    @property
    def source(self) -> str:
        """The document it is quoted from."""
        return self.citation.source


@dataclass(frozen=True, slots=True)
class CitedText:
    """Quotations, cited in one style, and their bibliography in the style's order.

    `style` is the name that the style was asked for by; `in_notes` says that it cites in footnotes. `confidence` is
    the probability that the quotations are what was asked for.
    """

    style: str
    in_notes: bool
    passages: tuple[CitedPassage, ...]
    bibliography: tuple[Runs, ...]
    confidence: float

    @property
    def quote(self) -> str:
        """The first quotation."""
        return self.passages[0].quote

    @property
    def note(self) -> str:
        """What cites the first quotation, as plain text."""
        return plain(self.passages[0].note)

    @property
    def entries(self) -> tuple[str, ...]:
        """The bibliography, as plain text."""
        return tuple(plain(entry) for entry in self.bibliography)
