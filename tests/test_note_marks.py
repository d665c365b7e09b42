"""Raised figures in quotations: a note's mark is no part of the words, a power and a number are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

SENTENCE = "The garden of Lund had 412 roses before the frost, and 390 bushes of 15 m² after it."
OTHER = "Its walls,¹ says the keeper,² are of granite³ and stood for 10² winters of (so it is said)² rain."
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {"garden.txt": f"A garden\n\n{SENTENCE}\n", "walls.txt": f"Its walls\n\n{OTHER}\n"})
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


def verdict(library: Library, words: str) -> str:
    return library.check(f"It says: “{words}” there.").quotations[0].verdict


@given(
    st.integers(1, 999), st.sampled_from(["garden", "roses", "before", "frost,", "bushes", "after", "it."]), st.data()
)
def test_a_note_s_mark_is_no_part_of_the_words(library: Library, number: int, word: str, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from([str(number).translate(RAISED), f"^{number}^", f"<sup>{number}</sup>"]))
    assert verdict(library, SENTENCE.replace(word, f"{word}{written}")) == "typography"


@given(st.sampled_from(["412", "390", "15"]), st.integers(0, 99_999), st.integers(0, 5))
def test_a_raised_figure_hides_no_changed_number(library: Library, was: str, number: int, raised: int) -> None:
    figures = str(number)
    changed = figures[:raised] + figures[raised:].translate(RAISED)
    if changed != was:
        assert verdict(library, SENTENCE.replace(was, changed)) in {"altered", "not_found"}
        assert verdict(library, SENTENCE.replace(was, was + figures.translate(RAISED))) in {"altered", "not_found"}


def test_what_the_source_has_is_exact_and_a_changed_power_is_not(library: Library) -> None:
    assert verdict(library, SENTENCE) == verdict(library, OTHER) == "exact"
    assert verdict(library, OTHER.replace("¹", "").replace("granite³", "granite")) == "typography"
    for sentence, was, becomes in (
        (SENTENCE, "m²", "m³"),
        (SENTENCE, "m²", "m"),
        (SENTENCE, "15 m²", "15² m²"),
        (OTHER, "10²", "10³"),
        (OTHER, "10²", "10"),
        (OTHER, "10²", "102"),
        (OTHER, "granite³", "granite²"),
        (OTHER, ")²", ")³"),
    ):
        assert verdict(library, sentence.replace(was, becomes)) == "altered", becomes
