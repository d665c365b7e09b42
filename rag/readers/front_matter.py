"""The block of metadata at the top of a Markdown file, in YAML or TOML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.readers.front_matter_fields import fields_of
from rag.readers.imprint import first, fit_doi, fit_kind, fit_url, fit_words
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.values import Imprint, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

# YAML is parsed in Python, slowly; no one writes more than this by hand.
_LONGEST = 20_000
_OPENING = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?=[\r\n]|\Z)", re.MULTILINE),
}
_MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the front matter stands, fences included, and what it says."""

    span: Span
    metadata: Metadata


def front_matter(text: str, source: str) -> FrontMatter | None:
    """The front matter at the very top of `text`; None if there is none, or if its lines are no fields."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    fence = opening[1]
    # A carriage return alone ends a line too, which the expression's ^ does not know.
    head = text[opening.end() : opening.end() + _LONGEST].replace("\r\n", " \n").replace("\r", "\n")
    closing = _CLOSING[fence].search(head)
    if closing is None:
        return None
    fields = fields_of(head[: closing.start()], fence)
    if fields is None:
        return None
    span = Span(opening.start(1), opening.end() + closing.end())
    return FrontMatter(span, metadata_of(fields, source))


def metadata_of(fields: Mapping[str, object], source: str) -> Metadata:
    """What the fields above an article say, their names in small letters."""
    dates = (fit_date(fields.get(name)) for name in ("date", "published", "publishdate", "pubdate", "created"))
    authors = (fit_author(_names(fields.get(name))) for name in ("author", "authors", "by", "creator"))
    return Metadata(
        title=fit_title(fields.get("title"), source),
        author=next((author for author in authors if author), None),
        published=next((date for date in dates if date), None),
        language=fit_language(fields.get("lang")) or fit_language(fields.get("language")),
        imprint=_imprint(fields),
    )


def _imprint(fields: Mapping[str, object]) -> Imprint:
    sites = ("container-title", "container", "publication", "journal", "newspaper", "magazine", "outlet", "site")
    return Imprint(
        url=first(fit_url(fields.get(name)) for name in ("url", "canonical", "canonical_url", "link", "source")),
        doi=fit_doi(fields.get("doi")),
        container=first(fit_words(fields.get(name)) for name in sites),
        publisher=fit_words(fields.get("publisher")),
        kind=fit_kind(fields.get("type")),
        volume=fit_words(fields.get("volume")),
        issue=fit_words(fields.get("issue")),
        pages=first(fit_words(fields.get(name)) for name in ("pages", "page")),
    )


def _names(people: object) -> list[object]:
    given = people[:_MOST_NAMES] if isinstance(people, list) else [people]
    return [person.get("name") if isinstance(person, dict) else person for person in given]
