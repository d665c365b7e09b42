"""What a question demands beside its words lowers the confidence where it is unmet, and never changes the order."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

import rag.libraries.finding
from rag.demands import Demands, Unmet, unmet
from rag.library import Library
from rag.passages import split_sentences
from rag.scoring import WEIGHTS
from rag.search import find
from support import write_articles

Opener = Callable[..., Library]

MET = Unmet(negation=0.0, superlative=0.0, names=0.0)
OF_THE_BEST = ("best_cosine", "best_bm25", "asked_number", "unmet_negation", "unmet_superlative", "unmet_names")


def left_unmet(question: str, text: str, best: int = 0, language: str = "en") -> Unmet:
    sentences = split_sentences(text, language=language)
    return unmet(Demands.of(question, language), text, sentences, sentences[best], language)


def test_a_question_that_demands_nothing_is_met_by_anything() -> None:
    assert left_unmet("When was the mill built?", "Rain fell on the hills.") == MET


@pytest.mark.parametrize(
    ("question", "says", "denies", "language"),
    [
        ("Who did not sign the lease?", "Both sisters signed.", "The younger sister never signed.", "en"),
        ("Who didn’t sign the lease?", "Both sisters signed.", "The younger sister refused, and hadn't signed.", "en"),
        ("¿Quién no firmó el contrato?", "Las hermanas firmaron.", "La hermana menor nunca firmó.", "es"),
        ("Quem não assinou o contrato?", "As irmãs assinaram.", "A irmã mais nova nunca assinou.", "pt"),
        ("Qui n'a pas signé le bail ?", "Les sœurs ont signé.", "La cadette n'a jamais signé.", "fr"),
        ("Wer hat den Vertrag nicht gezeichnet?", "Beide zeichneten.", "Die jüngere zeichnete nie.", "de"),
        ("Chi non ha firmato il contratto?", "Le sorelle hanno firmato.", "La minore non ha firmato.", "it"),
        ("Wie tekende de huur niet?", "De zussen tekenden.", "De jongste tekende nooit.", "nl"),
    ],
)
def test_only_a_sentence_that_denies_meets_a_question_that_does(
    question: str, says: str, denies: str, language: str
) -> None:
    assert left_unmet(question, says, language=language).negation == 1
    assert left_unmet(question, denies, language=language).negation == 0
    assert left_unmet("Lease?", says, language=language).negation == 0


@pytest.mark.parametrize(
    ("question", "says", "language"),
    [
        ("What happens if I do not sign the lease?", "The flat goes to another tenant.", "en"),
        ("If nobody signs, who pays?", "The landlord pays.", "en"),
        ("¿Qué pasa si no firmo el contrato?", "El piso se alquila a otra persona.", "es"),
        ("O que acontece se não assinar o contrato?", "A casa passa para outra pessoa.", "pt"),
        ("Que se passe-t-il si je ne signe pas le bail ?", "Le logement revient à un autre.", "fr"),
        ("Was geschieht, wenn ich den Vertrag nicht zeichne?", "Die Wohnung bekommt ein anderer.", "de"),
        ("Che cosa succede se non firmo il contratto?", "La casa va a un altro.", "it"),
        ("Wat gebeurt er als ik niet teken?", "De woning gaat naar een ander.", "nl"),
    ],
)
def test_a_not_that_is_of_a_condition_is_not_asked_for(question: str, says: str, language: str) -> None:
    assert left_unmet(question, says, language=language).negation == 0


def test_a_question_that_denies_beside_a_condition_is_still_met_by_a_denial_alone() -> None:
    assert left_unmet("Who did not sign, if the lease was kept?", "Both sisters signed.").negation == 1


def test_where_no_table_tells_nothing_is_unmet() -> None:
    assert left_unmet("Who did not sign the lease?", "Обе сестры подписали договор.", language="ru").negation == 0


def test_a_superlative_is_met_by_the_sentence_or_one_beside_it() -> None:
    text = "The first lock was of oak. It leaked. A diver mended it. The town paid."
    question = "What was the first lock made of?"
    assert [left_unmet(question, text, best).superlative for best in range(4)] == [0, 0, 1, 1]
    assert left_unmet("What was the lock made of?", text, 3).superlative == 0


def test_of_the_names_the_share_counts_that_is_nowhere_near() -> None:
    text = "Ada Nilsen ran the mill. " + "Rain fell. " * 4
    assert left_unmet("What did Ada Nilsen run?", text).names == 0
    assert left_unmet("What did Ada Berg run?", text).names == 0.5
    assert left_unmet("What did Ada Nilsen run?", text, best=4).names == 1
    assert left_unmet("What did ada berg run?", text).names == 0


@pytest.mark.parametrize("question", ["Who was Ada Nilsen's father?", "Who were the Nilsens’ neighbours in Orsa?"])
def test_a_name_is_the_same_with_what_belongs_to_it(question: str) -> None:
    assert Demands.of(question, "en").names <= {"ada", "nilsen", "nilsens", "orsa"}


ON_MILLS = {
    "orsa.txt": "The mill of Orsa was built in 1901. Its wheel was of oak.",
    "orsa-again.txt": "A report tells of Orsa. The mill was built in the spring of 1901 by two brothers.",
    "vell.txt": "The mill of Vell was built in 1887. Its wheel was of iron.",
    "marn.txt": "The mill was built in 1923, and it burned soon after.",
}


def may_be_cited(folder: Path, open_library: Opener, question: str, more: dict[str, str]) -> set[str]:
    write_articles(folder, ON_MILLS | more)
    library = open_library(folder)
    library.sync()
    (found,) = library._finder.near([question], 4)
    return {hit.source for hit in found.sentences}


def test_what_has_none_of_the_names_is_not_cited_beside_what_has_them(tmp_path: Path, open_library: Opener) -> None:
    more = {"titled.md": "---\ntitle: News from Orsa\n---\n\nThe mill was built in 1901, the parish register says.\n"}
    found = may_be_cited(tmp_path, open_library, "When was the mill of Orsa built?", more)
    assert found >= {"orsa.txt", "orsa-again.txt", "titled.md"}
    assert not found & {"vell.txt", "marn.txt"}


def test_an_article_in_another_language_may_write_names_otherwise(tmp_path: Path, open_library: Opener) -> None:
    russian = "В 1901 году (1901) здесь, на реке, была построена мельница, и мельник жил в ней тридцать лет."
    found = may_be_cited(tmp_path, open_library, "When was the mill of Orsa (1901) built?", {"russian.txt": russian})
    assert "russian.txt" in found


@pytest.mark.parametrize("question", ["When was the mill built?", "When was the mill of Skarvholm built?"])
def test_where_no_name_is_asked_for_or_the_best_has_none_all_may_be_cited(
    tmp_path: Path, open_library: Opener, question: str
) -> None:
    assert may_be_cited(tmp_path, open_library, question, {}) == set(ON_MILLS)


def test_where_capitals_are_no_sign_of_a_name_none_is_demanded() -> None:
    assert not Demands.of("WHO RAN THE MILL AT ORSA?", "en").names
    assert not Demands.of("Wer hat die Mühle betrieben?", "de").names


def test_what_is_unmet_lowers_the_confidence_and_changes_no_order(tmp_path: Path, open_library: Opener) -> None:
    write_articles(
        tmp_path,
        {
            "a.txt": "The ferry reached the island on Monday. Its captain slept. Nobody waited at the pier.",
            "b.txt": "The ferry carried sheep to the island. The old pier was of stone.",
        },
    )
    library = open_library(tmp_path)
    library.sync()
    alone = replace(WEIGHTS, **dict.fromkeys(OF_THE_BEST, 0.0))
    for question in ("Why did the ferry not reach the island?", "Which ferry was the first to reach Berg island?"):
        asked = library.ask(question)
        with patch.object(rag.libraries.finding, "find", partial(find, weights=alone)):
            as_if_met = library.ask(question)
        assert asked.confidence < as_if_met.confidence
        assert [(p.source, p.start) for p in asked.passages] == [(p.source, p.start) for p in as_if_met.passages]
    assert library.ask("Why did the ferry not reach the island?").confidence < (
        library.ask("Why did the ferry reach the island?").confidence
    )
