"""Markdown as note takers and site builders write it: what is a mark is not quoted, and no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.furniture import prepare
from rag.passages import split_passages
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER


def read(text: str) -> Document:
    return prepare(read_document(text.encode(), "a.md"))


def quotable(text: str) -> list[str]:
    document = read(text)
    return [document.text[s.start : s.end] for p in split_passages(document) for s in p.sentences]


MARKED = {
    "callout": (f"> [!note]\n> {RIVER}", [RIVER]),
    "callout with a title": (f"> [!warning]- What it cost\n> {RIVER}", ["What it cost", RIVER]),
    "callout in a callout": (f"> [!note] Cost\n> {RIVER}\n> > [!tip|left]+\n> > {BRIDGE}", ["Cost", RIVER, BRIDGE]),
    "name of a block": (f"{RIVER} ^river1\n\n- {BRIDGE} ^37066d", [RIVER, BRIDGE]),
    "name of the block above": (f"- {BRIDGE}\n\n^the-bridge\n\n{RIVER}", [BRIDGE, RIVER]),
    "comment": (f"{RIVER}\n\n%%\nAsk the miller.\n\n# Again?\n%%\n\n{BRIDGE}", [RIVER, BRIDGE]),
    "comment of one line": (f"{RIVER}\n\n%% Ask the miller. %%\n\n{BRIDGE}", [RIVER, BRIDGE]),
    "comment within a line": (f"{RIVER} %%Ask the miller.%% {BRIDGE}", [RIVER, BRIDGE]),
    "settings of a board": (f'{RIVER}\n\n%% kanban:settings\n```\n{{"a": "b"}}\n```\n%%\n', [RIVER]),
    "comment of Liquid": (f"{RIVER}\n\n{{% comment %}}\nAsk.\n\nHim.\n{{%- endcomment -%}}\n\n{BRIDGE}", [RIVER, BRIDGE]),
    "embedded note": (f"![[wheel.png|300]]\n\n{RIVER}\n![[Mills of Orsa#The wheel]]\n{BRIDGE}", [RIVER, BRIDGE]),
    "line of tags": (f"#river #mill/old #Ünïcode-1\n\n{RIVER}\n\n#bridge", [RIVER]),
    "shortcodes": (f'{{{{< figure src="a.png" >}}}}\n\n{RIVER}\n\n{{{{% toc %}}}}\n\n{BRIDGE}', [RIVER, BRIDGE]),
    "shortcode of lines": (f'{RIVER}\n\n{{{{< figure\n  src="a.png"\n  alt="b" >}}}}\n{BRIDGE}', [RIVER, BRIDGE]),
    "shortcodes around": (f"{{{{% notice note %}}}}\n{RIVER}\n{{{{% /notice %}}}}", [RIVER]),
    "shortcode with a caption": (f'{{{{< figure src="a.png" caption="{BRIDGE}" width="9" >}}}}', [BRIDGE]),
    "caption of Liquid": (f"{{% include figure.html src='a.png' caption='{BRIDGE}' %}}\n\n{RIVER}", [BRIDGE, RIVER]),
    "Liquid": (f"{{% include ad.html %}}\n{RIVER}\n\n{{{{ content | strip }}}}\n\n{{% endif %}}", [RIVER]),
    "attributes of Kramdown": (f"* toc\n{{:toc}}\n\n{RIVER}\n{{: .lead #first}}\n\n{BRIDGE}\n{{:.b}}", ["toc", RIVER, BRIDGE]),
    "fenced divs": (f"::: {{.note #n}}\n{RIVER}\n:::\n\n:::: warning ::::\n{BRIDGE}\n::::", [RIVER, BRIDGE]),
    "fenced div with a title": (f":::tip What it cost\n{RIVER}\n:::\n\n:::note[Who paid]\n{BRIDGE}\n:::", ["What it cost", RIVER, "Who paid", BRIDGE]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), MARKED.values(), ids=MARKED)
def test_marks_are_not_quoted(text: str, words: list[str]):
    assert quotable(f"# The Flood\n\n{text}\n") == words
    assert quotable(f"# The Flood\r\n\r\n{text.replace(chr(10), chr(13) + chr(10))}\r\n") == words


WORDS = [
    "It fell by 5%% in a year, and by 7%% in the next.",
    "The format %%d prints a sign, and so does %%s here.",
    "%% The first cell of the script\nIt ran.\n\n%% The second cell\nIt stopped.",
    "An area of 5 km ^2",
    "He wrote that his train was late again #metoo",
    "They stood for [[Mills of Orsa|the mill]] and for [[Orsa]] in ==the year of the flood== alone.",
    "The ![[wheel.png]] turned, and {{ site.title }} told of {% raw %}it{% endraw %} at night.",
    "Take {braces} or {: not closed, and {{these}} in a sentence.",
    "A ratio of 3::1 is as good as ::: this one.",
    "#1 was the mill",
    "::: they said :::",
]


@pytest.mark.parametrize("words", WORDS)
def test_what_only_looks_like_a_mark_stays(words: str):
    document = read(f"# The Flood\n\n{RIVER}\n\n{words}\n\n{BRIDGE}\n")
    assert document.furniture == ()
    assert " ".join(quotable(document.text)).split() == f"{RIVER} {words} {BRIDGE}".split()


def test_code_has_no_marks():
    assert read(f"{RIVER}\n\n```\n%% a %%\n{{% b %}}\n:::\n^abc123\n```\n").furniture == ()


HEADINGS = [
    "The Flood {#flood .unnumbered key=value}",
    'The Flood {.a data-x="y z"} ##',
    "The Flood {-}",
    "The Flood {: #flood}",
    "The Flood ^flood-1",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_attributes_are_no_part_of_a_heading(heading: str):
    document = read(f"# {heading}\n\n{RIVER}\n")
    assert [document.text[h.start : h.end] for h in document.headings] == ["The Flood"]
    assert document.title == "The Flood"
    assert quotable(document.text) == [RIVER]
    assert read(f"{heading.removesuffix(' ##')}\n===\n\n{RIVER}\n").title == "The Flood"


def test_braces_of_a_heading_that_are_no_attributes_stay():
    assert read(f"# The set {{1, 2}}\n\n{RIVER}\n").title == "The set {1, 2}"


def test_a_heading_is_told_without_brackets_of_links_and_signs_of_highlights():
    text = f"# The ==Flood== of [[Years/1911|that year]] in [[Orsa]]\n\n{RIVER}\n"
    assert read(text).title == "The Flood of that year in Orsa"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_pandoc_title_block_is_metadata_and_furniture(end: str):
    text = f"% The Flood: A\n  History\n% Ann Lee; Bo Chen\n% 21 July 2023\n\n{RIVER}\n".replace("\n", end)
    document = read(text)
    assert (document.title, document.author, document.published) == (
        "The Flood: A History",
        "Ann Lee, Bo Chen",
        "2023-07-21",
    )
    assert [document.text[f.start : f.end] for f in document.furniture] == [text.split(end * 2)[0]]
    assert quotable(text) == [RIVER]


def test_parts_of_a_pandoc_title_block_may_be_empty():
    document = read(f"%\n% Ann Lee\n  Bo Chen\n\n# The Flood\n\n{RIVER}\n")
    assert (document.title, document.author, document.published) == ("The Flood", "Ann Lee, Bo Chen", None)
    assert read(f"% The Flood\n\n{RIVER}\n").title == "The Flood"


@pytest.mark.parametrize(
    "start", ["% a\n% b\n% c\n% d\n\n", "% of all goods\nwent by the river.\n\n", "%1 of it\n\n", "%\n\n"]
)
def test_signs_of_per_cent_that_are_no_title_block_stay(start: str):
    document = read(start + RIVER)
    assert (document.author, document.furniture) == (None, ())


MARKS = ["%%", "%% a", "b %%", "{{< x", ">}}", "{% x %}", "{% comment %}", "{% endcomment %}", ":::", "::: a", "", "", "> [!n] k"]  # fmt: skip


@given(
    st.lists(
        st.sampled_from([*MARKS, "<!--", "-->", "```", "w ^abc123", "![[w]]", "# w {#w}", "w", "q", "- q"]), max_size=12
    )
)
def test_marks_are_spans_in_order_whatever_the_lines(lines: list[str]):
    document = read("\n".join(["start", "", *lines, "", "end"]))
    for spans in (document.paragraphs, document.furniture):
        ends = [end for span in spans for end in (span.start, span.end)]
        assert ends == sorted(ends)
        assert all(0 <= end <= len(document.text) for end in ends)
        assert all(span.start < span.end for span in spans)
