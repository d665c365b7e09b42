"""Block quotations of drafts: what names their source at their end, and paragraphs from several places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.checking.page import check_page
from rag.checking.report import check_text
from rag.drafts import read_draft_bytes

if TYPE_CHECKING:
    from rag.library import Library

BRIDGE = "The old bridge at Orsa was closed to traffic on 3 May 2021 after engineers found cracks in two pillars."
FERRY = "The electric ferry carries 120 passengers and 40 cars between Holm and Vik."
COUNTY = "The county paid 96 million crowns for the vessel, a third more than planned."
STRIKE = "Dockers in Vik went back to work on Monday after nine days."
SHIPS = "During the strike 14 ships waited outside the harbour, the port authority said."
INVENTED = "Nobody has ever flown a kite over the frozen sea at night."
ADDRESS = f"https://courier.example/2022/02/11/{'a-ferry-' * 30}.html"
LONG_TITLE = "A ferry for the islands and many other things that have been said of it in all of the years since then"
CREDITS = [
    f"— Per Lund, A ferry for the islands, Vik Courier, February 11, 2022, {ADDRESS}",
    f"— Per Lund, “{LONG_TITLE}”, Vik Courier, February 11, 2022, {ADDRESS}",
    f"— Per Lund, A ferry for the islands,\n> Vik Courier, February 11, 2022,\n> {ADDRESS}",
    (
        "— \\[1\\] [sub/ferry.md](./a/sub/ferry.md) · line 9, paragraph 2, under “What a crossing between the islands "
        "costs them all” · A ferry for the islands that never had any before it came · Per Lund · also in b.txt, c.txt"
    ),
]


def block(*paragraphs: str) -> str:
    return "They wrote:\n\n" + "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs) + "\n\nSo they did.\n"


def verdicts(library: Library, draft: str) -> list[tuple[str, str]]:
    return [(found.text, found.verdict) for found in library.check(draft).quotations]


@pytest.mark.parametrize("credit", CREDITS)
def test_a_credit_may_be_as_long_as_a_reference_is(library: Library, credit: str) -> None:
    assert verdicts(library, block(FERRY, credit)) == [(FERRY, "exact")]
    assert verdicts(library, f"> {FERRY}\n> {credit}\n") == [(FERRY, "exact")]
    assert verdicts(library, block(BRIDGE, credit)) == [(BRIDGE, "misattributed")]


def test_what_is_said_behind_a_dash_is_no_credit_but_quoted(library: Library) -> None:
    said = (
        f"— {INVENTED[:-1]}, and nobody will ever do that again while the sea is as it is now, they told us, weeping."
    )
    assert verdicts(library, block(FERRY, said)) == [(FERRY, "exact"), (said, "not_found")]


def test_the_report_shows_no_signs_of_lines(library: Library) -> None:
    report = library.check(block(STRIKE, "The union won a raise of 6 percent.", SHIPS.replace("14", "40")))
    assert [found.verdict for found in report.quotations] == ["altered"]
    assert report.quotations[0].text in report.draft_text
    assert ">" not in check_text(report)
    assert "&gt;" not in check_page(report).split("<h2>The quotations</h2>")[1]


@pytest.mark.parametrize(("first", "second"), [(FERRY, COUNTY), (COUNTY, FERRY), (SHIPS, STRIKE)])
def test_paragraphs_from_several_places_of_an_article_are_quotations_of_their_own(
    library: Library, first: str, second: str
) -> None:
    assert verdicts(library, block(first, second)) == [(first, "exact"), (second, "exact")]
    credited = verdicts(library, block(first, second, "— Ada Nilsen, 2021"))
    assert credited == [(first, "misattributed"), (second, "misattributed")]


def test_a_changed_paragraph_among_them_is_told_alone(library: Library) -> None:
    changed = COUNTY.replace("96", "69")
    assert verdicts(library, block(FERRY, changed)) == [(FERRY, "exact"), (changed, "altered")]
    assert verdicts(library, block(FERRY, INVENTED)) == [(FERRY, "exact"), (INVENTED, "not_found")]
    found = library.check(block(FERRY, "It rained.", COUNTY)).quotations
    assert [one.verdict for one in found] == ["altered"], "too short to be judged alone, it is not left unchecked"


def test_paragraphs_that_an_ellipsis_joins_are_one_quotation(library: Library) -> None:
    for sign in ("…", "[...]"):
        (found,) = library.check(block(FERRY, sign, COUNTY)).quotations
        assert found.verdict == "typography"


def test_a_paragraph_of_another_article_is_joined_to_the_first(library: Library) -> None:
    (found,) = library.check(block(FERRY, SHIPS)).quotations
    assert (found.verdict, found.differences[0].kind) == ("altered", "merged")


LINES = ["sub/ferry.md · line 9 · A ferry for the islands · Per Lund", "Per Lund, “A ferry for the islands”, 2022."]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("first", [FERRY, FERRY.replace("120", "210"), INVENTED])
def test_a_line_below_a_quotation_that_names_its_source_is_not_said_of_the_next(
    library: Library, line: str, first: str
) -> None:
    page = f"<ol><li><blockquote>{first}</blockquote><p>{line}</p></li><li><blockquote>{BRIDGE}</blockquote></li></ol>"
    for draft, name in ((page, "draft.html"), (f"> {first}\n\n{line}\n\n> {BRIDGE}\n", "draft.md")):
        report = library.check_draft(read_draft_bytes(draft.encode(), name))
        assert report.quotations[-1].verdict == "exact"


@pytest.mark.parametrize(
    ("first", "line"),
    [
        (FERRY, "Per Lund, “A ferry for the islands”, 2022:"),
        (FERRY, "Per Lund wrote as well in “A ferry for the islands”."),
        (SHIPS, "Per Lund, “A ferry for the islands”, 2022"),
    ],
)
def test_a_line_that_leads_up_to_a_quotation_is_said_of_it(library: Library, first: str, line: str) -> None:
    report = library.check(f"> {first}\n\n{line}\n\n> {BRIDGE}\n")
    assert [found.verdict for found in report.quotations if found.text == BRIDGE] == ["misattributed"]
