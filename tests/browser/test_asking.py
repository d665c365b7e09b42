"""The page for asking, clicked through: conversations, questions, the reader, and what is taken out of it."""

import json
import shutil
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browsing import ask, at_widths, in_looks, scrolls_sideways
from rag.answer_json import answer_from_json
from rag.embedding import HashEmbedder
from rag.library import Library

pytestmark = pytest.mark.browser

SEEDS = Path(__file__).parent.parent.parent / "seeds"
_VOTES = "How many votes does Congress need to remove a president?"
_MORALES = "Why was Evo Morales banned from Peru?"
_KILLED = "How many people have been killed in the protests since Castillo was dismissed?"
_CLAUSE = "Which article lets Congress declare the presidency vacant on the ground of permanent moral incapacity?"
_PDF = "the-rules-nobody-voted-for-twice.pdf"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".rag"))
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


def copied(page):
    page.locator(".copied").wait_for()
    return page.locator(".copied").inner_text()


def close_told(page):
    page.locator(".close-told").click()
    page.locator(".told").wait_for(state="detached")


def test_a_card_tells_all_of_its_citation_and_opens_from_anywhere(open_page, library):
    page = open_page(width=1400)
    card = ask(page, _VOTES).locator(".citation").first
    citation = library.ask(_VOTES).citations[0]
    assert card.locator(".quote").text_content() == citation.quote
    shown = card.inner_text()
    for part in (citation.title, citation.author, "2022", citation.source, f"line {citation.line}", "%"):
        assert part in shown
    assert card.locator("mark").count() == len(citation.matches)
    card.locator(".known.file").click()
    page.locator("mark.opened").first.wait_for()


def test_a_question_is_edited_and_asked_again_in_its_place(open_page):
    page = open_page()
    ask(page, _VOTES)
    ask(page, _MORALES)
    page.get_by_role("button", name="Edit question: question 1").click()
    page.get_by_text("Editing question 1").wait_for()
    box = page.get_by_label("Your question")
    assert box.input_value() == _VOTES
    page.get_by_role("button", name="Leave it as it is").click()
    page.get_by_text("Editing question 1").wait_for(state="detached")
    assert page.locator(".question").all_inner_texts() == [_VOTES, _MORALES]
    page.get_by_role("button", name="Ask again: question 1").click()
    page.wait_for_function("!document.querySelector('.seeking')")
    assert page.locator(".question").all_inner_texts() == [_VOTES, _MORALES]
    page.get_by_role("button", name="Edit question: question 1").click()
    page.get_by_text("Editing question 1").wait_for()
    box.fill("Who is Pedro Castillo?")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.turn').length == 1")
    page.locator(".question", has_text="Who is Pedro Castillo?").wait_for()


def test_a_follow_up_says_how_it_was_read_and_is_asked_as_written_by_one_click(open_page):
    page = open_page()
    ask(page, _MORALES)
    turn = ask(page, "And when was that?")
    assert _MORALES in turn.locator(".read-with").inner_text()
    turn.get_by_role("button", name="Ask it as written").click()
    turn.get_by_text("by itself").wait_for()
    assert page.locator(".turn").count() == 2


def test_a_question_that_is_stopped_is_in_the_box_again(open_page, monkeypatch):
    page, go_on, answer = open_page(), threading.Event(), Library.ask
    monkeypatch.setattr(Library, "ask", lambda *given: go_on.wait(20) and answer(*given))
    box = page.get_by_label("Your question")
    box.fill(_MORALES)
    page.keyboard.press("Enter")
    page.locator(".seeking").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.locator(".turn").wait_for(state="detached")
    expect(box).to_have_value(_MORALES)
    go_on.set()
    ask(page, _VOTES)
    assert page.locator(".turn .question").all_inner_texts() == [_VOTES]


def test_where_sources_differ_a_table_lists_them_by_date_and_opens_each(open_page):
    page = open_page()
    table = ask(page, _KILLED).locator("table.difference")
    assert table.locator("caption").inner_text().startswith("The sources differ")
    assert table.locator("tbody tr td:first-child").all_inner_texts() == ["29 December 2022", "21 July 2023"]
    assert table.locator("tbody th").all_inner_texts() == ["Twenty-eight", "About 70"]
    table.get_by_role("button").last.click()
    page.locator("mark.opened", has_text="About 70 people").wait_for()


def test_quoted_places_of_an_article_are_stepped_through(open_page):
    page = open_page()
    ask(page, _MORALES)
    ask(page, "Who replied that the ban was an attempt to distract attention from the dead?")
    page.locator(".citation", has_text="eighteen-dead-in-juliaca.txt").first.locator(".number").click()
    page.locator("mark.opened").first.wait_for()
    count = int(page.locator(".step").inner_text().split(" of ")[1])
    assert count >= 2
    seen = set()
    for _ in range(count):
        seen.add("".join(page.locator("mark.opened").all_text_contents()))
        page.get_by_role("button", name="Next quoted place").click()
    assert len(seen) == count
    assert "".join(page.locator("mark.opened").all_text_contents()) in seen


def test_the_page_of_a_pdf_shows_the_quotation(open_page):
    page = open_page()
    ask(page, _CLAUSE).locator(".citation", has_text=_PDF).first.locator(".number").click()
    page.get_by_role("button", name="Show the page").click()
    picture = page.locator(".facsimile img")
    picture.wait_for()
    assert "permanent moral incapacity" in picture.get_attribute("alt")
    frame, box = picture.bounding_box(), page.locator(".box.opened").first.bounding_box()
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("Page 2 of 3").wait_for()
    page.get_by_role("button", name="Show the text").click()
    page.locator("mark.opened").first.wait_for()


def test_words_are_chosen_by_keyboard_cited_asked_about_and_linked(open_page, library):
    page = open_page(path="?source=castillo-removed-by-congress.txt&start=0")
    text, sentences = (
        library.document("castillo-removed-by-congress.txt").text,
        library.sentences("castillo-removed-by-congress.txt"),
    )
    page.locator(".article-text").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    chosen = page.evaluate("getSelection().toString()")
    at = next(n for n, s in enumerate(sentences) if text[s.start : s.end] == chosen)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("getSelection().toString()") == text[sentences[at - 1].start : sentences[at - 1].end]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    told = copied(page)
    assert told.startswith(f"“{chosen}”")
    assert "Marchbank" in told
    close_told(page)
    page.locator(".article-text").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Ask about this").click()
    page.wait_for_function("document.querySelector('#question :is(textarea, input)').value.startsWith('“')")


@pytest.mark.parametrize(("start", "end"), [("200", ""), ("200", "260"), ("99999999", ""), ("x", "")])
def test_a_link_opens_an_article_at_its_place(open_page, library, start, end):
    source = "castillo-removed-by-congress.txt"
    page = open_page(path=f"?source={source}&start={start}" + (f"&end={end}" if end else ""))
    page.locator(".article-text").wait_for()
    document = library.document(source)
    if start == "200":
        shown = "".join(page.locator("mark.opened").all_text_contents())
        sentence = next(s for s in library.sentences(source) if s.end > 200)
        wanted = (200, 260) if end else (sentence.start, sentence.end)
        assert shown == document.text[slice(*wanted)]
    else:
        assert page.locator("mark.opened").count() == 0


def test_a_citation_and_an_answer_are_copied_in_the_style_chosen_once(open_page):
    page = open_page(width=1400)
    assert not page.get_by_label("Citation style").is_visible()  # there is nothing to cite yet
    turn = ask(page, _VOTES)
    page.get_by_label("Citation style").fill("apa")
    page.keyboard.press("Enter")
    page.locator("#outbox").wait_for(state="attached")
    turn.get_by_role("button", name="Copy citation 1").click()
    assert "(Marchbank, 2022" in copied(page)
    close_told(page)
    turn.get_by_role("button", name="Copy with references").click()
    assert "References" in copied(page)
    page.reload()
    page.locator(".turn").first.wait_for()
    page.wait_for_function("document.querySelector('#writing input').value == 'apa'")


def test_an_unknown_style_is_told_with_those_that_are_near(open_page):
    page = open_page(width=1400)
    turn = ask(page, _VOTES)
    for before in ("chicago", "apa"):
        page.get_by_label("Citation style").fill(before)
        page.keyboard.press("Enter")
        page.get_by_label("Citation style").fill("vancuver")
        page.keyboard.press("Enter")
        page.locator(".told", has_text="vancouver").wait_for()
        page.wait_for_function("style => document.querySelector('#writing input').value == style", arg=before)
        close_told(page)
    turn.get_by_role("button", name="Copy citation 1").click()
    assert "(Marchbank, 2022" in copied(page)


def test_a_list_of_options_closes_when_one_tabs_on(open_page):
    page = open_page(width=1400)
    ask(page, _VOTES)
    page.get_by_label("Citation style").focus()
    page.locator("#writing ul").wait_for()
    for left in ("Save this conversation as", "Save"):
        page.keyboard.press("Tab")
        page.wait_for_function("name => document.activeElement.matches(name)", arg=f"[aria-label='{left}'], #save")
    page.wait_for_function("!document.querySelector('#writing ul')")


def test_a_conversation_is_saved_in_every_form(open_page):
    page = open_page(width=1400)
    ask(page, _VOTES)
    for form, ending, first in (
        *(("Markdown", "md", b"#"), ("JSON", "json", b"{")),
        *(("Web page", "html", b"<!doctype"), ("Word", "docx", b"PK")),
    ):
        page.get_by_label("Save this conversation as").click()
        page.get_by_role("option", name=form).click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save", exact=True).click()
        assert download.value.suggested_filename.endswith(f".{ending}")
        data = Path(download.value.path()).read_bytes()
        assert data.startswith(first)
        if ending == "json":
            saved = [answer_from_json(answer) for answer in json.loads(data)["answers"]]
            assert [answer.question for answer in saved] == [_VOTES]


def test_nothing_keeps_anyone_out(open_page):
    page = open_page(width=1400)
    ask(page, _MORALES)
    ask(page, "Xylophone quorum bivalve?")
    page.locator(".citation .number").first.click()
    page.locator("mark.opened").first.wait_for()
    for _ in in_looks(page, 390, 1400):
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in Axe().run(page).response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == []


def test_nothing_scrolls_sideways_with_conversations_open(open_page):
    page = open_page(width=3840)
    ask(page, _MORALES + " " + "Donaudampfschifffahrtsgesellschaftskapitän" * 4)
    fold = page.get_by_role("button", name="Conversations", exact=True)
    for width in at_widths(page, 3840, 1200, 800, 390):
        if width < 1180:
            fold.click()
        page.get_by_role("button", name="New conversation").wait_for()
        assert not scrolls_sideways(page)
        if width < 1180:
            fold.click()
            page.get_by_role("button", name="New conversation").wait_for(state="hidden")


def test_an_answer_is_told_to_who_hears_the_page(open_page):
    page = open_page()
    ask(page, _VOTES)
    page.wait_for_function("document.querySelector('p.unseen[role=status]').textContent.includes('87 votes')")


def test_what_can_be_asked_stands_at_the_top_and_the_question_box_stays_where_it_is(open_page):
    page, widths, askers = open_page(), (390, 900, 1400), []
    page.locator(".examples button").first.wait_for()
    for _ in at_widths(page, *widths):
        welcome, examples, asker = (
            page.locator(name).bounding_box() for name in (".welcome", ".examples", "#question-row")
        )
        assert welcome["y"] < examples["y"] < welcome["y"] + 160
        assert asker["y"] + asker["height"] == pytest.approx(800, abs=8)
        askers.append(asker)
    ask(page, _VOTES)
    assert [page.locator("#question-row").bounding_box() for _ in at_widths(page, *widths)] == askers


def test_screens_are_taken_as_people_have_set_them_up(open_page):
    page = open_page(width=3840)
    assert 20 < page.evaluate("parseFloat(getComputedStyle(document.body).getPropertyValue('font-size'))") <= 24
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert page.locator("#ask").evaluate("button => getComputedStyle(button).borderStyle") == "solid"
    moving = "[...document.querySelectorAll('#workspace *')].filter(each => getComputedStyle(each).transitionDuration !== '0s')"
    assert page.evaluate(f"{moving}.length") == 0
