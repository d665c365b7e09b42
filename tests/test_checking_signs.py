"""Drafts whose signs stand for characters: what a reader sees of a quotation is compared with its article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citing.forms.latex import latex_escaped

if TYPE_CHECKING:
    from rag.library import Library

SAID = "The ferryman's fare 'rose' by 4% to $12 & more in \"bad\" weather_"
FERRY = f"{SAID}. Nobody crossed the lake for three weeks after that.\n"
TOWN = """# The town by the lake

## What the council's survey found

Most of those who were asked had last crossed in May.
"""
ARTICLES = {"ferry.txt": FERRY, "town.md": TOWN}
SPECIAL = "'\"%$&_"


def verdicts(library: Library, folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    return [one.verdict for one in library.check(folder / name).quotations if not one.nested]


@given(escaped=st.frozensets(st.sampled_from(SPECIAL)))
def test_escaped_characters_are_those_they_stand_for(
    library: Library, tmp_path_factory: pytest.TempPathFactory, escaped: frozenset[str]
) -> None:
    quoted = "".join(f"\\{character}" if character in escaped else character for character in SAID)
    folder = tmp_path_factory.getbasetemp()
    assert verdicts(library, folder, "draft.md", f"> {quoted}\n") == ["exact"]


def test_so_they_are_in_latex_and_by_name(library: Library, tmp_path: Path) -> None:
    latex = f"\\begin{{quote}}\n{latex_escaped(SAID)}\n\\end{{quote}}\n"
    assert verdicts(library, tmp_path, "draft.tex", latex) == ["exact"]
    named = SAID.replace("&", "&amp;").replace("'", "&#39;")
    assert verdicts(library, tmp_path, "draft.md", f"> {named}\n") == ["exact"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("draft.md", "“Nobody crossed the *lake* for three weeks after that.”"),
        ("draft.md", "“Nobody crossed the lake[^1] for three weeks after that.”\n\n[^1]: In the north."),
        ("draft.tex", "``Nobody crossed the \\emph{lake} for three weeks after that.''"),
    ],
)
def test_what_is_set_otherwise_is_typography(library: Library, tmp_path: Path, name: str, written: str) -> None:
    assert verdicts(library, tmp_path, name, written + "\n") == ["typography"]


@pytest.mark.parametrize("words", ["What the council's survey found.", "What the Council’s Survey Found,"])
def test_a_heading_in_a_credit_is_a_title(library: Library, tmp_path: Path, words: str) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(f"It was dear (town.md, “{words}”).\n", encoding="utf-8")
    report = library.check(draft)
    assert [aside.kind for aside in report.asides] == ["title"]
    assert not report.quotations


def test_a_heading_with_another_word_is_altered(library: Library, tmp_path: Path) -> None:
    assert verdicts(library, tmp_path, "draft.md", "“What the council's survey never found.”\n") == ["altered"]
