import json
import threading
from pathlib import Path

import pytest

from browsing import HOSTILE, at_widths, choose, in_looks, kept_from_some, reach, scrolls_sideways
from ui.batches.running import Running

pytestmark = pytest.mark.browser

_BRIDGE = "When was the old bridge at Orsa closed to traffic?"
_TWO = f"{_BRIDGE}\nWhich enzyme splits lactose?"


def start(page, questions):
    page.get_by_label("Your questions").fill(questions)
    page.get_by_role("button", name="Start").click()
    page.locator(".batch-rows").wait_for()


def test_questions_are_answered_read_and_saved_in_every_form(open_page):
    page = open_page(path="batch")
    start(page, _TWO)
    page.get_by_role("status").filter(has_text="All answered").wait_for()
    assert "1 answered" in page.locator("#batch-summary").inner_text()
    row = page.locator(".batch-rows article").first
    assert "closed to traffic" in row.locator("blockquote").inner_text()
    assert row.locator("a").get_attribute("href").startswith("./?source=bridge.txt&start=")
    for form in ("xlsx", "csv", "jsonl", "md", "html"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as .{form}").click()
        assert download.value.suggested_filename == f"Pasted questions – answers.{form}"
        data = Path(download.value.path()).read_bytes()
        assert data.startswith(b"PK") if form == "xlsx" else b"closed to traffic" in data
    page.get_by_role("radio", name="Not found").check()
    page.locator(".batch-rows .answered").wait_for(state="detached")
    assert page.locator(".batch-rows article").count() == 1


def test_a_table_is_asked_by_the_column_that_is_chosen(open_page, library):
    page = open_page(path="batch")
    title = page.title()
    name = f"{HOSTILE.replace('/', ':')}.csv"
    choose(
        page,
        "#questions-file",
        name,
        f"Nr;Frage;{HOSTILE.replace(';', '')}\n1;{_BRIDGE};{HOSTILE}\n2;{HOSTILE};=1+1\n".encode(),
    )
    page.get_by_label("Column with the questions").click()
    page.get_by_role("option", name="Frage").click()
    page.get_by_role("button", name="Start").click()
    page.locator(".batch-rows").wait_for()
    assert page.locator("#batch-head h2").text_content() == name
    assert HOSTILE in page.locator(".batch-rows").text_content()
    assert page.locator("#batch").locator("img, script, style, iframe").count() == 0
    assert page.title() == title
    assert [path for path in (library.index / "scratch").rglob("*") if path.is_file()] == []


def test_batches_are_kept_for_who_began_them_until_they_are_deleted(open_page):
    page = open_page(path="batch")
    start(page, _TWO)
    again, other = open_page(path="batch", visitor=page), open_page(path="batch")
    again.get_by_role("button", name="Pasted questions.txt", exact=True).click()
    again.locator(".batch-rows").wait_for()
    assert again.locator(".batch-rows article").count() == 2
    start(other, _BRIDGE)
    assert other.locator(".jobs tbody tr").count() == 1
    again.get_by_role("button", name="Delete Pasted questions.txt").click()
    again.get_by_role("button", name="Really delete Pasted questions.txt").click()
    again.locator(".jobs").wait_for(state="detached")
    assert again.locator(".batch-rows").count() == 0
    page.reload()
    start(page, _BRIDGE)
    assert page.locator(".jobs tbody tr").count() == 1


def test_a_batch_is_stopped_goes_on_and_others_are_answered_meanwhile(open_page):
    page, asker = open_page(path="batch"), open_page()
    choose(page, "#questions-file", "many.txt", "\n".join(f"{_BRIDGE} {n}" for n in range(1000)).encode())
    page.get_by_role("button", name="Start").click()
    page.locator(".batch-progress").filter(has_text="left").wait_for()
    asker.get_by_label("Your question").fill(_BRIDGE)
    asker.keyboard.press("Enter")
    asker.locator(".turn .quote").first.wait_for()
    page.get_by_role("button", name="Stop").press("Enter")
    page.get_by_role("button", name="Go on").wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Go on"
    page.get_by_role("status").filter(has_text="What is answered is kept").wait_for()
    page.keyboard.press("Enter")
    page.locator(".batch-rows").wait_for(timeout=120_000)
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("Page 2 of 20").wait_for()
    assert page.locator(".batch-rows h2").first.inner_text() == f"{_BRIDGE} 50"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as .jsonl").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(n + 1) for n in range(1000)]


def test_a_stopped_batch_goes_on_before_the_answer_to_the_stop_has_come(open_page, monkeypatch):
    end, answering = Running.end, threading.Event()
    monkeypatch.setattr(Running, "end", lambda *stopped: (end(*stopped), answering.wait(30)))
    page = open_page(path="batch")
    choose(page, "#questions-file", "many.txt", "\n".join(f"{_BRIDGE} {n}" for n in range(400)).encode())
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop").press("Enter")
    page.get_by_role("button", name="Go on").press("Enter")  # the page's look at the batch, each second, brings it
    page.get_by_role("button", name="Stop").wait_for()
    answering.set()
    page.locator(".batch-rows").wait_for(timeout=120_000)


def test_what_cannot_be_asked_is_told_and_the_page_goes_on(open_page):
    page = open_page(path="batch")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("status").filter(has_text="There are no questions yet").wait_for()
    choose(page, "#questions-file", "<b>questions.pdf", b"%PDF")
    page.get_by_role("button", name="Start").click()
    told = page.get_by_role("status").filter(has_text="<b>questions.pdf ends with .pdf")
    told.wait_for()
    assert "Traceback" not in told.inner_text()
    page.get_by_role("button", name="Do without it").click()
    start(page, _TWO)
    page.get_by_role("button", name="Filter articles").click()
    page.get_by_label("Files and folders").fill("strik*")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Asking 1 of 3 articles: source strik*").wait_for()
    page.get_by_role("button", name="Start").click()
    page.locator("#batch-head").filter(has_text="Asked of some articles only: source strik*").wait_for()
    page.locator("#batch-summary").filter(has_text="0 answered").wait_for()


def test_the_keyboard_is_enough(open_page):
    page = open_page(path="batch")
    page.get_by_label("Your questions").focus()
    page.keyboard.insert_text(_TWO)
    reach(page, "button", "Start")
    page.keyboard.press("Enter")
    page.locator(".batch-rows").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Pasted questions.txt"
    reach(page, "button", "Save as .csv")
    with page.expect_download():
        page.keyboard.press("Enter")
    reach(page, "a", "bridge.txt")


def test_nothing_scrolls_sideways(open_page):
    widths = (390, 1000, 1200, 3840)
    page = open_page(path="batch")
    for _ in at_widths(page, *widths):
        assert not scrolls_sideways(page)
    choose(
        page,
        "#questions-file",
        f"{'W' * 200}.csv",
        f"question,{'n' * 300}\n{_BRIDGE} {'w' * 300},{'v' * 500}\n".encode(),
    )
    for _ in at_widths(page, *widths):
        assert not scrolls_sideways(page)
    page.get_by_role("button", name="Start").click()
    page.locator(".batch-rows").wait_for()
    for width in at_widths(page, *widths):
        assert not scrolls_sideways(page)
        side, opened = (page.locator(name).bounding_box() for name in ("#batch-side", "#batch-opened"))
        assert (opened["x"] >= side["x"] + side["width"]) == (width > 1000)


def test_nothing_is_kept_from_those_who_cannot_see_it(open_page):
    page = open_page(path="batch")
    start(page, _TWO)
    for _ in in_looks(page, 1200):
        assert kept_from_some(page) == []
