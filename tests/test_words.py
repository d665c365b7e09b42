from concurrent.futures import ThreadPoolExecutor

from hypothesis import given

from rag.languages import words
from rag.languages.words import search_words
from support import hostile_text


def test_forms_of_a_word_meet() -> None:
    assert search_words("Otárola’s ministers protested") == search_words("OTAROLA minister protests")


def test_a_percentage_is_answered_in_percent() -> None:
    assert search_words("what percentage of voters") == search_words("what percent of voters")


def test_numbers_meet_with_and_without_their_separators() -> None:
    assert search_words("1,200 troops") == search_words("1200 troops")


def test_stop_words_are_left_out() -> None:
    assert search_words("Who was the one that did it?") == ["one"]


def test_text_without_spaces_gives_pairs() -> None:
    assert search_words("日本語") == ["日本", "本語"]


def test_english_words_are_what_they_have_always_been() -> None:
    text = (
        "The mayor’s 1,200.50 votes—don’t forget O'Neill's café, naïve Otárola and the 42nd ministers' running"
        " ½ x₂ state-of-emergency e-mails: U.S.A. it's5 Œuvre straße İstanbul 日本語 3.5m ﬁnance é"
    )
    expected = "mayor 120050 vote dont forget oneil cafe naiv otarola 42nd minist run 1 2 x2 state emergenc e mail u 5 œuvr straße istanbul 日本 本語 35 m financ e"
    assert search_words(text) == search_words(text, "en") == expected.split()


@given(hostile_text)
def test_words_are_plain(text: str) -> None:
    for word in search_words(text):
        assert word
        assert not set(word) & set('" \x00')


def test_threads_do_not_mix_their_words() -> None:
    texts = [f"running{i} walked{i} ministries{i} nationalisation{i}" for i in range(300)]
    expected = [search_words(text) for text in texts]
    words._stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(search_words, texts)) == expected
