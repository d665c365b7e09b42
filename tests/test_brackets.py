"""Brackets in quotations: they may say whom a pronoun means and add to words; a noun for another noun is a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.checking.report import check_text
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation

ARTICLE = (
    "The quarry at Orn\n\n"
    "The company did not pay the quarry workers for the winter. Angry masons marched through the village on 9 June, "
    "because the county forbade a strike. She thanked the villagers, and they carried 300 blocks to the station. The old "
    "foreman, a man of few words, quickly blamed the bishop. In May it collapsed without a warning. Mayor Holt opened "
    "the new road. Her brother never forgave the foreman for that. Later the mason "
    "Nils Berg mended it, and the brother of Berg sold the tools.\n"
)
NOUNS = ["The company", "the quarry workers", "the county", "the villagers", "The old foreman", "the bishop"]
OTHERS = ["the council", "Danish sailors", "the king of Orsa", "a lawyer", "Nilsen", "several bankers"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {"quarry.txt": ARTICLE})
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


def checked(library: Library, words: str) -> CheckedQuotation:
    return library.check(f"It says: “{words}” there.").quotations[0]


@given(st.sampled_from(NOUNS), st.sampled_from(OTHERS), st.booleans(), st.data())
def test_a_noun_in_the_place_of_another_is_never_true(
    library: Library, noun: str, other: str, keeps_article: bool, data: st.DataObject
) -> None:
    article, _, bare = noun.partition(" ")
    start = ARTICLE.index(noun)
    sentence = max(ARTICLE.rfind(". ", 0, start) + 2, ARTICLE.index("The company"))
    before, behind = ARTICLE[sentence:start].split(), ARTICLE[start + len(noun) : ARTICLE.index(".", start)].split()
    kept = [*before, *([article] if keeps_article else [])]
    kept = kept[data.draw(st.integers(0, len(kept))) :]
    behind = behind[: data.draw(st.integers(0, len(behind)))]
    words = " ".join([*kept, f"[{other}]", *behind])
    assume(len([*kept, *behind]) > 3)
    assume(kept or behind[0][0] != ",")  # then the comma is the draft's own, and nothing shows what is meant
    found = checked(library, words)
    assert found.verdict == "altered", (words, bare)
    assert {d.kind for d in found.differences} & {"bracket", "name"}
    assert any(d.draft == f"[{other}]" for d in found.differences)


@given(st.sampled_from(["The mayor", "Ada Nilsen", "The wife of the mayor", "Lund", "The three of them"]))
def test_a_name_for_a_pronoun_is_no_change(library: Library, name: str) -> None:
    for words in (
        f"[{name}] thanked the villagers",
        f"and [{name}] carried 300 blocks to the station",
        f"In May [{name}] collapsed without a warning",
        f"[{name}’s] brother never forgave the foreman",
        f"[{name}] collapsed without a warning",
        f"She [{name}] thanked the villagers",
    ):
        assert checked(library, words).verdict == "typography", words


@pytest.mark.parametrize(
    "words",
    [
        "[t]he company did not pay the quarry workers",
        "The company [of Orn] did not pay the quarry workers",
        "[It is known that] the company did not pay",
        "the county [forbids] a strike",
        "Angry masons march[ed] through the village [sic] on 9 June",
        "The old foreman … quickly [blames] the bishop",
        "[Holt] opened the new road.",
        "Later [Berg] mended it",
        "Later [Nils Berg] mended it, and the brother of Berg sold the tools",
        "[The company] did not pay the quarry workers",
        "they carried 300 [heavy] blocks to the station",
        "they carried 300 blocks [of stone]",
    ],
)
def test_what_bends_or_adds_to_words_that_stay_is_no_change(library: Library, words: str) -> None:
    assert checked(library, words).verdict == "typography"


@pytest.mark.parametrize(
    "words",
    [
        "The quarry at O[sl]n",
        "Angry m[iners] marched through the village",
        "carried 300 [un]blocks to the station",
        "carried 3[5]0 blocks to the station",
        "Mayor H[ansen] opened the new road",
        "through the village on 9 J[uly]",
        "In M[arch] it collapsed without a warning",
    ],
)
def test_a_bracket_within_a_word_that_makes_it_another_is_a_change(library: Library, words: str) -> None:
    assert checked(library, words).verdict == "altered"


def test_a_year_at_the_beginning_of_a_line_is_no_item_of_a_list(tmp_path: Path) -> None:
    write_articles(
        tmp_path, {"tower.md": "# Tower\n\nThe tower of Orn was built by the town in\n1986. It burned later.\n"}
    )
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        for year, wrapped, verdict in ((1986, " ", "typography"), (1986, "\n", "exact"), (1987, "\n", "altered")):
            draft = tmp_path / "draft.md"
            draft.write_text(
                f"It says:\n“was built by the town in{wrapped}{year}. It burned later.”\n", encoding="utf-8"
            )
            assert library.check(draft).quotations[0].verdict == verdict, (year, wrapped)


def test_a_quotation_of_figures_alone_is_not_found(library: Library) -> None:
    assert checked(library, "1914 1918 1939 1945").verdict == "not_found"


@pytest.mark.parametrize(
    ("words", "kind", "dropped"),
    [
        ("[The council] did not pay the quarry workers", "bracket", "The company"),
        ("because the [bishop] forbade a strike", "bracket", "county"),
        ("because the [county court] forbade a strike", "bracket", "county"),
        ("they carried 300 [barrels]", "bracket", "blocks"),
        ("they carried 300 blocks to [the harbour]", "bracket", "the station"),
        ("[The mason] quickly blamed the bishop", "bracket", "The old foreman, a man of few words,"),
        ("Angry masons … [the mayor] forbade a strike", "bracket", "the county"),
        ("[Lund] opened the new road", "name", "Mayor Holt"),
        ("Later [Lund] mended it", "name", "the mason Nils Berg"),
        ("mended it, and [Berg] sold the tools", "bracket", "the brother of Berg"),
        ("carried [500] blocks to the station", "number", "300"),
    ],
)
def test_what_a_bracket_replaces_is_told(library: Library, words: str, kind: str, dropped: str) -> None:
    found = checked(library, words)
    assert found.verdict == "altered"
    (difference,) = found.differences
    assert difference.kind == kind
    assert difference.source.endswith(dropped)
    assert ARTICLE[difference.source_start : difference.source_end] == difference.source


PIECES = [
    "[the king]",
    "[—]",
    "[…]",
    "…",
    "[he]",
    "[x",
    "]",
    "[,]",
    "[¹]",
    "²",
    "[was]",
    "(Lund 3)",
    "[2]",
    "The",
    "company",
]


@given(st.lists(st.sampled_from([*PIECES, *ARTICLE.split()[4:20]]), min_size=1, max_size=12))
def test_any_brackets_are_read_and_offsets_are_true(library: Library, pieces: list[str]) -> None:
    draft = f"It says: “{' '.join(pieces)}” there."
    for found in library.check(draft).quotations:
        assert draft[found.start : found.end] == found.text
        assert found.verdict != "exact" or found.text in ARTICLE
        for difference in found.differences:
            assert draft[difference.draft_start : difference.draft_end] == difference.draft
            assert ARTICLE[difference.source_start : difference.source_end] == difference.source


def test_a_replaced_noun_is_called_out_in_words(library: Library) -> None:
    report = library.check("It says: “because the [bishop] forbade a strike” there.")
    assert "bracket replaces the source’s words: “[bishop]” for “county”" in check_text(report)
    assert not report.passes()
