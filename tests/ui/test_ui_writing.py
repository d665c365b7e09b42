import pytest

from rag.citing.csl.styles import find_style
from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.library import Library
from rag.settings import Settings
from support import ARTICLES, write_articles
from ui.asking.writing import Writing


def test_the_library_s_own_style_may_be_a_file_and_no_other(tmp_path):
    write_articles(tmp_path / "articles", ARTICLES)
    own, other = tmp_path / "own.csl", tmp_path / "other.csl"
    for path in (own, other):
        path.write_bytes(find_style("apa").path.read_bytes())
    with Library.open(tmp_path / "articles", Settings(style=str(own)), HashEmbedder()) as library:
        writing = Writing(library)
        answer = library.ask("When was the old bridge at Orsa closed to traffic?")
        for style in (str(own), "", None, "apa"):
            writing.check_style(style)
            assert "(Nilsen" in writing.answer(answer, style)
        for style in (str(other), f"{other} ", "other.csl"):
            with pytest.raises(UsageError, match="not read here"):
                writing.answer(answer, style)
