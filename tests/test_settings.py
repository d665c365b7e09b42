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


@pytest.mark.parametrize(
    ("toml", "flags", "environment", "message"),
    [
        ("threshold = 3.0", {}, {}, "threshold is 3.0 in {folder}/rag.toml; it must be from 0 to 1."),
        ("threshold = 3.0", {}, {"RAG_THRESHOLD": "4"}, "threshold is 4.0 in the environment (RAG_THRESHOLD); it must"),
        ("workers = 900", {"workers": 65}, {}, "workers is 65 in the flags; it must be from 0 to 64."),
        ("citations = 'two'", {}, {}, "citations is 'two' in {folder}/rag.toml; it must be a whole number."),
        (
            "",
            {},
            {"RAG_MODEL": ""},
            "model is empty in the environment (RAG_MODEL). Say there what it is, or take it out",
        ),
        ("index = ' '", {}, {}, "index is empty in {folder}/rag.toml. Say"),
        ("", {"reranker": " "}, {}, "reranker is empty in the flags. Say"),
    ],
)
def test_a_wrong_setting_is_told_with_the_place_where_it_stands(
    tmp_path: Path, toml: str, flags: dict[str, object], environment: dict[str, str], message: str
) -> None:
    (tmp_path / "rag.toml").write_text(toml)
    with pytest.raises(UsageError) as raised:
        Settings.load(tmp_path, flags, environment)
    assert message.format(folder=tmp_path) in str(raised.value)


def test_settings_that_a_program_makes_have_the_same_limits() -> None:
    with pytest.raises(UsageError, match="^citations is 21; it must be from 1 to 20"):
        Settings(citations=21)


def test_an_unknown_environment_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RAG_MODLE.*Did you mean model"):
        Settings.load(tmp_path, environment={"RAG_MODLE": "x"})


def test_a_path_in_the_file_is_relative_to_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rag.toml").write_text('index = "kept"', encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path.parent)
    assert Settings.load(tmp_path, environment={}).index == tmp_path / "kept"
    assert Settings.load(tmp_path, environment={"RAG_INDEX": "other"}).index == Path("other")


def test_an_empty_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"index is empty in the environment \(RAG_INDEX\)\. Say there what it is, or take it out"
    ):
        Settings.load(tmp_path, environment={"RAG_INDEX": ""})
