from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.followups import follow_up
from rag.library import Library
from support import write_articles

LONG = """What did the county's engineers find when it emptied the basins of the old harbour, hired divers from the coast,
closed two bridges for a winter, and paid masons from three valleys to mend the quay wall below the customs house?"""
EARLIER = "How many ships waited in the harbour of Vik?"


@pytest.mark.parametrize(
    "question",
    ["And in Holm?", "In Holm?", "When was that?", "Who said so?", "What about the ferry?", "What about Holm?", "Why?"],
)
def test_a_question_that_leans_is_read_with_the_last_that_stood_alone(question: str) -> None:
    lead = follow_up(question, ["What did the bridge at Orsa cost?", EARLIER, "And then?"])
    assert lead is not None
    assert lead.earlier == EARLIER


@pytest.mark.parametrize(
    "question",
    [
        "What did the bridge at Orsa cost the county?",
        "How long did dockers strike in Vik?",
        "Who is Ada Nilsen?",
        "When did Ada Nilsen resign?",
        "¿Quién es Ada Nilsen?",
        "Is there a ferry to Orsa in winter?",
        "How many presidents were there in five years?",
        "Which company sold the cranes that the harbour bought?",
        "Did the mayor say that the bridge was safe in May?",
        LONG,
    ],
)
def test_a_question_that_stands_on_its_own_is_left_alone(question: str) -> None:
    assert follow_up(question, [EARLIER], ["en", "es"]) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_is_understood_somehow(question: str, history: list[str]) -> None:
    lead = follow_up(question, history)
    assert lead is None or (0 < lead.weight < 1 and any(lead.earlier.startswith(text.strip()) for text in history))
    assert follow_up(question, []) is None


@pytest.mark.parametrize(
    "question", ["How deep is the water there?", "Was that the first time?", "Who led that party?"]
)
def test_what_points_back_still_does(question: str) -> None:
    assert follow_up(question, [EARLIER]) is not None


def test_a_follow_up_keeps_what_the_follow_ups_before_it_named() -> None:
    lead = follow_up("When was that?", [EARLIER, "And in Holm?", "Why?"])
    assert lead is not None
    assert lead.earlier == f"{EARLIER} And in Holm?"
    assert "Holm" in lead.kept
    assert "Vik" not in lead.kept
    again = follow_up("And in Orsa?", [EARLIER, "And in Holm?"])
    assert again is not None
    assert not {"Vik", "Holm"} & {*again.kept.replace("?", "").split()}


def test_a_follow_up_finds_what_it_leans_on(tmp_path: Path, open_library: Callable[..., Library]) -> None:
    write_articles(
        tmp_path,
        {
            "vik.txt": "In Vik 14 ships waited outside the harbour.",
            "holm.txt": "In Holm 3 ships waited outside the harbour.",
            "town.txt": "Holm is a small town with a church. The church of Holm is painted red.",
        },
    )
    library = open_library(tmp_path, threshold=0)
    library.sync()
    answer = library.ask("And in Holm?", ["How many ships waited outside the harbour in Vik?"])
    assert answer.read_with == "How many ships waited outside the harbour in Vik?"
    assert answer.citations[0].source == "holm.txt"
    alone = library.ask("How many ships waited outside the harbour in Holm?", ["What colour is the church?"])
    assert alone.read_with is None
    assert alone == library.ask("How many ships waited outside the harbour in Holm?")
