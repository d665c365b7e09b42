import io
import json
from pathlib import Path

import docx
import pytest

from browsing import HOSTILE, at_widths, choose, in_looks, kept_from_some, reach, scrolls_sideways
from draft_files import word_draft

pytestmark = pytest.mark.browser

_DRAFT = (
    "Nilsen says “Repairs cost 4.2 million crowns.” and “the ‘electric’ ferry carries 120 passengers” and “Dockers in "
    "Vik went back to work on Friday after nine days.” and “Whales were never seen from the tower of the old castle.” "
    "and “so-called”.\n"
)
_SHOWN = ".checked-one:not([hidden])"


def check(page, draft):
    page.get_by_label("Your draft").fill(draft)
    page.get_by_role("button", name="Check the quotations").click()
    page.get_by_role("heading", name="Quotations of draft.md").wait_for()


def test_a_draft_is_checked_and_a_quotation_shows_what_it_was_compared_with(open_page):
    page = open_page(path="check")
    check(page, _DRAFT)
    status = page.get_by_role("status").filter(has_text="4 quotations")
    assert "1 exact, 1 exact but for typography, 1 altered, 1 not found." in status.inner_text()
    page.locator(".draft a", has_text="Dockers in Vik").click()
    assert page.evaluate("document.activeElement.textContent").startswith("[3] altered")
    assert page.locator(f"{_SHOWN} del").text_content() == "Friday"
    assert page.locator(f"{_SHOWN} ins").text_content() == "Monday"
    assert page.locator(_SHOWN).count() == 1
    page.get_by_role("button", name="Next").click()
    assert "not found" in page.locator(_SHOWN).inner_text()
    page.get_by_role("link", name="Quotation 1").click()
    assert "Repairs cost 4.2" in page.locator(_SHOWN).inner_text()
    assert "“so-called”" in page.locator(".checked-others").inner_text()
    href = page.locator(f"{_SHOWN} a.to-article").get_attribute("href")
    assert href.startswith("./?source=bridge.txt&start=")


def test_the_keyboard_is_enough(open_page):
    page = open_page(path="check")
    page.get_by_label("Your draft").focus()
    page.keyboard.insert_text(_DRAFT)
    reach(page, "button", "Check the quotations")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Quotations of draft.md").wait_for()
    reach(page, "a", "Repairs cost")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("[1] exact")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").startswith("Repairs cost")


def test_a_word_file_is_checked_saved_with_comments_and_not_kept(open_page, library):
    page = open_page(path="check")
    name = "notes & “drafts” (2).docx"
    choose(page, "#draft-file", name, word_draft(["It says “Repairs cost 4.3 million crowns.”."]))
    assert name in page.get_by_role("status").filter(has_text="kB").inner_text()
    assert not page.get_by_label("Your draft").is_visible()
    page.get_by_role("button", name="Check the quotations").click()
    page.get_by_role("heading", name=f"Quotations of {name}").wait_for()
    saved = {}
    for button in ("Save as a page", "Save as JSON", "Save the Word file with comments"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        saved[download.value.suggested_filename.rsplit(".", 1)[1]] = Path(download.value.path()).read_bytes()
    assert b"4.3" in saved["html"]
    assert json.loads(saved["json"])["draft"] == name
    assert len(list(docx.Document(io.BytesIO(saved["docx"])).comments)) == 1
    assert [path for path in (library.index / "scratch").rglob("*") if path.is_file()] == []
    page.get_by_role("button", name="Do without it").click()
    check(page, _DRAFT)
    assert page.get_by_role("button", name="with comments").count() == 0


def test_what_cannot_be_checked_is_told_and_the_page_goes_on(open_page):
    page = open_page(path="check")
    page.get_by_role("button", name="Check the quotations").click()
    page.get_by_role("status").filter(has_text="There is no draft yet").wait_for()
    choose(page, "#draft-file", "<b>picture.png", b"\x89PNG")
    page.get_by_role("button", name="Check the quotations").click()
    told = page.get_by_role("status").filter(has_text="<b>picture.png has the ending '.png'")
    told.wait_for()
    assert "Traceback" not in told.inner_text()
    page.get_by_role("button", name="Do without it").click()
    check(page, _DRAFT)


def test_hostile_text_is_text(open_page):
    page = open_page(path="check")
    title = page.title()
    draft = f"{HOSTILE} “Repairs {HOSTILE} cost 4.2 million crowns.”\n"
    check(page, draft)
    shown = page.locator(".draft").text_content()
    assert shown.startswith(HOSTILE)
    assert page.locator("#check-report").locator("img, script, style, iframe").count() == 0
    choose(page, "#draft-file", f"{HOSTILE.replace('/', ':')}.md", draft.encode())
    page.get_by_role("button", name="Check the quotations").click()
    page.get_by_role("heading", name="Quotations of <script>").wait_for()
    assert page.title() == title


def test_nothing_scrolls_sideways(open_page):
    widths = (3840, 1200, 860, 390)
    page = open_page(path="check")
    for _ in at_widths(page, *widths):
        assert not scrolls_sideways(page)
    check(page, f"{_DRAFT} “{'w' * 300} x {'y' * 300} and more words”")
    for width in at_widths(page, *widths):
        assert not scrolls_sideways(page)
        page.locator(".draft a").last.click()
        assert page.locator(_SHOWN).is_visible()
        assert not scrolls_sideways(page)
        draft, verdict = (page.locator(name).bounding_box() for name in (".draft", ".checked-verdicts"))
        assert (verdict["x"] >= draft["x"] + draft["width"]) == (width > 1000)
        if width <= 1000:
            page.get_by_role("button", name="Close").click()
            assert not page.locator(_SHOWN).is_visible()


def test_nothing_is_kept_from_those_who_cannot_see_it(open_page):
    page = open_page(path="check")
    check(page, _DRAFT)
    page.locator(".draft a").first.click()
    for _ in in_looks(page, 1200):
        assert kept_from_some(page) == []
