"""What `Library.check` is given that is neither a draft nor the path of one is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.library import Library

Opener = Callable[..., Library]


@pytest.mark.parametrize(
    "name", ["nofile.md", "a folder/My draft's end.DOCX", "x.txt", "x.odt", "x.html", "x.tex", "answers.jsonl"]
)
def test_a_path_at_which_there_is_no_draft_is_refused(indexed: Path, open_library: Opener, name: str) -> None:
    with pytest.raises(UsageError, match=f"There is no draft at {name}"):
        open_library(indexed).check(name)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nofile.md\n",
            " nofile.md",
            "A line.\n\nnofile.md",
            "No quotation here.",
            "They wrote “it was closed” in a.md",
        ),
        *(
            "It says 'the old bridge was closed', says bridge.txt, but 'not when' and \"why\" in b.txt",
            "a" * 2000 + ".md",
        ),
    ],
)
def test_a_text_is_checked_though_it_names_a_file(indexed: Path, open_library: Opener, text: str) -> None:
    assert open_library(indexed).check(text).draft_text == text


@pytest.mark.parametrize(("given", "kind"), [(None, "missing"), (b"x", "bytes"), (5, "a number"), ([], "a list")])
def test_what_is_no_text_is_refused_in_words(indexed: Path, open_library: Opener, given: object, kind: str) -> None:
    library = open_library(indexed)
    with pytest.raises(UsageError, match=f"The draft is {kind}, neither text nor a path"):
        library.check(given)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=f"The draft is {kind}, not text"):
        library.check_text(given)  # type: ignore[arg-type]
