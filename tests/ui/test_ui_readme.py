"""The README's examples for programs, run as they stand, against the sample articles and the real model."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from rag.library import Library
from rag.settings import Settings
from support import ROOT, run_apart

_SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## For programs")[1].split("\n## ")[0]
_ADDRESS = "http://127.0.0.1:7860/"
_SENTENCE = "13 million Peruvians"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("somewhere") / "seeds"
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns(".rag"))
    with Library.open(folder, Settings()) as library:
        yield library


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", _SECTION, re.DOTALL)


@pytest.mark.parametrize("code", blocks("py"))
def test_its_python_asks(address, capsys, code):
    async def run():
        example = code.replace(_ADDRESS, address)
        await asyncio.to_thread(exec, compile(example, "README.md", "exec"), {})

    run_apart(run())
    printed = capsys.readouterr().out
    assert _SENTENCE in printed
    assert "mcp" not in code or printed.startswith("ask search read cite")


@pytest.mark.parametrize("code", blocks("bash"))
def test_its_shell_asks(address, library, tmp_path, code):
    missing = [tool for tool in ("bash", "curl", "jq") if shutil.which(tool) is None]
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{', '.join(missing)} is not installed")
    command = tmp_path / "rag"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from rag.cli import main; main()" "$@"\n')
    command.chmod(0o755)
    rows = [{"question": "How many Peruvians work informally?"}, {"question": "How is sourdough bread baked?"}]
    where = library.folder.parent
    (where / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    script = ["bash", "-euo", "pipefail", "-c", code.replace(_ADDRESS, address)]
    done = subprocess.run(script, capture_output=True, encoding="utf-8", cwd=where, env=environment, check=True)
    quote, source = done.stdout.splitlines()
    assert _SENTENCE in quote
    assert source == "two-perus-and-informal-work.md"
    assert done.stderr == ""


def test_there_are_examples_of_each():
    assert (len(blocks("py")), len(blocks("bash"))) == (2, 1)
    assert all(word in _SECTION for word in ("gradio_client", "curl", "jq", "import ClientSession"))
