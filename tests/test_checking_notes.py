"""Quotations of articles that a note taker wrote: links, highlights and names of blocks are no words."""

from pathlib import Path

import pytest

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

NOTE = """# The mill

> [!warning]- What the wheel cost the town
> The ==old wheel== of [[Mills of Orsa|the mill]] cost nine hundred crowns in [[Orsa]]. ^cost1

It was paid %% ask who by %% by the four farmers of the lower valley. ^paid-2

They never saw ![[wheel.png]] their money again, says the miller.
"""
SEEN = [
    "What the wheel cost the town",
    "The old wheel of the mill cost nine hundred crowns in Orsa.",
    "nine hundred crowns in Orsa. It was paid by the four farmers",
    "by the four farmers of the lower valley. They never saw their money again",
]


@pytest.mark.parametrize("words", SEEN)
def test_what_a_reader_of_a_note_sees_is_a_true_quotation(tmp_path: Path, words: str) -> None:
    write_articles(tmp_path, {"mill.md": NOTE})
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        assert library.check(f"It says: “{words}” there.").quotations[0].verdict in {"exact", "typography"}
        changed = words.replace("nine", "ten").replace("four", "five").replace("town", "village")
        assert library.check(f"It says: “{changed}” there.").quotations[0].verdict in {"altered", "not_found"}
