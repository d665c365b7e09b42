from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.readers import read_document
from rag.values import Document

from .samples import RIVER


def read(text: str) -> Document:
    return read_document(text.encode(), "a.md")


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def test_yaml_front_matter_is_metadata_and_furniture():
    document = read(
        "---\ntitle: 'The Flood: A History'\nauthors: [Ann Lee, {name: Bo Chen}]\ndate: 2023-07-21 10:00\n---\n" + RIVER
    )
    assert (document.title, document.author) == ("The Flood: A History", "Ann Lee, Bo Chen")
    assert document.published == "2023-07-21"
    front = document.furniture[0]
    assert document.text[front.start : front.end].startswith("---\ntitle")
    assert document.text[front.start : front.end].endswith("10:00\n---")
    assert pieces(document) == [RIVER]


@pytest.mark.parametrize(
    "author",
    [
        '"[[Ann Lee]]"',
        "[[Ann Lee]]",
        '\n  - "[[people/Ann Lee]]"',
        '"[[ann|Ann Lee]]"',
        '\n  - name: "[[Ann Lee#Works]]"',
    ],
)
def test_a_name_that_is_a_link_to_a_note_is_a_name(author: str):
    assert read(f"---\nauthor: {author}\n---\n{RIVER}").author == "Ann Lee"


def test_json_front_matter():
    fields = '{\r\n  "Title": "The {Flood}",\r\n  "author": ["Ann Lee"],\r\n  "date": "2023-07-21"\r\n}'
    document = read(f"\ufeff{fields}\r\n\r\n{RIVER}")
    assert (document.title, document.author, document.published) == ("The {Flood}", "Ann Lee", "2023-07-21")
    assert [document.text[s.start : s.end] for s in document.furniture] == [fields]


@pytest.mark.parametrize("start", ['{"a": 1}', '{"title": "x"} is JSON.', '{"title":', "{}"])
def test_braces_at_the_top_that_are_no_front_matter_stay_text(start: str):
    document = read(f"{start}\n\n{RIVER}")
    assert document.furniture == ()
    assert pieces(document)[0] == start


def test_front_matter_may_stand_below_blank_lines():
    document = read(f"\n\n---\ntitle: The Flood\n---\n{RIVER}")
    assert document.title == "The Flood"
    assert [document.text[s.start : s.end] for s in document.furniture] == ["---\ntitle: The Flood\n---"]
    assert read(f"\n---\n\n{RIVER}\n\n---\n").furniture == ()


def test_toml_front_matter_with_windows_line_ends():
    document = read('+++\r\ntitle = "The Flood"\r\nauthor = "Ann Lee"\r\ndate = 2023-07\r\n+++\r\n' + RIVER)
    # 2023-07 is no TOML, which costs the others nothing.
    assert (document.title, document.author, document.published) == ("The Flood", "Ann Lee", "2023-07")
    document = read('+++\r\ntitle = "The Flood"\r\nauthor = "Ann Lee"\r\ndate = 2023-07-21\r\n+++\r\n' + RIVER)
    assert (document.title, document.author, document.published) == ("The Flood", "Ann Lee", "2023-07-21")


def test_a_colon_in_a_title_of_front_matter_costs_nothing():
    document = read("---\ntitle: Part 2: The mill\nauthor:\n  - Ann Lee\n  - Bo Chen\ndate: 2019-05-04\n---\n" + RIVER)
    assert (document.title, document.author) == ("Part 2: The mill", "Ann Lee, Bo Chen")
    assert document.published == "2019-05-04"
    assert pieces(document) == [RIVER]
    assert [document.text[f.start : f.end][-3:] for f in document.furniture] == ["---"]


@pytest.mark.parametrize(
    "bad",
    [
        *("date: 2020-02-30", "tags: [unclosed", "summary: 'half", "by: @ann", "note: a: b: c", "x: {{ template }}"),
        *("tags: [a, b\n]: c", "note: !!python/none x", "list:\n- a: b: c\n- @d", "date: 2019-13-01 # no day"),
    ],
)
def test_a_bad_value_of_front_matter_costs_only_itself(bad: str):
    document = read(f"---\r\ntitle: \"The 'old' mill\"\r\n{bad}\r\nAuthors: [Ann Lee, Bo Chen]\r\n---\r\n\r\n{RIVER}")
    assert (document.title, document.author) == ("The 'old' mill", "Ann Lee, Bo Chen")
    assert document.published is None
    assert pieces(document) == [RIVER]


def test_broken_front_matter_is_no_text():
    document = read("---\ntitle: [unclosed\n---\n\n" + RIVER)
    assert [document.text[f.start : f.end] for f in document.furniture] == ["---\ntitle: [unclosed\n---"]
    assert document.title is None


def test_a_table_of_broken_toml_is_not_the_articles():
    front = '+++\ntitle = "The mill"\ndate = 2020-02-30\n[menu.main]\ntitle = "Home page"\n+++\n'
    assert read(front + RIVER).title == "The mill"


@pytest.mark.parametrize("words", ["It rained: a lot.\nThe mill stood.", "So it was", "1. one: two: three"])
def test_what_stands_between_two_rules_stays_text(words: str):
    document = read(f"---\n{words}\n---\n\n{RIVER}")
    assert document.furniture == ()


def test_headings_are_spans_of_their_words():
    document = read(
        "# The *Flood* of [1911](x) #\n\nOne\n===\n\n### Deep ###\ntext\n\nTwo\nlines\n---\n\n#No heading\n"
    )
    assert [(document.text[h.start : h.end], h.level) for h in document.headings] == [
        ("The *Flood* of [1911](x)", 1),
        ("One", 1),
        ("Deep", 3),
        ("Two\nlines", 2),
    ]
    assert document.title == "The Flood of 1911"


@pytest.mark.parametrize("paragraph", ["{}\n---\n", "## {}\n\n"])
def test_a_paragraph_that_is_marked_as_a_heading_stays_text(paragraph: str):
    document = read(f"# The Flood\n\n{paragraph.format(RIVER)}\nIt fell.\n")
    assert [document.text[h.start : h.end] for h in document.headings] == ["The Flood"]
    assert pieces(document) == ["The Flood", RIVER, "It fell."]


def test_places_name_the_headings_over_them_without_their_marks():
    text = "# The *Flood* of [1911](x)\n\nIt rose.\n\n## **What** a_b_c _or_ a \\*night\\*\n\nIt *fell*.\n"
    headings = [place.heading for place in read(text).places([text.index("It rose"), text.index("It *fell")])]
    assert headings == ["The Flood of 1911", "What a_b_c or a *night*"]
    as_text = replace(read(text), source="flood.txt")
    assert as_text.places([text.index("It *fell")])[0].heading == "**What** a_b_c _or_ a \\*night\\*"


def test_list_items_code_and_quotations_are_paragraphs():
    document = read(
        "- one\n  goes on\n- two\n1. three\n\n> said\n> so\n\n---\n\n```py\n# no heading\n\nx = 1\n```\nafter"
    )
    assert pieces(document) == [
        "one\n  goes on",
        "two",
        "three",
        "said\n> so",
        "```py\n# no heading\n\nx = 1\n```",
        "after",
    ]
    assert document.headings == ()


def test_comments_and_link_definitions_are_furniture():
    document = read("Text <!-- a\n\n# note --> goes on.\n\n[mill]: https://example.org 'Mill'\n[^1]: A footnote.\n")
    assert [document.text[f.start : f.end] for f in document.furniture] == [
        "<!-- a\n\n# note -->",
        "[mill]: https://example.org 'Mill'",
    ]
    assert document.headings == ()


def test_notes_are_paragraphs_without_their_marks():
    document = read("The dam held.[^1]\n\n[^1]: So it is said.\n[^long-name]: Others\n  say more.\n")
    assert pieces(document) == ["The dam held.[^1]", "So it is said.", "Others\n  say more."]
    assert document.furniture == ()


def test_an_unclosed_fence_keeps_what_follows_as_code():
    document = read(f"{RIVER}\n\n~~~\n# a\n\n# b")
    assert pieces(document) == [RIVER, "~~~\n# a\n\n# b"]


@given(st.lists(st.sampled_from(["# A", "---", "b", "- c", "", "```", "<!--", "-->", "> d", "[e]: f", "    g", "==="])))
def test_every_word_outside_marks_is_in_a_paragraph(lines: list[str]):
    document = read("\n".join(["start", "", *lines, "", "end"]))
    covered = "\n".join(pieces(document))
    front = sum(line in {"b", "- c"} for line in lines)
    assert sum(covered.count(c) for c in "bc") == front
