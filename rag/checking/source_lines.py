"""A line between two block quotations that names the source of the first -> none of what is said of the second."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.checking.draft_context import Context, Said
    from rag.checking.known_sources import KnownSources
    from rag.checking.quotations import Quotation
    from rag.checking.values import CheckedQuotation


class SourceLines:
    """What a draft's block quotations are from, as far as they were judged."""

    def __init__(self, known: KnownSources) -> None:
        self._known = known
        self._sources: dict[int, set[str]] = {}

    def judged(self, quotation: Quotation, checked: CheckedQuotation) -> None:
        """Remember where the words of a block quotation, or of a paragraph of one, are from."""
        if quotation.is_block and checked.source is not None:
            self._sources.setdefault(quotation.block, set()).update((checked.source, *checked.also_in))

    def without_others(self, context: Context) -> Context:
        """The context without the line that names the source of the block quotation before it."""
        return replace(context, said=tuple(said for said in context.said if not self._is_of_another(said)))

    def _is_of_another(self, said: Said) -> bool:
        if said.behind is None:
            return False
        sources = self._sources.get(said.behind)
        named = {source for claim in self._known.claims_of(said) for source in claim.sources}
        return sources is None or not named.isdisjoint(sources)  # of what is not found, nobody knows what names it
