"""What is found first tells what else belongs to the question: pseudo-relevance feedback.

A passage that names little of what is asked – a table, a list, a page that goes on – is found by what it has in common
with one that does. J. Rocchio, “Relevance feedback in information retrieval”, 1971; but each passage is compared by
itself, not their mean: things that bear one name have sources that are unlike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.candidates import cosines_between
from rag.languages.words import search_words
from rag.overlaps import Wanted, shares_held
from rag.question import rarities

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.articles import Articles
    from rag.candidates import Candidate
    from rag.overlaps import WordedArticles
    from rag.store import Store
    from rag.stored_passages import StoredPassage

_COSINE = 1.0
_WORDS = 6.0
"""What a passage loses, in log-odds, that has nothing of the others: for its vector, and for its words."""

_RARITY = 4
"""The power of words' rarity: common words are in all passages, and two pages about one thing share its names.

Set by hand, with what is above, over all questions of RAMDocs (coverage of eight sources .822 to .856), TIME (.833 to
.849; nDCG@10 .811 to .809) and INSCIT (.833 to .841; .767 both). The third and the fifth power, and weights from four
fifths to five fourths of these, give RAMDocs .85 to .86 and the others the same within .01."""


def unlikeness(
    candidates: Sequence[Candidate], first: Sequence[Candidate], articles: WordedArticles
) -> npt.NDArray[np.float64]:
    """How unlike the nearest of the first ones each passage is, in log-odds (n,): from 0, for one of the same text.

    What an article has in common with itself tells nothing: passages of the first ones' articles are as unlike as half
    of the others are, 0 if there are none.
    """
    cosines = cosines_between(
        np.stack([one.stored.vector for one in candidates]), np.stack([one.stored.vector for one in first])
    )
    shared = shares_held(
        [articles.telling_words(one.stored) for one in first], [articles.words(one.stored).own for one in candidates]
    )
    unlike: npt.NDArray[np.float64] = (_COSINE * (1 - cosines) + _WORDS * (1 - shared)).min(axis=1)
    known = {one.stored.source for one in first}
    own = np.array([one.stored.source in known for one in candidates])
    unlike[own] = 0 if own.all() else np.median(unlike[~own])
    return unlike


def telling_words(stored: StoredPassage, store: Store, articles: Articles) -> Wanted:
    """The words of a passage, the rarer the more telling. To be called inside `Database.reading()`."""
    text = articles.document(stored.source).text
    words = {
        word
        for sentence in stored.passage.sentences
        for word in search_words(text[sentence.start : sentence.end], stored.language)
    }
    return Wanted({word: rarity**_RARITY for word, rarity in rarities(store, words).items()})
