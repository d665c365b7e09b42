"""What a person says of a document where it is wrong about itself: its title, author and date.

A correction is laid over a document whenever it is read; nothing of it is stored with the document. The index is
derived from the articles and may be made anew at any time, and no passage or vector depends on what is corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from rag.control_characters import control_character
from rag.errors import UsageError
from rag.filters import check_date

if TYPE_CHECKING:
    from rag.values import Document, DocumentInfo

CorrectedField = Literal["title", "author", "published"]
"""What can be corrected."""

FIELDS: tuple[CorrectedField, ...] = get_args(CorrectedField)
_MOST_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Correction:
    """What is so of one document; None where it is as the document says, unless `unknown` names it.

    `published` is an ISO 8601 date as exact as it is known: 2023, 2023-07 or 2023-07-21. Of what `unknown` names nobody
    knows what is so, whatever the document says.
    """

    title: str | None = None
    author: str | None = None
    published: str | None = None
    unknown: tuple[CorrectedField, ...] = ()

    def setting(self, **said: str) -> Correction:
        """The correction with these fields set as well, of text that a person wrote; what is empty is unknown."""
        unknown = tuple(name for name in FIELDS if (name in self.unknown if name not in said else not said[name]))
        so = {name: said[name] or None for name in FIELDS if name in said}
        return replace(self, **so, unknown=unknown)

    def fields(self) -> tuple[CorrectedField, ...]:
        """What is not as the document says."""
        return tuple(name for name in FIELDS if name in self.unknown or getattr(self, name) is not None)

    def over(self, name: CorrectedField, said: str | None) -> str | None:
        """What is so of this field where the document says `said`; None where it is unknown."""
        given: str | None = getattr(self, name)
        return None if name in self.unknown else said if given is None else given


@dataclass(frozen=True, slots=True, eq=False)
class Corrections:
    """The corrections of a library at one moment, by source. Others are another object, so that it can key a cache."""

    by_source: Mapping[str, Correction] = field(default_factory=dict)

    def of(self, source: str) -> Correction | None:
        """The correction of one document; None where it has none."""
        return self.by_source.get(source)


NO_CORRECTIONS = Corrections()


def check_correction(correction: Correction) -> Correction:
    """The correction as it is kept, without white space around it. Raises UsageError for what cannot be so."""
    unknown = _checked_names(correction.unknown)
    for name in unknown:
        if getattr(correction, name) is not None:
            raise UsageError(f"The {_WORDS[name]} is {getattr(correction, name)!r} and unknown at once. Give one.")
    return Correction(
        title=_checked_text("title", correction.title),
        author=_checked_text("author", correction.author),
        published=check_date("The date", correction.published),
        unknown=unknown,
    )


def corrected_document(document: Document, correction: Correction | None) -> Document:
    """The document as it is corrected. Where its author is, the parts that its file gives of the name do not count."""
    if correction is None:
        return document
    names = () if "author" in correction.fields() else document.imprint.authors
    return replace(
        document,
        title=correction.over("title", document.title),
        author=correction.over("author", document.author),
        published=correction.over("published", document.published),
        imprint=replace(document.imprint, authors=names),
    )


def corrected_info(document: DocumentInfo, correction: Correction | None) -> DocumentInfo:
    """As `corrected_document`, of a document without its text; it says which fields are corrected."""
    if correction is None:
        return document
    return replace(
        document,
        title=correction.over("title", document.title),
        author=correction.over("author", document.author),
        published=correction.over("published", document.published),
        corrected=correction.fields(),
    )


_WORDS: dict[CorrectedField, str] = {"title": "title", "author": "author", "published": "date"}


def _checked_names(names: object) -> tuple[CorrectedField, ...]:
    if not isinstance(names, (tuple, list)) or not all(name in FIELDS for name in names):
        raise UsageError(f"What is unknown is given as {names!r}; it must be a list of {', '.join(FIELDS)}.")
    return tuple(name for name in FIELDS if name in names)


def _checked_text(name: CorrectedField, value: object) -> str | None:
    if value is None:
        return None
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise UsageError(f"The {name} is {value!r}, which is no text. Give one, or say that it is unknown.")
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(f"The {name} has {len(text):,} characters; the limit is {_MOST_CHARACTERS:,}. Shorten it.")
    if found := control_character(text):
        raise UsageError(f"The {name} {text!r} holds the control character {found!r}. Write it in one line without it.")
    return text
