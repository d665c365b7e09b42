from hypothesis import given
from hypothesis import strategies as st

from rag.kept import Kept

WEIGHTS = (0, 5, 30, 40, 60, 90, 101)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, len(WEIGHTS) - 1)), max_size=60))
def test_what_was_used_lately_is_kept_as_far_as_there_is_room(steps: list[tuple[bool, int]]) -> None:
    kept = Kept[int, str](len, 100)
    lately: list[int] = []  # the keys that were put or found, the last one first
    for puts, key in steps:
        value = "x" * WEIGHTS[key]
        if puts:
            kept.put(key, value)
        elif (found := kept.get(key)) is not None:
            assert found == value
        if WEIGHTS[key] <= 100 and (puts or found is not None):
            lately = [key, *(other for other in lately if other != key)]
    room = 100
    for key in lately:
        room -= WEIGHTS[key]
        assert (kept.get(key) is not None) == (room >= 0)


def test_what_is_too_heavy_is_not_kept_and_pushes_nothing_out() -> None:
    kept = Kept[str, str](len, 10)
    kept.put("short", "x")
    kept.put("short", "xx")
    kept.put("long", "x" * 11)
    assert (kept.get("long"), kept.get("short")) == (None, "xx")
    kept.put("short", "x" * 11)
    assert kept.get("short") is None
