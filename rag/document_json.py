"""A document's marks, everything of it but the text, as JSON and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rag.values import Document, Heading, Imprint, Name, Span


def document_to_json(document: Document) -> str:
    """Everything but source and text."""
    return json.dumps(
        {
            "title": document.title,
            "author": document.author,
            "published": document.published,
            "language": document.language,
            "created": document.created,
            "headings": [[h.start, h.end, h.level] for h in document.headings],
            "paragraphs": [[p.start, p.end] for p in document.paragraphs],
            "pages": list(document.pages),
            "furniture": [[f.start, f.end] for f in document.furniture],
            "imprint": {key: value for key, value in asdict(document.imprint).items() if value},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def document_from_json(source: str, text: str, marks: str) -> Document:
    """The document that `document_to_json` was given."""
    values = json.loads(marks)
    return Document(
        source=source,
        text=text,
        title=values["title"],
        author=values["author"],
        published=values["published"],
        headings=tuple(Heading(*h) for h in values["headings"]),
        paragraphs=tuple(Span(*p) for p in values["paragraphs"]),
        pages=tuple(values["pages"]),
        furniture=tuple(Span(*f) for f in values["furniture"]),
        # An index made before documents had these is still read.
        language=values.get("language"),
        imprint=_imprint(values.get("imprint", {})),
        created=values.get("created"),
    )


def _imprint(values: dict[str, Any]) -> Imprint:
    authors = tuple(Name(**name) for name in values.get("authors", ()))
    return Imprint(**{**values, "authors": authors})
