"""Text and the characters of its page: each letter found is the same letter, whole lines find their own place."""

from hypothesis import given
from hypothesis import strategies as st

from rag.facsimile.alignment import Character, align
from rag.values import Span
from support import hostile_text

WORDS = ("ferry", "mill", "bell", "a", "7", "road", "rode", "Nobody paid", "nobody paid.", "12", "ll")


def characters_of(lines: list[str]) -> list[Character]:
    characters: list[Character] = []
    at = 0
    for number, line in enumerate(lines):
        for letter in line:
            if not letter.isspace():
                characters.append(Character(letter, at, number))
            at += 1
    return characters


def found_letters(text: str, lines: list[str]) -> list[tuple[str, Character]]:
    characters = characters_of(lines)
    found = align(text, characters)
    assert len(found) == len(text)
    seen = [n for n in found if n is not None]
    assert len(seen) == len(set(seen))
    return [(text[at], characters[n]) for at, n in enumerate(found) if n is not None]


lines = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=14)


@given(body=lines, head=st.sampled_from(("Valley Courier 3", "41", "¶")), foot=st.sampled_from(("§ 2", "Page 9")))
def test_lines_are_found_though_heads_and_feet_are_moved(body: list[str], head: str, foot: str):
    rows = [head, *body, foot]
    others_foot = "Page 8 of the page before"
    text = "\n\n".join([body[0], others_foot, head, " ".join(body[1:])])  # the foot went to the next page's text
    characters = characters_of(rows)
    start = len(body[0]) + len(others_foot) + len(head) + 6
    found = align(text, characters, [Span(len(body[0]), start)])
    for at, letter in enumerate(text):
        inside = at < len(body[0]) or at >= start
        if inside and not letter.isspace():
            number = found[at]
            assert number is not None
            assert characters[number].text == letter
    in_order = [n for at, n in enumerate(found) if n is not None and (at < len(body[0]) or at >= start)]
    assert in_order == [n for n, c in enumerate(characters) if 1 <= c.line <= len(body)]


@given(body=lines, changes=st.sets(st.integers(0, 200), max_size=4))
def test_what_no_longer_agrees_is_left_out_and_the_rest_is_found(body: list[str], changes: set[int]):
    rows = [f"{number:03} {line}" for number, line in enumerate(body)]  # no line is like another
    text = "".join("¤" if at in changes and letter.isalnum() else letter for at, letter in enumerate("\n".join(rows)))
    characters = characters_of(rows)
    found = align(text, characters)
    at = 0
    for number, row in enumerate(rows):
        mine = range(at, at + len(row))
        at += len(row) + 1
        places = [found[one] for one in mine if not text[one].isspace()]
        if "¤" not in text[mine.start : mine.stop]:
            assert places == [n for n, c in enumerate(characters) if c.line == number]
    assert all(characters[n].text == text[one] for one, n in enumerate(found) if n is not None)


@given(text=hostile_text, rows=st.lists(hostile_text, max_size=6))
def test_any_text_and_any_page_are_aligned_letter_for_letter(text: str, rows: list[str]):
    for letter, character in found_letters(text, rows):
        assert letter == character.text or {letter, character.text} <= set("-‐\u00ad")


def test_a_letter_that_changed_leaves_its_line_found():
    rows = ["Nobody paid for it.", "The mill was closed."]
    text = "Nobody paid for it. The mi¤¤ was closed."
    characters = characters_of(rows)
    found = align(text, characters)
    assert [at for at, n in enumerate(found) if n is None and not text[at].isspace()] == [26, 27]
    assert [n for n in found if n is not None] == [n for n in range(len(characters)) if n not in (21, 22)]


def test_lines_that_have_nothing_in_common_share_no_letter():
    assert set(align("Page 8 of the page", characters_of(["Valley Courier 3"]))) == {None}


def test_letters_set_one_by_one_are_aligned_on_both_sides_of_a_moved_head():
    letters = [letter for n in range(400) for letter in f"the mill {n} " if letter != " "]
    text = "".join([*letters[:203], " Courier ", *letters[203:]])
    found = align(text, characters_of(["Courier", *letters]), [Span(204, 211)])
    assert [n for n in found if n is not None] == [*range(7, 210), *range(7), *range(210, 7 + len(letters))]


def test_a_ligature_is_both_its_letters_and_a_hyphen_goes_with_its_word():
    characters = [
        *characters_of(["a-"]),
        Character("ffi", 7, 1),
        Character("x", 8, 1),
        *(Character(c, 9 + n, 2) for n, c in enumerate("-y")),
    ]
    assert align("affix -y", characters) == [0, 2, 2, 2, 3, None, 4, 5]
    assert align("a-ffix", characters[:4]) == [0, 1, 2, 2, 2, 3]
