"""What the browser tests look for on every page."""


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth")
