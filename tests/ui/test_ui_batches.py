import csv
import io
import json
import secrets
import threading
import time
from base64 import b64decode
from dataclasses import fields
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import gradio as gr
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.batches.answer_files.report import BatchReport, SourceCount
from rag.batches.answer_files.rows import AnswerRow
from rag.batches.batch import answer_file
from rag.embedding import HashEmbedder
from rag.errors import FolderError, UsageError
from rag.library import Library
from rag.settings import Settings
from rag.values import Citation
from shown_html import as_named, as_shown, read_back
from support import ARTICLES, hostile_text, write_articles
from ui.batches.desk import FORMS, GO_ON, STOP, Desk, View
from ui.batches.jobs import Job, Jobs, columns, delete
from ui.batches.running import Running, State
from ui.batches.shown import head_html, jobs_html, progress_html, rows_html, summary_html, told_html
from ui.forms.uploads import Upload
from ui.visitors import visitor, visitor_folder

_BRIDGE = "When was the old bridge at Orsa closed to traffic?"
_QUESTIONS = f"{_BRIDGE}\nWho sang of whales in the tower?\n{'why ' * 20_000}\n".encode()
_TAGS = {
    *("div", "article", "h2", "h3", "p", "b", "ul", "ol", "li", "a", "mark", "bdi", "blockquote", "dl", "dt", "dd")
} | {*("table", "caption", "thead", "tbody", "tr", "th", "td", "span", "button", "progress")}
_ATTRIBUTES = {*("class", "href", "target", "title", "dir", "aria-label", "aria-current", "type", "scope", "value")} | {
    *("data-job", "max", "tabindex")
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES)
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


@pytest.fixture
def jobs(library):
    return Jobs(library.index, secrets.token_urlsafe(16))


@pytest.fixture
def person(library):
    return Person(Desk(library))


class Person:
    """One visitor at a desk: what a page would send, and what it would show."""

    def __init__(self, desk):
        self.desk, self.request = desk, asking(secrets.token_urlsafe(16))
        self.owner = visitor(self.request)
        self.job = None

    def shown(self, values):
        self.told, self.jobs, self.job, self.page, *view = values
        self.view = View(*view)
        return self.view

    def start(self, data, name="questions.txt", column="question", passages=2, within=([], [], "", "")):
        return self.shown(self.desk.start(self.request, "", Upload(name, data), column, passages, *within))

    def wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            values = self.desk.look_again(self.job, self.request)
            if "__type__" not in str(values[1])[:20]:
                return self.shown(values)
            time.sleep(0.02)
        raise AssertionError("the batch does not end")

    def saved(self, form):
        *_, (_, sent) = self.desk.saved(form)(self.job, self.request)
        attributes = read_back(sent)[1][0].attributes
        return attributes.get("data-name"), b64decode(attributes.get("data-bytes") or "")


def asking(token, username=None):
    return SimpleNamespace(username=username, cookies={"rag-visitor": token})


def sent(**values):
    return gr.EventData(None, values)


def safe(html):
    text, elements = read_back(html)
    for element in elements:
        assert element.tag in _TAGS
        assert set(element.attributes) <= _ATTRIBUTES
        assert element.attributes.get("href", "./?").startswith("./?")
    return text, elements


_JOBS = st.builds(
    Job,
    st.just(None),
    name=hostile_text,
    made=st.sampled_from(["2026-03-03T14:05:00+00:00", "<b>"]),
    questions=st.integers(0),
    form=st.just("txt"),
    column=hostile_text,
    passages=st.just(8),
)
_STATES = st.builds(
    State,
    st.sampled_from(["waiting", "running", "stopped", "failed", "done"]),
    st.integers(0, 99),
    st.integers(0, 99),
    st.floats(0, 99),
    st.lists(hostile_text, max_size=2).map(tuple),
    hostile_text,
)
_CITATIONS = st.builds(
    Citation,
    *(st.integers(1, 9), hostile_text, st.just(0), st.integers(0, 9), hostile_text, st.integers(1, 9)),
    *(st.none(), st.none() | st.integers(1, 9), *[st.none() | hostile_text] * 4, st.just(0.5)),
    copies=st.lists(hostile_text, max_size=2).map(tuple),
)
_ROWS = st.builds(
    AnswerRow,
    *(hostile_text, hostile_text, hostile_text, st.sampled_from(["answered", "not_found", "error"]), st.floats(0, 1)),
    *(hostile_text, st.lists(_CITATIONS, max_size=2).map(tuple), hostile_text, st.none() | hostile_text),
    *(st.lists(hostile_text, max_size=1).map(tuple), st.dictionaries(hostile_text, hostile_text, max_size=2)),
)


@given(_ROWS)
def test_answers_are_shown_as_text_with_every_quotation_whole(row):
    text, elements = safe(rows_html([row]))
    assert as_named(row.id) in text
    if row.question.strip():
        assert as_shown(row.question) in text
    if row.status == "answered":
        quotes = [one.text for one in elements if one.tag == "blockquote"]
        assert quotes == [as_shown("".join(piece for piece, _ in citation.pieces())) for citation in row.citations]
        for citation, link in zip(row.citations, (one for one in elements if one.tag == "a"), strict=True):
            assert link.text == as_named(citation.source)
            query = parse_qs(urlsplit(link.attributes["href"]).query)
            assert (query["start"], query["end"]) == ([str(citation.start)], [str(citation.end)])


@given(_STATES, hostile_text)
def test_names_problems_and_sources_are_shown_as_text(state, name):
    job = Job(_Folder(), name, "<b>", 3, "txt", name, 8)
    for html in (head_html(job), told_html(job, state), progress_html(state), jobs_html([(job, state)], job.id)):
        safe(html)
    assert as_named(name) in read_back(jobs_html([(job, state)], None))[0]
    sources = (SourceCount(name, 2),)
    assert as_named(name) in safe(summary_html(BatchReport(2, 0, 1, 0.5, sources)))[0]


class _Folder:
    name = "0" * 16


def test_progress_is_told_with_rate_and_time_and_read_aloud_now_and_then():
    state = State("running", 300, 1200, 10.0)
    assert "300 of 1,200 questions answered, 10.0/s, about 2 min left" in progress_html(state)
    job = Job(_Folder(), "q.txt", "", 1200, "txt", "question", 8)
    told = {told_html(job, State("running", done, 1200, 10.0)) for done in range(1200)}
    assert len(told) == 10


def test_a_batch_is_answered_read_and_saved_as_the_command_would(person, library, tmp_path):
    view = person.start(_QUESTIONS)
    assert "questions.txt" in view.head
    view = person.wait()
    assert "1 answered" in view.summary
    assert "1 not found, 1 error" in view.summary
    assert "done" in person.jobs
    rows = [one for one in read_back(view.rows)[1] if one.tag == "article"]
    assert [one.attributes["class"] for one in rows] == ["answered", "not_found", "error"]
    (tmp_path / "questions.txt").write_bytes(_QUESTIONS)
    two = library.with_settings(Settings(passages=2))
    for form in FORMS:
        name, data = person.saved(form)
        assert name == f"questions – answers.{form}"
        if form in ("jsonl", "csv"):  # the others link to the articles only where these are
            answer_file(two, tmp_path / "questions.txt", tmp_path / f"a.{form}")
            assert data == (tmp_path / f"a.{form}").read_bytes()
    assert len(json.loads(person.saved("jsonl")[1].splitlines()[0])["passages"]) == 2


def test_pasted_questions_are_answered_whatever_they_are(person):
    text = f"{_BRIDGE}\n\n\ud800 <script>?\n"
    person.shown(person.desk.start(person.request, text, None, None, 8))
    view = person.wait()
    assert "2 questions" in view.head
    assert "<script>" in read_back(view.rows)[0]
    assert "<script>" not in view.rows


def test_a_table_is_asked_by_the_column_that_is_chosen(person):
    out = io.StringIO()
    csv.writer(out).writerows([["Nr", "My question", "note"], ["1", _BRIDGE, "=1+1"]])
    shown, choice = person.desk.uploaded(Upload("Fragen.csv", out.getvalue().encode()))
    assert shown["visible"] is False
    assert [name for name, _ in choice.choices] == ["Nr", "My question", "note"]
    assert choice.value == "My question"
    person.start(out.getvalue().encode(), "Fragen.csv", "My question")
    view = person.wait()
    assert "1 answered" in view.summary
    book = openpyxl.load_workbook(io.BytesIO(person.saved("xlsx")[1]))
    assert "=1+1" in [cell.value for cell in book["Answers"][2]]


@pytest.mark.parametrize(
    ("file", "column", "passages", "words"),
    [
        (("<b>.pdf", b"x"), "question", 8, "<b>.pdf ends with .pdf"),
        (("none", b"x"), "question", 8, "ends with nothing"),
        (("q.txt", b"\n \n"), "question", 8, "q.txt holds no questions"),
        (("q.csv", b"a,b\n1,2\n"), "c", 8, "no column 'c'"),
        (("q.xlsx", b"no zip"), "question", 8, "not an .xlsx that can be read"),
        (("q.txt", b"Why?"), "question", 201, "from 0 to 200"),
        (("q.txt", b"Why?"), "question", None, "from 0 to 200"),
    ],
)
def test_what_cannot_be_asked_is_told_and_leaves_nothing(person, library, file, column, passages, words):
    told, *rest = person.desk.start(person.request, "", Upload(*file), column, passages)
    assert words in read_back(told)[0]
    assert len(rest) == 3 + len(fields(View))
    assert str(library.folder) not in told
    assert Jobs(library.index, person.owner).all() == []
    folder = library.index / "batches" / visitor_folder(person.owner)
    assert list(folder.rglob("*")) == []


def test_only_the_articles_that_are_chosen_are_asked(library, person):
    others = [info.source for info in library.documents() if info.source != "bridge.txt"]
    person.start(_BRIDGE.encode(), within=(others, [], "", ""))
    view = person.wait()
    assert "0 answered" in view.summary
    assert f"Asked of some articles only: source {others[0]}" in read_back(view.head)[0]
    saved = json.loads(person.saved("jsonl")[1])
    assert saved["filter"]["sources"] == others
    person.start(_BRIDGE.encode(), within=(["bridge.txt"], [], "", ""))
    assert "1 answered" in person.wait().summary
    person.start(_BRIDGE.encode())
    assert "some articles" not in person.wait().head


@pytest.mark.parametrize(
    ("within", "words"),
    [
        ((["nothing/*"], [], "", ""), "nothing/*"),
        (([], [], "2022-13", ""), "2022-13"),
        (([3], [], "", ""), "3"),
        (([], "Nobody At All", "", ""), "Nobody At All"),
    ],
)
def test_a_filter_that_cannot_be_used_is_told_and_nothing_is_begun(person, within, words):
    told, *_ = person.desk.start(person.request, _BRIDGE, None, "question", 8, *within)
    assert words in read_back(told)[0]
    assert Jobs(person.desk._library.index, person.owner).all() == []


def test_a_batch_of_an_earlier_version_is_asked_of_all_articles(jobs):
    job = jobs.add("mine.txt", b"Why?")
    path = job.folder / "job.json"
    values = json.loads(path.read_bytes())
    del values["within"]
    path.write_text(json.dumps(values), encoding="utf-8")
    assert jobs.find(job.id).filter is None
    path.write_text(json.dumps(values | {"within": {"sources": 3}}), encoding="utf-8")
    with pytest.raises(FolderError, match="no batch of this program"):
        jobs.find(job.id)


def test_no_questions_at_all_are_told(person):
    told, *_ = person.desk.start(person.request, " \n", None, "question", 8)
    assert "There are no questions yet" in told


def test_many_answers_come_in_pages_and_by_status(person):
    person.start("".join(f"{_BRIDGE} {n}\n" if n % 2 else f"zxqv {n}\n" for n in range(240)).encode())
    view = person.wait()
    seen = []
    for number in range(5):
        seen += [one.text for one in read_back(view.rows)[1] if one.tag == "h2"]
        assert f"Page {number + 1} of 5" in view.at
        turn = person.desk.turned(1)
        page, *values = turn(person.job, "all", number, person.request)
        view = View(*values)
    assert page == 5
    assert [text.rsplit(" ", 1)[1] for text in seen] == [str(n) for n in range(240)]
    _, *values = person.desk.turned(None)(person.job, "answered", 3, person.request)
    shown = [one.attributes["class"] for one in read_back(View(*values).rows)[1] if one.tag == "article"]
    assert shown
    assert set(shown) == {"answered"}
    for wrong in ("<b>", None, 7):
        page, *values = person.desk.turned(None)(person.job, wrong, "x", person.request)
        assert page == 0
        assert View(*values).rows


def test_a_stopped_batch_goes_on_where_it_was_also_after_a_restart(library, person, monkeypatch):
    reached, go = threading.Event(), threading.Event()
    ask = Library.ask_many

    def slow(self, questions, *more):
        answers = ask(self, questions, *more)
        reached.set()
        assert go.wait(60)
        return answers

    monkeypatch.setattr(Library, "ask_many", slow)
    person.start("".join(f"{_BRIDGE} {n}\n" for n in range(200)).encode())
    assert reached.wait(60)
    threading.Timer(0.2, go.set).start()
    view = person.shown(person.desk.switch(person.job, STOP, person.request))
    assert GO_ON in str(view.switch.value)
    assert "stopped at" in person.jobs
    done = Jobs(library.index, person.owner).find(person.job).begun()
    assert 0 < done < 200
    monkeypatch.setattr(Library, "ask_many", ask)
    again = Person(Desk(library))
    again.request = person.request
    jobs = again.desk.load(again.request)
    assert "stopped at" in jobs
    again.shown(again.desk.open(again.request, sent(job=person.job)))
    again.shown(again.desk.switch(again.job, GO_ON, again.request))
    view = again.wait()
    assert "0 errors" in view.summary
    ids = [json.loads(line)["id"] for line in again.saved("jsonl")[1].splitlines()]
    assert ids == [str(n + 1) for n in range(200)]


def test_one_visitors_batches_are_no_others(library, person):
    person.start(_QUESTIONS)
    person.wait()
    other = Person(person.desk)
    assert person.job not in other.desk.load(other.request)
    for do in (
        lambda: other.desk.open(other.request, sent(job=person.job)),
        lambda: other.desk.delete(None, other.request, sent(job=person.job)),
        lambda: other.desk.switch(person.job, GO_ON, other.request),
        lambda: other.desk.look_again(person.job, other.request),
        lambda: other.desk.open(asking(person.owner, "eve"), sent(job=person.job)),
        lambda: other.desk.open(asking(f"../{person.owner}"), sent(job=person.job)),
    ):
        told, *rest = do()
        assert "problem" in told
        assert _BRIDGE not in str(rest)
    _, head, *_ = other.desk.turned(1)(person.job, "all", 0, other.request)
    assert "not there any more" in head
    other.job = person.job
    assert other.saved("csv")[1] == b""
    assert person.saved("csv")[1]


@pytest.mark.parametrize("wrong", [None, "", 7, "..", "../x", "0" * 16, "/etc", "a\0b", ["x"], {}])
def test_what_is_no_batch_is_told(person, jobs, wrong):
    with pytest.raises(UsageError, match="not there any more"):
        jobs.find(wrong)
    for event in (sent(job=wrong), gr.EventData(None, None)):
        assert "not there any more" in person.desk.open(person.request, event)[0]


def test_a_deleted_batch_is_gone_and_another_one_stays(person, library):
    person.start(_QUESTIONS, "first.txt")
    person.wait()
    first = person.job
    person.start(_QUESTIONS, "second.txt")
    person.wait()
    view = person.shown(person.desk.delete(person.job, person.request, sent(job=first)))
    assert "second.txt" in view.head
    assert "first.txt" not in person.jobs
    person.shown(person.desk.delete(person.job, person.request, sent(job=person.job)))
    assert (person.job, person.view.head) == (None, "")
    assert list((library.index / "batches" / visitor_folder(person.owner)).iterdir()) == []


def test_questions_are_kept_under_no_name_of_the_persons(jobs):
    job = jobs.add("../../<b>\ud800.csv", b"question\nWhy?\n")
    assert jobs.find(job.id) == job
    assert job.asked.path.read_bytes() == b"question\nWhy?\n"
    assert sorted(path.name for path in job.folder.iterdir()) == ["job.json", "questions.csv"]
    assert job.questions == 1
    delete(job)
    delete(job)
    assert jobs.all() == []


def test_batches_are_listed_newest_first_and_what_is_none_is_left_out(jobs):
    made = [jobs.add(f"{n}.txt", b"Why?") for n in range(3)]
    (made[0].folder.parent / ("f" * 16)).mkdir()
    (made[0].folder.parent / "notes").mkdir()
    assert [job.name for job in jobs.all()] == ["2.txt", "1.txt", "0.txt"]
    (made[1].folder / "job.json").write_text("{", encoding="utf-8")
    assert [job.name for job in jobs.all()] == ["2.txt", "0.txt"]
    with pytest.raises(FolderError, match="no batch of this program"):
        jobs.find(made[1].id)


def test_an_index_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match="cannot be kept"):
        Jobs(tmp_path / "file", "x").add("q.txt", b"Why?")
    with pytest.raises(FolderError, match="cannot be kept"):
        columns("q.csv", b"a", tmp_path / "file" / "scratch")


def test_columns_leave_nothing_behind(tmp_path):
    assert columns("q.csv", b"a;b\n1;2\n", tmp_path / "scratch") == ("a", "b")
    assert list((tmp_path / "scratch").iterdir()) == []


def test_what_ends_a_batch_is_told_without_the_servers_paths(library, jobs, monkeypatch):
    job = jobs.add("mine.txt", b"Why?")

    def broken(*_):
        raise FolderError(f"{job.answers} cannot be written: full. {job.asked.path}")

    monkeypatch.setattr("ui.batches.running.answer_file", broken)
    running = Running(library)
    running.start(job)
    _ended(running, job)
    state = running.state(job)
    assert (state.kind, state.problem) == ("failed", "mine.txt cannot be written: full. mine.txt")

    def worse(*_):
        raise ZeroDivisionError

    alive = running._runs[job.folder].thread
    monkeypatch.setattr(alive, "is_alive", lambda: True)  # its last moments are as long as can be

    monkeypatch.setattr("ui.batches.running.answer_file", worse)
    running.start(job)
    _ended(running, job)
    assert "Something went wrong" in running.state(job).problem


def _ended(running, job):
    deadline = time.monotonic() + 30
    while running.state(job).is_under_way and time.monotonic() < deadline:
        time.sleep(0.01)


def test_few_batches_are_under_way_at_once_and_one_that_waits_can_be_stopped(library, jobs, monkeypatch):
    go, begun = threading.Event(), []

    def waiting(*_):
        begun.append(1)
        assert go.wait(30)

    monkeypatch.setattr("ui.batches.running.answer_file", waiting)
    running = Running(library)
    three = [jobs.add(f"{n}.txt", b"Why?") for n in range(3)]
    for job in three:
        running.start(job)
        running.start(job)
    deadline = time.monotonic() + 30
    while running.state(three[2]).kind != "waiting" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [running.state(job).kind for job in three] == ["running", "running", "waiting"]
    running.end(three[2])
    assert running.state(three[2]).kind == "stopped"
    go.set()
    for job in three:
        running.end(job)
    assert len(begun) == 2
