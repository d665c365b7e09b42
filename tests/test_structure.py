"""Imports point one way, heavy libraries have one importer each, and the light commands load none of them."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = [
    {"line_ends", "one_core", "primes", "valid_text"},
    {"connections", "control_characters", "errors", "folding", "html_text", "inline_marks", "json_lines", "json_object"}
    | {"kept", "sentence_ends"},
    {"values"},
    {
        "answer_json",
        "articles",
        "database",
        "document_json",
        "filters",
        "furniture",
        "index_lock",
        "minilm",
        "near_sources",
        "passages",
        "plain_text",
        "pooling",
        "ranked",
        "whole_file",
    },
    {"copies", "corrections", "quoting", "readers"},
    {
        "corrections_file",
        "drafts",
        "embedding",
        "intake",
        "languages",
        "references",
        "style_file",
        "threshold_file",
        "windows",
    },
    {"citing", "demands", "differing", "files", "followups", "full_text", "settings", "sources"} | {"stored_passages"},
    {"answering", "overlaps", "examples", "facsimile", "provenance", "reading", "store", "upkeep"},
    {"printing", "question", "reranking", "vectors"},
    {"candidates", "sync"},
    {"checking", "comparing", "feedback", "notebook", "scoring", "transcripts"},
    {"search"},
    {"libraries"},
    {"library"},
    {"batches", "programs"},
    {"calibrating", "commands"},
    {"cli"},
    {"__main__"},
]
ONLY_IMPORTER = {
    "bibtexparser": "rag/references/formats/bibtex.py",
    "citeproc": "rag/citing/csl/processor.py",
    "faiss": "rag/vectors.py",
    "mcp": "rag/programs/mcp_server.py",
    "openpyxl": "rag/batches/sheets.py",
    "sentence_transformers": "rag/embedding.py",
    "sqlite3": "rag/database.py",
    "py3langid": "rag/languages/detection.py",
    "sentencex": "rag/sentence_ends.py",
    "snowballstemmer": "rag/languages/words.py",
    "xlsxwriter": "rag/batches/answer_files/xlsx_file.py",
}


@cache
def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def sources() -> list[Path]:
    return sorted([*(ROOT / "rag").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])


def floor_of(module: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if module in floor)


def test_imports_point_one_way() -> None:
    for path in (ROOT / "rag").rglob("*.py"):
        own = path.relative_to(ROOT / "rag").parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        used = {name.split(".")[1] for name in imports_of(path) if name.startswith("rag.")} - {own}
        for other in used:
            assert floor_of(other) < floor_of(own) or (own, other) in UPWARDS, f"{path} imports {other}"


UPWARDS = {("values", "notebook")}
"""What a value imports only when a notebook asks how to show it."""


def test_the_engine_knows_nothing_of_the_page_and_only_the_page_imports_gradio() -> None:
    for path in sources():
        names = imports_of(path)
        if "rag" in path.relative_to(ROOT).parts[:1]:
            assert not any(name.split(".")[0] in ("gradio", "gradio_client") for name in names), path
            assert not any(name.split(".")[0] == "ui" for name in names) or path.name == "serving.py", path


@pytest.mark.parametrize("library", ONLY_IMPORTER)
def test_a_library_has_one_importer(library: str) -> None:
    allowed = {ROOT / ONLY_IMPORTER[library]}
    if library == "sentence_transformers":
        allowed |= {ROOT / "rag/pooling.py", ROOT / "rag/reranking.py"}  # the first for types only
    if library == "sqlite3":
        allowed |= {ROOT / "rag/connections.py"}
    if library == "citeproc":
        allowed |= {ROOT / "rag/citing/csl/repairs.py"}
    for path in sources():
        if path not in allowed:
            assert not any(name.split(".")[0] == library for name in imports_of(path)), path


def test_the_engine_never_prints() -> None:
    for path in (ROOT / "rag").rglob("*.py"):
        calls = (
            node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        )
        assert not any(isinstance(call, ast.Name) and call.id == "print" for call in calls), path


HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "gradio",
    "mcp",
    "pandas",
    "py3langid",
    "citeproc",
    "bibtexparser",
)


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["text", "FOLDER", "bridge.txt"],
        ["status", "FOLDER"],
        ["status", "FOLDER", "--fingerprint"],
        ["index", "FOLDER"],
    ],
)
def test_light_commands_import_nothing_heavy(articles: Path, command: list[str]) -> None:
    from rag.embedding import HashEmbedder
    from rag.library import Library
    from rag.settings import Settings

    with Library(articles, Settings(), HashEmbedder()) as library:
        library.sync()
    arguments = [str(articles) if word == "FOLDER" else word for word in command]
    code = (
        f"import sys; sys.argv = ['rag', *{arguments!r}]\nfrom rag.cli import main\n"
        f"try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == "[]"
