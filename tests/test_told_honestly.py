"""What a report says of several articles, and of paragraphs too short to be checked: all of it, and no choice by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.checking.page import check_page
from rag.checking.report import check_text
from rag.checking.report_json import check_to_json
from rag.checking.report_words import attribution_text
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

WORDS = "The pumps of the mine were sold to Holm"
ARTICLE = "---\ntitle: {title}\nauthor: {author}\ndate: 2020-01-0{n}\n---\n\n{words}.\n"
BY_LUND = 6


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    texts = {"mine.md": ARTICLE.format(title="Of pumps", author="Ada Nilsen", n=9, words=f"{WORDS} in May. It is so")}
    for n in range(BY_LUND):
        texts[f"lund{n}.md"] = ARTICLE.format(
            title=f"The {n}th winter", author="Per Lund", n=n + 1, words=f"Winter {n} was long and dry in the hills"
        )
    write_articles(folder, texts)
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


def test_an_author_of_several_articles_is_not_said_to_mean_one_of_them(library: Library) -> None:
    report = library.check(f"“{WORDS}” (Lund).")
    (found,) = report.quotations
    assert found.verdict == "misattributed"
    assert found.attribution
    assert found.attribution.sources == tuple(f"lund{n}.md" for n in range(BY_LUND))
    told = attribution_text(found)
    assert f"one of {BY_LUND} articles" in told
    assert "which is" not in told
    assert told in check_text(report)
    assert told[1:] in check_page(report)
    assert check_to_json(report)["quotations"][0]["attribution"]["sources"] == (found.attribution.sources)


def test_the_only_article_that_is_meant_is_named(library: Library) -> None:
    (found,) = library.check(f"In *The 3th winter* it says “{WORDS}”.").quotations
    assert found.attribution
    assert (found.attribution.source, found.attribution.sources) == ("lund3.md", ("lund3.md",))
    assert "which is lund3.md" in attribution_text(found)


@pytest.mark.parametrize("short", ["It was so.", "It is not.", "Nobody knows."])
@pytest.mark.parametrize("is_first", [True, False])
def test_no_paragraph_of_a_block_goes_untold(library: Library, short: str, is_first: bool, tmp_path: Path) -> None:
    paragraphs = [f"{WORDS} in May.", "Winter 3 was long and dry in the hills."]
    paragraphs.insert(0 if is_first else 2, short)
    draft = "\n\n".join(f"> {paragraph}" for paragraph in paragraphs) + "\n"
    (tmp_path / "draft.txt").write_text(draft, encoding="utf-8")
    report = library.check(tmp_path / "draft.txt")
    assert [q.verdict for q in report.quotations] == ["exact", "exact"]
    assert [(aside.kind, aside.text) for aside in report.asides] == [("scare", short)]
    for part in (*report.quotations, *report.asides):
        assert draft[part.start : part.end] == part.text
