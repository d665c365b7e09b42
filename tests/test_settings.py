from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.settings import Settings


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text('passages = 5\ncitations = 6\nmodel = "from file"\n')
    environment = {"RAG_CITATIONS": "7", "RAG_MODEL": "from environment", "OTHER": "x"}
    settings = Settings.load(tmp_path, {"model": "from flags", "index": None}, environment)
    assert (settings.passages, settings.citations, settings.model) == (5, 7, "from flags")
    assert settings.passage_words == Settings().passage_words


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("treshold = 0.3", "Did you mean threshold"),
        ("threshold = 2", "from 0 to 1"),
        ('threshold = "high"', "must be a number"),
        ("passages = 2.5", "must be a whole number"),
        ("passages = true", "must be a whole number"),
        ('model = " "', "empty"),
        ('model = ["hash"]', "must be text"),
        ("passages = ", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_remedy(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "rag.toml").write_text(toml)
    with pytest.raises(UsageError, match=message):
        Settings.load(tmp_path, environment={})


def test_an_unknown_environment_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RAG_MODLE.*Did you mean model"):
        Settings.load(tmp_path, environment={"RAG_MODLE": "x"})


def test_a_path_in_the_file_is_relative_to_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rag.toml").write_text('index = "kept"', encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path.parent)
    assert Settings.load(tmp_path, environment={}).index == tmp_path / "kept"
    assert Settings.load(tmp_path, environment={"RAG_INDEX": "other"}).index == Path("other")


def test_an_empty_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="index is ''; it must be a path"):
        Settings.load(tmp_path, environment={"RAG_INDEX": ""})
