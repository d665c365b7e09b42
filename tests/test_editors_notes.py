"""Brackets that say something of the words stand for none of them; brackets that put words in are judged as such."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.checking.editors_notes import is_editors_note
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

NOTES = [
    *(
        "[sic]",
        "[sic!]",
        "[sic, for 1912]",
        "[!]",
        "[?]",
        "[ !! ]",
        "[emphasis added]",
        "[Emphasis mine]",
        "[emphasis ours]",
    ),
    *("[emphasis in the original]", "[italics in original]", "[italics added]", "[my emphasis]", "[emphasis is mine]"),
    *(
        "[all italics are the author’s]",
        "[original emphasis]",
        "[emphasis removed]",
        "[footnote omitted]",
        "[my translation]",
    ),
    *("[internal quotation marks omitted]", "[translation mine]", "[Hervorhebung im Original]", "[Herv. d. Verf.]"),
    *(
        "[meine Hervorhebung]",
        "[Anm. d. Red.]",
        "[kursiv im Original]",
        "[nous soulignons]",
        "[je souligne]",
        "[énfasis añadido]",
    ),
    *("[c’est moi qui souligne]", "[cursivas mías]", "[el subrayado es nuestro]", "[corsivo mio]", "[grifo nosso]"),
    *("[nadruk toegevoegd]", "[cursivering van mij]"),
]
WORDS = [
    *(
        "[the mine]",
        "[mine]",
        "[ours]",
        "[the old mine at Orn]",
        "[was added]",
        "[an emphasis on rye]",
        "[the italics]",
        "[sick]",
    ),
    *(
        "[a mine of ours]",
        "[added]",
        "[the siciliana]",
        "[emphasis]",
        "[the translation]",
        "[the original]",
        "[what is mine]",
    ),
    *("[Italics Ltd]", "[the emphasis of the mayor on mines]", "[die Hervorhebung]", "[el énfasis]"),
]


@pytest.mark.parametrize("bracket", NOTES)
def test_what_is_said_of_the_words_is_a_note(bracket: str) -> None:
    assert is_editors_note(bracket)


@pytest.mark.parametrize("bracket", WORDS)
def test_words_that_are_put_in_are_no_note(bracket: str) -> None:
    assert not is_editors_note(bracket)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(
        folder, {"a.txt": "The county\n\nThe county closed the smelter in May, and it sold the pumps to Holm.\n"}
    )
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize(
    "place", ["The county closed{} the smelter in May", "the smelter in May, and it sold the pumps{}"]
)
def test_a_note_takes_nothing_s_place_wherever_it_stands(library: Library, note: str, place: str) -> None:
    (found,) = library.check(f"It says: “{place.format(f' {note}')}” there.").quotations
    assert found.verdict == "typography"


@pytest.mark.parametrize(
    ("bracket", "verdict"), [("[the mine]", "altered"), ("[it]", "altered"), ("[what is mine]", "altered")]
)
def test_a_noun_in_the_place_of_another_is_altered_whatever_it_is(library: Library, bracket: str, verdict: str) -> None:
    (found,) = library.check(f"It says: “The county closed {bracket} in May, and it sold the pumps” there.").quotations
    assert found.verdict == verdict
