from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_json import answer_to_json
from rag.database import Database
from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.filters import Admitted, admit, check_filter, filter_of, fits_author, fits_dates, fits_source, left_out
from rag.library import Library
from rag.settings import Settings
from rag.store import Store
from rag.values import DocumentInfo, Filter
from support import hostile_text, write_articles

Opener = Callable[..., Library]

DATES = st.sampled_from(["2022", "2023", "2022-12", "2023-02", "2023-07", "2022-12-31", "2023-02-28", "2023-07-21"])


def info(source: str, author: str | None = None, published: str | None = None) -> DocumentInfo:
    return DocumentInfo(source, None, author, published, 10, 1)


SHELF = [
    info("2022/fog.txt", "Una Marsh", "2022-12-30"),
    info("2023/geese.pdf", "José Łaski and Ada Nilsen", "2023-07"),
    info("2023/07/oil.PDF", None, "2023"),
    info("tides [new].txt", "Per Lund", None),
]


@pytest.mark.parametrize(
    ("pattern", "source", "fits"),
    [
        ("2023/geese.pdf", "2023/geese.pdf", True),
        *(("2023", "2023/geese.pdf", True), ("2023/", "2023/07/oil.PDF", True), ("2023/*", "2023/07/oil.PDF", True)),
        *(("2023", "20231/geese.pdf", False), ("2023/", "2023", False), ("2023/geese", "2023/geese.pdf", False)),
        *(("*.pdf", "2023/07/oil.PDF", True), ("*.pdf", "2023/oil.pdf.txt", False), ("*.PDF", "a.pdf", True)),
        *(
            ("07", "2023/07/oil.pdf", True),
            ("oil.pdf", "2023/07/oil.pdf", True),
            ("07/oil.pdf", "2023/07/oil.pdf", False),
        ),
        *(("./2023", "2023/a.txt", True), ("20[12]3", "2023/a.txt", True), ("a?.txt", "ab.txt", True)),
        *(("tides [new].txt", "tides [new].txt", True), ("[x]/", "[x]/a.txt", True), ("[x", "x", False)),
        *(("CAFE\u0301.txt", "caf\u00e9.txt", True), ("cafe.txt", "café.txt", False)),
    ],
)
def test_a_source_is_a_path_a_folder_or_a_pattern(pattern: str, source: str, fits: bool) -> None:
    assert fits_source(pattern, source) == fits


@pytest.mark.parametrize(
    ("name", "author", "fits"),
    [
        *(("jose", "José Łaski", True), ("LASKI josé", "José Łaski", True), ("Jose\u0301", "JOSÉ", True)),
        *(("Lask", "José Łaski", False), ("José Marsh", "José Łaski", False), ("O'Hara", "Liam O’Hara", True)),
        *(("José", None, None), ("José", " – ", None), ("文 李", "李 文", True)),
    ],
)
def test_an_author_has_all_words_of_the_name(name: str, author: str | None, fits: bool | None) -> None:
    assert fits_author(name, author) is fits


def days(known: str) -> set[date]:
    """Every day that a date of this exactness may mean."""
    year, month, day = ([int(part) for part in known.split("-")] + [0, 0])[:3]
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@given(DATES, st.none() | DATES, st.none() | DATES)
def test_a_date_fits_where_one_of_its_days_lies_in_the_range(known: str, since: str | None, until: str | None) -> None:
    first, last = min(days(since or "1900")), max(days(until or "2100"))
    within = Filter(since=since, until=until)
    if first > last:
        with pytest.raises(UsageError, match=f"{since}.*{until}"):
            check_filter(within)
    else:
        assert fits_dates(check_filter(within), known) == any(first <= day <= last for day in days(known))


@pytest.mark.parametrize(
    ("within", "message"),
    [
        *((Filter(since="2023-13"), "2023-13.*2023-07-21"), (Filter(until="21 July"), "21 July.*2023-07-21")),
        *((Filter(since="2023-02-30"), "2023-02-30"), (Filter(since=""), "''"), (Filter(until="２０２３"), "２０２３")),
        *((Filter(since="0000"), "0000"), (Filter(since="2023-7"), "2023-7'"), (Filter(until=2023), "2023")),
        *((Filter(sources=("",)), "''.*pattern"), (Filter(sources=(" /",)), "pattern"), (Filter(authors=("…",)), "…")),
        *((Filter(authors="Una Marsh"), "list"), (Filter(sources=(7,)), "7"), (Filter(sources=("\udcff",)), "udcff")),
    ],
)
def test_what_is_no_filter_is_told_with_its_value(within: Filter, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        check_filter(within)
    str(refused.value).encode()


def admitted(**parts: object) -> Admitted:
    return admit(check_filter(Filter(**parts)), SHELF)


def test_one_value_will_do_for_several_and_parts_left_out_are_no_filter() -> None:
    assert filter_of("2023", "Lund", " 2023-07 ", "") == Filter(("2023",), ("Lund",), "2023-07")
    assert filter_of(None, [], " ", None) is None


def test_each_part_narrows_and_one_of_several_is_enough() -> None:
    assert admitted(sources=("2023",)).sources == ("2023/geese.pdf", "2023/07/oil.PDF")
    assert admitted(sources=("2022", "tides*")).sources == ("2022/fog.txt", "tides [new].txt")
    assert admitted(authors=("Marsh", "lund")).sources == ("2022/fog.txt", "tides [new].txt")
    assert admitted(since="2023-07", until="2023-07").sources == ("2023/geese.pdf", "2023/07/oil.PDF")
    assert admitted(sources=("2023",), authors=("laski",)).sources == ("2023/geese.pdf",)


def test_those_left_out_only_for_what_they_do_not_say_are_counted() -> None:
    assert left_out(admitted(sources=("*",))) == ()
    by_date = admitted(until="2023")
    assert (by_date.of, by_date.undated, by_date.unsigned) == (4, 1, 0)
    assert left_out(by_date) == ("1 article has no date, which leaves it out.",)
    assert admitted(sources=("2023",), until="2023").undated == 0
    both = admitted(authors=("marsh", "nilsen"), since="2022")
    assert (both.undated, both.unsigned) == (0, 1)
    assert left_out(admitted(authors=("Marsh", "Nobody"))) == (
        *("No article fits 'Nobody'.", "1 article has no author, which leaves it out."),
    )


@pytest.mark.parametrize(
    ("parts", "messages"),
    [
        ({"sources": ("2032/*",)}, ["source '2032/*'", "Did you mean '2023'?"]),
        ({"sources": ("oil.pfd",)}, ["source 'oil.pfd'", "Did you mean '2023/07/oil.PDF'?"]),
        (
            {"authors": ("Josef Laski",)},
            ["author is 'Josef Laski'", "Did you mean 'José Łaski and Ada Nilsen'?", "1 article"],
        ),
        ({"authors": ("Mash",), "sources": ("2023",)}, ["'Mash'", "Did you mean 'Una Marsh'?"]),
        ({"since": "2024"}, ["since 2024", "2022-12-30 to 2023-07", "1 article has none"]),
        ({"sources": ("2022",), "authors": ("Lund",)}, ["1 by source, 1 by author", "together"]),
        ({"sources": ("qqqq",), "since": "2024"}, ["'qqqq'", "since 2024"]),
    ],
)
def test_a_filter_that_admits_nothing_says_which_part(parts: dict[str, object], messages: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        admitted(**parts)
    assert all(message in str(refused.value) for message in messages)
    assert ("Did you mean" in str(refused.value)) == any("Did you mean" in message for message in messages)


texts = st.lists(hostile_text | st.sampled_from(["*", "2023", "[", "Una", "/", "**/[!a"]), max_size=2).map(tuple)


@given(st.builds(Filter, texts, texts, st.none() | DATES | st.text(max_size=10), st.none() | DATES))
def test_whatever_is_given_it_admits_some_or_says_why_not(within: Filter) -> None:
    try:
        found = admit(check_filter(within), SHELF)
    except UsageError as error:
        said = str(error)
    else:
        assert set(found.sources) <= {document.source for document in SHELF}
        assert len(found.sources) + max(found.undated, found.unsigned) <= found.of
        said = " ".join(left_out(found))
    assert said.isprintable()


# In the library


@pytest.fixture
def shelf(tmp_path: Path, open_library: Opener) -> Library:
    """Four short articles of the same matter in two folders."""
    line = "The harbour of {} was closed for the storm, and {} ships waited outside."
    write_articles(
        tmp_path,
        {
            f"{folder}/{name.lower()}.md": f"---\nauthor: {author}\ndate: {day}\n---\n\n# {name}\n\n"
            f"{line.format(name, n)} The keeper of {name} saw nothing but fog.\n"
            for n, (folder, name, author, day) in enumerate(
                [
                    *(("north", "Vik", "Una Marsh", "2022-12-30"), ("north", "Holm", "Per Lund", "2023-07-21")),
                    *(("south", "Orsa", "Una Marsh", "2023-07-02"), ("south", "Brek", "Ada Nilsen", "2024-01-05")),
                ],
                start=3,
            )
        },
    )
    library = open_library(tmp_path, threshold=0)
    library.sync()
    return library


WITHIN = [
    *(
        Filter(("north",)),
        Filter(("*/o*", "*brek*")),
        Filter(authors=("marsh",)),
        Filter(since="2023-07", until="2023"),
    ),
    *(Filter(("north", "south"), ("Lund", "Nilsen"), until="2024"), Filter(("*",))),
]


@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("words", ["Which harbour was closed?", "fog", "Brek", "keeper of Holm and the ships"])
def test_a_search_within_gives_what_a_search_of_all_gives_of_those(shelf: Library, words: str, within: Filter) -> None:
    allowed = set(shelf.admitted(within).sources)
    assert allowed
    found = shelf.search(words, 100, within)
    of_all = [hit for hit in shelf.search(words, 100) if hit.source in allowed]
    assert [replace(hit, score=0.0) for hit in found] == [replace(hit, score=0.0) for hit in of_all]
    # How far scores are to be believed is told by the best sentence of those in view: it moves all by the same.
    moved = [one.score - other.score for one, other in zip(found, of_all, strict=True)]
    assert moved == pytest.approx([moved[0]] * len(moved) if moved else [])


@pytest.mark.parametrize("within", WITHIN)
def test_all_of_an_answer_is_from_what_the_filter_admits(shelf: Library, within: Filter) -> None:
    allowed = set(shelf.admitted(within).sources)
    answer = shelf.ask("Which harbour was closed for the storm?", within=within)
    assert {citation.source for citation in answer.citations} == allowed
    assert {passage.source for passage in answer.passages} == allowed
    assert answer.filter == within
    assert answer.library == shelf.ask("Which harbour was closed?").library
    assert answer_to_json(answer)["filter"] == {
        "sources": within.sources,
        "authors": within.authors,
        "since": within.since,
        "until": within.until,
    }


def test_the_first_k_are_full_however_many_others_are_nearer(tmp_path: Path, open_library: Opener) -> None:
    near = "The harbour of Vik was closed for the storm on day {}."
    texts = {f"near/{n}.txt": near.format(n) + " All boats stayed in." for n in range(260)}
    texts |= {f"far/{n}.txt": f"In the storm of year {n} a roof of slate came down." for n in range(12)}
    write_articles(tmp_path, texts)
    library = open_library(tmp_path)
    library.sync()
    question = "On which day was the harbour of Vik closed for the storm?"
    assert not any(hit.source.startswith("far") for hit in library.search(question, 30))
    hits = library.search(question, 10, Filter(("far",)))
    assert len({hit.source for hit in hits if hit.source.startswith("far/")}) == 10


def test_words_are_looked_for_only_in_the_subset_and_weigh_as_in_all(shelf: Library) -> None:
    store = Store(Database(shelf.index))
    subset = store.subset(["south/orsa.md", "gone.md", "north/vik.md"])
    spans = {p.id: p.source for p in store.passages(range(100)).values()}
    everywhere = store.passages_by_words(["harbour", "orsa"], 100)
    kept = [(i, score) for i, score in everywhere if spans[i] in ("south/orsa.md", "north/vik.md")]
    assert store.passages_by_words(["harbour", "orsa"], 100, subset) == kept
    assert 0 < len(kept) < len(everywhere)
    assert store.passages_by_words(["harbour"], 1, store.subset([])) == []


def test_many_are_asked_within_and_a_bad_question_says_so_too(shelf: Library) -> None:
    within = Filter(authors=("Marsh",))
    answers = shelf.ask_many(["Which harbour was closed?", "", "Who saw fog?"], within=within)
    assert answers == [
        shelf.ask("Which harbour was closed?", within=within),
        answers[1],
        shelf.ask("Who saw fog?", within=within),
    ]
    assert [answer.filter for answer in answers] == [within] * 3
    assert answers[1].status == "error"


def test_a_filter_of_no_parts_is_no_filter(shelf: Library) -> None:
    question = "Which harbour was closed?"
    assert shelf.ask(question, within=Filter()) == shelf.ask(question)
    assert shelf.ask(question).filter is None
    assert shelf.ask(question, within=Filter(("*",))) == replace(shelf.ask(question), filter=Filter(("*",)))


def test_a_filter_sees_articles_that_came_and_went(shelf: Library) -> None:
    within = Filter(authors=("Marsh",))
    assert shelf.admitted(within).sources == ("north/vik.md", "south/orsa.md")
    (shelf.folder / "north/vik.md").unlink()
    write_articles(
        shelf.folder, {"east.md": "---\nauthor: Una Marsh\n---\n\nThe harbour of Skerry was never closed.\n"}
    )
    shelf.sync()
    assert shelf.admitted(within).sources == ("east.md", "south/orsa.md")
    hits = shelf.search("Which harbour was closed?", 10, within)
    assert {hit.source for hit in hits} == {"east.md", "south/orsa.md"}


def test_a_filter_that_cannot_be_used_is_refused_before_anything_is_asked(shelf: Library) -> None:
    for within, message in ((Filter(since="soon"), "soon"), (Filter(("west",)), "west")):
        for asking in (shelf.ask, shelf.search):
            with pytest.raises(UsageError, match=message):
                asking("Which harbour was closed?", within=within)
        with pytest.raises(UsageError, match=message):
            shelf.ask_many([], within=within)


def test_one_article_can_be_asked_whatever_its_name(tmp_path: Path) -> None:
    names = ["a[1].txt", "a*.txt", "ü/é?.txt", "日本 – 'x'.txt", "!a.txt", " b.txt"]
    write_articles(tmp_path, dict.fromkeys([*names, "a1.txt"], "The harbour of Vik was closed."))
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        for name in names:
            assert {hit.source for hit in library.search("harbour", 9, Filter((name,)))} >= {name}
        assert [hit.source for hit in library.search("harbour", 9, Filter(("a[1].txt",)))] == ["a1.txt", "a[1].txt"]
