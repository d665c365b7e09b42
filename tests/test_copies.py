import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.copies import are_copies, compare, signature, words_of
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.readers.text import paragraphs_by_blank_lines
from rag.settings import Settings
from rag.values import Document, Heading, Span
from support import hostile_text, write_articles

Opener = Callable[..., Library]

STORY = (
    "The old ferry between Holm and Vik sank at its mooring in the night to Sunday, the harbour master said.",
    "Nobody was on board. A watchman heard the ropes break and ran to wake the crew, who slept in the house ashore.",
    "“We saw her lights go under one by one,” said Per Lund, who has sailed on her for thirty years.",
    "The county had meant to sell the ship in spring. Divers will look for the leak as soon as the wind allows it.",
    "Until a new one comes, buses take the passengers round the fjord, which lasts an hour and a half.",
)
OTHER_STORY = (
    "A ferry has gone down in the harbour of Vik, for the first time since the line was opened.",
    "People gathered on the quay in the morning and looked at the mast, the only part of the ship above water.",
    "“We saw her lights go under one by one,” said Per Lund, who has sailed on her for thirty years.",
    "Teachers in Holm do not know how they are to get to their pupils. One of them rowed across on Monday.",
    "The mayor has asked the fishermen for help, and nine boats are ready to carry the mail and the milk.",
)


def document(text: str, source: str = "a.txt") -> Document:
    return Document(source, text, paragraphs=paragraphs_by_blank_lines(text))


def sign(*paragraphs: str):
    return signature(document("\n\n".join(paragraphs)))


prose = st.lists(st.sampled_from([*STORY, *OTHER_STORY]), min_size=1, max_size=8).map("\n\n".join)
texts = prose | hostile_text


@given(texts, texts)
def test_being_a_copy_is_mutual(one, other):
    first, second = signature(document(one)), signature(document(other))
    assert are_copies(first, second) == are_copies(second, first)


@given(texts)
def test_a_document_is_a_copy_of_itself(text):
    assert are_copies(signature(document(text)), signature(document(text, "b.txt")))


@given(texts, st.sampled_from([" ", "\n", "\t", "  ", "\r\n", "\u00a0"]))
def test_white_space_quotes_and_case_make_no_difference(text, space):
    changed = space.join(text.replace("“", '"').replace("”", '"').replace("’", "'").split(" ")).upper().casefold()
    assert words_of(changed) == words_of(text)


@given(st.permutations(range(60)), st.integers(10, 50))
def test_texts_that_share_no_run_of_words_are_no_copies(numbers, cut):
    words = [f"w{number}" for number in numbers]
    one, other = " ".join(words[:cut]), " ".join(words[cut:])
    assert not are_copies(signature(document(one)), signature(document(other)))


def test_a_repost_with_another_headline_line_ends_and_quotes_is_a_copy():
    repost = [textwrap.fill(part, 50).replace("“", '"').replace("”", '"') for part in STORY]
    assert are_copies(
        sign("Ferry sinks", "By Ada Nilsen", *STORY), sign("A ship is gone, and nobody knows why", *repost)
    )


@pytest.mark.parametrize("kept", [2, 3, 4])
def test_a_trimmed_wire_copy_is_a_copy(kept):
    assert are_copies(sign(*STORY), sign(*STORY[:kept]))
    assert are_copies(
        sign(*STORY, *(f"Paragraph {i} of a long feature on ships." for i in range(9))), sign(*STORY[:kept])
    )


def test_a_copy_may_have_been_edited_here_and_there():
    edited = [part.replace("Nobody", "No one").replace("thirty", "many") for part in STORY]
    assert are_copies(sign(*STORY), sign(*edited))


def test_another_article_on_the_same_event_that_quotes_the_same_words_is_no_copy():
    assert not are_copies(sign(*STORY), sign(*OTHER_STORY))


def test_one_statement_alone_is_no_copy_of_the_article_that_quotes_it():
    longer = (*STORY, *OTHER_STORY[:2], *OTHER_STORY[3:])
    assert not are_copies(sign(*longer), sign(STORY[2]))


def test_shared_boilerplate_makes_no_copy():
    note = "Subscribe to our letter, and read the best of the week each Friday. Write to us with what you think of it."
    assert not are_copies(sign(*STORY[:3], note, note), sign(*OTHER_STORY[:2], note, note))


def test_furniture_and_headings_are_not_compared():
    menu = "Home News Sport Weather Contact " * 30
    text = f"{menu}\n\nA heading\n\n" + "\n\n".join(STORY)
    start = text.index("A heading")
    paragraphs = document(text).paragraphs
    marked = Document(
        "a.txt", text, headings=(Heading(start, start + 9, 1),), paragraphs=paragraphs, furniture=(Span(0, len(menu)),)
    )
    assert signature(marked).words == sign(*STORY).words


@pytest.mark.parametrize(
    ("sentence", "other", "expected"),
    [
        ("Divers found 28 cracks in the hull.", "Divers found 49 cracks in the hull.", "changed"),
        ("The hull was found to be cracked.", "The hull was not found to be cracked.", "changed"),
        ("Divers found 28 cracks in the hull.", "Divers found 28 cracks in the hull on Monday.", "same"),
        ("Divers found 28 cracks in the hull.", "The mayor thanked the fishermen.", "absent"),
    ],
)
def test_a_sentence_is_told_from_one_that_says_something_else_in_its_place(sentence, other, expected):
    assert compare(words_of(sentence), [words_of("It rained."), words_of(other)]) == expected


@pytest.fixture
def ask(tmp_path: Path, open_library: Opener):
    def asked(texts: dict[str, str], question: str, **settings):
        write_articles(tmp_path, texts)
        library = open_library(tmp_path, threshold=0, **settings)
        library.sync()
        return library.ask(question)

    return asked


def dated(date: str, *paragraphs: str) -> str:
    return f"---\ndate: {date}\n---\n\n" + "\n\n".join(paragraphs)


def test_copies_are_cited_once_and_named(ask):
    texts = {f"{name}.txt": "\n\n".join((f"Headline {name}", *STORY)) for name in ("c", "a", "b")}
    answer = ask(texts | {"z.txt": "\n\n".join(OTHER_STORY)}, "Where did the ferry between Holm and Vik sink?")
    first, second = answer.citations[:2]
    assert {first.source, *first.copies} == {"a.txt", "b.txt", "c.txt"}
    assert second.source == "z.txt"
    assert len({(c.source, c.start) for c in answer.citations}) == len({words_of(c.quote) for c in answer.citations})


def test_of_copies_that_rank_alike_the_earliest_is_cited(ask):
    texts = {f"{n}.md": dated(f"2021-05-0{9 - n}", *STORY) for n in (1, 2, 3)} | {"0.md": "\n\n".join(STORY)}
    (first, *_) = ask(texts, "Who saw her lights go under one by one?").citations
    assert (first.source, first.published, first.copies) == ("3.md", "2021-05-06", ("0.md", "1.md", "2.md"))


def test_of_copies_the_earliest_is_cited_though_a_later_one_says_more_of_what_is_asked(ask):
    """Else a repost would be the reference, and the original be named as its copy."""
    asked = "Who saw her lights go under one by one?"
    more = ("Her lights were one of the sights of Vik.", "Of ships with lights like hers there is one more, in Holm.")
    texts = {"original.md": dated("2021-05-03", *STORY), "repost.md": dated("2021-05-09", *STORY, *more)}
    answer = ask(texts, asked, citations=4)
    assert answer.passages[0].source == "repost.md"
    (quoting,) = [c for c in answer.citations if "said Per Lund" in c.quote]
    assert (quoting.source, quoting.copies) == ("original.md", ("repost.md",))


def test_a_statement_that_two_articles_quote_is_cited_once(ask):
    texts = {"a.txt": "\n\n".join(STORY), "b.txt": "\n\n".join(OTHER_STORY)}
    answer = ask(texts, "We saw her lights go under one by one, said Per Lund, who has sailed on her for thirty years")
    quoting = [c for c in answer.citations if "lights go under" in c.quote]
    assert [(c.source, c.copies) for c in quoting] == [("a.txt", ("b.txt",))]


def test_a_copy_that_states_another_figure_is_a_source_of_its_own(ask):
    revised = [part.replace("thirty", "twelve") for part in STORY]
    answer = ask(
        {"a.txt": "\n\n".join(STORY), "b.txt": "\n\n".join(revised)}, "How many years has Per Lund sailed on her?"
    )
    quoting = {c.source: c.copies for c in answer.citations if "Per Lund" in c.quote}
    assert quoting == {"a.txt": (), "b.txt": ()}


def test_what_only_the_longer_copy_says_can_be_cited(ask):
    texts = {"short.txt": "\n\n".join(STORY[:3]), "long.txt": "\n\n".join(STORY)}
    answer = ask(texts, "The old ferry sank, and how do buses take the passengers round the fjord?", citations=6)
    (buses,) = [c for c in answer.citations if "buses" in c.quote]
    assert (buses.source, buses.copies) == ("long.txt", ())


@given(st.lists(texts, max_size=4))
def test_no_words_are_cited_twice_and_copies_are_other_sources(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {f"{n}.txt": text for n, text in enumerate([*contents, STORY[0]])})
    with Library.open(folder, Settings(threshold=0), HashEmbedder()) as library:
        answer = library.ask("word quoted twice 文 ferry lights")
    words = [words_of(citation.quote) for citation in answer.citations]
    assert len(set(words)) == len(words)
    for citation in answer.citations:
        assert citation.source not in citation.copies
        assert list(citation.copies) == sorted(set(citation.copies))


@given(hostile_text, hostile_text, st.integers(0, 3000))
def test_what_is_told_by_bits_is_never_less_than_there_is(text: str, other: str, more: int) -> None:
    """Else copies would be passed over."""
    from rag import copies

    filling = " ".join(f"word{n}" for n in range(more))
    short, long = (
        signature(Document("a.txt", each, paragraphs=(Span(0, len(each)),)))
        for each in (f"{text} {filling[: more // 3]}", f"{other} {text} {filling}")
    )
    sketch = short.shingles[: copies._SKETCH]
    in_common = len(set(sketch.tolist()) & set(long.shingles.tolist()))
    assert in_common <= copies._at_most_in_common(short, long) <= len(sketch)
