from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import FolderError, UsageError
from rag.library import Library
from rag.quoting import quote
from rag.readers import read_document
from rag.references.values import Locator
from rag.values import Document
from support import hostile_text

Opener = Callable[..., Library]


@given(hostile_text, st.integers(-3, 260), st.integers(-3, 260))
def test_a_stretch_is_quoted_to_the_character_or_refused(text: str, start: int, end: int) -> None:
    document = Document(source="a.txt", text=text)
    if 0 <= start < end <= len(text) and text[start:end].strip():
        cited = quote(document, start, end)
        assert (cited.quote, cited.start, cited.end, cited.n) == (text[start:end], start, end, 1)
        first = start + len(cited.quote) - len(cited.quote.lstrip())
        assert cited.line == len(text[:first].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        assert (cited.score, cited.matches, cited.copies) == (1.0, (), ())
    else:
        with pytest.raises(UsageError, match=r"a\.txt"):
            quote(document, start, end)


def test_its_place_is_where_its_words_begin(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Harbour\n\nThe first.\n\n## Costs\n\nThe second cost more.\n", encoding="utf-8")
    document = read_document((tmp_path / "a.md").read_bytes(), "a.md")
    at = document.text.index("The second")
    cited = quote(document, at - 2, at + 10)
    assert (cited.paragraph, cited.heading, cited.line) == (2, "Costs", 7)


def test_a_chosen_stretch_is_cited_with_note_locator_and_entry(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    text = library.document("sub/ferry.md").text
    start = text.index("120 passengers")
    cited = library.cite_span("sub/ferry.md", start, start + 27)
    (passage,) = cited.passages
    assert cited.quote == text[start : start + 27] == "120 passengers and 40 cars "
    assert passage.locator == Locator("paragraph", "1")
    assert cited.in_notes
    assert cited.confidence == 1
    assert cited.note.startswith("Per Lund, “A Ferry for the Islands,”")
    assert cited.entries[0].startswith("Lund, Per. “A Ferry for the Islands.”")
    assert library.cite_span("sub/ferry.md", start, start + 27, "apa").note == "(Lund, 2022, para. 1)"
    assert library.quote("sub/ferry.md", start, start + 27) == passage.citation


def test_what_cannot_be_cited_says_why(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    with pytest.raises(FolderError, match="no index yet"):
        library.cite_span("strike.txt", 0, 7)
    library.sync()
    with pytest.raises(UsageError, match="no article 'gone.txt'"):
        library.cite_span("gone.txt", 0, 7)
    with pytest.raises(UsageError, match="no citation style 'chicagoo'"):
        library.cite_span("strike.txt", 0, 7, "chicagoo")
    with pytest.raises(UsageError, match="length of its text"):
        library.quote("strike.txt", 5, 1_000_000)
