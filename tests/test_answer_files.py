"""What each form of a file of answers holds, read back by a reader that has nothing to do with its writer."""

import csv
import gc
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.batches.answer_files import Outline, check_fits, render
from rag.batches.delimited import read_delimited
from rag.batches.formulas import unguarded
from rag.errors import UsageError
from rag.values import Filter, LibraryState
from support import hostile_text

FORMS = ("jsonl", "csv", "xlsx", "md", "html")
STATE = LibraryState("f" * 64, "hash", 3, 5)
FOLDER = Path(__file__).parent / "articles"


def outline(**changes: object) -> Outline:
    values: dict[str, object] = {
        "folder": FOLDER,
        "place": FOLDER.parent,
        "questions": 1,
        "citations": 2,
        "carried": ("topic",),
        "follow_ups": True,
        "library": STATE,
        "within": None,
    }
    return Outline(**(values | changes))  # type: ignore[arg-type]


def citation(n: int, quote: str, **changes: object) -> dict[str, object]:
    values = {
        "n": n,
        "source": "sub/ferry.md",
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "line": 13,
        "paragraph": 2,
    }
    values |= {"page": None, "heading": None, "title": None, "author": None, "published": None, "score": 0.5}
    return values | changes


def answer(question: str = "Why?", quotes: tuple[str, ...] = (), **changes: object) -> dict[str, object]:
    status = "answered" if quotes else "not_found"
    values: dict[str, object] = {"schema": 1, "id": "1", "question": question, "read_with": None, "status": status}
    values |= {"confidence": 0.7, "answer": " ".join(f"{quote} [{n}]" for n, quote in enumerate(quotes, start=1))}
    values |= {"citations": [citation(n, quote) for n, quote in enumerate(quotes, start=1)], "passages": []}
    return values | {"library": {}, "error": None, "filter": None, "row": {"topic": "x"}} | changes


def rendered(form: str, *answers: dict[str, object], **changes: object) -> bytes:
    out = io.BytesIO()
    render((json.dumps(one) for one in answers), out, form, outline(**changes))
    return out.getvalue()


def table(form: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a .csv as Python's own reader, or of an .xlsx as openpyxl has them, all as text."""
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        return [dict(zip(rows[0], map(unguarded, row), strict=True)) for row in rows[1:]]
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, *body = book["Answers"].iter_rows()
    names = [str(cell.value) for cell in header]
    assert all(cell.data_type != "f" for row in body for cell in row)
    return [dict(zip(names, [unescaped(cell.value) for cell in row], strict=True)) for row in body]


def unescaped(value: object) -> str:
    text = "" if value is None else str(value)
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda escaped: chr(int(escaped[1], 16)), text)


def page(form: str, content: bytes) -> BeautifulSoup:
    text = content.decode("utf-8")
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return BeautifulSoup(markdown.render(text) if form == "md" else text, "html.parser")


def words(text: str) -> str:
    """The text as a page shows it: NUL as U+FFFD, runs of white space as one space."""
    return " ".join(text.replace("\x00", "\ufffd").split())


OF_A_CITATION = ("quotation", "source", "place", "reference")

HOSTILE = [
    *('=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "'plain", "-5"),
    *("<script>alert(1)</script>", "</blockquote><img src=x onerror=y>", "&lt;b&gt; &amp;amp;", "]]>", "<!-- x"),
    *("# head", "1. one", "1) one", "- item", "+ item", "* item", "> quote", "---", "===", "```sh", "~~~", "    code"),
    *("[link](javascript:x)", "![x](http://x/y.png)", "<http://x.y>", "https://x.y", "www.x.y", "a@b.cd", "[x]: y"),
    *("**bold** _em_ `code` ~~no~~", "a | b\n--|--\nc | d", "$x$", "\\", "a\\", "\\*", ":::", ": x", "[^1]", "a  \nb"),
    *("_x000D_ _x005F_", "line\r\nend\rof\n\nlines", "\u202eright\u202c", "tab\there", "\ufffe\uffff", "e\u0301", "'"),
    *('"', ",", ";", '";=1', "x" * 40_000, "😀" * 20_000, "\x00\x01\x1b[31m", "\ufeff=1", "\u2028=1"),
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 20_000])
def test_a_table_gives_back_what_was_asked_answered_and_quoted(form: str, text: str) -> None:
    asked = answer(text, (text, text), id=text, read_with=text, row={text: text})
    (row,) = table(form, rendered(form, asked, carried=(text,)))
    assert (row["id"], row["question"], row["status"], row["read with"]) == (text, text, "answered", text)
    assert (row["quotation 1"], row["quotation 2"]) == (text, text)
    assert row["answer"] == f"{text} [1] {text} [2]"
    assert list(row.values())[-1] == text


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_shows_what_was_asked_and_quoted_and_nothing_else_comes_of_it(form: str, text: str) -> None:
    plain, hostile = (page(form, rendered(form, answer(t, (t, t), row={t: t}), carried=(t,))) for t in ("x", text))
    assert [tag.name for tag in hostile.find_all(True)] == [tag.name for tag in plain.find_all(True)]
    assert [tag.get("href") for tag in hostile.find_all("a")] == [tag.get("href") for tag in plain.find_all("a")]
    heading = hostile.find("h2")
    quoted = hostile.find_all("blockquote")
    assert heading is not None
    assert words(heading.get_text()) == words(text)
    assert [words(quote.get_text()).startswith(words(text)) for quote in quoted] == [True, True]


@settings(max_examples=40)
@given(hostile_text, st.lists(hostile_text, max_size=2), st.sampled_from(FORMS))
def test_any_text_survives_every_form(question: str, quotes: list[str], form: str) -> None:
    content = rendered(form, answer(question, tuple(quotes)))
    if form == "jsonl":
        assert json.loads(content)["question"] == question
        assert [one["quote"] for one in json.loads(content)["citations"]] == quotes
    elif form in ("csv", "xlsx"):
        (row,) = table(form, content)
        assert (row["question"], row["status"]) == (question, "answered" if quotes else "not_found")
        assert [row[f"quotation {n}"] for n in range(1, len(quotes) + 1)] == quotes
    else:
        shown = page(form, content)
        assert words(shown.find_all("h2")[0].get_text()) == (words(question) or "(no question)")
        for shown_quote, quote in zip(shown.find_all("blockquote"), quotes, strict=True):
            assert words(shown_quote.get_text()).startswith(words(quote))


def test_html_gives_back_every_character() -> None:
    text = "  two  spaces\r\nline\r end\n\n<b>\x00 “”"
    shown = page("html", rendered("html", answer(text, (text,))))
    expected = text.replace("\x00", "\ufffd")
    assert shown.find_all("h2")[0].get_text() == expected
    assert shown.find_all("blockquote")[0].get_text() == expected


def test_html_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    content = rendered("html", answer("Why?", ("Because.",))).decode()
    assert not re.findall(r"<script|\bon\w+=|@import|url\(|https?://", content)
    assert "default-src 'none'" in content
    assert "prefers-color-scheme: dark" in content
    assert "@media print" in content


def test_html_marks_the_words_that_match() -> None:
    quoted = citation(1, "The ferry sails.", start=10, end=26, matches=[{"start": 14, "end": 19}])
    shown = page("html", rendered("html", answer(quotes=("The ferry sails.",), citations=[quoted])))
    assert [mark.get_text() for mark in shown.find_all("mark")] == ["ferry"]
    assert shown.find_all("blockquote")[0].get_text() == "The ferry sails."


def linked_in_a_page(content: bytes) -> list[str]:
    return [str(link["href"]) for link in page("html", content).find_all("a")]


def linked_in_markdown(content: bytes) -> list[str]:
    return [str(link["href"]) for link in page("md", content).find_all("a")]


def linked_in_a_sheet(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Answers"]
    return [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]


@pytest.mark.parametrize(
    ("form", "links"), [("html", linked_in_a_page), ("md", linked_in_markdown), ("xlsx", linked_in_a_sheet)]
)
@pytest.mark.parametrize("source", ["sub/ferry.md", "a b.txt", "50%.txt", "a#b?c.md", "ä\\'\"(<x>).md", "a:b.txt"])
def test_links_lead_to_the_files(tmp_path: Path, form: str, links: Callable[[bytes], list[str]], source: str) -> None:
    article = tmp_path / "the articles" / source
    article.parent.mkdir(parents=True)
    article.write_text("Because.")
    answered = answer(quotes=("Because.",), citations=[citation(1, "Because.", source=source)])
    for place in (tmp_path, tmp_path / "answers"):
        place.mkdir(exist_ok=True)
        (link,) = links(rendered(form, answered, folder=tmp_path / "the articles", place=place))
        path = Path(unquote(urlsplit(link).path)) if link.lower().startswith("file://") else place / unquote(link)
        assert path.samefile(article)


HALF_OF_A_LAPTOP = 90
"""Half of the characters that a spreadsheet shows side by side in a window 1,366 pixels wide."""


def test_a_sheet_is_made_to_be_read() -> None:
    long = "A long answer. " * 40
    content = rendered("xlsx", answer(long, (long,)), answer(), questions=2)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Answers"]
    assert (sheet["B1"].value, sheet.freeze_panes) == ("question", "C2")
    assert sum(sheet.column_dimensions[letter].width for letter in "AB") <= HALF_OF_A_LAPTOP
    assert sheet.auto_filter.ref == "A1:Q3"
    assert all(
        cell.alignment.wrap_text and cell.alignment.vertical == "top"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
    assert all(10 <= sheet.column_dimensions[letter].width <= 65 for letter in "ABCDEFGHIJKLMNOPQ")
    names = [cell.value for cell in sheet[1]]
    assert names[:7] == ["id", "question", "read with", "status", "confidence", "probability", "answer"]
    assert names[7:] == [
        *("quotation 1", "source 1", "place 1", "reference 1"),
        *(f"{n} 2" for n in OF_A_CITATION),
        "differences",
        "topic",
    ]


def test_a_cell_that_looks_like_a_formula_stays_text_when_it_is_edited() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", answer("=1+1"))))
    cell = book["Answers"]["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert not book["Answers"]["A2"].quotePrefix


def test_a_sheet_keeps_numbers_and_truth_values_of_the_questions() -> None:
    row = {"n": 0.5, "big": 10**400, "yes": True, "list": ["=x"], "none": None}
    content = rendered("xlsx", answer(row=row), carried=tuple(row))
    values = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["Answers"][2]][-5:]
    assert values == [0.5, str(10**400), True, '["=x"]', None]


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000])
def test_what_no_cell_can_hold_is_cut_and_says_so(text: str) -> None:
    (row,) = table("xlsx", rendered("xlsx", answer(text)))
    assert row["question"].endswith("(cut here: a cell holds no more; .jsonl has all of it)")
    assert text.startswith(row["question"].split(" … ")[0])
    assert 32_700 < len(row["question"].encode("utf-16-le")) // 2 <= 32_767


def test_a_workbook_holds_no_time() -> None:
    content = rendered("xlsx", answer("Why?", ("Because.",)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}
    assert rendered("xlsx", answer("Why?", ("Because.",))) == content


def test_no_text_of_the_answers_is_left_among_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rendered("xlsx", answer())
    assert list(tmp_path.iterdir()) == []

    def stopped() -> Iterator[str]:
        yield json.dumps(answer())
        assert list(tmp_path.iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(stopped(), io.BytesIO(), "xlsx", outline())
    gc.collect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_could_not_be_asked_or_found_says_so(form: str) -> None:
    bad = answer("", status="error", error="The question is empty.", confidence=0.0)
    content = rendered(form, answer("Who?"), bad, questions=2)
    text = content.decode() if form != "xlsx" else " ".join(" ".join(row.values()) for row in table(form, content))
    assert "The question is empty." in text
    assert form == "jsonl" or "The articles do not say." in text


@pytest.mark.parametrize("form", ["csv", "xlsx", "md", "html"])
def test_where_the_sources_differ_it_is_told(form: str) -> None:
    stated = [
        {"n": n, "source": f"{n}.txt", "published": day, "start": 0, "end": 3, "figure": figure}
        for n, figure, day in ((1, "two", "2021-02-03"), (2, "*nine*", None))
    ]
    differences = [{"kind": "figure", "about": "hurt", "stated": stated}]
    content = rendered(form, answer(quotes=("Two.", "Nine."), differences=differences))
    said = "The sources differ: two [1] (2021-02-03), *nine* [2]."
    assert said in (table(form, content)[0].values() if form in ("csv", "xlsx") else page(form, content).get_text())


@pytest.mark.parametrize("other", [0.5001, 0.5474, 0.6003, 0.9999])
def test_the_median_confidence_has_no_more_places_than_a_confidence(other: float) -> None:
    lines = [json.dumps(answer("Why?", ("Because.",), confidence=one)) for one in (0.3, other)]
    report = render(lines, io.BytesIO(), "jsonl", outline())
    assert report.median_confidence == pytest.approx((0.3 + other) / 2, abs=6e-5)
    assert len(str(report.median_confidence)) <= len("0.4237")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        *(("7", 7), ("0", 0), ("-12", -12), ("123456789012345", 123456789012345)),
        *((text, text) for text in ("1234567890123456", "007", "-0", "1.0", "1e3", "٣", "7\n", "a7")),
    ],
)
def test_an_id_that_is_a_whole_number_is_one_in_a_sheet(given: str, written: object) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", answer(id=given))))
    assert book["Answers"]["A2"].value == written
    assert type(book["Answers"]["A2"].value) is type(written)
    (row,) = table("csv", rendered("csv", answer(id=given)))
    assert row["id"] == given


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_columns_of_the_questions_do_not_take_the_place_of_ours(form: str) -> None:
    carried = {"answer": "mine", "Status": "x", "quotation 1": "y", "status": "z", "status (2)": "kept"}
    (row,) = table(form, rendered(form, answer("Why?", ("Because.",), row=carried), carried=tuple(carried)))
    assert (row["answer (2)"], row["Status"], row["quotation 1 (2)"]) == ("mine", "x", "y")
    assert (row["status (3)"], row["status (2)"]) == ("z", "kept")
    assert (row["answer"], row["quotation 1"]) == ("Because. [1]", "Because.")


def test_our_own_reader_of_tables_reads_answers_as_they_were(tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if len(text) < 20_000]
    content = rendered("csv", *(answer(text, (text,), id="1") for text in texts))
    (tmp_path / "answers.csv").write_bytes(content)
    rows = list(read_delimited(tmp_path / "answers.csv", "question"))
    assert [row.cells["question"] for row in rows] == texts
    assert [row.cells["quotation 1"] for row in rows] == texts


def test_what_was_left_out_by_a_filter_is_told_in_pages_and_sheets() -> None:
    within = Filter(sources=("sub/",), authors=("Lund",), since="2022")
    said = "Only at sub/, by Lund, since 2022."
    assert said in page("html", rendered("html", within=within)).get_text()
    assert said in page("md", rendered("md", within=within)).get_text()
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", within=within)))
    assert said in str(book["About"]["A1"].value)


def test_too_many_rows_or_columns_are_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"1,048,576 questions.*\.csv"):
        check_fits("xlsx", outline(questions=1_048_576))
    many = outline(carried=tuple(map(str, range(1_001))))
    with pytest.raises(UsageError, match=r"1,000 columns.*\.jsonl"):
        check_fits("csv", many)
    check_fits("jsonl", many)
