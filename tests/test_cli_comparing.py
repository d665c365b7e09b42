import json
import re
from pathlib import Path

import pytest
from test_comparing import not_found, row, written

from support import rag


def test_the_exit_code_tells_whether_anything_changed(tmp_path: Path) -> None:
    old, new = written(tmp_path / "old.jsonl", [row()]), written(tmp_path / "new.jsonl", [not_found()])
    other = written(tmp_path / "other.jsonl", [row(library={"model": "another"})])
    same, changed, made_otherwise = rag("diff", old, old), rag("diff", old, new), rag("diff", old, other)
    assert (same.returncode, changed.returncode, made_otherwise.returncode) == (0, 4, 0)
    assert "0 changed, 1 unchanged." in same.stdout
    assert "model: default → another" in made_otherwise.stdout
    assert "  - “The old bridge at Orsa was closed.” [1] A title · bridge.txt, line 3\n" in changed.stdout
    quiet = rag("diff", old, new, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (4, "", "")
    (change,) = json.loads(rag("diff", old, new, "--json").stdout)["changes"]
    assert change["kinds"] == ["no_longer_answered"]


def test_the_page_is_written_whole_and_the_summary_printed(tmp_path: Path) -> None:
    old, new = written(tmp_path / "old.jsonl", [row()]), written(tmp_path / "new.jsonl", [not_found()])
    done = rag("diff", old, new, "--html", tmp_path / "page.html")
    assert done.returncode == 4
    assert "1 changed, 0 unchanged: 1 no longer answered." in done.stdout
    assert "Why?" not in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert not re.search(r"https?:|<script|<link|url\(", page)
    assert not list(tmp_path.glob("*.unfinished"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["OLD", "FOLDER/missing.jsonl"], 2, "cannot be read"),
        (["FOLDER/answers.csv", "OLD"], 2, "not a .jsonl file"),
        (["OLD", "FOLDER/folder.jsonl"], 2, "is not a file"),
        (["OLD", "FOLDER/broken.jsonl"], 2, "Line 1 of"),
        (["OLD", "OLD", "--confidence", "2"], 2, "from 0 to 1"),
        (["OLD", "OLD", "--confidence", "nan"], 2, "from 0 to 1"),
        (["OLD", "OLD", "--html", "OLD"], 2, "take the place"),
        (["OLD", "OLD", "--html", "FOLDER/missing/page.html"], 1, "cannot be written"),
        (["OLD"], 2, "NEW"),
        (["OLD", "\udcff.jsonl"], 2, "cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_said_with_a_code_and_no_traceback(
    tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    old = written(tmp_path / "old.jsonl", [row()])
    (tmp_path / "answers.csv").write_text("id\n")
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "broken.jsonl").write_text('{"id": "q1", "question": "Why?"}\n')
    before = old.read_bytes()
    done = rag("diff", *(each.replace("FOLDER", str(tmp_path)).replace("OLD", str(old)) for each in arguments))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert old.read_bytes() == before
