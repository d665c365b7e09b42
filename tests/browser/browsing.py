"""What the browser tests do and look for on several pages."""


def ask(page, question):
    """Ask in the chat; the question's turn, once it is answered."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".acts").wait_for()
    return turn


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth")
