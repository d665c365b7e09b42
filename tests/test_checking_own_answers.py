"""What the library writes itself, checked against the articles that it quotes: nothing of it is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from rag import answer_file, write_cited
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.references.values import CitedForm
from rag.settings import Settings
from rag.transcripts import TranscriptForm
from support import ROOT

if TYPE_CHECKING:
    from rag.checking.values import CheckReport
    from rag.references.values import CitedText
    from rag.values import Answer

QUESTIONS = [
    *("Why was Castillo removed?", "How many people died in Juliaca?", "What did the court rule?"),
    *("How many died in three weeks?", "What is informal work?", "What happened at the march on Lima?"),
    *("Who took over Lima?", "What did neighbours say about Peru?", "Who voted for the rules?"),
]
ENDINGS = {"text": "txt", "markdown": "md", "html": "html", "docx": "docx", "latex": "tex", "pandoc": "md"}
STYLES = [None, "apa", "modern-language-association"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("seeds") / "articles"
    shutil.copytree(ROOT / "seeds", folder)
    with Library.open(folder, Settings(citations=3, threshold=0.0), HashEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def answers(library: Library) -> list[Answer]:
    return [library.ask(question) for question in QUESTIONS]


@pytest.fixture(scope="module")
def cited(library: Library, answers: list[Answer]) -> Callable[[str | None], list[CitedText]]:
    """The first answers cited in a style: setting a style takes longer than all else here."""
    return cache(lambda style: [library.cite_answer(answer, style) for answer in answers[:5]])


def right(report: CheckReport) -> set[str]:
    """The quotations as they stand in their sources, each of which is exact."""
    wrong = [(q.verdict, q.text, q.attribution) for q in report.quotations if q.verdict != "exact"]
    assert wrong == []
    assert not [aside for aside in report.asides if aside.kind == "unclosed"]
    return {q.source_text for q in report.quotations if q.source_text}


def quoted(answers: list[Answer]) -> set[str]:
    """The quotations that stand in one paragraph, and are long enough to be judged."""
    quotes = {citation.quote for answer in answers for citation in answer.citations}
    return {quote for quote in quotes if "\n" not in quote and len(quote.split()) > 3}


@pytest.mark.parametrize("ending", ["md", "html"])
def test_all_quotations_of_a_batch_are_exact(
    library: Library, answers: list[Answer], tmp_path: Path, ending: str
) -> None:
    (tmp_path / "questions.txt").write_text("\n".join(QUESTIONS), encoding="utf-8")
    written = tmp_path / f"answers.{ending}"
    answer_file(library, tmp_path / "questions.txt", written)
    report = library.check(written)
    assert quoted(answers) <= right(report)
    assert report.passes(strict=ending == "html")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", [form for form in get_args(TranscriptForm) if form in ENDINGS])
def test_all_quotations_of_a_conversation_are_exact(
    library: Library, answers: list[Answer], tmp_path: Path, form: TranscriptForm, style: str | None
) -> None:
    written = tmp_path / f"talk.{ENDINGS[form]}"
    asked = answers[:4] if style else answers
    written.write_bytes(library.transcript(asked, form, "What was asked", style))
    assert quoted(asked) <= right(library.check(written))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", [form for form in get_args(CitedForm) if form in ENDINGS])
def test_all_quotations_of_a_cited_answer_are_exact(
    library: Library,
    answers: list[Answer],
    cited: Callable[[str | None], list[CitedText]],
    tmp_path: Path,
    form: CitedForm,
    style: str | None,
) -> None:
    for answer, quotations in zip(answers, cited(style), strict=False):
        text = write_cited(quotations, form)
        written = tmp_path / f"cited.{ENDINGS[form]}"
        written.write_bytes(text if isinstance(text, bytes) else text.encode())
        assert quoted([answer]) <= right(library.check(written))
