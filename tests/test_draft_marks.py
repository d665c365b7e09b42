"""The same quotation in every mark and every format of draft: one verdict, and offsets that are the draft's own."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from draft_files import odt_draft, word_draft
from rag.drafts import read_draft

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation, Verdict
    from rag.library import Library

LINES = (
    "The lamp of the tower on Skarholm burned for 41 nights through every gale of that winter, wrote Keeper Dahl in his log.",
    "He had not asked the county for oil, and the county did not send him any before the frost.",
    "A storm took the boat in March.",
    "Die Lampe brannte über 41 Nächte, und niemand von der Küste kam zum Leuchtturm, schrieb der Wärter.",
    "灯塔的灯亮了四十一个夜晚，海岸上没有人来过。",
)
ARTICLES = {
    "tower.txt": f"The tower on Skarholm\n\nBy Ada Nilsen\n3 May 2021\n\n{LINES[0]} {LINES[1]}\n\n{LINES[2]} {LINES[3]}\n\n{LINES[4]}\n",
    "other.txt": "The mill at Vik\n\nBy Per Lund\n4 May 2021\n\nThe mill ground rye for three parishes until its wheel broke in the flood.\n",
}

QUOTED: list[tuple[str, Verdict]] = [
    (LINES[0], "exact"),
    ("the county did not send him any before the frost", "exact"),
    (LINES[3], "exact"),
    (LINES[4], "exact"),
    ("[T]he lamp of the tower on Skarholm burned for 41 nights … wrote Keeper Dahl in his log", "typography"),
    ("the lamp of the tower on Skarholm burned for 41\u00a0nights", "typography"),
    ("The lamp of the tower on Skarholm burned for 14 nights", "altered"),
    ("He had asked the county for oil", "altered"),
    ("burned for 41 nights through every gale of that winter, wrote Keeper Berg in his log", "altered"),
    ("Whales slept beneath the floating kitchens of the emperor", "not_found"),
]

MARKS = (
    *(("“", "”"), ('"', '"'), ("‘", "’"), ("«", "»"), ("«\u00a0", "\u00a0»"), ("« ", " »"), ("»", "«"), ("‹", "›")),
    *(("„", "“"), ("„", "”"), ("‚", "‘"), ("”", "”"), ("「", "」"), ("『", "』"), ("〝", "〟"), ("``", "''")),
)
BEFORE, AFTER = "It has been told that", "and that was all of it."


def _markdown(first: str, last: str, *quoted: str) -> bytes:
    return "\n\n".join(["# A draft", *(f"{BEFORE} {first}{words}{last} {AFTER}" for words in quoted)]).encode()


def _halves(words: str) -> tuple[str, str]:
    return words[: len(words) // 2], words[len(words) // 2 :]


def _word(first: str, last: str, *quoted: str) -> bytes:
    paragraphs = ([f"{BEFORE} {first}{begun}", ended, f"{last} {AFTER}"] for begun, ended in map(_halves, quoted))
    return word_draft(("A draft", "Heading 1"), *paragraphs)


def _odt(first: str, last: str, *quoted: str) -> bytes:
    body = "".join(
        f"<text:p>{BEFORE} {html.escape(first)}{begun}<text:span>{ended}</text:span>{last} {AFTER}</text:p>"
        for begun, ended in (map(html.escape, _halves(words)) for words in quoted)
    )
    return odt_draft(f"<text:h>A draft</text:h>{body}")


def _page(first: str, last: str, *quoted: str) -> bytes:
    body = "".join(
        f"<p>{BEFORE} {html.escape(first)}{begun}<em>{ended}</em>{html.escape(last)} {AFTER}</p>"
        for begun, ended in (map(html.escape, _halves(words)) for words in quoted)
    )
    return (
        f"<!doctype html><html><head><title>A draft</title></head><body><h1>A draft</h1>{body}</body></html>".encode()
    )


def _latex(first: str, last: str, *quoted: str) -> bytes:
    return "\n\n".join(["\\section{A draft}", *(f"{BEFORE} {first}{words}{last} {AFTER}" for words in quoted)]).encode()


FORMATS: dict[str, Callable[..., bytes]] = {
    "draft.md": _markdown,
    "draft.txt": _markdown,
    "draft.docx": _word,
    "draft.odt": _odt,
    "draft.html": _page,
    "draft.tex": _latex,
}


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drafts")


def checked(library: Library, path: Path, data: bytes) -> tuple[CheckedQuotation, ...]:
    """The outer quotations, each where it says it is in the text that the draft's reader makes."""
    path.write_bytes(data)
    report = library.check(path)
    assert report.draft_text == read_draft(path).text
    for one in report.quotations:
        assert report.draft_text[one.start : one.end] == one.text
        if one.source is not None:
            text = library.document(one.source).text
            assert text[one.source_start : one.source_end] == one.source_text
            assert (one.source_text == one.text) or one.verdict != "exact"
    return tuple(one for one in report.quotations if not one.nested)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("first", "last"), MARKS)
def test_every_mark_in_every_format_gives_the_same_verdict(
    library: Library, drafts: Path, name: str, first: str, last: str
) -> None:
    found = checked(library, drafts / name, FORMATS[name](first, last, *(words for words, _ in QUOTED)))
    assert [(one.text, one.verdict) for one in found] == QUOTED
    for one in found:
        assert one.source == (None if one.verdict == "not_found" else "tower.txt")


OWN_MARKS = {
    "draft.html": [("<q>", "</q>"), ("&ldquo;", "&rdquo;"), ("&laquo;&nbsp;", "&nbsp;&raquo;")],
    "draft.tex": [
        ("\\enquote{", "}"),
        ("\\foreignquote{german}{", "}"),
        ("\\glqq ", "\\grqq{}"),
        ('"`', "\"'"),
        ("`", "'"),
    ],
    "draft.md": [("&ldquo;", "&rdquo;"), ("*“", "”*"), ("“*", "*”")],
}


@pytest.mark.parametrize(
    ("name", "first", "last"), [(name, *pair) for name, pairs in OWN_MARKS.items() for pair in pairs]
)
def test_the_marks_that_a_format_has_of_its_own_give_the_same_verdict(
    library: Library, drafts: Path, name: str, first: str, last: str
) -> None:
    data = FORMATS[name]("", "", *("@@" for _ in QUOTED)).decode().replace("@<em>@</em>", "@@")
    for words, _ in QUOTED:
        data = data.replace("@@", f"{first}{words}{last}", 1)
    found = checked(library, drafts / name, data.encode())
    assert [(one.text.strip("*"), one.verdict) for one in found] == QUOTED


BLOCKS: dict[str, Callable[[list[str]], bytes]] = {
    "draft.md": lambda parts: (f"{BEFORE}:\n\n> " + "\n>\n> ".join(parts) + f"\n\n{AFTER}\n").encode(),
    "draft.txt": lambda parts: (f"{BEFORE}:\n\n> " + "\n>\n> ".join(parts) + f"\n\n{AFTER}\n").encode(),
    "draft.docx": lambda parts: word_draft([f"{BEFORE}:"], *((part, "Quote") for part in parts), [AFTER]),
    "draft.odt": lambda parts: odt_draft(
        f"<text:p>{BEFORE}:</text:p>"
        + "".join(f"<text:p text:style-name='P1'>{part}</text:p>" for part in parts)
        + f"<text:p>{AFTER}</text:p>"
    ),
    "draft.html": lambda parts: (
        f"<html><body><p>{BEFORE}:</p><blockquote>"
        + "".join(f"<p>{part}</p>" for part in parts)
        + f"</blockquote><p>{AFTER}</p></body></html>"
    ).encode(),
    "draft.tex": lambda parts: (
        f"{BEFORE}:\n\\begin{{quote}}\n" + "\n\n".join(parts) + f"\n\\end{{quote}}\n{AFTER}\n"
    ).encode(),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_quotation_gives_the_same_verdict_in_every_format(library: Library, drafts: Path, name: str) -> None:
    for words, verdict in QUOTED:
        (found,) = checked(library, drafts / name, BLOCKS[name]([words]))
        assert (found.text, found.verdict, found.block) == (words, verdict, True)


PARAGRAPHS = [f"{LINES[0]} {LINES[1]}", f"{LINES[2]} {LINES[3]}"]
WRONG = [PARAGRAPHS[0], PARAGRAPHS[1].replace("March", "April")]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_two_paragraphs_is_checked_whole(library: Library, drafts: Path, name: str) -> None:
    found = checked(library, drafts / name, BLOCKS[name](PARAGRAPHS))
    assert {one.verdict for one in found} <= {"exact", "typography"}
    assert " ".join(one.source_text or "" for one in found).split() == " ".join(PARAGRAPHS).split()
    wrong = checked(library, drafts / name, BLOCKS[name](WRONG))
    assert [d.kind for one in wrong for d in one.differences] == ["name"]


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("dash", ["— ", "—", "--- ", "—\u00a0", "– "])
def test_a_block_s_last_line_may_name_its_source_in_every_format(
    library: Library, drafts: Path, name: str, dash: str
) -> None:
    for author, verdict in (("Ada Nilsen", "exact"), ("Per Lund", "misattributed")):
        (found,) = checked(library, drafts / name, BLOCKS[name]([LINES[0], f"{dash}{author}"]))
        assert (found.text, found.verdict) == (LINES[0], verdict)


RUN_ON: dict[str, Callable[[list[str]], bytes]] = {
    "draft.md": lambda parts: "\n\n".join([BEFORE, *parts, AFTER]).encode(),
    "draft.txt": lambda parts: "\n\n".join([BEFORE, *parts, AFTER]).encode(),
    "draft.docx": lambda parts: word_draft(*([part] for part in (BEFORE, *parts, AFTER))),
    "draft.odt": lambda parts: odt_draft("".join(f"<text:p>{part}</text:p>" for part in (BEFORE, *parts, AFTER))),
    "draft.html": lambda parts: (
        "<html><body>" + "".join(f"<p>{part}</p>" for part in (BEFORE, *parts, AFTER)) + "</body></html>"
    ).encode(),
    "draft.tex": lambda parts: "\n\n".join([BEFORE, *parts, AFTER]).encode(),
}


@pytest.mark.parametrize("name", RUN_ON)
@pytest.mark.parametrize(("first", "last"), [("“", "”"), ("«", "»"), ("„", "“")])
def test_a_quotation_over_paragraphs_is_one(library: Library, drafts: Path, name: str, first: str, last: str) -> None:
    for parts, verdict in ((PARAGRAPHS, "typography"), (WRONG, "altered")):
        written = [f"{first}{parts[0]}", f"{first}{parts[1]}{last}"]
        (found,) = checked(library, drafts / name, RUN_ON[name](written))
        assert (found.verdict, found.source) == (verdict, "tower.txt")
        assert found.text.startswith(parts[0])
        assert found.text.endswith(parts[1])


NESTED = [
    *(("“", "‘", "’", "”"), ("‘", "“", "”", "’"), ("«", "“", "”", "»"), ("„", "‚", "‘", "“"), ("「", "『", "』", "」")),
    *(('"', "'", "'", '"'), ("»", "›", "‹", "«")),
]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("marks", NESTED)
def test_what_is_quoted_within_a_quotation_is_found_and_checked_too(
    library: Library, drafts: Path, name: str, marks: tuple[str, str, str, str]
) -> None:
    first, inner, outer, last = marks
    if name == "draft.tex" and inner == "'":
        return  # in LaTeX that mark only closes
    for words, verdict in (("not asked the county for oil", "typography"), ("asked the county for gin", "altered")):
        path = drafts / name
        path.write_bytes(
            FORMATS[name](first, last, f"He had {inner}{words}{outer}, and the county did not send him any")
        )
        whole, nested = library.check(path).quotations
        assert (whole.nested, nested.nested, nested.text) == (False, True, words)
        assert whole.verdict == verdict
        assert nested.verdict == ("altered" if verdict == "altered" else "exact")


ELLIPSES = ("…", "...", ". . .", "[…]", "[...]", "(…)", "(...)", "[. . .]")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("ellipsis", ELLIPSES)
def test_an_ellipsis_may_leave_out_words_but_no_negation(
    library: Library, drafts: Path, name: str, ellipsis: str
) -> None:
    for words, verdict in (
        (f"The lamp of the tower {ellipsis} burned for 41 nights", "typography"),
        (
            f"The lamp of the tower on Skarholm burned for 41 nights {ellipsis} wrote Keeper Dahl in his log",
            "typography",
        ),
        (f"He had {ellipsis} asked the county for oil", "altered"),
        (f"The lamp of the tower {ellipsis} burned for 14 nights", "altered"),
    ):
        (found,) = checked(library, drafts / name, FORMATS[name]("“", "”", words))
        assert found.verdict == verdict, words


@given(st.data())
def test_a_word_changed_anywhere_in_any_format_and_mark_is_never_called_true(
    library: Library, drafts: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(FORMATS)))
    first, last = data.draw(st.sampled_from(MARKS))
    words = data.draw(st.sampled_from(LINES[:2])).split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(st.sampled_from(["gannet", "not", "Oslo", "17", "never", "Mrs", "no"]))
    changed = " ".join([*words[:place], other, *words[place + data.draw(st.integers(0, 1)) :]])
    assume(changed != " ".join(words))
    (found,) = checked(library, drafts / name, FORMATS[name](first, last, changed))
    assert found.verdict == "altered"
    assert found.differences
