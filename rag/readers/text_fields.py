"""The fields that some programs write above a text: `Title: …`, `Author: …`, `Date: …`, `URL: …`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.line_ends import LINE_END
from rag.readers.front_matter import FrontMatter, metadata_of
from rag.readers.imprint import fit_url
from rag.values import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD = re.compile(r"([A-Za-z]+(?: [A-Za-z]+)?)[ \t]*:[ \t]+(\S.*)")
_NAMES = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("author", "authors", "byline", "creator"), "author"),
    **dict.fromkeys(("date", "published", "publication date", "date published", "pubdate"), "date"),
    **dict.fromkeys(("url", "link", "source url", "canonical url"), "url"),
    **dict.fromkeys(("source", "publication", "newspaper", "journal", "site"), "source"),
    **{name: name for name in ("publisher", "language", "doi")},
    # Known as fields, and told to no one.
    **dict.fromkeys(("tags", "keywords", "category", "section", "accessed", "retrieved", "updated", "word count"), ""),
}


def text_fields(text: str, lines: Sequence[Span], source: str) -> FrontMatter | None:
    """The fields that `text` begins with, a title among them, and what they say; None where it begins with words.

    `lines` are its first lines, those that are not blank, without white space at their ends.
    """
    fields: dict[str, object] = {}
    found: list[Span] = []
    for line in lines:
        field = _FIELD.fullmatch(text, line.start, line.end)
        name = _NAMES.get(field[1].lower()) if field else None
        if field is None or name is None:
            break
        if name == "title" and name in fields:  # a list of records
            return None
        found.append(line)
        fields.setdefault(name, field[2])
    if "title" not in fields or len(found) == len(lines) or (len(found) == 1 and not _is_apart(text, lines)):
        return None
    if fit_url(fields.get("source")) is None:
        fields["publication"] = fields.get("source")
    return FrontMatter(Span(found[0].start, found[-1].end), metadata_of(fields, source))


def _is_apart(text: str, lines: Sequence[Span]) -> bool:
    """Whether a blank line parts the first line from the second."""
    return len(LINE_END.findall(text, lines[0].end, lines[1].start)) > 1
