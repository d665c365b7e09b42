import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import ARTICLES, ROOT, rag, rag_apart, write_articles


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", "FOLDER", "How many million crowns did the county pay for the vessel?", "--json"], 0),
        (["text", "FOLDER", "missing.txt"], 2),
        (["ask", "FOLDER", "Which enzyme splits lactose?"], 3),
        (["batch", "FOLDER", "-", "-o", "-"], 4),
    ],
)
def test_a_process_of_its_own_prints_and_ends_as_the_command_does_here(
    indexed: Path, arguments: list[str], code: int
) -> None:
    given = "Which enzyme splits lactose?\n" + "x" * 10_001
    here, apart = (
        run(*(argument.replace("FOLDER", str(indexed)) for argument in arguments), given=given)
        for run in (rag, rag_apart)
    )
    assert apart.returncode == code
    assert (here.returncode, here.stdout, here.stderr) == (apart.returncode, apart.stdout, apart.stderr)


def test_index_says_what_it_did_and_a_second_time_that_nothing_changed(articles: Path) -> None:
    first = rag("index", articles)
    assert first.returncode == 0
    assert [line for line in first.stdout.splitlines() if line.startswith("added")] == [
        *("added  bridge.txt", "added  strike.txt", "added  sub/ferry.md")
    ]
    assert first.stdout.endswith("\n3 added\n")
    assert rag("index", articles).stdout == "3 unchanged\n"


def test_index_ends_with_how_many_and_with_what_could_not_be_read(indexed: Path) -> None:
    write_articles(indexed, {"bridge.txt": "All is new.", "x.txt": "One.", "y.txt": "Two.", "z.txt": "", "q.odt": "no"})
    (indexed / "strike.txt").unlink()
    lines = rag("index", indexed).stdout.splitlines()
    assert lines[:4] == ["added  x.txt", "added  y.txt", "changed  bridge.txt", "removed  strike.txt"]
    assert lines[4] == "2 added, 1 changed, 1 removed, 2 not read, 1 unchanged"
    assert [line.split(":")[0] for line in lines[5:]] == ["could not be read  q.odt", "could not be read  z.txt"]
    quiet = rag("index", indexed, "--quiet").stdout
    assert "unchanged" not in quiet
    assert quiet.count("could not be read") == 2


def test_unreadable_files_are_listed_with_the_reason_and_code_4(indexed: Path) -> None:
    (indexed / "broken.docx").write_bytes(b"not a zip")
    done = rag("index", indexed, "--json")
    assert done.returncode == 4
    (unread,) = json.loads(done.stdout)["unread"]
    assert unread["source"] == "broken.docx"
    assert unread["reason"]
    assert rag("index", indexed).returncode == 4


def test_ask_prints_the_answer_with_its_sources(indexed: Path) -> None:
    done = rag("ask", indexed, "How many million crowns did the county pay for the vessel?")
    assert done.returncode == 0
    assert "“The county paid 96 million crowns for the vessel, a third more than planned.” [1]" in done.stdout
    assert "[1] A ferry for the islands · Per Lund · 2022-02-11 · sub/ferry.md, line 13" in done.stdout


def test_a_question_may_lean_on_earlier_ones(indexed: Path) -> None:
    earlier = "What did the county pay for the new ferry?"
    alone, after = (
        json.loads(rag("ask", indexed, "And how much more than planned?", "--json", *given).stdout)
        for given in ((), ("--history", "Who went on strike?", "--history", earlier))
    )
    assert (alone["read_with"], after["read_with"]) == (None, earlier)
    assert "a third more than planned" in after["answer"]
    shown = rag("ask", indexed, "And how much more than planned?", "--history", earlier).stdout
    assert f"Read together with “{earlier}”" in shown


def test_ask_gives_the_schema_as_json(indexed: Path) -> None:
    answer = json.loads(
        rag("ask", indexed, "How many million crowns did the county pay for the vessel?", "--json").stdout
    )
    assert list(answer) == [
        *(
            "schema",
            "id",
            "question",
            "read_with",
            "status",
            "confidence",
            "answer",
            "citations",
            "passages",
            "library",
        ),
        *("error", "filter", "differences"),
    ]
    assert answer["filter"] is None
    assert answer["differences"] == []
    assert list(answer["citations"][0]) == [
        *("n", "source", "start", "end", "quote", "line", "paragraph", "page", "heading", "title", "author"),
        *("published", "score", "matches", "copies"),
    ]
    assert list(answer["passages"][0]) == ["rank", "source", "start", "end", "text", "score"]
    assert list(answer["library"]) == ["fingerprint", "model", "documents", "passages", "reranker", "provenance"]
    citation = answer["citations"][0]
    assert ARTICLES["sub/ferry.md"][citation["start"] : citation["end"]] == citation["quote"]


def test_ask_names_copies_and_says_where_the_sources_differ(articles: Path) -> None:
    story = (
        "Two people were hurt in the storm at Orsa. " + "The wind took roofs and trees, and the road was closed. " * 3
    )
    later = "In the storm at Orsa nine people were injured. The insurers have not yet paid for the roofs."
    write_articles(
        articles,
        {
            "wire.md": f"---\ndate: 2021-02-03\n---\n\n{story}",
            "repost.md": f"---\ndate: 2021-02-04\n---\n\n# Wind\n\n{story}",
            "later.md": f"---\ndate: 2021-01-30\n---\n\n{later}",
        },
    )
    question = "How many people were hurt in the storm at Orsa?"
    answer = json.loads(rag("ask", articles, question, "--json").stdout)
    cited = {citation["source"]: citation for citation in answer["citations"]}
    assert cited["wire.md"]["copies"] == ["repost.md"]
    (difference,) = answer["differences"]
    assert [(each["figure"], each["source"]) for each in difference["stated"]] == [
        ("nine", "later.md"),
        ("Two", "wire.md"),
    ]
    n, m = (cited[source]["n"] for source in ("later.md", "wire.md"))
    shown = rag("ask", articles, question).stdout
    assert f"\n\nThe sources differ: nine [{n}] (2021-01-30), Two [{m}] (2021-02-03).\n\n" in shown
    assert "wire.md, line 5\n    also in: repost.md\n" in shown
    assert "The sources differ" not in answer["answer"]


def test_ask_makes_the_index_where_there_is_none_and_sees_changes(articles: Path) -> None:
    assert rag("ask", articles, "How many passengers and cars go between Holm and Vik?").returncode == 0
    write_articles(articles, {"tower.txt": "The new tower at Orsa is 41 metres tall."})
    assert "tower.txt" in rag("ask", articles, "How tall is the new tower at Orsa?").stdout


def test_nothing_found_is_code_3(indexed: Path) -> None:
    done = rag("ask", indexed, "Which enzyme splits lactose?")
    assert done.returncode == 3
    assert done.stdout.startswith("The articles do not say.")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", "FOLDER", ""], 2, "empty"),
        (["ask", "", "Why?"], 2, "The folder has no name"),
        (["index", "FOLDER", "--index", ""], 2, "The index has no name"),
        (["ask", "FOLDER", "a" * 100_000], 2, "100,000"),
        (["ask", "FOLDER"], 2, "QUESTION"),
        (["nonsense"], 2, "No such command"),
        (["ask", "FOLDER/missing", "Why?"], 1, "does not exist"),
        (["index", "FOLDER/missing"], 1, "does not exist"),
        (["status", "FOLDER/sub"], 1, "has no index yet"),
        (["index", "FOLDER", "--model", "default"], 1, "--rebuild"),
        (
            ["text", "FOLDER", "missing.txt"],
            2,
            "no article 'missing.txt' in FOLDER. rag status FOLDER --articles lists",
        ),
        (["text", "FOLDER", "Brigde.txt"], 2, "Did you mean 'bridge.txt'?"),
        (["text", "FOLDER", "ferry.txt"], 2, "Did you mean 'sub/ferry.md'?"),
        (["text", "FOLDER", "bridge", "--json"], 2, "no article 'bridge' in FOLDER. Did you mean 'bridge.txt'? rag"),
        (["correct", "FOLDER", "strke.txt", "--author", "Ada"], 2, "Did you mean 'strike.txt'?"),
        (["text", "FOLDER", "../outside.txt"], 2, "outside"),
        (["batch", "FOLDER", "FOLDER/missing.jsonl", "-o", "-"], 2, "cannot be read"),
        (["index", "FOLDER", "--index", "FOLDER/bridge.txt/index"], 1, "--index DIR"),
        (["ask", "FOLDER", "Why?", "--since", "2023-13"], 2, "2023-13"),
        (["search", "FOLDER", "dockers", "--author", "Lindt"], 2, "Did you mean 'Per Lund'?"),
        (["batch", "FOLDER", "FOLDER/missing.jsonl", "-o", "-", "--source", "*.epub"], 2, "*.epub"),
        (["ask", "FOLDER", "Why?", "--source", "\udcff"], 2, "not valid text"),
    ],
)
def test_bad_input_gives_a_message_and_a_code_and_no_traceback(
    indexed: Path, arguments: list[str], code: int, message: str
) -> None:
    done = rag(*(argument.replace("FOLDER", str(indexed)) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert message.replace("FOLDER", str(indexed)) in done.stderr
    assert "Traceback" not in done.stderr


def test_text_prints_exactly_what_offsets_refer_to(articles: Path) -> None:
    hostile = "\ufeffLine one\r\nÉl: 日本 \x1b[31m😀\x00 end\r"
    write_articles(articles, {"hostile.txt": hostile})
    done = subprocess.run(
        [sys.executable, "-c", "from rag.cli import main; main()", "text", str(articles), "hostile.txt"],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout == hostile.encode("utf-8")


def test_control_characters_of_an_article_do_not_reach_the_terminal(indexed: Path) -> None:
    write_articles(indexed, {"evil.txt": "The evil \x1b[31mlighthouse\x07 keeper sang all night."})
    done = rag("ask", indexed, "What did the evil lighthouse keeper do?")
    assert "lighthouse" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_a_line_end_in_a_file_s_name_breaks_no_line(articles: Path) -> None:
    write_articles(articles, {"a\nb.txt": "Seven lamps hung in the hall of Vik.", "c\nd.txt": "", "e\u2028f.txt": ""})
    (articles / "copy\nof.txt").write_bytes((articles / "bridge.txt").read_bytes())
    told = rag("index", articles)
    assert "added  a�b.txt\n" in told.stdout
    assert "c�d.txt" in told.stdout
    assert "e�f.txt" in told.stdout
    assert "unread       c�d.txt: " in rag("status", articles).stdout
    assert "a�b.txt, line 1" in rag("search", articles, "lamps").stdout
    assert "a�b.txt, line 1" in rag("ask", articles, "How many lamps hung in the hall of Vik?").stdout
    asked = rag("ask", articles, "When was the old bridge at Orsa closed to traffic?").stdout
    assert "copy�of.txt" in asked
    assert "copy\nof" not in asked
    write_articles(articles, {"g\nh.txt": ""})
    assert "rag: g�h.txt is empty" in rag("ask", articles, "How many lamps hung there?").stderr


def test_search_prints_passages(indexed: Path) -> None:
    done = rag("search", indexed, "dockers strike", "-k", 1, "--json")
    (passage,) = json.loads(done.stdout)["passages"]
    assert passage["source"] == "strike.txt"
    assert ARTICLES["strike.txt"][passage["start"] : passage["end"]] == passage["text"]
    assert "strike.txt, line" in rag("search", indexed, "dockers strike").stdout


HARBOUR = "Which ships waited outside the harbour?"


def test_ask_search_and_batch_can_be_kept_to_some_articles(indexed: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "Which ships?"}\n{"question": "What was paid?"}\n', encoding="utf-8")
    only = ["--source", "sub/", "--source", "nowhere.txt", "--author", "LUND", "--since", "2022-02", "--until", "2022"]
    asked = {"sources": ["sub/", "nowhere.txt"], "authors": ["LUND"], "since": "2022-02", "until": "2022"}
    answer = json.loads(rag("ask", indexed, HARBOUR, "--json", *only).stdout)
    assert answer["filter"] == asked
    assert {passage["source"] for passage in answer["passages"]} == {"sub/ferry.md"}
    found = json.loads(rag("search", indexed, HARBOUR, "--json", *only).stdout)
    assert {passage["source"] for passage in found["passages"]} == {"sub/ferry.md"}
    answers = rag("batch", indexed, questions, "-o", "-", *only).stdout.splitlines()
    assert [json.loads(line)["filter"] for line in answers] == [asked, asked]
    assert {p["source"] for line in answers for p in json.loads(line)["passages"]} == {"sub/ferry.md"}


def test_what_a_filter_leaves_out_unawares_is_told_once_unless_quiet(indexed: Path) -> None:
    done = rag("ask", indexed, HARBOUR, "--author", "Nilsen", "--author", "Nobody")
    (note,) = done.stderr.splitlines()
    assert note == "rag: No article fits 'Nobody'. 1 article has no author, which leaves it out."
    quiet = rag("ask", indexed, HARBOUR, "--author", "Nilsen", "--author", "Nobody", "--quiet")
    assert (quiet.stdout, quiet.stderr) == (done.stdout, "")
    assert rag("ask", indexed, HARBOUR, "--source", "*.txt").stderr == ""


def test_status_tells_what_changed_since(indexed: Path) -> None:
    assert json.loads(rag("status", indexed, "--json").stdout)["stale"] == []
    (indexed / "strike.txt").unlink()
    write_articles(indexed, {"new.txt": "New."})
    status = json.loads(rag("status", indexed, "--json").stdout)
    assert status["stale"] == ["new.txt", "strike.txt"]
    assert status["state"]["documents"] == 3
    assert "2 files since" in rag("status", indexed).stdout


def test_status_lists_the_articles_where_they_are_asked_for(indexed: Path) -> None:
    told = rag("status", indexed, "--articles").stdout
    assert "article      bridge.txt · The bridge at Orsa · Ada Nilsen\n" in told
    assert told.endswith("             sub/ferry.md · A ferry for the islands · Per Lund · 2022-02-11\n")
    listed = json.loads(rag("status", indexed, "--json", "--articles").stdout)["articles"]
    assert [(article["source"], article["author"]) for article in listed][2] == ("sub/ferry.md", "Per Lund")
    assert "articles" not in json.loads(rag("status", indexed, "--json").stdout)


def test_batch_answers_every_row(indexed: Path, tmp_path: Path) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    rows = [
        '{"id": "a", "question": "How many million crowns did the county pay for the vessel?"}',
        "",
        '{"question": "Which enzyme splits lactose?"}',
        '{"id": 7, "question": ""}',
        '{"id": "n", "question": 5}',
        "not json",
        '["a list"]',
    ]
    questions.write_bytes("\n".join(rows).encode() + b"\n\xff\xfe\n")
    done = rag("batch", indexed, questions, "-o", answers, "--passages", 2)
    assert done.returncode == 4
    got = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["status"]) for row in got] == [
        *(("a", "answered"), ("3", "not_found"), ("7", "error"), ("n", "error"), ("6", "error"), ("7", "error")),
        ("8", "error"),
    ]
    assert all(row["error"] for row in got if row["status"] == "error")
    assert len(got[0]["passages"]) == 2
    assert not list(tmp_path.glob("*.unfinished"))
    assert rag("batch", indexed, questions, "-o", "-", "--passages", 2).stdout == answers.read_text(encoding="utf-8")


def test_a_killed_index_run_is_finished_by_the_next(tmp_path: Path) -> None:
    folder, undisturbed = tmp_path / "articles", tmp_path / "undisturbed"
    for each in (folder, undisturbed):
        write_articles(
            each, {f"{i}.txt": f"Article {i} of the harbour. " + "The sea was calm. " * 70 for i in range(150)}
        )

    def written() -> dict[str, int]:
        with contextlib.suppress(FileNotFoundError):  # SQLite's own files come and go
            return {file.name: file.stat().st_mtime_ns for file in os.scandir(folder / ".rag")}
        return {}

    for pause in (0.0, 0.3, 0.6):
        before = written()
        running = subprocess.Popen(
            [sys.executable, "-c", "from rag.cli import main; main()", "index", str(folder), "--model", "hash"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while written() == before and running.poll() is None:  # killed before that, it would show nothing
            time.sleep(0.01)
        time.sleep(pause)
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert rag("index", folder).returncode == rag("index", undisturbed).returncode == 0
    status = json.loads(rag("status", folder, "--json").stdout)
    assert (status["state"]["documents"], status["stale"]) == (150, [])
    asked = [
        json.loads(rag("ask", each, "Article 77 of the harbour", "--json").stdout) for each in (folder, undisturbed)
    ]
    assert asked[0] == asked[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize(
    ("rest", "code", "told"),
    [
        ("ask FOLDER 'When was the old bridge at Orsa closed?' > /dev/full", 1, "No space left on device"),
        ("batch FOLDER <(echo Why?) -o - > /dev/full", 1, "No space left on device"),
        ("batch FOLDER - -o - <&-", 2, "standard input holds no question"),
        ("status FOLDER >&-", 0, ""),
        ("text FOLDER bridge.txt 2>&-", 0, ""),
    ],
)
def test_output_that_cannot_be_written_and_closed_streams_are_no_traceback(
    indexed: Path, rest: str, code: int, told: str
) -> None:
    command = f"{sys.executable} -m rag {rest.replace('FOLDER', shlex.quote(str(indexed)))}"
    environment = {**os.environ, "RAG_MODEL": "hash", "RAG_THRESHOLD": "0"}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
