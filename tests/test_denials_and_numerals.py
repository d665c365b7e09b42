"""Negations and numerals, language by language, and what a change or an ellipsis does to them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import folding
from rag.languages import denials, numerals
from rag.languages.denials import negations
from rag.languages.detection import language_of_words
from rag.languages.numerals import figures, is_number
from rag.library import Library
from support import write_articles


def words_of(text: str) -> list[str]:
    return folding.keys(folding.words(text))


@pytest.mark.parametrize("language", sorted(denials._NEGATIONS))
def test_every_listed_negation_is_one_as_it_stands_in_a_text(language: str) -> None:
    listed = denials._NEGATIONS[language] | denials._LACKING.get(language, frozenset())
    assert [word for word in listed if not negations(words_of(f"Orsa {word} Lund"), language)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Im Mai nie: nein, non, sin, mai"),
        ("en", "His sin in Mai, personne, sans serif, ej, ani"),
        ("fr", "Une personne a mis sin et mai"),
        ("es", "En mai, ingen"),
        ("it", "Il personne, sin"),
        ("xx", "not nicht pas"),
    ],
)
def test_a_word_negates_in_its_own_language_alone(language: str, text: str) -> None:
    own = {"nie"} if language == "de" else set()
    assert set(negations(words_of(text), language)) == own


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Few of the masons came.", 1),
        ("A few of the masons came.", 0),
        ("The few who came were paid.", 0),
        ("Lund seldom spoke and was unlikely to.", 2),
        ("They could scarcely wait, unable as they were.", 2),
        ("She didn't say it wasn't so.", 2),
    ],
)
def test_what_is_hardly_so_is_denied(text: str, denied: int) -> None:
    assert len(negations(words_of(text), "en")) == denied


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("fr", "Il n'est qu'aucun ne vint", 3),
        ("it", "Quell'anno nessun'altra nave", 0),
        ("it", "Non c'era nessuna nave", 2),
        ("zh", "他们没有去非洲，特别高兴", 1),
        ("ja", "橋は直さなかった。行きません", 2),
        ("ko", "그는 오지 않았다", 1),
    ],
)
def test_negations_within_words_are_found(language: str, text: str, denied: int) -> None:
    assert len(negations(words_of(text), language)) == denied


@pytest.mark.parametrize("language", sorted(numerals._COUNTED))
def test_every_listed_numeral_is_a_number_as_it_stands_in_a_text(language: str) -> None:
    listed = numerals._FIGURES[language]
    assert [word for word in listed if not is_number(words_of(word)[0], language)] == []
    assert {figure for figure in listed.values() if figure.isdigit()} >= set(map(str, range(2, 11)))


def test_a_numeral_is_one_in_its_own_language_alone() -> None:
    assert figures(["once", "due", "sept", "sei"], "en") == set()
    assert figures(["once"], "es") == {"11"}
    assert figures(["due", "sei"], "it") == {"2", "6"}


def test_numerals_are_the_figures_that_they_say() -> None:
    assert figures(["thirty", "seven", "of", "214", "wells"], "en") == {"37", "214"}
    assert figures(["eighty", "percent", "in", "seven", "of", "twelve", "towns"], "en") == {"80", "7", "12"}
    assert figures(["thirty", "2018", "forty", "hundred", "sixteenth"], "en") == {"30", "2018", "40", "hundred", "16"}
    assert figures(["thirty", "7", "seven", "seventh"], "en") == {"30", "7"}
    assert figures(words_of("Siebenunddreißig, einundzwanzig"), "de") == {"37", "21"}
    assert figures(words_of("drieëndertig, vierentachtig"), "nl") == {"33", "84"}


def test_a_few_words_are_in_the_language_that_they_are_plainly_in() -> None:
    german = words_of("Der Rat hat den Bericht der Ingenieure nicht gelesen und ist im Mai nach Orsa gefahren.")
    assert language_of_words(german, "en") == "de"
    assert language_of_words(german, "de") == "de"
    assert language_of_words(words_of("the bridge at Orsa"), "de") == "de"
    assert language_of_words([], "fr") == "fr"


@pytest.fixture
def library(tmp_path: Path, open_library: Callable[..., Library]) -> Library:
    write_articles(
        tmp_path,
        {
            "bruecke.txt": "Die Brücke\n\nDie alte Brücke in Orsa wurde im Mai für den Verkehr gesperrt. Der Rat hat den"
            " Bericht der Ingenieure nicht gelesen und sprach selten mit den Leuten am Fluss.\n",
            "bridge.txt": "The bridge\n\nThe masons of the northern yard seldom came down to the river in winter. It was"
            " unlikely that the council would pay for their boats. His sin was to have asked for it once, in the spring.\n",
            "quoted.txt": "What the paper said\n\nThe council of the town met on the old bridge and read what the German"
            " papers wrote of it that week, with a translation for those who wanted one. “Der Rat hat das Geld für die"
            " neue Brücke nicht bei der Bank gefunden,” one of them said, and the council had the line printed.\n",
        },
    )
    library = open_library(tmp_path)
    library.sync()
    return library


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("The masons of the northern yard … came down to the river in winter", ["negation"]),
        ("The masons of the northern yard came down to the river in winter", ["negation"]),
        ("It was likely that the council would pay for their boats", ["negation"]),
        ("His … was to have asked for it once, in the spring", None),
        ("His sin was to have asked for it, in the spring", ["omission"]),
        ("Die alte Brücke in Orsa wurde im Juni für den Verkehr gesperrt", ["name", "word"]),
        ("und sprach … mit den Leuten am Fluss", ["negation"]),
        ("Der Rat hat den Bericht der Ingenieure … gelesen", ["negation"]),
        ("Der Rat hat das Geld für die neue Brücke … bei der Bank gefunden", ["negation"]),
    ],
)
def test_what_denies_is_told_in_the_language_of_the_words(
    library: Library, words: str, kinds: list[str] | None
) -> None:
    (found,) = library.check(f"They wrote: “{words}”.\n").quotations
    told = [difference.kind for difference in found.differences]
    assert found.verdict == ("altered" if kinds else "typography")
    assert told == [] if kinds is None else len(told) == 1 and told[0] in kinds
