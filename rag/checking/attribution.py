"""What a draft names as the source of a quotation, and where its words are from -> whether the two are at odds.

Careful by design: a name counts only as that of an author, a title, an outlet or a file of the library, or where the
draft says of it that it wrote the words. Who is quoted in an article is no author, so a name that the article itself
has counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.checking.known_sources import Claim, KnownSources


def contradiction(
    claims: Sequence[Claim],
    sources: frozenset[str],
    known: KnownSources,
    text_words: frozenset[str],
    is_written: Callable[[str], bool],
) -> Claim | None:
    """The claim that the words are from elsewhere than `sources`, where they are; None if nothing says so for sure.

    `text_words` are the words, folded, of those documents; `is_written` says whether any document has a word.
    """
    authors = known.authors_of(sources)
    right = [claim for claim in claims if claim.sources & sources]
    for claim in claims:
        if claim.name is None:
            if claim.sources and not right:
                return claim
        elif claim.name in authors or claim.name in text_words:
            if claim.of_year and claim.name in authors and not right:
                return claim  # the author's, but of another year, which there is one of
        elif not claim.sources & sources and not _may_be_a_subject(claim, is_written):
            names_another_author = claim.as_author and bool(authors) and not any(c.name in authors for c in claims)
            if names_another_author or (claim.sources and not right):
                return claim
    return None


def _may_be_a_subject(claim: Claim, is_written: Callable[[str], bool]) -> bool:
    """Whether a single word in an author's place, as in (Orsa, 2021), may be a place that articles speak of."""
    return not claim.sources and " " not in claim.text and claim.name is not None and is_written(claim.name)
