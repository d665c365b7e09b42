"""HTML read back as a browser would show it."""

from dataclasses import dataclass
from html.parser import HTMLParser

from rag.html_text import isolated

_VOID = {"br", "img", "wbr"}


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str


class _Reading(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.begun = 0
        self.elements = []
        self.text = ""

    def handle_starttag(self, tag, attributes):
        if tag not in _VOID:
            self.open.append((self.begun, tag, dict(attributes), len(self.text)))
            self.begun += 1

    def handle_endtag(self, tag):
        begun, opened, attributes, start = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self.elements.append((begun, Element(tag, attributes, self.text[start:])))

    def handle_data(self, data):
        self.text += data


def read_back(html):
    """The text that the HTML shows, and its elements in the order in which they begin."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    assert not reading.open
    return reading.text, [element for _, element in sorted(reading.elements, key=lambda found: found[0])]


def as_shown(text):
    """What a page can hold of a text: all but NUL and half surrogate pairs, each of which becomes U+FFFD."""
    return "".join(
        "\ufffd" if character == "\0" or "\ud800" <= character <= "\udfff" else character for character in text
    )


def as_named(text):
    """What a page shows of a name; `test_ui_names` says of what kind that is."""
    return read_back(isolated(text))[0]
