"""What programs can ask: the same as the command, refused in words, and no way to the files of the machine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.errors import RagError, UsageError
from rag.library import Library
from rag.programs import Endpoint, endpoints
from rag.settings import Settings
from support import ARTICLES, hostile_text, rag, write_articles

DRAFT = (
    "“The electric ferry carries 120 passengers and 40 cars between Holm and Vik.” It “makes the trip in 9 minutes”.\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("asked") / "articles"
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        yield library


@pytest.fixture(scope="module")
def named(library: Library) -> dict[str, Endpoint]:
    return {endpoint.name: endpoint for endpoint in endpoints(library)}


Named = dict[str, Endpoint]


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("name", "arguments", "command"),
    [
        ("ask", {"question": "How many cars?"}, ["ask", "How many cars?"]),
        ("ask", {"question": "How many?", "source": ["*.txt"]}, ["ask", "How many?", "--source", "*.txt"]),
        ("search", {"words": "dockers strike", "k": 3}, ["search", "dockers strike", "-k", "3"]),
        ("read", {"source": "sub/ferry.md"}, ["text", "sub/ferry.md"]),
        (
            "read",
            {"source": "bridge.txt", "start": 5, "end": 20},
            ["text", "bridge.txt", "--start", "5", "--end", "20"],
        ),
        (
            "cite",
            {"words": "the ferry carries cars", "style": "apa"},
            ["cite", "the ferry carries cars", "--style", "apa"],
        ),
        ("check", {"draft": DRAFT, "name": "draft.md"}, ["check", "DRAFT"]),
        ("check", {"draft": DRAFT, "suggest": True}, ["check", "DRAFT", "--suggest"]),
        ("status", {}, ["status"]),
    ],
)
def test_programs_get_what_the_command_prints(
    library: Library, named: Named, tmp_path: Path, name: str, arguments: dict[str, Any], command: list[str]
) -> None:
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    first, *others = [str(tmp_path / "draft.md") if word == "DRAFT" else word for word in command]
    asked = as_json(named[name].call(arguments))
    printed = rag(first, library.folder, *others, "--json", "--quiet")
    assert asked == json.loads(printed.stdout), printed.stderr


def test_a_stretch_is_read_and_cited_as_it_stands(library: Library, named: Named) -> None:
    text = library.document("sub/ferry.md").text
    start = text.index("It makes the crossing")
    read = named["read"].call({"source": "sub/ferry.md", "start": start, "end": start + 20})
    assert (read["text"], read["characters"]) == (text[start : start + 20], len(text))
    for heading in read["headings"]:
        assert heading["text"] == text[heading["start"] : heading["end"]]
    (cited,) = named["cite_stretch"].call({"source": "sub/ferry.md", "start": start, "end": start + 20})["passages"]
    assert (cited["start"], cited["end"], cited["quote"]) == (start, start + 20, text[start : start + 20])
    assert "Lund" in cited["note"]


def test_the_articles_are_listed(library: Library, named: Named) -> None:
    listed = named["documents"].call({})["documents"]
    assert [one["source"] for one in listed] == sorted(ARTICLES)
    assert {one["author"] for one in listed} >= {"Per Lund", "Ada Nilsen"}


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {}, "needs question"),
        ("ask", {"question": None}, "question is null"),
        ("ask", {"question": 7}, "question is 7"),
        ("ask", {"question": "  "}, "empty"),
        ("ask", {"question": "Why?", "history": [[]]}, "list of texts"),
        ("ask", {"question": "Why?", "colour": "red"}, "takes no 'colour'"),
        ("ask", {"question": "Why\ud800"}, "not valid text"),
        ("ask", {"question": "Why?", "author": ["Nobody"]}, "Nobody"),
        ("search", {"words": "ferry", "k": True}, "whole number"),
        ("search", {"words": "ferry", "k": 0}, "from 1 to 200"),
        ("read", {"source": "nowhere.txt"}, "no article 'nowhere.txt' in .*\\. `documents` lists them\\.$"),
        (
            "cite_stretch",
            {"source": "Brigde.txt", "start": 0, "end": 9},
            "mean 'bridge.txt'\\? `documents` lists them\\.$",
        ),
        ("read", {"source": "bridge.txt", "start": 4, "end": 2}, "no stretch"),
        ("read", {"source": "bridge.txt", "end": 10**6}, "no stretch"),
        ("cite_stretch", {"source": "bridge.txt", "start": 0, "end": 0}, "cannot be quoted"),
        ("cite", {"words": "ferry", "style": "no-such-style"}, "no-such-style"),
        ("check", {"draft": " \n"}, "empty"),
        ("check", {"draft": "a", "suggest": "yes"}, "true or false"),
    ],
)
def test_bad_input_is_refused_in_words(named: Named, name: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        named[name].call(arguments)


def test_no_endpoint_reads_a_file_that_is_no_article(library: Library, named: Named, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("“The vault is behind the third painting in the hall.”", encoding="utf-8")
    assert named["check"].call({"draft": str(secret)})["quotations"] == ()
    for path in (str(secret), "../secret.md", "/etc/hostname", "bridge.txt/../../secret.md"):
        with pytest.raises(UsageError, match="no article"):
            named["read"].call({"source": path})
    for style in (str(secret), "secret.csl", "..\\secret", "~/secret.csl", "secret.csl \t"):
        with pytest.raises(UsageError, match="Files of styles are not read"):
            named["cite"].call({"words": "ferry", "style": style})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_whatever_is_sent_gives_an_answer_or_a_reason(named: Named, data: st.DataObject) -> None:
    endpoint = named[data.draw(st.sampled_from(sorted(named)))]
    names = [parameter.name for parameter in endpoint.parameters]
    arguments = data.draw(st.dictionaries(st.sampled_from([*names, "other"]), anything, max_size=4))
    assert "Something went wrong" not in outcome(endpoint, arguments), arguments


def outcome(endpoint: Endpoint, arguments: dict[str, Any]) -> str:
    try:
        return json.dumps(endpoint.call(arguments))
    except RagError as refused:
        return str(refused)


def test_every_argument_is_described_once_and_typed(named: Named) -> None:
    assert list(named) == ["ask", "search", "read", "cite", "cite_stretch", "check", "documents", "status"]
    for endpoint in named.values():
        assert endpoint.about.endswith(".")
        for parameter in endpoint.parameters:
            assert parameter.about in endpoint.described()
            assert endpoint.schema()["properties"][parameter.name]["description"] == parameter.about
        assert json.loads(json.dumps(endpoint.schema())) == endpoint.schema()


def test_what_fails_within_is_told_without_its_inside(
    named: Named, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the cellar")

    monkeypatch.setattr(library, "documents", broken)
    with pytest.raises(RagError, match="terminal") as refused:
        named["documents"].call({})
    assert "cellar" not in str(refused.value)
