"""A draft -> the sentences of its own that state something: what suggestions are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.passages import count_words, split_sentences

if TYPE_CHECKING:
    from rag.checking.quotations import Quotation
    from rag.drafts import Draft

_FEWEST_WORDS = 4
_ASKS = re.compile(r"[?？][\"”’»)\]]*\s*$")
_OF_THE_WRITER = re.compile(r"\s*(?:I|We|Let us|Let’s|Let's)\b")


def statements(draft: Draft, quoted: Sequence[Quotation]) -> Iterator[tuple[int, int]]:
    """Where the sentences stand, in what is seen of the draft, that state something in its own words.

    Left out are headings, notes, questions, sentences of fewer than four words, what the writer says of themselves, and
    sentences with a quotation in them.
    """
    starts = [quotation.start for quotation in quoted if not quotation.nested]
    ends = [quotation.end for quotation in quoted if not quotation.nested]
    for block in draft.blocks:
        if block.kind != "text":
            continue
        for sentence in split_sentences(draft.seen.text, block.start, block.end):
            text = draft.seen.text[sentence.start : sentence.end]
            last = bisect_left(starts, sentence.end) - 1
            has_quotation = last >= 0 and sentence.start < ends[last]
            states = count_words(text) >= _FEWEST_WORDS and not _ASKS.search(text) and not _OF_THE_WRITER.match(text)
            if states and not has_quotation:
                yield sentence.start, sentence.end
