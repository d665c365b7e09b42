"""Passages after the first are shown for what they have in common with these, too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.candidates import Candidate, Found, View, find_candidates
from rag.embedding import HashEmbedder
from rag.feedback import unlikeness
from rag.library import Library
from rag.question import make_questions
from rag.search import SHOWN_FIRST
from rag.settings import Settings
from support import write_articles

Opener = Callable[..., Library]

TOWNS = ("Orsa", "Vell", "Marn", "Tisk", "Hamre", "Lund")
THINGS = ("ferry", "quarry", "kiln", "orchard", "lighthouse", "sawmill", "chapel", "weir")

town_news = st.lists(
    st.tuples(st.sampled_from(TOWNS), st.lists(st.sampled_from(THINGS), min_size=1, max_size=6)),
    min_size=SHOWN_FIRST + 2,
    max_size=14,
)


@contextmanager
def found_in(library: Library, question: str) -> Iterator[tuple[Library, Found]]:
    index, embedder = library._index, HashEmbedder()
    with index.reading_articles():
        index.vectors.bring_up_to(index.store)
        (asked,) = make_questions(index.store, [question], embedder.embed_questions([question]))
        (found,) = find_candidates(View(index.store, index.vectors), [asked])
        yield library, found


@settings(max_examples=25)
@given(town_news, st.integers(1, 12))
def test_how_many_are_asked_for_changes_neither_the_first_nor_the_sentences(
    tmp_path_factory: pytest.TempPathFactory, news: list[tuple[str, list[str]]], more: int
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(
        folder,
        {
            f"{n}.txt": " ".join(f"The {thing} of {town} was sold." for thing in own)
            for n, (town, own) in enumerate(news)
        },
    )
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        few = library.search("When was the ferry of Orsa sold?", SHOWN_FIRST)
        many = library.search("When was the ferry of Orsa sold?", SHOWN_FIRST + more)
        assert many[: len(few)] == few
        assert len({(hit.source, hit.span) for hit in many}) == len(many) <= SHOWN_FIRST + more
    with Library.open(folder, Settings(passages=SHOWN_FIRST), HashEmbedder()) as library:
        first = library.ask("When was the ferry of Orsa sold?")
    with Library.open(folder, Settings(passages=SHOWN_FIRST + more), HashEmbedder()) as library:
        again = library.ask("When was the ferry of Orsa sold?")
    assert (again.confidence, [c.quote for c in again.citations]) == (
        first.confidence,
        [c.quote for c in first.citations],
    )


def test_a_list_that_shares_the_names_of_what_answers_goes_before_what_shares_the_question(
    tmp_path: Path, open_library: Opener
) -> None:
    names = "Skarvholm, Brennöya, Tvergast, Ulvesund, Grimsvik, Hollmo, Selja, Rekefjord, Nautnes and Ytterlid"
    write_articles(
        tmp_path,
        {
            **{
                f"answer{n}.txt": f"The islands cup was won by a crew {n} times. They came from {names}."
                for n in range(4)
            },
            "crews.txt": f"Cup crews: {names}.",
            **{f"other{n}.txt": f"The cup {n} of tea in islands of cushions." for n in range(6)},
            **{
                f"far{n}.txt": f"The {thing} of {town} was sold."
                for n, (thing, town) in enumerate(product(THINGS, TOWNS))
            },
        },
    )
    library = open_library(tmp_path)
    library.sync()
    shown = [hit.source for hit in library.search("Who won the islands cup?", 6)]
    assert {*shown[:4]} == {f"answer{n}.txt" for n in range(4)}
    assert shown[4] == "crews.txt"


def test_what_an_article_has_in_common_with_itself_tells_nothing(tmp_path: Path, open_library: Opener) -> None:
    long = " ".join(
        f"Keeper number {n} of the Skarvholm light wrote of fog and of geese in the log." for n in range(60)
    )
    write_articles(
        tmp_path,
        {"light.txt": long, "same.txt": long.replace("wrote", "told"), "far.txt": "Rain fell in Marn. Nobody minded."},
    )
    library = open_library(tmp_path)
    library.sync()
    with found_in(library, "Who kept the Skarvholm light?") as (_, found):
        candidates = found.best(50)
        first = [one for one in candidates if one.stored.source == "light.txt"][:1]
        unlike = unlikeness(candidates, first, library._documents.now())
        of: dict[str, list[float]] = {}
        for one, least in zip(candidates, unlike.tolist(), strict=True):
            of.setdefault(one.stored.source, []).append(least)
        assert set(of["light.txt"]) == {float(np.median(of["same.txt"] + of["far.txt"]))}
        assert max(of["same.txt"]) < min(of["far.txt"])
        alone = [one for one in candidates if one.stored.source == "light.txt"]
        assert not unlikeness(alone, first, library._documents.now()).any()


def test_what_was_not_looked_at_is_taken_by_its_vector(tmp_path: Path, open_library: Opener) -> None:
    write_articles(
        tmp_path,
        {f"{n}.txt": f"The {thing} of {town}." for n, (thing, town) in enumerate(product(THINGS[:3], TOWNS[:3]))},
    )
    library = open_library(tmp_path)
    library.sync()
    with found_in(library, "the ferry of Orsa") as (_, found):
        every, to = found.best(50), found.best(2)

        def nearness(one: Candidate) -> float:
            return max(float(one.stored.vector.astype(np.float32) @ other.stored.vector) for other in to)

        for seen in (0, 2, len(every)):
            rest = found.nearest_after(seen, to, 3)
            left = every[seen:]
            assert {one.stored.id for one in rest} <= {one.stored.id for one in left}
            assert len(rest) == min(3, len(left))
            best = sorted(map(nearness, left), reverse=True)[:3]
            assert list(map(nearness, rest)) == pytest.approx(best, abs=1e-4)
