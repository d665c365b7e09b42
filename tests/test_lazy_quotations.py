"""Block quotations of Markdown whose later lines have no >: what CommonMark takes for the paragraph is the quotation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.drafts import draft_of_text

WORDS = st.sampled_from(
    ["the mill stood still", "for nine winters", "it says", "in 1999. It was dry", "and no wheel", "turned"]
)
INTERRUPTING = [
    "# A heading",
    "- an item",
    "7. an item",
    "***",
    "- - -",
    "```",
    "[^1]: A note.",
    "<blockquote>more</blockquote>",
]


def blocks(text: str) -> list[tuple[str, str]]:
    draft = draft_of_text(text, "a.md")
    return [(block.kind, draft.seen.text[block.start : block.end]) for block in draft.blocks]


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["", " ", "    "]), WORDS), min_size=1, max_size=6),
    st.sampled_from(["> ", ">", "> > ", "   > "]),
)
def test_a_paragraph_is_quoted_to_its_end_whichever_lines_are_marked(
    lines: list[tuple[bool, str, str]], mark: str
) -> None:
    rest = [mark + words if is_marked else indent + words for is_marked, indent, words in lines]
    text = "\n".join([f"{mark}It began so:", *rest, "", "The end of it."])
    (kind, quoted), last = blocks(text)
    assert kind == "quotation"
    assert [line.strip() for line in quoted.splitlines()] == ["It began so:", *(words for _, _, words in lines)]
    assert last == ("text", "The end of it.")


@pytest.mark.parametrize("line", INTERRUPTING)
def test_what_begins_a_block_of_its_own_ends_the_quotation(line: str) -> None:
    assert blocks(f"> The mill stood still\n{line}\n")[0] == ("quotation", "The mill stood still")


@pytest.mark.parametrize(
    "quoted", ["> The mill.\n>", "> The mill.\n> ## Part two", "> The mill.\n> ***", "> The mill.\n> ```\n> code"]
)
def test_a_line_goes_on_only_with_a_paragraph(quoted: str) -> None:
    found = blocks(f"{quoted}\nMy own words.\n")
    assert found[0][0] == "quotation"
    assert found[0][1].startswith("The mill.")
    assert found[-1] == ("text", "My own words.")
