"""The page of articles: what is added, corrected, removed and brought up to date there is so on the page for asking."""

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from browsing import at_widths, in_looks, scrolls_sideways
from rag.embedding import HashEmbedder
from rag.library import Library
from support import ARTICLES, write_articles

pytestmark = pytest.mark.browser

_BREAK = "document.title='broken'"
_HOSTILE_NAME = f"<img src=x onerror={_BREAK}> ${{document.title}} {{{{title}}}}.txt"
_HOSTILE = f'<script>{_BREAK}</script>\r\n\r\nA zeppelin <img src=x onerror="{_BREAK}"> rose over the town of Holm.\r\n'
_KILN = (
    b"The kiln at Vik\n\nBy Ida Berg\n\nThe potters of Vik fired the old kiln again in June after twelve cold years.\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf") / "Fjord papers"
    write_articles(folder, ARTICLES)
    (folder / _HOSTILE_NAME).write_bytes(_HOSTILE.encode())
    library = Library.open(folder, embedder=HashEmbedder())
    yield library
    library.close()


@pytest.fixture
def open_articles(open_page, library):
    """Opens the page over the articles as they were at first."""
    for path in library.folder.glob("[!.]*.*"):
        path.unlink()
    write_articles(library.folder, ARTICLES)
    (library.folder / _HOSTILE_NAME).write_bytes(_HOSTILE.encode())
    shutil.rmtree(library.index / "removed", ignore_errors=True)
    library.sync()

    def open_one(**how):
        page = open_page(path="articles", **how)
        page.locator("table.articles").wait_for()
        return page

    return open_one


def row(page, words):
    return page.locator("tbody tr", has_text=words)


def told(page, words):
    page.locator("#articles-told", has_text=words).wait_for()
    return page.locator("#articles-told").inner_text()


def add(page, *files):
    page.locator("#articles input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")


def test_files_are_added_and_one_that_cannot_be_read_is_told_with_its_reason(open_articles, library):
    page = open_articles()
    add(page, ("kiln.txt", _KILN), ("broken.pdf", b"no pages"))
    said = told(page, "1 article added")
    assert "broken.pdf is not a PDF" in said
    assert "1 article added: kiln.txt." in said
    row(page, "kiln.txt").wait_for()
    assert "Ida Berg" in row(page, "kiln.txt").inner_text()
    assert row(page, "broken.pdf").count() == 0
    assert (library.folder / "kiln.txt").read_bytes() == _KILN
    assert not (library.folder / "broken.pdf").exists()
    assert [path for path in (library.index / "scratch").rglob("*") if path.is_file()] == []
    assert "5 articles" in page.locator("#heading").inner_text()
    add(page, ("kiln.txt", _KILN))
    assert "kiln.txt" in told(page, "has this very file already")


def test_every_page_counts_the_articles_that_there_are_now(open_page, open_articles, library):
    visitor = open_articles()
    (library.folder / "kiln.txt").write_bytes(_KILN)
    library.sync()
    for path in ("", "articles", "check", "batch"):
        page = open_page(path=path, visitor=visitor)
        page.locator("#heading", has_text="5 articles").wait_for()


def test_a_correction_shows_in_the_table_and_in_answers(open_articles, open_page):
    page = open_articles()
    row(page, "bridge.txt").get_by_role("button", name="Correct: ").click()
    form = page.get_by_role("dialog", name="Correct an article")
    assert form.get_by_label("Author").input_value() == "Ada Nilsen"
    form.get_by_label("Date").fill("soon")
    form.get_by_role("button", name="Save").click()
    form.get_by_role("alert").wait_for()
    assert "'soon', which is no date" in form.get_by_role("alert").inner_text()
    form.get_by_label("Date").fill("2021-06")
    form.get_by_label("Author").fill("Astrid Moe")
    page.keyboard.press("Enter")
    form.wait_for(state="detached")
    row(page, "Astrid Moe").wait_for()
    assert "June 2021" in row(page, "bridge.txt").inner_text()
    assert "corrected" in row(page, "bridge.txt").inner_text()
    page.wait_for_function("document.activeElement.textContent === 'Correct'")
    assert focused(page).startswith("Correct: The bridge at Orsa")

    asking = open_page(visitor=page)
    asking.get_by_text("These articles answer").wait_for()
    asking.get_by_label("Your question").fill("When was the old bridge at Orsa closed to traffic?")
    asking.keyboard.press("Enter")
    asking.locator(".citation", has_text="bridge.txt").first.wait_for()
    card = asking.locator(".citation", has_text="bridge.txt").first.inner_text()
    assert "Astrid Moe" in card
    assert "June 2021" in card

    row(page, "bridge.txt").get_by_role("button", name="Correct: ").click()
    form.get_by_role("button", name="As the article says").click()
    form.wait_for(state="detached")
    row(page, "Ada Nilsen").wait_for()
    assert "corrected" not in row(page, "bridge.txt").inner_text()


def test_an_article_is_removed_and_put_back(open_articles, library):
    page = open_articles()
    row(page, "strike.txt").get_by_role("button", name="Remove: ").click()
    told(page, "1 article removed")
    row(page, "strike.txt").wait_for(state="detached")
    assert not (library.folder / "strike.txt").exists()
    page.wait_for_function("document.activeElement.textContent === 'Put back'")
    assert focused(page) == "Put back: strike.txt"
    page.keyboard.press("Enter")
    told(page, "Put back: strike.txt.")
    page.wait_for_function("document.activeElement.matches('#articles-told [role=status]')")
    row(page, "strike.txt").wait_for()
    assert (library.folder / "strike.txt").read_text("utf-8") == ARTICLES["strike.txt"]
    row(page, "strike.txt").get_by_role("button", name="Remove: ").click()
    page.get_by_text("Removed articles (1)").click()
    page.locator("#articles-removed").get_by_role("button", name="Put back: strike.txt").click()
    row(page, "strike.txt").wait_for()
    page.locator("#articles-removed details").wait_for(state="detached")


def test_files_that_changed_on_disk_are_noticed_and_brought_up_to_date(open_articles, library):
    page = open_articles()
    (library.folder / "strike.txt").write_text(ARTICLES["strike.txt"] + "\nA tug led the first ship in.\n", "utf-8")
    (library.folder / "kiln.txt").write_bytes(_KILN)
    (library.folder / "broken.pdf").write_bytes(b"no pages")
    (library.folder / "bridge.txt").unlink()
    notice = page.locator("#articles-stale", has_text="4 files changed on disk.")
    notice.wait_for()
    assert "changed on disk" in row(page, "strike.txt").inner_text()
    assert "new" in row(page, "kiln.txt").inner_text()
    assert "gone" in row(page, "bridge.txt").inner_text()
    notice.get_by_role("button", name="Bring up to date").click()
    said = told(page, "could not be read")
    for part in ("added: kiln.txt.", "changed: strike.txt.", "removed: bridge.txt.", "broken.pdf is not a PDF"):
        assert part in said
    page.locator("#articles-stale p").wait_for(state="detached")
    assert "not readable: is not a PDF" in row(page, "broken.pdf").inner_text()
    assert row(page, "bridge.txt").count() == 0


def test_the_table_is_searched_and_sorted(open_articles):
    page = open_articles()
    page.get_by_label("Search the table").press_sequentially("february lund")
    page.locator(".count", has_text="1 of 4 files").wait_for()
    assert page.locator("tbody tr").count() == 1
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    page.locator(".count", has_text=re.compile("^4 files")).wait_for()
    page.keyboard.press("Control+v")
    page.locator(".count", has_text="1 of 4 files").wait_for()
    page.get_by_label("Search the table").fill("")
    page.locator(".count", has_text=re.compile("^4 files")).wait_for()
    for direction in ("ascending", "descending"):
        page.get_by_role("button", name="Words").click()
        page.locator(f"th.words[aria-sort={direction}]").wait_for()
        assert focused(page).startswith("Words")
        words = [int(text) for text in page.locator("td.words").all_inner_texts()]
        assert words == sorted(words, reverse=direction == "descending")


def test_a_title_leads_to_the_article(open_articles):
    page = open_articles()
    with page.context.expect_page() as opened:
        row(page, "sub/ferry.md").get_by_role("link").click()
    opened.value.locator(".article-text").wait_for()
    assert opened.value.locator(".article-text").text_content() == ARTICLES["sub/ferry.md"]
    assert "no such place" not in opened.value.locator("#reader").inner_text()


def test_hostile_names_and_texts_are_shown_as_text(open_articles):
    page = open_articles()
    line = row(page, "<img src=x")
    assert _HOSTILE_NAME in line.inner_text()
    line.get_by_role("button", name="Correct: ").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Title").fill(f"<script>{_BREAK}</script> ${{document.title}}")
    form.get_by_role("button", name="Save").click()
    form.wait_for(state="detached")
    row(page, f"<script>{_BREAK}</script> ${{document.title}}").wait_for()
    line.get_by_role("button", name="Remove: ").click()
    told(page, "1 article removed")
    page.locator("#articles-told").get_by_role("button", name="Put back").click()
    line.wait_for()
    assert page.title() != "broken"


def test_the_keyboard_is_enough(open_articles):
    page = open_articles()
    page.get_by_label("Search the table").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page).startswith("Correct: Dockers"):
            break
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.wait_for()
    page.wait_for_function("document.activeElement.name === 'title'")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    page.wait_for_function("document.activeElement.textContent === 'Correct'")
    assert focused(page).startswith("Correct: Dockers")


def test_it_fits_and_names_its_parts(open_articles, library):
    (library.folder / "broken.pdf").write_bytes(b"no pages")
    page = open_articles()
    (library.folder / ("l" * 150 + ".txt")).write_bytes(_KILN)
    page.reload()
    page.locator("#articles-stale button").wait_for()
    assert page.locator("[data-testid=upload-text]").inner_text() == "Drop here, or choose from your files"
    for width in at_widths(page, 390, 1200, 3840):
        assert not scrolls_sideways(page)
        for button in page.get_by_role("button", name="Remove: ").all():
            place = button.bounding_box()
            assert place["x"] + place["width"] <= width
    for _ in in_looks(page, 390, 1200):
        assert troubles(page) == []
    page.get_by_role("button", name="Correct: ").first.click()
    page.get_by_role("dialog").wait_for()
    for _ in at_widths(page, 390, 1200, 3840):
        assert not scrolls_sideways(page)
    for _ in in_looks(page, 390, 1200):
        assert troubles(page) == []


def troubles(page):
    """What axe finds in what is this page's own, by the rules of WCAG 2.2 AA."""
    found = Axe().run(page, context="#articles", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]]
