import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Literal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.batches.formulas import guarded, unguarded, would_run
from rag.batches.questions import QuestionFile, Survey, columns_of, open_questions
from rag.batches.rows import Row
from rag.batches.tables import distinct
from rag.errors import UsageError
from support import hostile_text

MOMENT = datetime(2023, 7, 21, 8, 30)  # noqa: DTZ001 (a spreadsheet knows no time zones)
ASKED = ["When did the ferry sail?", "Who paid, and how much?", "“=1+1” – what is that; or\twhat?"]


def rows_of(path: Path, form: str | None = None, column: str = "question") -> list[Row]:
    with open_questions(QuestionFile(path, form, column)) as questions:
        return list(questions.rows())


def survey_of(path: Path, form: str | None = None) -> Survey:
    with open_questions(QuestionFile(path, form)) as questions:
        return questions.survey()


def write_table(path: Path, rows: list[list[object]], encoding: str = "utf-8", **dialect: str) -> Path:
    with path.open("w", encoding=encoding, newline="", errors="surrogateescape") as file:
        csv.writer(file, **dialect).writerows(rows)
    return path


def write_book(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


TABLE: list[list[object]] = [["question", "topic"], *([asked, f"topic {n}"] for n, asked in enumerate(ASKED))]


def test_every_form_gives_the_same_questions(tmp_path: Path) -> None:
    objects = [json.dumps({"question": asked, "topic": topic}, ensure_ascii=False) for asked, topic in TABLE[1:]]
    (tmp_path / "q.txt").write_text("\ufeff" + "\r\n".join(ASKED), encoding="utf-8", newline="")
    (tmp_path / "q.jsonl").write_text("\n".join(["", *objects]), encoding="utf-8")
    (tmp_path / "utf16.jsonl").write_text("\r\n".join(["", *objects]), encoding="utf-16", newline="")
    (tmp_path / "utf16.txt").write_text("\r\n".join(ASKED), encoding="utf-16", newline="")
    tables = [
        tmp_path / "utf16.jsonl",
        write_table(tmp_path / "comma.csv", TABLE),
        write_table(tmp_path / "semicolon.csv", TABLE, "utf-8-sig", delimiter=";"),
        write_table(tmp_path / "q.tsv", TABLE, delimiter="\t"),
        write_table(tmp_path / "utf16.tsv", TABLE, "utf-16", delimiter="\t"),
        write_book(tmp_path / "q.xlsx", TABLE),
    ]
    for path in (tmp_path / "q.txt", tmp_path / "utf16.txt", tmp_path / "q.jsonl", *tables):
        assert [row.question for row in rows_of(path)] == ASKED, path
        assert not any(row.error for row in rows_of(path)), path
    assert [row.id for row in rows_of(tmp_path / "q.txt")] == ["1", "2", "3"]
    for path in (tmp_path / "q.jsonl", *tables):
        assert [(row.id, row.carried) for row in rows_of(path)] == [
            *(("2", {"topic": "topic 0"}), ("3", {"topic": "topic 1"}), ("4", {"topic": "topic 2"}))
        ], path
        assert survey_of(path) == survey_of(tmp_path / "q.jsonl"), path


def test_columns_are_found_by_name_and_what_has_none_or_a_second_time_keeps_its_values(tmp_path: Path) -> None:
    header = ["ID", "Frage", "note", "note", "", "Question"]
    path = write_table(tmp_path / "q.csv", [[], header, ["a", "Warum?", "x", "y", "z", "Why?", "more"], ["", "Wer?"]])
    with pytest.raises(
        UsageError, match=r"no column 'answer'; it has 'ID', 'Frage', 'note', 'note', 'Question'.*--column"
    ):
        rows_of(path, column="answer")
    asked = rows_of(path)
    assert (asked[0].id, asked[0].question) == ("a", "Why?")
    assert asked[0].carried == {"Frage": "Warum?", "note": "x", "note (2)": "y", "column 5": "z", "column 7": "more"}
    assert [(row.id, row.question) for row in rows_of(path, column="frage")] == [("a", "Warum?"), ("4", "Wer?")]


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "a (2) (2)", "b", ""]), max_size=12), st.sets(st.just("a")))
def test_names_are_told_apart_and_a_name_of_its_own_stays(names: list[str], taken: set[str]) -> None:
    made = distinct(names, taken)
    assert len(made) == len(names) == len(set(made))
    assert not taken & set(made)
    for at, name in enumerate(names):
        assert (made[at] == name) == (name not in taken and name not in names[:at])


def test_cells_of_a_spreadsheet_keep_what_they_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["nothing", "here"])
    sheet = book.create_sheet()
    sheet.append(["question", "id", "year", "part", "day", "moment", "yes", "none"])
    sheet.append([2023, 7, 1999, 0.5, date(2023, 7, 21), MOMENT, True, None])
    sheet.append([None] * 8)
    sheet.append(["a_x000D_b_x005F_x000D_", None, None, None, None, None, None, "=1+1"])
    book.save(tmp_path / "q.xlsx")
    first, second = rows_of(tmp_path / "q.xlsx")
    assert (first.id, first.question, first.error) == ("7", "2023", None)
    assert first.carried == {
        "year": 1999,
        "part": 0.5,
        "day": "2023-07-21",
        "moment": "2023-07-21T08:30:00",
        "yes": True,
        "none": None,
    }
    assert (second.id, str(second.question)[:3]) == ("4", "a\rb")


@pytest.mark.parametrize("kinds", list(product(["visible", "hidden", "veryHidden"], repeat=2)))
def test_a_sheet_that_is_seen_is_asked_before_one_that_is_not(tmp_path: Path, kinds: tuple[str, str]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["nothing", "here"])
    for number, kind in enumerate(kinds):
        sheet = book.create_sheet()
        sheet.append(["question", f"of {number}"])
        sheet.append([f"=CONCATENATE({number})"])
        sheet.append([f"Which of {number}?"])
        sheet.sheet_state = kind
    book.save(tmp_path / "q.xlsx")
    asked = 1 if kinds[0] != "visible" and kinds[1] == "visible" else 0
    assert [row.question for row in rows_of(tmp_path / "q.xlsx")] == [f"=CONCATENATE({asked})", f"Which of {asked}?"]
    assert columns_of(QuestionFile(tmp_path / "q.xlsx")) == (
        "nothing",
        "here",
        "question",
        f"of {asked}",
        f"of {1 - asked}",
    )


SHEETS: list[tuple[tuple[str, ...], str]] = [
    (("visible",), ""),
    (("hidden",), "The sheet “Q0”, which is hidden, is asked."),
    (("hidden", "visible"), "The sheet “Q1” is asked; another has a column 'question' too."),
    (("visible", "visible", "veryHidden"), "The sheet “Q0” is asked; 2 more have a column 'question' too."),
]


@pytest.mark.parametrize(("kinds", "said"), SHEETS)
def test_which_sheet_is_asked_is_told_where_it_is_not_plain(tmp_path: Path, kinds: Sequence[str], said: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["nothing", "here"])
    for number, kind in enumerate(kinds):
        sheet = book.create_sheet(f"Q{number}")
        sheet.append(["Question"])
        sheet.sheet_state = kind
    book.save(tmp_path / "q.xlsx")
    assert survey_of(tmp_path / "q.xlsx").notes == ((said,) if said else ())


def test_titles_may_stand_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    above: list[list[object]] = [
        ["Questions of 2026"],
        [],
        [None, "for the council"],
        *[[f"line {n}"] for n in range(7)],
    ]
    path = write_book(tmp_path / "q.xlsx", [*above, ["id", "Question", "topic"], ["a", "Why?", "x"], ["b", "question"]])
    assert [(row.id, row.question, row.carried) for row in rows_of(path)] == [
        *(("a", "Why?", {"topic": "x"}), ("b", "question", {"topic": None}))
    ]
    assert survey_of(path).notes == ("The columns are named in line 11; what stands above is not asked.",)
    assert columns_of(QuestionFile(path)) == ("id", "Question", "topic")
    with pytest.raises(UsageError, match="no column 'question'"):
        rows_of(write_book(path, [["Titles"], *above, ["question"], ["Why?"]]))


def test_titles_above_the_header_of_a_csv_are_told_of(tmp_path: Path) -> None:
    path = write_table(tmp_path / "q.csv", [["Questions of 2026"], ["id", "question"], ["a", "Why?"]])
    with pytest.raises(UsageError, match=r"it has 'Questions of 2026'\..* take them away"):
        rows_of(path)


def test_columns_below_a_title_are_told_where_none_is_the_one_asked(tmp_path: Path) -> None:
    path = write_book(tmp_path / "q.xlsx", [["Fragen von 2026"], ["Nr.", "Frage"], [7, "Warum?", "x"]])
    assert columns_of(QuestionFile(path)) == ("Nr.", "Frage")
    with pytest.raises(UsageError, match=r"no column 'question'; it has 'Nr\.', 'Frage'"):
        rows_of(path)
    assert [row.question for row in rows_of(path, column="frage")] == ["Warum?"]


def test_a_sheet_that_begins_with_its_columns_is_asked_before_one_with_titles(tmp_path: Path) -> None:
    sheets: list[list[list[object]]] = [[["About"], ["question"], ["What this is"]], [["question"], ["Why?"]]]
    path = write_book(tmp_path / "q.xlsx", *sheets)
    assert [row.question for row in rows_of(path)] == ["Why?"]


@pytest.mark.parametrize(
    ("header", "notes"),
    [
        (["question", "x", "question", "question "], ("The first of 3 columns 'question' is asked.",)),
        (["Question", "Question"], ("The first of 2 columns 'Question' is asked.",)),
        *((names, ()) for names in (["question", "x", "x"], ["Question", "question"])),
    ],
)
def test_that_a_column_is_not_the_only_one_of_its_name_is_told(
    tmp_path: Path, header: list[object], notes: tuple[str, ...]
) -> None:
    rows = [header, ["Why?"] * len(header)]
    for path in (write_table(tmp_path / "q.csv", rows), write_book(tmp_path / "q.xlsx", rows)):
        assert survey_of(path).notes == notes
    assert survey_of(write_table(tmp_path / "q.tsv", rows, delimiter="\t")).notes == notes


def test_rows_of_one_id_are_told_once(tmp_path: Path) -> None:
    rows: list[list[object]] = [["question", "id"], *(["Why?", given] for given in ("a", "b", "", "a", "a"))]
    assert survey_of(write_table(tmp_path / "q.csv", rows)).notes == ("2 rows have the id of an earlier one.",)
    assert survey_of(write_table(tmp_path / "q.csv", rows[:-1])).notes == ("1 row has the id of an earlier one.",)


NOT_CALCULATED = "holds a formula that has not been calculated. Open the file in a spreadsheet program and save it."


def test_a_formula_that_was_not_calculated_is_told_where_it_counts_and_carried_as_it_is_written(tmp_path: Path) -> None:
    formula = '=CONCATENATE("How many ","votes?")'
    rows: list[list[object]] = [["question", "id", "note", "history", "conversation"]]
    rows += [[formula, None], ["Why?", "b", "=1+1"], [formula, "c", "x"], ["Why?", "=A1"], ["Why?", "e", None, "=A1"]]
    rows += [["Why?", "f", None, None, "=A1"], [None, None, "=1+1"], ["=1", "=2", "=3", "=4", "=5"]]
    made = rows_of(write_book(tmp_path / "q.xlsx", rows))
    assert [(row.id, row.question, row.carried["note"]) for row in made] == [
        *(("2", formula, None), ("b", "Why?", "=1+1"), ("c", formula, "x"), ("5", "Why?", None), ("e", "Why?", None)),
        *(("f", "Why?", None), ("8", "", "=1+1"), ("9", "=1", "=3")),
    ]
    asked, known, told, history, talk = f"The question of line {{}} {NOT_CALCULATED}", None, *["The {} of line {}"] * 3
    assert [row.error for row in made] == [
        *(asked.format(2), known, asked.format(4), f"{told.format('id', 5)} {NOT_CALCULATED}"),
        *(f"{history.format('history', 6)} {NOT_CALCULATED}", f"{talk.format('conversation', 7)} {NOT_CALCULATED}"),
        *(None, asked.format(9)),
    ]


def test_an_error_of_a_spreadsheet_is_no_question(tmp_path: Path) -> None:
    rows: list[list[object]] = [["question", "id", "note"], ["#N/A", "a"], ["Why?", "b", "#DIV/0!"], ["Why?", "#REF!"]]
    made = rows_of(write_book(tmp_path / "q.xlsx", rows))
    assert [(row.id, row.question, row.carried["note"]) for row in made] == [
        *(("a", "#N/A", None), ("b", "Why?", "#DIV/0!"), ("4", "Why?", None))
    ]
    assert "The question of line 2 is the error #N/A. Correct it" in str(made[0].error)
    assert "The id of line 4 is the error #REF!. Correct it" in str(made[2].error)
    assert made[1].error is None


def test_what_was_calculated_counts_though_it_is_empty(tmp_path: Path) -> None:
    def cell(place: str, kind: str, value: str) -> str:
        return f'<c r="{place}"{kind}><f>IF(A1="",1,2)</f>{value}</c>'

    rows = [
        *(cell("A2", ' t="str"', "<v></v>"), cell("A3", ' t="str"', "<v>Why?</v>"), cell("A4", "", "<v>5</v>")),
        *(cell("A5", ' t="e"', "<v>#N/A</v>"), cell("A6", "", "<v></v>"), cell("A7", "", "")),
    ]
    body = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, start=2))
    path = write_book(tmp_path / "q.xlsx", [["question"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", f"{body}</sheetData>"))
    made = rows_of(path)
    assert [(row.id, row.question) for row in made if not row.error] == [("3", "Why?"), ("4", "5")]
    assert [row.id for row in made if row.error] == ["5", "6", "7"]


def rewrite(path: Path, name: str, change: Callable[[str], str]) -> None:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 nor this"])
def test_what_is_no_xlsx_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q.xlsx").write_bytes(content)
    with pytest.raises(UsageError, match=r"not an \.xlsx"):
        rows_of(tmp_path / "q.xlsx")


def test_a_sheet_that_is_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "q.xlsx", TABLE)
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    with pytest.raises(UsageError, match=r"not an \.xlsx"):
        rows_of(path)


@pytest.mark.parametrize("name", ["questions.json", "questions.xls", "questions.docx"])
def test_an_unknown_ending_is_refused_unless_the_form_is_given(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"question": "Why?"}\n')
    with pytest.raises(UsageError, match="--questions-format"):
        rows_of(tmp_path / name)
    assert [row.question for row in rows_of(tmp_path / name, "jsonl")] == ["Why?"]


def test_without_an_ending_the_content_tells(tmp_path: Path) -> None:
    path = tmp_path / "questions"
    path.write_text('\n{"question": "Why?"}\n')
    assert [row.question for row in rows_of(path)] == ["Why?"]
    path.write_text("\nWhy?\nWho?\n")
    assert [row.question for row in rows_of(path)] == ["Why?", "Who?"]
    path.write_bytes(write_book(tmp_path / "q.xlsx", TABLE).read_bytes())
    assert [row.question for row in rows_of(path)] == ASKED


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(("question,topic", "question"), ("\ufeff\r\nid;Question", "question"), ('"topic"\t"question"', "question")),
        *(("sep=|\nid|question", "question"), ("topic,Frage", "frage"), ('"question"', "question"), ("Frage", "Frage")),
    ],
)
def test_without_an_ending_a_header_with_the_column_tells_a_table(tmp_path: Path, header: str, column: str) -> None:
    delimiter = next((one for one in ",;\t|" if one in header.replace("sep=", "")), ",")
    at = [name.strip('"').casefold() for name in header.rsplit("\n", maxsplit=1)[-1].split(delimiter)].index(
        column.casefold()
    )
    path = tmp_path / "questions"
    rows = [delimiter.join(["x"] * at + [f'"{asked}"']) for asked in ASKED]
    path.write_text("\n".join([header, *rows]), encoding="utf-8", newline="")
    assert [row.question for row in rows_of(path, column=column)] == ASKED
    assert not any(row.error for row in rows_of(path, column=column))


@pytest.mark.parametrize(
    "first", ["question", "Question: who paid, and how much?", "Question, who paid?", "a,b", '"Why?"']
)
def test_lines_of_which_the_first_is_no_header_stay_plain(tmp_path: Path, first: str) -> None:
    for name in ("questions", "questions.txt"):
        (tmp_path / name).write_text(f"{first}\nWho paid, and how much?\n", encoding="utf-8")
        assert [row.question for row in rows_of(tmp_path / name)] == [first, "Who paid, and how much?"]


def test_plain_lines_have_no_column(tmp_path: Path) -> None:
    (tmp_path / "questions").write_text("question,topic\n", encoding="utf-8")
    with pytest.raises(UsageError, match="Plain lines have no column 'Frage'"):
        rows_of(tmp_path / "questions", column="Frage")


def test_bad_rows_say_why_and_the_others_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(b'question,id\n"Wh\xe4t?",a\nWhy?,b\nWho?,d\n')
    bad, good, last = rows_of(path)
    assert "not valid text" in str(bad.error)
    assert [(row.id, row.question, row.error) for row in (good, last)] == [("b", "Why?", None), ("d", "Who?", None)]
    assert "\ufffd" in str(bad.question)


def test_a_cell_is_read_however_long_it_is(tmp_path: Path) -> None:
    long = "x" * 300_000
    path = write_table(
        tmp_path / "q.csv", [["question", long], ["Why?", long], [long, "a"], ["Who?", f"{long}\n{long}"]]
    )
    rows = rows_of(path)
    assert [(row.question, row.error) for row in rows] == [("Why?", None), (long, None), ("Who?", None)]
    assert [row.carried[long] for row in rows] == [long, "a", f"{long}\n{long}"]


def json_values() -> st.SearchStrategy[object]:
    leaves = st.sampled_from([None, True, False, 0, 1, -0.5, "", "Who?"])
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("a"), inner))


CELL = st.lists(st.sampled_from(["a", " ", ",", "\n", "é", '"', "\r\n"]), max_size=6).map(
    lambda parts: "x" + "".join(parts)
)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=4), st.lists(CELL, min_size=1, max_size=4))
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_a_quotation_mark_that_is_not_closed_costs_its_line_alone(
    tmp_path_factory: pytest.TempPathFactory, quoting: Literal[0, 1], before: list[list[str]], after: list[str]
) -> None:
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=quoting)
    table.writerows([["question", "x"], *before])
    number = len(out.getvalue().splitlines()) + 1
    out.write('"not closed\r\n')
    table.writerows([f"Who? {n}", text.replace("\n", "").replace("\r", "")] for n, text in enumerate(after))
    path = tmp_path_factory.getbasetemp() / "open.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    rows = rows_of(path)
    bad = rows.pop(len(before))
    assert (bad.id, bad.question) == (str(number), None)
    assert f"Line {number} cannot be read: a quotation mark is opened and not closed" in str(bad.error)
    assert [row.question for row in rows] == [
        *(asked for asked, _ in before),
        *(f"Who? {n}" for n in range(len(after))),
    ]
    assert [row.id for row in rows[len(before) :]] == [str(number + 1 + n) for n in range(len(after))]
    assert not any(row.error for row in rows)


def test_cells_of_many_lines_are_read_whole_and_what_follows_a_closed_cell_counts_to_it(tmp_path: Path) -> None:
    long = "\n".join(f"Line {n} of “what”, and then?" for n in range(3_000))
    path = write_table(tmp_path / "q.csv", [["question", "x\ny"], [long, "a"], ["Who?", "b\r\nc"]])
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write('"Why" so?,d\n"How"" come?",e')
    rows = rows_of(path)
    assert [(row.question, row.carried["x\ny"]) for row in rows] == [
        *((long, "a"), ("Who?", "b\r\nc"), ("Why so?", "d"), ('How" come?', "e"))
    ]
    assert [row.id for row in rows] == ["3", "3003", "3005", "3006"]


@pytest.mark.parametrize("first", ["sep={}", "SEP={}", '"sep={}"', "\ufeffsep={}"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "^"])
def test_the_line_by_which_excel_is_told_the_delimiter_is_heeded(tmp_path: Path, first: str, delimiter: str) -> None:
    lines = [first.format(delimiter), "", delimiter.join(["question", "topic"])]
    lines += [delimiter.join([f'"{asked}"', str(n)]) for n, asked in enumerate(ASKED)]
    for path in (tmp_path / "q.csv", tmp_path / "q.tsv"):
        path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
        rows = [(row.id, row.question, row.carried["topic"]) for row in rows_of(path)]
        assert rows == [(str(n + 4), asked, str(n)) for n, asked in enumerate(ASKED)]
        assert columns_of(QuestionFile(path)) == ("question", "topic")


def test_a_header_of_which_a_quotation_mark_is_not_closed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text('\n"id,question\n1,Why?\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"header .* line 2, cannot be read: a quotation mark"):
        rows_of(tmp_path / "q.csv")


def test_marks_that_are_not_closed_in_every_line_are_read_in_time(tmp_path: Path) -> None:
    lines = ['"a', 'b,""', '"""', 'c,"d"e', "f" * 200] * 4_000
    (tmp_path / "q.csv").write_text("\n".join(["question,x", *lines]), encoding="utf-8")
    began = monotonic()
    assert len(rows_of(tmp_path / "q.csv")) > 4_000
    assert monotonic() - began < 20


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"question": "Why?", "x": NaN}', "no NaN"),
        ('{"question": "Why?", "x": 1e999}', "too large"),
        ('{"question": "Why?", "x": ' + "[" * 60 + "1" + "]" * 60 + "}", "nested"),
        ("[" * 100_000, "not JSON"),
        ('{"question": "\\ud800"}', "not valid text"),
        ('{"question": "Why?", "x": ["\\udc80"]}', "not valid text"),
        ('{"question": "Why?", "history": "Who?"}', "Line 1: The history 'Who?' is not a list"),
        ('{"question": "Why?", "history": ["' + "x" * 10_001 + '"]}', "10,001 characters"),
        ('{"x": "Why?"}', 'not an object with a "question"'),
    ],
)
def test_lines_of_json_that_cannot_be_asked_say_why(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "q.jsonl").write_text(line, encoding="utf-8")
    (row,) = rows_of(tmp_path / "q.jsonl")
    assert why in str(row.error)
    json.dumps(row.carried, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", ["q.jsonl", "q"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_one_array_of_json_is_refused_with_what_to_do(
    tmp_path: Path, name: str, indent: int | None, encoding: str
) -> None:
    content = json.dumps([{"question": asked, "score": float("nan")} for asked in ASKED], indent=indent)
    (tmp_path / name).write_text(f"\n{content}\n", encoding=encoding)
    for read in (rows_of, lambda path: columns_of(QuestionFile(path))):
        with pytest.raises(UsageError, match=r"are one JSON array; an object a line is wanted.*jq -c '\.\[\]'"):
            read(tmp_path / name)


@pytest.mark.parametrize("first", ["[", '["Why?"]', "[1, 2]"])
def test_a_line_that_is_an_array_costs_itself_alone(tmp_path: Path, first: str) -> None:
    (tmp_path / "q.jsonl").write_text(f'{first}\n{{"question": "Who?"}}\n', encoding="utf-8")
    bad, good = rows_of(tmp_path / "q.jsonl")
    assert (bad.question, good.question, good.error) == (None, "Who?", None)
    assert "Line 1 is not" in str(bad.error)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_line_of_which_a_number_is_wrong_keeps_its_id_and_its_question(tmp_path: Path, number: str) -> None:
    line = f'{{"id": "a", "question": "Why?", "score": {number}, "x": [{number}, 0.5], "conversation": "c"}}'
    (tmp_path / "q.jsonl").write_text(f'{line}\n{{"question": "Who?", "conversation": "c"}}', encoding="utf-8")
    first, second = rows_of(tmp_path / "q.jsonl")
    assert (first.id, first.question, first.history) == ("a", "Why?", ())
    assert first.carried == {"score": None, "x": [None, 0.5], "conversation": "c"}
    assert "Line 1 is not JSON: " in str(first.error)
    assert (second.id, second.error, second.history) == ("2", None, ())


@given(json_values())
@pytest.mark.parametrize("name", ["history", "conversation"])
def test_what_is_no_history_or_no_name_of_a_conversation_is_told(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "wrong.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in [{"question": "Why?", name: value}, {"question": "Who?"}]))
    first, second = rows_of(path)
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    is_name = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    if value is None or (is_list if name == "history" else is_name):
        assert first.error is None
        assert first.history == (tuple(value) if isinstance(value, list) else ())
    else:
        told = "Line 1: The history " if name == "history" else "The conversation of line 1 is not a"
        assert told in str(first.error)
    assert (second.error, second.history) == (None, ())


@pytest.mark.parametrize("cell", [True, 5, 0.5])
def test_a_conversation_of_a_spreadsheet_is_named_by_whatever_its_cell_holds(tmp_path: Path, cell: object) -> None:
    rows = [["question", "conversation"], ["One?", cell], ["Two?", cell]]
    made = rows_of(write_book(tmp_path / "q.xlsx", rows))
    assert [(row.history, row.error) for row in made] == [((), None), (("One?",), None)]
    assert made[0].carried["conversation"] == cell


def test_turns_of_a_conversation_have_the_earlier_ones_as_history(tmp_path: Path) -> None:
    turns = [("One?", "a"), ("Alone?", ""), ("Uno?", "b"), ("  ", "a"), ("Two?", "a"), ("Dos?", "b"), ("Three?", "a")]
    path = write_table(tmp_path / "q.csv", [["question", "conversation"], *map(list, turns)])
    rows = rows_of(path)
    assert [row.history for row in rows] == [(), (), (), ("One?",), ("One?",), ("Uno?",), ("One?", "Two?")]
    assert [row.carried["conversation"] for row in rows] == [conversation for _, conversation in turns]
    assert survey_of(path).follow_ups


def test_a_history_of_its_own_counts_before_the_conversation(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["question", "conversation", "history"],
        ["One?", "a", ""],
        ["Two?", "a", "Zero?\nHalf\u2028way?"],
    ]
    path = write_table(tmp_path / "q.csv", [*rows, ["Three?", "a", '["X?", "Y?"]'], ["Four?", "a", "[sic]"]])
    assert [row.history for row in rows_of(path)] == [(), ("Zero?", "Half\u2028way?"), ("X?", "Y?"), ("[sic]",)]
    assert all("history" not in row.carried for row in rows_of(path))


def test_the_digest_is_of_what_the_rows_hold_whatever_the_file(tmp_path: Path) -> None:
    first = survey_of(write_table(tmp_path / "1.csv", TABLE))
    assert survey_of(write_table(tmp_path / "2.tsv", TABLE, "utf-16", delimiter="\t")) == first
    for changed in ([*TABLE[:-1]], [*TABLE[:-1], ["Why?", "topic 2"]], [*TABLE[:-1], [ASKED[2], "topic 3"]]):
        assert survey_of(write_table(tmp_path / "1.csv", changed)).sha256 != first.sha256


@given(st.text() | hostile_text)
def test_what_guards_a_formula_can_be_undone_and_leaves_none(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text) in (text, f"'{text}")
    assert not would_run(text) or guarded(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-a", "@SUM(A1)", "\t=1", "\r1", " =1", "\ufeff=1", "＝1", "'=1", "\n-"]
)
def test_what_a_spreadsheet_might_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+46", "-1,234.5", "1=1", "a-b", "–", "'tis", "", "#1"])
def test_plain_numbers_and_other_text_stay(text: str) -> None:
    assert guarded(text) == text


@given(st.lists(st.tuples(hostile_text, hostile_text), max_size=6))
def test_hostile_cells_are_read_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("question", "x"), *((guarded(a), guarded(b)) for a, b in cells)])
    path = tmp_path_factory.getbasetemp() / "hostile.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    filled = [(asked, other) for asked, other in cells if asked.strip() or other.strip()]
    assert [(row.question, row.carried["x"]) for row in rows_of(path)] == filled


@given(st.binary(max_size=300) | hostile_text.map(lambda text: text.encode("utf-8", "surrogatepass")))
@pytest.mark.parametrize("form", ["txt", "csv", "tsv", "jsonl", "xlsx"])
def test_any_bytes_give_rows_or_a_message(tmp_path_factory: pytest.TempPathFactory, form: str, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{form}"
    path.write_bytes(b"question,x\n" + content if form == "csv" else content)
    try:
        survey, rows = survey_of(path), rows_of(path)
    except UsageError:
        assert form in ("csv", "tsv", "xlsx")
        return
    assert survey.rows == len(rows)
    for row in rows:
        json.dumps([row.id, row.question, row.carried], ensure_ascii=False, allow_nan=False).encode()


def test_a_header_longer_than_a_table_may_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("a" * 200_000, encoding="utf-8")
    with pytest.raises(UsageError):
        rows_of(tmp_path / "q.csv")
