import threading

import pytest
from playwright.sync_api import expect

from browsing import scrolls_sideways
from rag.embedding import HashEmbedder
from rag.library import Library
from support import served

pytestmark = pytest.mark.browser

_LOG = "\n\n".join(f"In year {year} the keepers wrote of fog, of geese and of the price of oil." for year in range(60))
_LIGHTHOUSE = f"""The lighthouse keepers of Skerry Point

By Una Marsh

Nobody has lived on Skerry Point since the lamp was made to light itself. The rooms were let to painters.

The lighthouse was painted green in March by its two keepers,
who had been told to paint it white. The harbour board has not said what it will do.

A second coat of green paint followed in April.

{_LOG}
"""
_BAKERY = """# A bakery opens at night

The bakery on Cable Street sells its first loaves at three in the morning.

## Who comes

Most of its customers are nurses who have finished a shift at the hospital.
"""
_BREAK = "document.title='broken'"
_HOSTILE_NAME = f"<img src=x onerror={_BREAK}>.txt"
_HOSTILE = (
    f"<script>{_BREAK}</script>\r\n\r\n"
    f'The zeppelin manual costs <b>$40$</b> & <img src=x onerror="{_BREAK}"> with [a link](javascript:alert(1)). '
    "Its zeppelin chapter ends in ${document.title} and {{title}}.\r\n\r\nThe last\u202e line.\r\n"
)
_QUESTION = "Who painted the lighthouse green in March?"
_HOSTILE_QUESTION = f"<img src=x onerror={_BREAK}> [zeppelin](javascript:alert(1)) $manual$ ${{costs}} <script>"
_FOCUSED = "document.activeElement.matches('mark.opened')"
_IN_VIEW = """(() => {
    const mark = document.querySelector('mark.opened').getBoundingClientRect();
    return mark.top >= 0 && mark.bottom <= innerHeight && mark.left >= 0 && mark.right <= innerWidth;
})()"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("Coast papers")
    (folder / "lighthouse.txt").write_bytes(_LIGHTHOUSE.encode())
    (folder / "bakery.md").write_bytes(_BAKERY.encode())
    (folder / _HOSTILE_NAME).write_bytes(_HOSTILE.encode())
    library = Library.open(folder, embedder=HashEmbedder())
    library.sync()
    yield library
    library.close()


def ask(page, question):
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn").nth(turns).wait_for()
    page.locator(".seeking").wait_for(state="detached")
    return page.locator(".turn").nth(turns)


def open_citation(page, turn, n=1):
    turn.get_by_role("button", name=f"Open citation {n}:").click()
    page.locator("mark.opened").first.wait_for()


def whole(locator):
    return "".join(locator.all_text_contents())


def test_a_citation_opens_its_article_at_the_quotation(open_page, library):
    page = open_page()
    turn = ask(page, _QUESTION)
    quote = turn.locator(".quote").first.text_content()
    assert "painted green in March" in quote
    assert "lighthouse.txt, line 7" in turn.locator(".citations").inner_text()
    assert "Confidence" in turn.inner_text()
    open_citation(page, turn)
    text = library.document("lighthouse.txt").text
    assert whole(page.locator("mark.opened")) == quote
    assert text[text.index(quote) :].startswith(quote)
    assert page.locator(".article-text").text_content() == text
    page.wait_for_function(_FOCUSED)
    assert page.evaluate(_IN_VIEW)


def test_closing_and_opening_again_shows_the_place_again(open_page):
    page = open_page()
    turn = ask(page, _QUESTION)
    for _ in range(2):
        open_citation(page, turn)
        page.wait_for_function(_FOCUSED)
        page.get_by_role("button", name="Close the article").click()
        page.locator("article").wait_for(state="detached")
    open_citation(page, turn)
    page.locator("#reading").evaluate("pane => { pane.scrollTop = pane.scrollHeight }")
    assert not page.evaluate(_IN_VIEW)
    open_citation(page, turn)
    page.wait_for_function(_IN_VIEW)


def test_what_the_articles_do_not_say(open_page):
    page = open_page()
    turn = ask(page, "Xylophone quorum bivalve?")
    assert "The articles do not say." in turn.inner_text()
    assert turn.locator(".citation").count() == 0
    assert not turn.locator("details ol").is_visible()
    turn.get_by_text("near the question, not an answer").click()
    assert turn.locator("details ol").is_visible()


def test_hostile_text_is_text(open_page, library):
    page = open_page()
    title = page.title()
    turn = ask(page, _HOSTILE_QUESTION)
    assert turn.locator(".question").text_content() == _HOSTILE_QUESTION
    source = turn.locator(".citation", has_text=_HOSTILE_NAME).first
    source.get_by_role("button").first.click()
    page.locator("mark.opened").first.wait_for()
    assert page.locator(".article-text").text_content() == library.document(_HOSTILE_NAME).text
    assert page.locator("#conversation, #reader").locator("img, script, a, b, style, iframe").count() == 0
    assert page.title() == title


def test_the_keyboard_is_enough(open_page):
    page = open_page()
    page.wait_for_function("document.activeElement.matches('#question textarea, #question input')")
    page.keyboard.type(_QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open citation 1:").wait_for()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        focused = page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
        if focused.startswith("Open citation 1:"):
            break
    assert focused.startswith("Open citation 1:")
    page.keyboard.press("Enter")
    page.wait_for_function(_FOCUSED)
    page.keyboard.press("Escape")
    page.locator("article").wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Open citation 1:")


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    assert not scrolls_sideways(page)
    turn = ask(page, _QUESTION + " " + "w" * 300)
    assert not scrolls_sideways(page)
    open_citation(page, turn)
    page.wait_for_function(_FOCUSED)
    assert not scrolls_sideways(page)
    assert page.evaluate(_IN_VIEW)
    conversation, reader = (page.locator(name).bounding_box() for name in ("#asking", "#reading"))
    beside = reader["x"] >= conversation["x"] + conversation["width"]
    assert beside == (width == 1400)


def test_two_people_do_not_see_each_other(open_page):
    one, other = open_page(), open_page()
    ask(one, _QUESTION)
    turn = ask(other, "When does the bakery on Cable Street sell its first loaves?")
    ask(one, "Who are the customers of the bakery?")
    assert other.locator(".turn").count() == 1
    assert one.locator(".turn").count() == 2
    open_citation(other, turn)
    assert "three in the morning" in whole(other.locator("mark.opened"))


def test_a_question_too_long_is_answered_with_the_limit(open_page):
    page = open_page()
    turn = ask(page, "why " * 20_000)
    problem = turn.get_by_role("alert").inner_text()
    assert "question" in problem.lower()
    assert "Traceback" not in problem
    assert ask(page, _QUESTION).locator(".quote").count() > 0


def test_a_long_question_is_folded_and_can_be_read_whole(open_page):
    page = open_page()
    turn = ask(page, (_HOSTILE_QUESTION + " ") * 40)
    question, fold = turn.locator(".question"), turn.get_by_role("button", name="Show the whole question")
    assert question.bounding_box()["height"] < 200
    fold.click()
    assert question.bounding_box()["height"] > 400
    assert question.text_content() == (_HOSTILE_QUESTION + " ") * 40
    assert turn.get_by_role("button", name="Show less").get_attribute("aria-expanded") == "true"


def test_what_a_page_brings_late_does_not_take_the_focus_from_who_is_typing(open_page, library, monkeypatch):
    loading, documents = threading.Event(), library.documents
    monkeypatch.setattr(library, "documents", lambda: loading.wait(30) and documents())
    page = open_page(path="?")
    page.evaluate("""sessionStorage.setItem("rag-unanswered", '{"words": "Why green?"}')""")
    page.get_by_role("button", name="Filter articles").click()
    page.get_by_role("combobox", name="Authors").press_sequentially("mar")
    loading.set()
    expect(page.get_by_label("Your question")).to_have_value("Why green?")  # the last that the page brings
    page.keyboard.type("sh")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Asking 1 of 3 articles: author marsh.").wait_for()
    assert page.locator(".turn").count() == 0


@pytest.mark.parametrize("width", [390, 1200])
def test_only_some_articles_are_asked_while_the_filter_shows(open_page, width):
    page = open_page(width=width)
    title = page.title()
    fold = page.get_by_role("button", name="Filter articles", expanded=False)
    assert not page.get_by_label("Since date").is_visible()
    fold.click()
    page.get_by_role("combobox", name="Authors").fill("marsh")
    page.keyboard.press("Enter")
    status = page.get_by_role("status").filter(has_text="Asking 1 of 3 articles: author marsh")
    status.get_by_text("2 articles have no author").wait_for()
    page.get_by_role("combobox", name="Files and folders").fill(_HOSTILE_NAME)
    page.get_by_role("option", name=_HOSTILE_NAME).click()
    page.get_by_role("button", name="Remove marsh").click()
    page.get_by_text("Asking 1 of 3 articles: source").wait_for()
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Filter articles", expanded=True).click()
    turn = ask(page, _QUESTION)
    assert _HOSTILE_NAME in turn.get_by_text("Asked of some articles only").inner_text()
    assert turn.locator(".citations", has_text="lighthouse.txt").count() == 0
    page.get_by_role("button", name="Ask all articles").click()
    page.get_by_text("Asking 1 of 3").wait_for(state="detached")
    assert "lighthouse.txt" in ask(page, _QUESTION).locator(".citations").inner_text()
    assert page.title() == title


def test_a_filter_that_cannot_be_used_says_so_and_keeps_the_question(open_page):
    page = open_page()
    page.get_by_role("button", name="Filter articles").click()
    page.get_by_label("Since date").fill("2022-13")
    page.get_by_label("Your question").fill(_QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="2022-13").wait_for()
    assert page.locator(".turn").count() == 0
    assert page.get_by_label("Your question").input_value() == _QUESTION
    page.get_by_role("button", name="Ask all articles").click()
    page.get_by_role("alert").wait_for(state="detached")
    assert page.get_by_label("Since date").input_value() == ""
    page.get_by_label("Your question").press("Enter")
    page.locator(".turn .quote").first.wait_for()


def head_of(turn):
    return turn.locator(".question").bounding_box()["y"]


def test_an_answer_that_has_come_begins_at_the_top_unless_the_reader_has_scrolled(open_page, library, monkeypatch):
    page = open_page(width=390, height=500)
    ask(page, _QUESTION)
    assert head_of(ask(page, _QUESTION)) < 100
    answering, ask_library = threading.Event(), library.ask
    monkeypatch.setattr(library, "ask", lambda *asked: answering.wait(30) and ask_library(*asked))
    page.get_by_label("Your question").fill(_QUESTION)
    page.keyboard.press("Enter")
    page.locator(".seeking").wait_for()
    page.evaluate("scrollTo(0, 0)")
    answering.set()
    page.locator(".seeking").wait_for(state="detached")
    assert page.evaluate("scrollY") == 0


def test_a_question_asked_while_the_server_is_away_is_in_the_box_when_it_is_back(chromium, library):
    page = chromium.new_context().new_page()
    box = page.get_by_label("Your question")
    with served(library) as address:
        page.goto(address)
        ask(page, _QUESTION)
    box.fill(_HOSTILE_QUESTION)
    box.press("Enter")
    page.locator("[data-testid=toast-body]").wait_for()
    with served(library, int(address.rsplit(":")[-1].strip("/"))):
        page.locator("#notice", has_text="The server did not answer this question.").wait_for()
        assert box.input_value() == _HOSTILE_QUESTION
        assert page.locator(".question").all_inner_texts() == [_QUESTION]
        box.press("Enter")
        page.locator(".turn").nth(1).locator(".acts").wait_for()
        assert page.locator("#notice").inner_text() == ""
    page.context.close()
