"""An answer read back from JSON is the answer; what is none is refused with the place that is wrong."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rag
from made_answers import answers
from rag import Answer, RagError, answer_from_json, answer_to_json
from rag.values import Citation, Difference, Filter, LibraryState, Provenance, Span, Stated

PROVENANCE = Provenance("a", None, "w", "p", 130, 0.2, 4, 8, None, "1")
FULL = Answer(
    question="How many?",
    status="answered",
    confidence=0.9,
    answer="Two. [1]",
    citations=(
        Citation(1, "a.txt", 4, 8, "Two.", 1, 1, 2, "H", "T", "A", "2023", 0.9, (Span(4, 7),), ("b.txt",)),
        Citation(2, "b.txt", 0, 5, "Nine.", 1, None, None, None, None, None, None, 0.5),
    ),
    passages=(rag.RankedPassage(1, "a.txt", 4, 8, "Two.", 0.9),),
    library=LibraryState("f", "m", 2, 3, "r", PROVENANCE),
    id="q1",
    read_with="Who?",
    filter=Filter(("a*",), ("A",), "2022", "2023"),
    differences=(Difference("figure", "hurt", (Stated(1, "a.txt", "2023", 4, 7, "Two"),)),),
)


def as_json(answer: Answer) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(answer_to_json(answer)))
    return values


@given(answers())
def test_what_comes_back_is_what_was_written_both_ways(answer: Answer) -> None:
    written = as_json(answer)
    assert answer_from_json(written) == answer
    assert as_json(answer_from_json(written)) == written
    assert answer_from_json(answer_to_json(answer)) == answer


@given(answers())
def test_pieces_of_a_quotation_read_back_are_the_quotation(answer: Answer) -> None:
    for citation in answer_from_json(as_json(answer)).citations:
        assert "".join(piece for piece, _ in citation.pieces()) == citation.quote


def test_every_value_of_an_answer_is_read_back() -> None:
    """A field added to a value must be read too: here each has a value that is not its default."""
    assert answer_from_json(as_json(FULL)) == FULL
    for value in (FULL, FULL.citations[0], FULL.library, FULL.library.provenance, FULL.filter):
        assert value is not None
        assert is_dataclass(value)
        untold = {field.name for field in fields(value) if getattr(value, field.name) == field.default}
        assert untold <= {"schema", "error"}, untold


def test_half_of_a_surrogate_pair_comes_back_as_it_was() -> None:
    assert answer_from_json(as_json(replace(FULL, question="\ud83d?"))).question == "\ud83d?"


ADDED_SINCE = {"id", "error", "read_with", "filter", "differences"}
ADDED_TO = {"citations": {"matches", "copies"}, "library": {"reranker", "provenance"}}


def test_what_an_earlier_version_did_not_write_may_be_missing_and_what_a_later_one_adds_is_passed_over() -> None:
    written = as_json(FULL)
    for name in ADDED_SINCE:
        del written[name]
    for name, added in ADDED_TO.items():
        for each in written[name] if name == "citations" else [written[name]]:
            for one in added:
                del each[one]
            each["of later"] = {"any": ["thing"]}
    written["of later"] = [None]
    earlier = answer_from_json(written)
    plain = [replace(citation, matches=(), copies=()) for citation in FULL.citations]
    expected = replace(FULL, id=None, read_with=None, filter=None, differences=(), citations=tuple(plain))
    assert earlier == replace(expected, library=replace(FULL.library, reranker=None, provenance=None))


def places(value: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every place in JSON: how it is called, what holds it, and by which key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            path = f"{at}.{name}" if at else name
            yield path, value, name
            yield from places(inner, path)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield f"{at}[{number}]", value, number
            yield from places(inner, f"{at}[{number}]")


PLACES = [path for path, _, _ in places(as_json(FULL))]


def with_one_place(path: str, change: Callable[[Any, Any], None]) -> dict[str, Any]:
    values = copy.deepcopy(as_json(FULL))
    holder, key = next((holder, key) for at, holder, key in places(values) if at == path)
    change(holder, key)
    return values


@pytest.mark.parametrize("path", PLACES)
def test_a_place_of_another_kind_is_refused_by_its_name(path: str) -> None:
    class Odd:
        """Of no kind that JSON has."""

    def put(holder: Any, key: Any) -> None:
        """Put what fits no place."""
        holder[key] = Odd()

    with pytest.raises(RagError) as refusal:
        answer_from_json(with_one_place(path, put))
    assert re.sub(r"\[\d+\]$", "", path) in str(refusal.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["n", "quote"]), inner),
    max_leaves=6,
)


@settings(max_examples=300)
@given(st.sampled_from(PLACES), anything)
def test_any_value_in_any_place_is_an_answer_or_a_refusal(path: str, value: Any) -> None:
    def put(holder: Any, key: Any) -> None:
        """Put the value there."""
        holder[key] = value

    values = with_one_place(path, put)
    try:
        answer = answer_from_json(values)
    except RagError:
        return
    assert answer_from_json(as_json(answer)) == answer
    for citation in answer.citations:
        assert len(citation.quote) == citation.end - citation.start


@pytest.mark.parametrize(
    "values", [None, [], 3, "text", {}, {"schema": 2}, {"schema": True}, json.loads("[" * 90 + "]" * 90)]
)
def test_what_is_no_answer_is_refused(values: Any) -> None:
    with pytest.raises(RagError, match="not an answer"):
        answer_from_json(values)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"end": 9}, r"citations\[0\]\.quote has 4 characters, but stands at 4 to 9"),
        ({"start": -1, "end": 3}, r"citations\[0\]\.start is -1, not 0 or more"),
        ({"matches": [{"start": 4, "end": 9}]}, r"citations\[0\]\.matches is"),
        ({"matches": [{"start": 6, "end": 7}, {"start": 4, "end": 5}]}, r"citations\[0\]\.matches is"),
        ({"score": float("nan")}, r"citations\[0\]\.score is nan, not a finite number"),
    ],
)
def test_a_quotation_that_is_not_where_it_says_is_refused(changed: dict[str, Any], said: str) -> None:
    written = as_json(FULL)
    written["citations"][0] |= changed
    with pytest.raises(RagError, match=said):
        answer_from_json(written)


def test_answers_of_a_library_come_back(articles: Path, open_library: Callable[..., rag.Library]) -> None:
    library = open_library(articles, threshold=0.0)
    library.sync()
    asked = library.ask_many(["How many crowns did the vessel cost?", "", "Which enzyme splits lactose?"])
    asked.append(library.ask("And the repairs?", ["How many crowns did the vessel cost?"], Filter(("*.txt",))))
    for answer in asked:
        assert answer_from_json(as_json(answer)) == answer
    assert asdict(asked[0])["library"]["provenance"]
