from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import FolderError
from rag.examples import candidates
from rag.examples.rules import questions_from
from rag.examples.written import writing_in, writing_together
from rag.library import Library
from rag.values import Document, Sentence
from support import ARTICLES, hostile_text, write_articles

Opener = Callable[..., Library]

AROUND = (
    "In Orsa and in Vik people know Ada Nilsen, and Lena Falk is known to them too, as is the Holm Museum.",
    "The old bridge, a ferry and the new mayor are what they speak of at the Holm Museum in winter.",
    "Some think of quartz as a stone, quartz as glass, quartz as sand, quartz as salt or quartz as ice.",
)
"""What tells, elsewhere in the article, which words are names."""


def questions(sentence: str, around: Sequence[str] = AROUND) -> list[str]:
    own = writing_in([*around, sentence])
    return list(dict.fromkeys(question for _, question in questions_from(sentence, own, writing_together([own]))))


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The old bridge at Orsa was closed on 3 May 2021 after a storm.", "When was the old bridge at Orsa closed?"),
        ("The bridge at Orsa was later closed to lorries in 1998.", "When was the bridge at Orsa closed to lorries?"),
        ("In 1998 the bridge at Orsa was closed to lorries.", "When was the bridge at Orsa closed to lorries?"),
        ("Lena Falk resigned on 4 June 2022, a week after the vote.", "When did Lena Falk resign?"),
        ("Falk, who was ill, resigned in 2022.", "When did Lena Falk resign?"),
        ("Ada Nilsen became mayor of Orsa in 1987.", "When did Ada Nilsen become mayor of Orsa?"),
        ("Fourteen ships waited outside the harbour of Vik.", "How many ships waited outside the harbour of Vik?"),
        ("About 300 people were arrested in Orsa, most at night.", "How many people were arrested in Orsa?"),
        ("The ferry to Vik carries 120 passengers.", "How many passengers does the ferry to Vik carry?"),
        ("The Holm Museum has 14 rooms and a garden.", None),
        ("The Holm Museum has 14 rooms.", "How many rooms does the Holm Museum have?"),
        ("The ferry to Vik cost 96 million dollars.", "How much did the ferry to Vik cost?"),
        ("The ferry to Vik cost the mayor an election.", None),
        (
            "According to the Holm Museum, 71 percent of the children in Vik support the ferry to Holm.",
            "What percentage of the children in Vik support the ferry to Holm?",
        ),
        ("The Holm Museum was designed by Ada Nilsen.", "Who designed the Holm Museum?"),
        ("The Holm Museum was established by Royal Charter.", None),
        ("Ada Nilsen founded the Holm Museum in 1902.", "Who founded the Holm Museum?"),
        ("Ada Nilsen was born in Vik and died at sea.", "Where was Ada Nilsen born?"),
        ("Ada Nilsen, a painter, lived by the sea.", "Who is Ada Nilsen?"),
        ("In 1902 Ada Nilsen, a painter, lived by the sea.", "Who was Ada Nilsen?"),
        ("Quartz is a mineral of silicon.", "What is quartz?"),
        ("Vik is the largest town in Northern Orsa.", "What is the largest town in Northern Orsa?"),
        ("Lena Falk was fined for speeding.", "Why was Lena Falk fined?"),
        ("Lena Falk left Orsa because the bridge was closed.", "Why did Lena Falk leave Orsa?"),
        ("Lena Falk said that the bridge at Orsa was safe.", "What did Lena Falk say about the bridge at Orsa?"),
        ("The bridge at Orsa was safe, Lena Falk said.", "What did Lena Falk say about the bridge at Orsa?"),
        ("The mayor, Lena Falk, accused Ada Nilsen of lying.", "What did Lena Falk accuse Ada Nilsen of?"),
        ("Lena Falk described the bridge at Orsa as a ruin.", "How did Lena Falk describe the bridge at Orsa?"),
        ("On 9 May 2020, Lena Falk announced a vote.", "What did Lena Falk announce on 9 May 2020?"),
        ("The Holm Museum (once a shop) was opened in 1950 [3].", "When was the Holm Museum opened?"),
    ],
)
def test_a_plain_sentence_makes_a_question_in_good_grammar(sentence: str, question: str | None) -> None:
    made = questions(sentence)
    assert question in made if question else not made


@pytest.mark.parametrize(
    "sentence",
    [
        "He was arrested on 3 May 2021.",
        "The report was published on 3 May 2021.",
        "The new mayor resigned in 2022.",
        "This bridge at Orsa was closed in 1998.",
        "Its bridge at Orsa was closed in 1998.",
        "Lena Falk resigned last week.",
        "Lena Falk resigned around 1998.",
        "Lena Falk passed in 1998.",
        "Lena Falk closed her shop in 1998.",
        "Lena Falk did not resign in 1998.",
        "The ferry hit a rock and sank on 3 May 2021.",
        "The bridge built in 1902 was closed.",
        "Fourteen ships waited outside the harbour.",
        "The ferry to Vik takes 18 minutes.",
        "“Lena Falk resigned in 1998.",
        "Lena Falk resigned in 1998 |",
        "Did Lena Falk resign in 1998?",
        "LENA FALK RESIGNED IN ORSA ON 3 MAY 2021.",
        "According to the notes of Lena Falk, the bridge at Orsa was safe.",
        "El puente de Orsa fue cerrado el 3 de mayo de 2021.",
        "Congress removed on 3 May 2021.",
        "Lena Falk said that it was safe.",
        "Lena Falk said that the bridge was safe.",
    ],
)
def test_what_points_elsewhere_or_is_not_plain_makes_none(sentence: str) -> None:
    assert questions(sentence) == []


def test_a_family_name_that_two_share_makes_none() -> None:
    two = [*AROUND, "Long ago, before Per Falk came and Lena Falk left, all was still."]
    assert "When did Lena Falk resign?" in questions("Falk resigned in 1998.")
    assert questions("Falk resigned in 1998.", two) == []


def test_the_topic_of_all_articles_needs_no_more_than_the() -> None:
    sentence = "At least 60 people were killed in the flood."
    about_a_flood = [writing_in(["All over Orsa the flood came at night, and in Orsa the flood stayed."])] * 3
    about_others = [writing_in([text]) for text in AROUND]
    own = writing_in([sentence, "It was in Orsa."])
    together = writing_together([own, *about_a_flood])
    assert questions_from(sentence, own, together) == [("how many", "How many people were killed in the flood?")]
    assert not questions_from(sentence, own, writing_together([own, *about_others]))


plain = st.sampled_from(
    [
        "Lena Falk ",
        "The bridge at Orsa ",
        "was closed ",
        "said that ",
        "on 3 May 2021",
        ", ",
        ".",
        "because ",
        "% of ",
        "14 ",
    ]
)
anything = st.lists(plain | st.text(max_size=5), max_size=14).map("".join) | hostile_text


@given(anything)
def test_any_text_makes_sound_questions_or_none(text: str) -> None:
    for question in questions(text):
        assert 3 <= len(question.split()) <= 14
        assert question[0].isupper()
        assert question.index("?") == len(question) - 1
        assert question == " ".join(question.split())


class _Texts:
    """Documents of one sentence each, as texts."""

    def __init__(self, texts: Sequence[str], language: str | None = None) -> None:
        self.texts = {f"{number}.txt": text for number, text in enumerate(texts)}
        self.language = language

    def document(self, source: str) -> Document:
        return Document(source, self.texts[source], language=self.language)

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        return (Sentence(0, len(self.texts[source])),)


@given(st.lists(anything, max_size=60))
def test_what_is_asked_is_bounded_unlike_and_from_its_sentence(texts: list[str]) -> None:
    articles = _Texts(texts)
    made = candidates(articles, list(articles.texts))
    assert len(made) <= 40
    assert len({one.question for one in made}) == len(made)
    assert all(0 <= one.start < one.end <= len(articles.texts[one.source]) for one in made)


def test_articles_in_other_languages_are_left_out() -> None:
    text = "Lena Falk resigned on 4 June 2022."
    assert candidates(_Texts([text, AROUND[0]], None), ["0.txt"])
    assert candidates(_Texts([text, AROUND[0]], "en"), ["0.txt"])
    assert not candidates(_Texts([text, AROUND[0]], "no"), ["0.txt"])


MORE = {
    "museum.txt": (
        "The Holm Museum\n\n"
        "The Holm Museum was designed by Ada Nilsen. It shows boats and nets.\n\n"
        "The Holm Museum was moved from Vik to Orsa in 1987 after a flood.\n"
    ),
    "harbour.txt": (
        "Ice in the harbour\n\n"
        "Fourteen trawlers waited outside the harbour of Vik. Nobody was hurt.\n\n"
        "Lena Falk said that the ice in the harbour of Vik would melt.\n"
    ),
}


@pytest.fixture
def library(tmp_path: Path, open_library: Opener) -> Library:
    write_articles(tmp_path / "more", ARTICLES | MORE)
    opened = open_library(tmp_path / "more")
    opened.sync()
    return opened


def test_every_example_is_answered_by_the_library_that_gave_it_from_its_sentence(library: Library) -> None:
    asked = library.example_questions()
    assert 2 <= len(asked) <= 4
    for question in asked:
        answer = library.ask(question)
        assert answer.status == "answered"
        assert answer.confidence >= 0.5
        document, first = library.document(answer.citations[0].source), answer.citations[0]
        sentences = [document.text[s.start : s.end] for s in library.sentences(first.source)]
        own = writing_in(sentences)
        made_from = [
            sentence
            for sentence in sentences
            if sentence in first.quote and question in {made for _, made in questions_from(sentence, own, own)}
        ]
        assert made_from, question


def test_examples_are_of_different_articles_where_there_are_enough(library: Library) -> None:
    sources = [library.ask(question).citations[0].source for question in library.example_questions(3)]
    assert len(set(sources)) == len(sources)


def test_the_same_index_gives_the_same_examples(library: Library, tmp_path: Path, open_library: Opener) -> None:
    write_articles(tmp_path / "again", dict(reversed((ARTICLES | MORE).items())))
    again = open_library(tmp_path / "again")
    again.sync()
    assert library.example_questions() == library.example_questions() == again.example_questions()


def test_examples_follow_the_articles(library: Library) -> None:
    before = library.example_questions(9)
    assert any("Holm Museum" in question for question in before)
    (library.folder / "museum.txt").unlink()
    library.sync()
    after = library.example_questions(9)
    assert not any("Holm Museum" in question for question in after)
    assert all(library.ask(question).status == "answered" for question in after)


def test_a_stricter_threshold_keeps_only_what_it_answers(library: Library, open_library: Opener) -> None:
    from dataclasses import replace

    strict = library.with_settings(replace(library.settings, threshold=1.0))
    library.example_questions()
    assert strict.example_questions() == ()


@pytest.mark.parametrize("texts", [{"a.txt": ""}, {"a.txt": "…\n\n?!"}, {"a.txt": "Nothing here asks for a question."}])
def test_a_library_with_nothing_to_ask_gives_none(tmp_path: Path, open_library: Opener, texts: dict[str, str]) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    write_articles(folder, texts)
    opened = open_library(folder)
    opened.sync()
    assert opened.example_questions() == ()
    assert opened.example_questions(0) == ()


def test_without_an_index_it_says_what_to_do(articles: Path, open_library: Opener) -> None:
    with pytest.raises(FolderError, match="rag index"):
        open_library(articles).example_questions()


@settings(max_examples=15)
@given(st.lists(anything, min_size=1, max_size=3))
def test_hostile_articles_never_raise(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    from rag.embedding import HashEmbedder
    from rag.settings import Settings

    folder = tmp_path_factory.mktemp("hostile")
    write_articles(
        folder, {f"{number}.txt": text.encode("utf-8", "replace").decode() for number, text in enumerate(texts)}
    )
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        for question in library.example_questions():
            assert library.ask(question).status == "answered"
