import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import ui
from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.library import Library
from rag.programs import endpoints

_ARTICLE = "The lighthouse keepers\n\nBy Una Marsh, 4 May 2023\n\nThe lighthouse on Skerry Point was painted green in March by its two keepers.\n"
_QUESTION = "What colour was the lighthouse on Skerry Point painted by its keepers?"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coast")
    (folder / "lighthouse.txt").write_text(_ARTICLE, encoding="utf-8")
    library = Library.open(folder, embedder=HashEmbedder())
    library.sync()
    yield library
    library.close()


def fetch(url, **headers):
    return httpx.get(url, headers=headers, timeout=10, trust_env=False)


def test_importing_ui_is_cheap_and_silences_gradio():
    code = "import sys, os, ui; print('gradio' in sys.modules, os.environ['GRADIO_ANALYTICS_ENABLED'])"
    loud = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "True"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=loud)
    assert said.stdout.split() == ["False", "False"]


def test_the_page_may_reach_nothing_else(address):
    page = fetch(address)
    assert "http" not in page.headers["content-security-policy"]
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for elsewhere in ("fonts.googleapis", "cdnjs", "cdn.jsdelivr", "api.gradio.app"):
        assert elsewhere not in page.text
        assert elsewhere not in fetch(f"{address}theme.css").text


def test_what_the_page_is_made_of_is_fetched_once_and_the_page_each_time(address):
    page = fetch(address)
    assets = set(re.findall(r"assets/[\w.-]+-[\w-]{8,}\.(?:js|css)", page.text))
    assert assets
    for asset in assets:
        assert "immutable" in fetch(f"{address}{asset}").headers["cache-control"]
    for other in (page, fetch(f"{address}config"), fetch(f"{address}assets/none.js")):
        assert "immutable" not in other.headers.get("cache-control", "")


def test_a_page_elsewhere_cannot_reach_in_by_another_name(address):
    assert fetch(address, Host="articles.example").status_code == 400


@pytest.mark.parametrize("path", ["file=/etc/hostname", "file/etc/hostname", "proxy=http://localhost/", "stream/x"])
def test_no_file_of_the_machine_goes_out_and_nothing_is_fetched(address, path):
    assert fetch(f"{address}gradio_api/{path}").status_code in (403, 404)


def test_neither_articles_nor_the_index_go_out_as_files(address, library):
    for path in [*library.folder.rglob("*")]:
        assert fetch(f"{address}gradio_api/file={path.resolve()}").status_code == 403


def test_what_is_uploaded_lies_in_the_index_until_the_end(address, library):
    files = {"files": ("notes.txt", b"Geese and fog.")}
    sent = httpx.post(f"{address}gradio_api/upload", files=files, timeout=10, trust_env=False)
    [path] = sent.json()
    assert Path(path).resolve().is_relative_to(library.index.resolve())
    assert library.status().stale == ()


def test_scripts_can_ask(address, library):
    from gradio_client import Client

    client = Client(address, verbose=False, httpx_kwargs={"trust_env": False})
    answer = client.predict(_QUESTION, api_name="/ask")
    assert answer["status"] == "answered"
    first = answer["citations"][0]
    assert library.document(first["source"]).text[first["start"] : first["end"]] == first["quote"]
    with pytest.raises(Exception, match="question") as refused:
        client.predict("", api_name="/ask")
    assert "Traceback" not in str(refused.value)
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert list(named) == [f"/{endpoint.name}" for endpoint in endpoints(library)]


def test_scripts_can_ask_some_articles_within_a_conversation(address):
    from gradio_client import Client

    client = Client(address, verbose=False, httpx_kwargs={"trust_env": False})
    only = {"source": ["*.txt"], "author": ["Una Marsh"], "since": "2023", "until": "2023-05"}
    answer = client.predict("And its keepers?", history=[_QUESTION], **only, api_name="/ask")
    assert answer["read_with"] == _QUESTION
    assert answer["filter"] == {
        "sources": ["*.txt"],
        "authors": ["Una Marsh"],
        "since": "2023",
        "until": "2023-05",
    }
    for wrong, message in (
        ({"since": "soon"}, "soon"),
        ({"author": ["Nobody"]}, "Nobody"),
        ({"source": [7]}, "7"),
        ({"history": [{}]}, "history"),
    ):
        with pytest.raises(Exception, match=message):
            client.predict(_QUESTION, **wrong, api_name="/ask")
    described = client.view_api(return_format="dict", print_info=False)["named_endpoints"]["/ask"]
    first, *others = described["parameters"]
    assert (first["parameter_name"], first["parameter_has_default"]) == ("question", False)
    assert [one["parameter_name"] for one in others] == ["history", "source", "author", "since", "until"]
    for one in others:
        assert (one["parameter_has_default"], one["parameter_default"]) == (True, None)
        assert "str" in one["python_type"]["type"]
        assert one["parameter_name"] in described["description"]


def test_a_taken_port_is_told(library):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=str(port)):
            ui.serve(library, port=port)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("127.0.0.1", 70_000), ("127.0.0.1", -1)])
def test_an_address_that_cannot_be_had_is_told(library, host, port):
    with pytest.raises(UsageError, match="cannot listen"):
        ui.serve(library, host=host, port=port)


def test_control_c_ends_it_quietly_and_leaves_no_files(tmp_path):
    articles, elsewhere = tmp_path / "articles", tmp_path / "elsewhere"
    articles.mkdir()
    elsewhere.mkdir()
    (articles / "lighthouse.txt").write_text(_ARTICLE, encoding="utf-8")
    code = (
        "import sys, ui; from rag.embedding import HashEmbedder; from rag.library import Library;"
        "library = Library.open(sys.argv[1], embedder=HashEmbedder()); library.sync();"
        "ui.serve(library, port=0, announce=lambda address: sys.stdout.write(address + '\\n') and sys.stdout.flush())"
    )
    root = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": root, "HOME": str(elsewhere), "TMPDIR": str(elsewhere)}
    environment.pop("GRADIO_TEMP_DIR", None)
    command = [sys.executable, "-c", code, str(articles)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=elsewhere, env=environment, **pipes) as process:
        address = process.stdout.readline().strip()
        with httpx.stream("GET", f"{address}gradio_api/heartbeat/an-open-tab", timeout=10, trust_env=False):
            process.send_signal(signal.SIGINT)
            said, complained = process.communicate(timeout=20)
    assert (process.returncode, said, complained) == (0, "", "")
    assert list(elsewhere.rglob("*")) == []
    assert {path.name for path in articles.iterdir()} <= {"lighthouse.txt", ".rag"}
