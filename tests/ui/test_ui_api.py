"""The endpoints over HTTP: as gradio_client and curl reach them, by many at once, and while the index changes."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from rag.answer_json import answer_to_json
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.programs import endpoints
from rag.settings import Settings
from support import ARTICLES, served, write_articles

_ASKED = "How many passengers does the electric ferry carry?"
_CALLS = [
    ("ask", {"question": _ASKED}),
    ("ask", {"question": "And cars?", "history": [_ASKED], "source": ["sub"], "since": "2022"}),
    ("search", {"words": "dockers", "k": 2}),
    ("read", {"source": "bridge.txt", "end": 30}),
    ("cite", {"words": "the ferry carries 40 cars", "style": "mla"}),
    ("cite_stretch", {"source": "bridge.txt", "start": 0, "end": 18}),
    ("check", {"draft": "“It makes the crossing in 8 minutes.”", "suggest": True}),
    ("documents", {}),
    ("status", {}),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        yield library


@pytest.fixture(scope="module")
def named(library):
    return {endpoint.name: endpoint for endpoint in endpoints(library)}


@pytest.fixture(scope="module")
def client(address):
    from gradio_client import Client

    return Client(address, verbose=False, httpx_kwargs={"trust_env": False})


def as_json(value):
    return json.loads(json.dumps(value))


def post(address, path, body):
    return httpx.post(f"{address}gradio_api/{path}", json=body, timeout=60, trust_env=False)


def queued(address, name, arguments):
    """What a call with named arguments gives, through the queue, as an event and its data."""
    event = post(address, f"call/v2/{name}", arguments).json()["event_id"]
    stream = httpx.get(f"{address}gradio_api/call/{name}/{event}", timeout=60, trust_env=False).text
    kind, data = stream.strip().split("\n")[-2:]
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize(("name", "arguments"), _CALLS)
def test_every_way_in_gives_the_same(address, client, named, name, arguments):
    expected = as_json(named[name].call(arguments))
    assert client.predict(**arguments, api_name=f"/{name}") == expected
    assert queued(address, name, arguments) == ("complete", [expected])
    in_order = [arguments[one.name] for one in named[name].parameters if one.name in arguments]
    if list(arguments) == [one.name for one in named[name].parameters][: len(arguments)]:
        assert post(address, f"run/{name}", {"data": in_order}).json()["data"] == [expected]


def test_every_endpoint_is_described_and_typed(client, named):
    described = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert list(described) == [f"/{name}" for name in named]
    for name, endpoint in named.items():
        assert described[f"/{name}"]["description"] == endpoint.described()
        told = described[f"/{name}"]["parameters"]
        assert [one["parameter_name"] for one in told] == [one.name for one in endpoint.parameters]
        for one, parameter in zip(told, endpoint.parameters, strict=True):
            assert one["parameter_has_default"] == (not parameter.required)
            assert one["python_type"]["type"] != "Any"


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("call/v2/ask", {}, "needs question"),
        ("call/v2/ask", {"question": "Why?", "x": 1}, "takes no 'x'"),
        ("call/v2/ask", {"question": None}, "question is null"),
        ("call/ask", {"data": []}, "needs question"),
        ("run/ask", {"data": "Why?"}, '"data"'),
        ("run/search", {"data": ["ferry", "many"]}, "whole number"),
        ("run/documents", {"data": ["one too many"]}, "none"),
        ("run/ask", [], "not a JSON object"),
        ("call/v2/ask", "Why?", "not a JSON object"),
    ],
)
def test_a_wrong_call_is_refused_in_words(address, capfd, path, body, words):
    refused = post(address, path, body)
    assert refused.status_code == 422
    assert words in refused.json()["error"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("way", ["run", "api", "call", "call/v2"])
@pytest.mark.parametrize("name", ["nosuch", "no-such/", "predict"])
@pytest.mark.parametrize("body", [{"data": []}, [], {"data": [], "fn_index": None}])
def test_an_endpoint_that_is_not_there_is_told_with_those_that_are(address, named, capfd, way, name, body):
    refused = post(address, f"{way}/{name}", body)
    assert (refused.status_code, list(refused.json())) == (404, ["error"])
    assert refused.json()["error"] == f"There is no endpoint {name.strip('/')!r}. There are: {', '.join(named)}."
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[" * 100_000])
def test_what_is_no_json_is_refused_in_words(address, body):
    refused = httpx.post(f"{address}gradio_api/run/ask", content=body, trust_env=False)
    assert (refused.status_code, "not JSON" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("path", "data", "status", "words"),
    [
        ("run/ask", [" "], 422, "empty"),
        ("run/read", ["/etc/hostname"], 422, "no article"),
        ("api/search", ["ferry", 0], 422, "0"),
        ("run/cite", ["The moon is made of green cheese and crackers."], 404, "nothing like"),
    ],
)
def test_a_call_that_is_refused_is_no_failure_of_the_server(address, path, data, status, words):
    refused = post(address, path, {"data": data})
    assert (refused.status_code, list(refused.json())) == (status, ["error"])
    assert words in refused.json()["error"]


def test_a_call_goes_to_the_endpoint_that_it_names_and_no_other(address, named):
    expected = as_json(named["ask"].call({"question": "Why?"}))
    for fn_index in range(5):
        assert post(address, "run/ask", {"data": ["Why?"], "fn_index": fn_index}).json()["data"] == [expected]


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [("ask", {"question": " "}, "empty"), ("read", {"source": "/etc/hostname"}, "no article")],
)
def test_what_an_endpoint_refuses_is_told(address, client, capfd, name, arguments, words):
    with pytest.raises(Exception, match=words):
        client.predict(**arguments, api_name=f"/{name}")
    kind, told = queued(address, name, arguments)
    assert (kind, words in told["error"]) == ("error", True)
    assert "Traceback" not in capfd.readouterr().err


def test_thirty_two_at_once_each_get_their_own_answer(address, library):
    asked = [
        (f"{question} {number}", history)
        for number in range(4)
        for question in ("How many ships?", "What was closed?", "How many cars?", "What did it cost?")
        for history in ([], [f"What of the dockers in Vik, {number}?"])
    ]
    assert len(asked) == 32
    expected = [as_json(answer_to_json(library.ask(*one))) for one in asked]
    together = threading.Barrier(32)

    def ask(question, history):
        together.wait(30)
        return queued(address, "ask", {"question": question, "history": history})

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda one: ask(*one), asked))
    assert answers == [("complete", [answer]) for answer in expected]


def test_asking_goes_on_while_the_index_is_brought_up_to_date(tmp_path):
    """The indexing is held up until all are answered, so that one that waited for it would wait for ever."""
    write_articles(tmp_path, ARTICLES)
    with Library(tmp_path, Settings(), HashEmbedder()) as library:
        library.sync()
        before = as_json(answer_to_json(library.ask(_ASKED)))
        more = {f"more/{n}.txt": f"Article {n}\n\nThe ferry number {n} carries {n} goats.\n" for n in range(200)}
        write_articles(tmp_path, more | {"sub/ferry.md": "# Ferries\n\n" + ARTICLES["sub/ferry.md"]})
        is_answered, stages = threading.Event(), []

        def hold(progress):
            if progress.stage not in stages:
                stages.append(progress.stage)
                assert is_answered.wait(60)

        with served(library) as address, ThreadPoolExecutor(9) as pool:
            syncing = pool.submit(library.sync, hold)
            for _ in range(3):
                answers = list(pool.map(lambda _: queued(address, "ask", {"question": _ASKED}), range(8)))
                assert answers == [("complete", [before])] * 8
            is_answered.set()
            assert len(syncing.result(60).added) == 200
            after = queued(address, "ask", {"question": _ASKED})[1][0]
        assert stages == ["reading", "embedding"]
        assert after == as_json(answer_to_json(library.ask(_ASKED))) != before
