"""Names of files as the pages show them: none looks like another one's."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rag.html_text import isolated
from shown_html import as_shown, read_back
from support import hostile_text

_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # Unicode's bidirectional classes
_NUMBER = re.compile(r"\[U\+([0-9A-F]{4})\]")
_NAMES = hostile_text | st.text(
    st.sampled_from("a.\x07\x9f\u200b\u200d\u202e\u202c\u2066\u2069\ufeff\t\n\r"), max_size=9
)


@given(_NAMES)
def test_no_character_of_a_name_hides_or_turns_the_others_round(name):
    shown, elements = read_back(isolated(name))
    assert [element.tag for element in elements] == ["bdi"]
    for character in set(shown) - set("\t\n\r"):
        assert unicodedata.bidirectional(character) not in _TURNING
        assert unicodedata.category(character) not in {"Cc", "Zl", "Zp"}
        assert character not in "\u200b\u2060\ufeff"
    assert _NUMBER.sub(lambda found: chr(int(found[1], 16)), shown) == as_shown(name)


def test_a_name_that_poses_as_a_picture_shows_that_it_is_none():
    assert read_back(isolated("rtl-\u202egnp.txt.txt"))[0] == "rtl-[U+202E]gnp.txt.txt"
    for name in ("می\u200cروم.txt", "👩\u200d🚀.md", "Donau\u00addampf.md", "דו\u200fח.pdf"):
        assert read_back(isolated(name))[0] == name
