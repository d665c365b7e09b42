import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.calibrating.calibration import calibrate, calibration_text, keep_threshold
from rag.calibrating.thresholds import Goal
from rag.errors import FolderError, UsageError
from rag.library import Library
from rag.settings import Settings, index_folder, setting_origin
from rag.threshold_file import forget_threshold, read_threshold, threshold_file, write_threshold
from rag.values import CalibratedThreshold
from support import rag

Opener = Callable[..., Library]

ANSWERABLE = [
    {"question": "How many million crowns did the county pay for the vessel?", "source": "sub/ferry.md"},
    {"question": "How many passengers and cars does the electric ferry carry?", "source": "sub/ferry.md"},
    {"question": "When was the old bridge at Orsa closed to traffic?", "source": "bridge.txt"},
    {"question": "And in November?", "history": ["When was the old bridge at Orsa closed to traffic?"]},
]
UNANSWERABLE = [
    {"question": "Which enzyme splits lactose?"},
    {"question": "Who baked the first loaf?", "source": "bridge.txt"},
]
LABELLED = [row | {"answerable": True} for row in ANSWERABLE] + [row | {"answerable": False} for row in UNANSWERABLE]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LABELLED)


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def library(articles: Path, open_library: Opener) -> Library:
    library = open_library(articles)
    library.sync()
    return library


def test_it_counts_what_asking_at_the_threshold_gets_wrong(
    library: Library, questions: Path, open_library: Opener
) -> None:
    done: list[int] = []
    found = calibrate(library, questions, Goal(), done.append)
    assert done == [6]
    assert found.present == library.settings.threshold
    for threshold, errors in ((found.threshold, found.errors), (found.present, found.present_errors)):
        asked = open_library(library.folder, threshold=threshold)
        answers = asked.ask_many([row["question"] for row in LABELLED], [row.get("history", []) for row in LABELLED])
        answered = [answer.status == "answered" for answer in answers]
        assert (errors.refused, errors.wrong) == (answered[:4].count(False), answered[4:].count(True))
    assert (found.errors.answerable, found.errors.unanswerable, found.questions) == (4, 2, 6)
    assert not threshold_file(library.index).exists()


def test_an_answer_from_another_source_than_named_is_told_and_not_right(library: Library, tmp_path: Path) -> None:
    rows = [row | {"source": "strike.txt"} if row.get("source") == "bridge.txt" else row for row in LABELLED]
    right = calibrate(library, write(tmp_path / "right.jsonl", LABELLED), Goal(refuse_at_most=0))
    wrong = calibrate(library, write(tmp_path / "wrong.jsonl", rows), Goal(refuse_at_most=0))
    assert (right.located, right.elsewhere) == (3, 0)
    assert (wrong.located, wrong.elsewhere) == (3, 1)
    assert sum(b.questions * b.right for b in right.bins) - sum(b.questions * b.right for b in wrong.bins) == 1


def test_a_line_that_cannot_be_used_is_named_with_the_reason(library: Library, tmp_path: Path) -> None:
    bad: list[object] = [
        {"question": "Who?"},
        {"question": "Who?", "answerable": "yes"},
        {"question": "Who?", "answerable": None},
        {"question": "", "answerable": True},
        {"question": 5, "answerable": True},
        {"question": "Who?", "answerable": True, "source": "missing.txt"},
        {"question": "Who?", "answerable": True, "source": ["bridge.txt"]},
        {"question": "Who?", "answerable": True, "history": "What?"},
        "a text",
        7,
    ]
    path = write(tmp_path / "questions.jsonl", [*LABELLED, *bad])
    path.write_bytes(path.read_bytes() + b"\n{not json\n\xff\xfe\n")
    found = calibrate(library, path, Goal())
    assert [row.line for row in found.unusable] == [*range(7, 17), 18, 19]
    assert all(str(row.line) in row.reason for row in found.unusable)
    assert found.errors == calibrate(library, write(path, LABELLED), Goal()).errors


def test_too_few_of_a_kind_are_warned_of_and_none_is_refused(library: Library, questions: Path, tmp_path: Path) -> None:
    warnings = calibrate(library, questions, Goal()).warnings
    assert [warning.split()[:2] for warning in warnings] == [["4", "answerable"], ["2", "unanswerable"]]
    for rows in (LABELLED[:4], LABELLED[4:], []):
        with pytest.raises(UsageError, match="needs some of each"):
            calibrate(library, write(tmp_path / "one.jsonl", rows), Goal())
    many = write(tmp_path / "many.jsonl", LABELLED * 5)
    assert calibrate(library, many, Goal()).warnings == ()
    assert calibrate(library, write(tmp_path / "few.jsonl", LABELLED[3:5]), Goal()).unseen_errors is None


@pytest.mark.parametrize("goal", [Goal(0.1, 0.1), Goal(refuse_at_most=5), Goal(wrong_at_most=float("nan"))])
def test_a_goal_that_cannot_be_is_refused(library: Library, questions: Path, goal: Goal) -> None:
    with pytest.raises(UsageError, match="at the other's cost|from 0 to 1"):
        calibrate(library, questions, goal)


def test_what_is_kept_is_in_force_until_forgotten_and_survives_a_rebuild(library: Library, questions: Path) -> None:
    found = calibrate(library, questions, Goal())
    assert keep_threshold(library, found) == threshold_file(library.index)
    library.sync(rebuild=True)
    assert Settings.load(library.folder, environment={}).threshold == found.threshold
    assert read_threshold(library.index) == CalibratedThreshold(found.threshold, 6, "hash", None)
    assert library.status().calibrated == read_threshold(library.index)
    assert forget_threshold(library.index)
    assert not forget_threshold(library.index)
    assert Settings.load(library.folder, environment={}).threshold == Settings().threshold


def test_what_people_set_wins_over_what_was_calibrated(tmp_path: Path) -> None:
    (tmp_path / ".rag").mkdir()
    path = write_threshold(tmp_path / ".rag", CalibratedThreshold(0.31, 20, 'a "model" 日\n', "b\\c"))
    assert read_threshold(tmp_path / ".rag") == CalibratedThreshold(0.31, 20, 'a "model" 日\n', "b\\c")

    def in_force(flags: dict[str, object], environment: dict[str, str]) -> tuple[float, str | None]:
        given = (tmp_path, flags, environment)
        return Settings.load(*given).threshold, setting_origin("threshold", *given)

    assert in_force({}, {}) == (0.31, str(path))
    assert in_force({}, {"RAG_INDEX": str(tmp_path / "elsewhere")}) == (Settings().threshold, None)
    (tmp_path / "rag.toml").write_text("threshold = 0.4\n")
    assert in_force({}, {}) == (0.4, str(tmp_path / "rag.toml"))
    assert in_force({}, {"RAG_THRESHOLD": "0.5"}) == (0.5, "the environment")
    assert in_force({"threshold": 0.6}, {"RAG_THRESHOLD": "0.5"}) == (0.6, "the flags")
    assert index_folder(tmp_path, {"index": tmp_path / "a"}, {"RAG_INDEX": "b"}) == tmp_path / "a"


@pytest.mark.parametrize(
    "content", [b"", b"threshold", b"\xff", b"threshold = 0.5", b'threshold = 2.0\nquestions = 1\nmodel = "m"\n']
)
def test_a_damaged_file_is_refused_with_its_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".rag").mkdir()
    threshold_file(tmp_path / ".rag").write_bytes(content)
    with pytest.raises(UsageError, match="rag calibrate FOLDER --reset"):
        Settings.load(tmp_path, environment={})


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="--index DIR"):
        write_threshold(tmp_path / "file", CalibratedThreshold(0.5, 1, "hash", None))


def test_people_read_both_rates_and_what_could_not_be_used(library: Library, tmp_path: Path) -> None:
    text = calibration_text(calibrate(library, write(tmp_path / "q.jsonl", [*LABELLED, {}]), Goal(refuse_at_most=0)))
    assert "6 questions, 4 answerable and 2 not; 1 lines could not be used" in text
    assert "Line 7" in text
    assert "0 of 4 (0%)" in text
    assert "Warning: 4 answerable questions are too few" in text


def test_the_command_sets_reports_and_forgets(articles: Path, tmp_path: Path) -> None:
    questions = write(tmp_path / "questions.jsonl", LABELLED)
    kept = threshold_file(articles / ".rag")
    done = rag("calibrate", articles, questions, "--dry-run", "--json")
    assert (done.returncode, json.loads(done.stdout)["file"], kept.exists()) == (0, None, False)
    done = rag("calibrate", articles, questions, "--json", "--wrong-at-most", "0")
    found = json.loads(done.stdout)
    assert (done.returncode, found["file"], found["overridden_by"]) == (0, str(kept), None)
    assert found["errors"]["wrong_rate"] == 0
    status = json.loads(rag("status", articles, "--json").stdout)
    assert (status["threshold"], status["threshold_from"]) == (found["threshold"], str(kept))
    assert "set by rag calibrate from 6 questions" in rag("status", articles).stdout
    over = rag("calibrate", articles, questions, RAG_THRESHOLD="0.9")
    assert "not in force: the environment sets another one" in over.stdout
    assert "over" in rag("status", articles, RAG_THRESHOLD="0.9").stdout
    assert rag("calibrate", articles, "--reset").stdout == "The calibrated threshold is forgotten.\n"
    assert "(the default)" in rag("status", articles).stdout


def test_a_threshold_of_another_model_asks_to_be_calibrated_again(library: Library) -> None:
    from rag.printing import status_text

    path = write_threshold(library.index, CalibratedThreshold(0.3, 20, "hash", "a-reranker"))
    assert "calibrate again" in status_text(library.status(), str(path))
    write_threshold(library.index, CalibratedThreshold(0.3, 20, "hash", None))
    assert "calibrate again" not in status_text(library.status(), str(path))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["FOLDER"], 2, "no file of questions"),
        (["FOLDER", "QUESTIONS", "--reset"], 2, "Give it alone"),
        (["FOLDER", "--reset", "--dry-run"], 2, "Give it alone"),
        (["FOLDER", "QUESTIONS", "--refuse-at-most", "2"], 2, "from 0 to 1"),
        (["FOLDER", "QUESTIONS", "--refuse-at-most", "0", "--wrong-at-most", "0"], 2, "Only one"),
        (["FOLDER", "FOLDER/missing.jsonl"], 2, "cannot be read"),
        (["FOLDER/missing", "--reset"], 1, "does not exist"),
        (["FOLDER/missing", "QUESTIONS"], 1, "does not exist"),
    ],
)
def test_wrong_use_gives_a_message_and_a_code(
    articles: Path, questions: Path, arguments: list[str], code: int, message: str
) -> None:
    named = {"FOLDER": str(articles), "QUESTIONS": str(questions)}
    done = rag(
        "calibrate",
        *(
            arguments[0].replace("FOLDER", named["FOLDER"]),
            *(named.get(word, word.replace("FOLDER", named["FOLDER"])) for word in arguments[1:]),
        ),
    )
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
