import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer_json import answer_to_json
from rag.comparing.answer_lines import read_answers
from rag.comparing.page import comparison_page
from rag.comparing.report import json_pieces, text_pieces
from rag.comparing.runs import compare, read_changes
from rag.comparing.word_marks import differing, partners
from rag.errors import UsageError
from rag.library import Library
from support import hostile_text, write_articles

Opener = Callable[..., Library]

BRIDGE = {
    "n": 1,
    "source": "bridge.txt",
    "start": 0,
    "end": 30,
    "quote": "The old bridge at Orsa was closed.",
    "line": 3,
}
FERRY = {"n": 2, "source": "ferry.md", "start": 9, "end": 40, "quote": "The ferry carries 120 passengers.", "line": 9}
UNKNOWN = {"paragraph": None, "page": None, "heading": None, "title": "A title", "author": None, "published": None}


def citation(values: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return UNKNOWN | {"score": 0.9} | values | changed


def row(id: str = "q1", question: str = "Why?", **changed: Any) -> dict[str, Any]:  # noqa: A002
    library = {"fingerprint": "f", "model": "default", "documents": 3, "passages": 9}
    answered = {"status": "answered", "confidence": 0.8, "citations": [citation(BRIDGE), citation(FERRY)]}
    rest = {"schema": 1, "library": library, "error": None, "filter": None}
    return {"id": id, "question": question} | answered | rest | changed


def not_found(id: str = "q1", question: str = "Why?") -> dict[str, Any]:  # noqa: A002
    return row(id, question, status="not_found", confidence=0.1, citations=[])


def failed(error: str) -> dict[str, Any]:
    return row(status="error", confidence=0.0, citations=[], error=error)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def kinds(folder: Path, old: list[dict[str, Any]], new: list[dict[str, Any]], **more: float) -> list[tuple[str, ...]]:
    found = compare(written(folder / "old.jsonl", old), written(folder / "new.jsonl", new), **more)
    return [change.kinds for change in found.changes]


MOVED = citation(BRIDGE, source="copy.txt", start=100, end=130, line=8, title="Another title")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (not_found(), row(), ("newly_answered",)),
        (failed("Empty."), row(), ("newly_answered",)),
        (row(), not_found(), ("no_longer_answered",)),
        (row(), failed("Empty."), ("no_longer_answered",)),
        (not_found(), failed("Empty."), ("other_error",)),
        (failed("Empty."), failed("Too long."), ("other_error",)),
        (row(), row(citations=[citation(BRIDGE)]), ("other_quotation",)),
        (row(), row(citations=[citation(BRIDGE, quote="It was open."), citation(FERRY)]), ("other_quotation",)),
        (row(), row(citations=[MOVED, citation(FERRY)]), ("moved",)),
        (row(), row(citations=[citation(BRIDGE, start=5, end=35), citation(FERRY)]), ("moved",)),
        (row(), row(citations=[citation(BRIDGE, author="Ada Nilsen"), citation(FERRY)]), ("other_reference",)),
        (row(), row(citations=[citation(FERRY), citation(BRIDGE)]), ("reordered",)),
        (row(), row(citations=[citation(FERRY), MOVED], confidence=0.5), ("moved", "reordered", "confidence")),
        (row(), row(citations=[citation(FERRY, page=4)]), ("other_quotation", "other_reference")),
        (row(), row(confidence=0.75), ("confidence",)),
        (row(confidence=0.85), row(), ("confidence",)),
        (row(), row(confidence=0.7501), ()),
        (row(), row(question="Why not?"), ("other_question",)),
        (row(), row(question=" Why? "), ()),
        (row(), row(citations=[citation(BRIDGE, quote=BRIDGE["quote"].replace(" ", "\n")), citation(FERRY)]), ()),
        (row(), row("q9"), ()),
        (row(), row(library={"model": "another"}, passages=[{"any": "thing"}], row={"more": 1}), ()),
    ],
)
def test_each_way_in_which_an_answer_can_change_is_told(
    tmp_path: Path, old: dict[str, Any], new: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert kinds(tmp_path, [old], [new]) == ([expected] if expected else [])


def test_the_limit_of_confidence_can_be_set(tmp_path: Path) -> None:
    old, new = [row("a"), row("b", "Who?")], [row("a", confidence=0.79), row("b", "Who?")]
    assert kinds(tmp_path, old, new, confidence=0.01) == [("confidence",)]
    assert kinds(tmp_path, old, new, confidence=0.011) == []
    assert kinds(tmp_path, old, new, confidence=0) == [("confidence",)]
    for limit in (-0.1, 1.1, float("nan")):
        with pytest.raises(UsageError, match="from 0 to 1"):
            kinds(tmp_path, old, new, confidence=limit)


def test_rows_are_matched_by_id_and_question_then_by_question_then_by_id(tmp_path: Path) -> None:
    old = [row("1", "A?"), row("2", "B?"), not_found("3", "C?"), row("4", "Old?"), row("5", "Gone?")]
    new = [row("1", "New?"), row("2", "A?"), row("3", "B?"), row("4", "C?"), row("6", "Come?")]
    found = compare(written(tmp_path / "old.jsonl", old), written(tmp_path / "new.jsonl", new))
    changes = [
        (change.kinds[0], change.old and change.old.question, change.new and change.new.question)
        for change in read_changes(found)
    ]
    assert changes == [
        ("newly_answered", "C?", "C?"),
        *(
            ("only_new", None, "New?"),
            ("only_new", None, "Come?"),
            ("only_old", "Old?", None),
            ("only_old", "Gone?", None),
        ),
    ]
    assert (found.unchanged, found.renumbered) == (2, 3)


def test_the_same_question_asked_twice_is_two_rows(tmp_path: Path) -> None:
    assert kinds(tmp_path, [row(), row()], [row(), row()]) == []
    assert kinds(tmp_path, [row(), row()], [row(), not_found()]) == [("no_longer_answered",)]
    assert kinds(tmp_path, [row(), row()], [row()]) == [("only_old",)]
    assert kinds(tmp_path, [row(id="")], [row(id="", question="Who?")]) == [("only_new",), ("only_old",)]


def test_what_the_answers_were_made_with_is_told_part_by_part_and_is_no_change(tmp_path: Path) -> None:
    library = {"fingerprint": "f", "model": "default", "provenance": {"threshold": 0.2, "citations": 4}}
    other = {"fingerprint": "g", "model": "default", "provenance": {"threshold": 0.3, "citations": 4}, "reranker": "r"}
    asked_of = {"sources": ["2023/*"], "since": None}
    old = [row("a", library=library), row("b", "Who?", library=library | {"fingerprint": "e"})]
    new = [row("a", library=other), row("b", "Who?", library=other, filter=asked_of)]
    found = compare(written(tmp_path / "old.jsonl", old), written(tmp_path / "new.jsonl", new))
    assert {part.part: (part.old, part.new) for part in found.made_with} == {
        "library.fingerprint": (("f", "e"), ("g",)),
        "library.provenance.threshold": ((0.2,), (0.3,)),
        "library.reranker": ((), ("r",)),
        "filter": ((None,), (None, '{"since": null, "sources": ["2023/*"]}')),
    }
    assert not found.changes
    text = "".join(text_pieces(found))
    assert "  threshold: 0.2 → 0.3\n" in text
    assert "  fingerprint: f, e → g\n" in text
    assert "  reranker: none → r\n" in text


SENTENCES = ["The ferry carries 120 passengers.", "The ferry\ncarries 120 passengers.", "It rained.", "日本語の文。"]
some_citations = st.lists(
    st.builds(
        citation,
        st.sampled_from([BRIDGE, FERRY]),
        n=st.integers(1, 9),
        quote=st.sampled_from(SENTENCES) | hostile_text,
        source=st.sampled_from(["a.txt", "<b>.md"]) | hostile_text,
        start=st.integers(0, 2),
        title=st.none() | st.sampled_from(["A", "<script>alert(1)</script>"]),
        page=st.none() | st.integers(1, 2),
    ),
    max_size=3,
)
rows = st.lists(
    st.builds(
        row,
        id=st.sampled_from("abc") | hostile_text,
        question=st.sampled_from(["Why?", "Who?"]) | hostile_text,
        status=st.sampled_from(["answered", "not_found", "error"]),
        confidence=st.sampled_from([0.1, 0.14, 0.15, 0.9]),
        citations=some_citations,
        error=st.none() | hostile_text,
        library=st.dictionaries(hostile_text, hostile_text | st.integers() | st.none(), max_size=2),
    ),
    max_size=4,
)
MIRRORED = {"newly_answered": "no_longer_answered", "only_new": "only_old"}
MIRRORED |= {after: before for before, after in MIRRORED.items()}


@settings(max_examples=60)
@given(rows, rows, st.randoms())
def test_a_file_differs_from_itself_in_nothing_and_both_ways_by_the_same(
    tmp_path_factory: pytest.TempPathFactory, old: list[dict[str, Any]], new: list[dict[str, Any]], random: Any
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    one, other = written(folder / "one.jsonl", old), written(folder / "other.jsonl", new)
    assert not compare(one, one).changes
    there, back = compare(one, other), compare(other, one)
    mirrored = {MIRRORED.get(kind, kind): count for kind, count in back.counts().items()}
    assert mirrored == there.counts()
    pairs = len(there.changes) + there.unchanged
    assert len(old) + len(new) == 2 * pairs - there.counts().get("only_new", 0) - there.counts().get("only_old", 0)
    if len({one["id"] for one in old}) == len(old) and len({one["question"] for one in old}) == len(old):
        random.shuffle(old)
        assert compare(written(one, old), other).counts() == there.counts()


@settings(max_examples=60)
@given(rows, rows)
def test_whatever_stands_in_the_answers_is_only_ever_shown(
    tmp_path_factory: pytest.TempPathFactory, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    found = compare(written(folder / "old.jsonl", old), written(folder / "new.jsonl", new))
    text = "".join(text_pieces(found))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    values = json.loads("".join(json_pieces(found)))
    changed = [(one.old, one.new) for one in read_changes(found)]
    assert [len(change["old"]["citations"]) for change in values["changes"] if change["old"]] == [
        len(one.citations) for one, _ in changed if one
    ]
    page = "".join(comparison_page(found)).encode("utf-8").decode()
    tags = BeautifulSoup(page, "html.parser").find_all(True)
    assert not {tag.name for tag in tags} & {"script", "img", "iframe", "b"}
    assert not [name for tag in tags for name in tag.attrs if name.startswith("on") or name == "src"]
    quotes = [c.quote.replace("\x00", "\ufffd") for pair in changed for one in pair if one for c in one.citations]
    shown = re.findall(r'<blockquote dir="auto">(.*?)</blockquote>', page, re.DOTALL)
    assert [html.unescape(re.sub("</?(del|ins)>", "", quote)) for quote in shown] == quotes


words = st.lists(st.sampled_from(["the ", "ferry ", "120 ", "was\n", "closed.", "日本", "’"]), max_size=12).map("".join)


@given(words | hostile_text, words | hostile_text)
def test_marked_words_are_those_that_the_other_text_has_not(old: str, new: str) -> None:
    before, after = differing(old, new)
    assert ("".join(piece for piece, _ in before), "".join(piece for piece, _ in after)) == (old, new)
    same, same_there = ("".join(piece for piece, same in side if same) for side in (before, after))
    assert same.split() == same_there.split() or "".join(same.split()) == "".join(same_there.split())
    assert all(same for _, same in (*before, *after)) == (re.split(r"\s+", old) == re.split(r"\s+", new))


def test_one_figure_that_changed_is_marked_alone_beside_the_quotation_it_took_the_place_of() -> None:
    old = ["It rained.", "The county paid 96 million crowns for the vessel."]
    new = ["The county paid 98.5 million crowns for the vessel.", "Nobody came to the harbour that day, he said."]
    assert partners(old, new) == [(1, 0)]
    before, after = differing(old[1], new[0])
    assert [piece for piece, same in before if not same] == ["96"]
    assert [piece for piece, same in after if not same] == ["98.5"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["answered", "\ud800", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*row(), "n", "quote"]), inner),
    max_leaves=6,
)


@given(st.sampled_from([*row()]), st.sampled_from([None, *citation(BRIDGE)]), anything)
def test_a_field_of_any_other_kind_is_taken_or_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, name: str, of_citation: str | None, value: Any
) -> None:
    broken = row(citations=[citation(BRIDGE) | {of_citation: value}]) if of_citation else row() | {name: value}
    path = written(tmp_path_factory.mktemp("answers") / "answers.jsonl", [row(), broken])
    try:
        answers = list(read_answers(path))
    except UsageError as error:
        refusal = str(error)
    else:
        refusal = None
        assert len(answers) == 2
        assert not compare(path, path).changes
    assert refusal is None or refusal.startswith(f"Line 2 of {path} is not ")


@pytest.mark.parametrize(
    "line",
    [b"not json", b"[]", b"3", b'"text"', b"\xff\xfe", b"{}", b"[" * 100_000, b'{"schema": 2}', b"NaN", b"1" * 9999],
)
def test_a_line_that_is_no_answer_is_refused(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(json.dumps(row()).encode() + b"\n\n" + line + b"\n")
    with pytest.raises(UsageError, match="Line 3 of .* is not (JSON|UTF-8|an answer as rag batch writes it)"):
        compare(path, path)


def follow_up(id: str, read_with: str, *, citations: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: A002
    return row(id, "And in Lima?", read_with=read_with, citations=citations)


def test_follow_ups_are_of_the_same_row_where_they_were_read_with_the_same_question(tmp_path: Path) -> None:
    deaths, votes = [citation(BRIDGE)], [citation(FERRY)]
    old = [follow_up("1", "How many died?", citations=deaths), follow_up("2", "How many voted?", citations=votes)]
    moved = [follow_up("3", "How many died?", citations=deaths), follow_up("4", "How many voted?", citations=votes)]
    assert kinds(tmp_path, old, [row("1"), row("2"), *moved]) == [("only_new",), ("only_new",)]
    assert kinds(tmp_path, old, moved[::-1]) == []
    found = compare(
        tmp_path / "old.jsonl",
        written(tmp_path / "new.jsonl", [moved[0], not_found("4", "And in Lima?") | {"read_with": "How many voted?"}]),
    )
    assert [change.kinds for change in found.changes] == [("no_longer_answered",)]
    assert "And in Lima? (read with “How many voted?”)" in "".join(text_pieces(found))
    assert "read with “How many voted?”" in "".join(comparison_page(found))


def test_a_file_that_changes_while_it_is_compared_is_noticed(tmp_path: Path) -> None:
    old, new = written(tmp_path / "old.jsonl", [row()]), written(tmp_path / "new.jsonl", [not_found()])
    found = compare(old, new)
    for rows in ([row("q2")], [], [row(question="Another question?")]):
        written(new, rows)
        with pytest.raises(UsageError, match="changed meanwhile"):
            list(read_changes(found))


def test_answers_of_a_library_are_compared_as_they_are_written(
    articles: Path, tmp_path: Path, open_library: Opener
) -> None:
    questions = ["When was the old bridge at Orsa closed to traffic?", "How tall is the tower at Vik?"]
    library = open_library(articles)
    files = []
    for number, change in enumerate([{}, {"tower.txt": "The tower at Vik is 41 metres tall."}]):
        write_articles(articles, change)
        library.sync()
        rows = [answer_to_json(answer) | {"id": answer.question[:3]} for answer in library.ask_many(questions)]
        files.append(written(tmp_path / f"{number}.jsonl", rows))
    found = compare(*files)
    assert [(change.kinds[0], change.new.id) for change in found.changes if change.new] == [("newly_answered", "How")]
    assert {"library.fingerprint", "library.documents", "library.provenance.articles"} <= {
        part.part for part in found.made_with
    }
