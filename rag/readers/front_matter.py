"""The block of metadata at the top of a Markdown file, in YAML, TOML or JSON, or as pandoc's title block."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.inline_marks import without_marks
from rag.readers.front_matter_fields import fields_of
from rag.readers.imprint import first, fit_doi, fit_kind, fit_url, fit_words
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.values import Imprint, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

# YAML is parsed in Python, slowly; no one writes more than this by hand.
_LONGEST = 20_000
_OPENING = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n|\r|\n)){0,3}(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_OPENING_OF_JSON = re.compile(r"\ufeff?\{(?=\s*[\"}])")
_END_OF_LINE = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_DECODER = json.JSONDecoder(strict=False)
# A name that is a link to a note: [[Ann Lee]], [[people/Ann Lee|Ann]].
_LINK = re.compile(r"\[\[(?:[^\[\]|]*/)?([^\[\]|/]+?)(?:#[^\[\]|]*)?(?:\|([^\[\]|]+))?\]\]")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?=[\r\n]|\Z)", re.MULTILINE),
}
_MOST_NAMES = 50
_END = r"(?:\r\n|\r|\n)"
_GOES_ON = rf"(?:{_END}[ \t]+[^\s%][^\r\n]*)*"
_REST = rf"(?:[ \t][^\r\n]*{_GOES_ON})?"
# "% Title", "% Authors", "% Date", each of which may go on with indented lines; below them a blank line.
_TITLE_BLOCK = re.compile(
    rf"\ufeff?(?P<block>%(?P<title>{_REST})(?:{_END}%(?P<author>{_REST})(?:{_END}%(?P<date>{_REST}))?)?)"
    rf"(?=[ \t]*{_END}[ \t]*(?:{_END}|\Z))"
)
_BETWEEN_AUTHORS = re.compile(r"[;\r\n]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the front matter stands, fences included, and what it says."""

    span: Span
    metadata: Metadata


def front_matter(text: str, source: str) -> FrontMatter | None:
    """The front matter at the very top of `text`; None if there is none, or if its lines are no fields."""
    opening = _OPENING.match(text)
    if opening is None:
        return _of_json(text, source) or _of_title_block(text, source)
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


def _of_json(text: str, source: str) -> FrontMatter | None:
    """The object at the top of `text`, which has a title or a date as no other object there has."""
    opening = _OPENING_OF_JSON.match(text)
    if opening is None:
        return None
    head = text[opening.end() - 1 : opening.end() + _LONGEST]
    try:
        fields, length = _DECODER.raw_decode(head)
    except (ValueError, RecursionError):
        return None
    named = {name.lower(): value for name, value in fields.items()}
    start, end = opening.end() - 1, opening.end() - 1 + length
    if named.keys().isdisjoint({"title", "date"}) or _END_OF_LINE.match(text, end) is None:
        return None
    return FrontMatter(Span(start, end), metadata_of(named, source))


def _of_title_block(text: str, source: str) -> FrontMatter | None:
    found = _TITLE_BLOCK.match(text[:_LONGEST])
    said = {} if found is None else found.groupdict("")
    if found is None or not said.pop("block").strip("% \t\r\n"):
        return None
    fields: dict[str, object] = {name: without_marks(" ".join(words.split())) for name, words in said.items()}
    fields["author"] = [without_marks(name) for name in _BETWEEN_AUTHORS.split(said["author"])]
    return FrontMatter(Span(*found.span("block")), metadata_of(fields, source))


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
    return [_bare(person.get("name") if isinstance(person, dict) else person) for person in given]


def _bare(name: object) -> object:
    """A name without the brackets of a link; YAML takes those that stand without quotes for lists."""
    if isinstance(name, list) and len(name) == 1:
        name = name[0]
    return _LINK.sub(lambda link: link[2] or link[1], name) if isinstance(name, str) else name
