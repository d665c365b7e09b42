"""Dates of RIS: whichever of its fields tells them, and however, the year is kept and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.references.formats.ris import read_ris, write_ris
from rag.references.values import Reference

MONTHS = ["Jan", "Feb", "March", "Apr.", "May", "June", "jul", "August", "SEPT", "Oct", "Nov", "December"]


def issued(*lines: str) -> str | None:
    record = "\n".join(["TY  - JOUR", "TI  - The mill", *lines, "ER  -"])
    ((entry,), bad) = read_ris(record, "x.ris")
    assert bad == []
    return entry.reference.issued


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["PY  - 2019", "DA  - Mar 15"], "2019-03-15"),
        (["DA  - Mar 15", "PY  - 2019"], "2019-03-15"),
        (["PY  - 2019", "DA  - Spring"], "2019"),
        (["PY  - 2019", "DA  - 31"], "2019"),
        (["PY  - 2019///", "DA  - May"], "2019-05"),
        (["Y1  - 2019/03/15/Spring"], "2019-03-15"),
        (["Y1  - 2019/03/15/"], "2019-03-15"),
        (["PY  - 2019///Spring"], "2019"),
        (["PY  - 2019//15/"], "2019"),
        (["PY  - 2019/13/40/"], "2019"),
        (["DA  - 2019-03-15", "PY  - 2018"], "2019-03-15"),
        (["DA  - 2019/03//", "Y1  - 2018"], "2019-03"),
        (["DA  - 15 March 2019"], "2019-03-15"),
        (["DA  - Spring 2019"], "Spring 2019"),
        (["DA  - 2019-03/2019-05"], "2019-03/2019-05"),
        (["PY  - 2019", "DA  - Marching"], "2019"),
        (["DA  - forthcoming"], "forthcoming"),
        (["PY  - ", "DA  - //"], None),
    ],
)
def test_the_year_is_kept_and_what_is_no_date_is_dropped_beside_it(lines: list[str], date: str | None) -> None:
    assert issued(*lines) == date


@given(
    st.integers(1000, 2099),
    st.integers(0, 11),
    st.integers(1, 28),
    st.sampled_from(["{m} {d}", "{d} {m}", "{m} {d}, {y}"]),
)
def test_a_day_told_in_words_is_one_of_its_year(year: int, month: int, day: int, form: str) -> None:
    told = form.format(m=MONTHS[month], d=day, y=year)
    assert issued(f"PY  - {year}", f"DA  - {told}") == f"{year:04}-{month + 1:02}-{day:02}"


@given(st.text(max_size=20), st.sampled_from(["DA", "Y1"]))
def test_no_other_field_hides_the_year(told: str, tag: str) -> None:
    found = issued("PY  - 2019", f"{tag}  - {' '.join(told.split())}")
    assert found is not None
    assert len(found) >= 4
    assert found[:4].isdigit()


@pytest.mark.parametrize("date", ["Spring 2019", "2019-03/2019-05", "forthcoming", "2019", "-44-03", "0044"])
def test_what_is_written_is_read_back(date: str) -> None:
    ((entry,), _) = read_ris(write_ris([Reference(key="a1", type="book", title="The mill", issued=date)]), "x.ris")
    assert entry.reference.issued == date
