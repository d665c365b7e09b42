"""A draft -> the sentences of its own that state something: what suggestions are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.passages import count_words, split_sentences

if TYPE_CHECKING:
    from rag.drafts import Draft
    from rag.quotations import Quotation

_FEWEST_WORDS = 5
_ASKS = re.compile(r"[?？][\"”’»)\]]*\s*$")
_OF_THE_WRITER = re.compile(r"\s*(?:I|We|Let us|Let’s|Let's)\b")


def statements(draft: Draft, quoted: Sequence[Quotation]) -> Iterator[tuple[int, int]]:
    """Where the sentences stand, in what is seen of the draft, that state something in its own words.

    Left out are headings, notes, questions, sentences of fewer than five words, what the writer says of themselves, and
    sentences with a quotation in them.
    """
    for block in draft.blocks:
        if block.kind != "text":
            continue
        for sentence in split_sentences(draft.seen.text, block.start, block.end):
            text = draft.seen.text[sentence.start : sentence.end]
            has_quotation = any(q.start < sentence.end and sentence.start < q.end for q in quoted)
            states = count_words(text) >= _FEWEST_WORDS and not _ASKS.search(text) and not _OF_THE_WRITER.match(text)
            if states and not has_quotation:
                yield sentence.start, sentence.end
