import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.json_lines import json_value, read_json_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
LINES = st.lists(st.sampled_from(["", " ", "\ufeff"]) | VALUES.map(lambda value: json.dumps(value, ensure_ascii=False)))


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]))
def test_every_line_that_holds_something_is_read_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    path = tmp_path_factory.mktemp("lines") / "lines.jsonl"
    data = "".join(line + end for line in lines).encode("utf-8", "surrogatepass")
    path.write_bytes(data)
    found = list(read_json_lines(path))
    assert [line.number for line in found] == [n for n, line in enumerate(lines, start=1) if line.strip()]
    for line in found:
        assert data[line.offset :].startswith(line.data)
        assert line.data.decode("utf-8", "surrogatepass").rstrip("\r\n") == lines[line.number - 1]


@given(VALUES)
def test_a_value_is_what_was_written(value: object) -> None:
    assert json_value(json.dumps(value).encode() + b"\n") == value


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"caf\xe9": 1}', "is not UTF-8"),
        (b"{", "is not JSON: "),
        (b"NaN", "is not JSON: it has no NaN"),
        (b"[1e999]", "is not JSON: the number 1e999 is too large"),
        (b"[" * 100_000, "is not JSON: "),
        (b"1" * 9_999, "is not JSON: "),
    ],
)
def test_what_is_no_value_is_told(line: bytes, told: str) -> None:
    with pytest.raises(ValueError, match="is not") as refused:
        json_value(line)
    assert str(refused.value).startswith(told)


def test_a_file_that_is_not_there_is_the_callers_to_tell(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"missing\.jsonl"):
        next(read_json_lines(tmp_path / "missing.jsonl"))
