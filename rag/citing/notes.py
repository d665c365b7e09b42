"""Citations and references -> quotations with their footnotes and one bibliography, in a citation style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.citing.csl import DEFAULT_STYLE, Cite, find_style, render
from rag.references.formats.csl_json import to_item
from rag.references.values import CitedPassage, CitedText, Locator, plain

if TYPE_CHECKING:
    from rag.references.values import Reference
    from rag.values import Citation


def cite_all(
    citations: Sequence[Citation], reference: Callable[[Citation], Reference], style: str | None, confidence: float
) -> CitedText:
    """The citations in order, each cited in the style (None for Chicago's notes), and their bibliography.

    `reference` gives that of a citation's document. Raises UsageError for a style that is not there or cannot be
    followed.
    """
    name = style or DEFAULT_STYLE
    found = find_style(name)
    places = [(citation, reference(citation), locator_of(citation)) for citation in citations]
    rendered = render(found, [Cite(of, locator) for _, of, locator in places])
    return CitedText(
        style=found.name,
        in_notes=rendered.in_notes,
        passages=tuple(
            CitedPassage(citation, of, locator, note)
            for (citation, of, locator), note in zip(places, rendered.notes, strict=True)
        ),
        bibliography=rendered.bibliography,
        confidence=confidence,
    )


def locator_of(citation: Citation) -> Locator | None:
    """The place of a quotation: its page, else its paragraph and the heading over it; None where neither is known."""
    if citation.page is not None:
        return Locator("page", str(citation.page))
    heading = citation.heading if citation.heading and citation.heading != citation.title else None
    if citation.paragraph is not None:
        return Locator("paragraph", str(citation.paragraph), heading)
    return Locator("section", heading) if heading else None


def cited_to_json(cited: CitedText) -> dict[str, Any]:
    """The quotations, their notes and the bibliography as a plain object; texts are plain."""
    return {
        "schema": 1,
        "style": cited.style,
        "in_notes": cited.in_notes,
        "confidence": cited.confidence,
        "passages": [_passage_to_json(passage) for passage in cited.passages],
        "bibliography": list(cited.entries),
    }


def _passage_to_json(passage: CitedPassage) -> dict[str, Any]:
    citation = passage.citation
    return {
        "n": citation.n,
        "source": citation.source,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "key": passage.reference.key,
        "locator": asdict(passage.locator) if passage.locator else None,
        "note": plain(passage.note),
        "reference": to_item(passage.reference),
    }
