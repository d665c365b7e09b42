"""What the browser tests look for on every page, and do there."""

from axe_playwright_python.sync_playwright import Axe

BREAK = "document.title='broken'"
HOSTILE = (
    f'<script>{BREAK}</script><img src=x onerror="{BREAK}"> [a](javascript:alert(1)) ${{document.title}} {{{{title}}}}'
)


def ask(page, question):
    """Ask in the chat; the question's turn, once it is answered."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".acts").wait_for()
    return turn


def at_widths(page, *widths):
    """Each of the widths in turn, the page as wide."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        yield width


def in_looks(page, *widths):
    """Each of the widths, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "dark => document.body.classList.contains('dark') === dark"
            " && !document.getAnimations().some(one => one instanceof CSSTransition)",
            arg=scheme == "dark",
        )
        yield from at_widths(page, *widths)


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth")


def kept_from_some(page):
    """What is kept from those who cannot see the page or use a mouse."""
    return [(one["id"], one["impact"]) for one in Axe().run(page).response["violations"]]


def choose(page, place, name, data):
    """Gives a file to the control at that place of a page which takes one."""
    page.locator(f"{place} input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Do without it").wait_for()


def reach(page, tag, words):
    """Goes by keyboard from control to control until one of that tag and those words."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([tag, words]) => document.activeElement.matches(tag) && document.activeElement.textContent.includes(words)",
            [tag, words],
        ):
            return
    raise AssertionError(f"no {words!r} is reached by the keyboard")
