"""Drafts in LaTeX: brackets in prose stay text, and comments are no part of what paragraphs they stand between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citing.forms.latex import latex_escaped
from rag.drafts import draft_of_text


def blocks(text: str) -> list[str]:
    draft = draft_of_text(text, "a.tex")
    return [" ".join(draft.seen.text[block.start : block.end].split()) for block in draft.blocks]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("\\textit{the mill} [sic] stood", "the mill [sic] stood"),
        ("\\ldots [the mine] stood", "… [the mine] stood"),
        ("\\ldots{} [the mine] stood", "… [the mine] stood"),
        ("\\noindent [T]he mill stood", "[T]he mill stood"),
        ("\\noindent[T]he mill stood", "[T]he mill stood"),
        ("{\\itshape [the] mill} stood", "[the] mill stood"),
        ("\\begin{center}\n[T]he mill stood\n\\end{center}", "[T]he mill stood"),
        ("\\begin{quote}[T]he mill stood\\end{quote}", "[T]he mill stood"),
        ("\\textcolor[rgb]{0,0,0}{the mill}", "0,0,0the mill"),
        ("\\mymark[draft]{the mill} stood", "the mill stood"),
        ("The mill\\linebreak[4] stood", "The mill stood"),
        ("The mill\\\\*[2pt] stood", "The mill stood"),
        ("The mill\\\\% a remark\nstood", "The mill stood"),
        ("A rise of 5\\% in the mill", "A rise of 5% in the mill"),
    ],
)
def test_a_bracket_in_prose_is_text_and_one_of_a_command_is_none(written: str, seen: str) -> None:
    assert blocks(written) == [seen]


LINE_ENDS = st.sampled_from(["\n", "\r\n"])


@given(
    st.lists(st.tuples(st.sampled_from(["the mill", "% a remark", "stood % so", "  % far in", "", "  "])), min_size=1),
    LINE_ENDS,
)
def test_paragraphs_are_parted_by_empty_lines_whatever_comments_there_are(lines: list[tuple[str]], end: str) -> None:
    written = [line for (line,) in lines]
    expected: list[str] = []
    open_one: list[str] = []
    for line in [*written, ""]:
        words = line.split("%")[0].strip()
        if words:
            open_one.append(words)
        if not line.strip() and open_one:
            expected.append(" ".join(open_one))
            open_one = []
    found = [block for block in blocks(end.join(written) + end) if block]
    assert [block.replace(" ", "") for block in found] == [block.replace(" ", "") for block in expected]


@given(st.text(alphabet="ab 19\"'`«»„‹›‚ðþąŲ<>|\\~^{}$&%#_′″−-", min_size=1, max_size=30))
def test_what_is_written_as_latex_is_read_as_it_was(quote: str) -> None:
    read = draft_of_text(latex_escaped(quote) + "\n", "a.tex").seen.text
    assert " ".join(read.split()).replace("-", "−") == " ".join(quote.split()).replace("-", "−")
