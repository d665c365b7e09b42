import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.readers.metadata import fit_author, fit_date, fit_title


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2023", "2023"),
        (2023, "2023"),
        ("2023-07", "2023-07"),
        ("2023/7/1", "2023-07-01"),
        ("2023-07-21T23:59:59-05:00", "2023-07-21"),
        ("2023-07-21 10:00:00", "2023-07-21"),
        ("20230721", "2023-07-21"),
        ("D:20230721101010+02'00'", "2023-07-21"),
        ("July 21, 2023", "2023-07-21"),
        ("Fri, 21 Jul 2023 10:00:00 GMT", "2023-07-21"),
        ("July 2023", "2023-07"),
        ("21.07.2023", "2023-07-21"),
        ("07/21/2023", "2023-07-21"),
        ("07/08/2023", None),
        ("1813-01-28", "1813-01-28"),
        ("0101-01-01T00:00:00+00:00", None),
        ("2023-02-30", None),
        ("2023-13", None),
        ("yesterday", None),
        ("12", None),
        ("", None),
        (None, None),
        (["2023"], None),
    ],
)
def test_dates_are_as_exact_as_given(given_date: object, expected: str | None):
    assert fit_date(given_date) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_real_date_or_none(text: str):
    date = fit_date(text)
    assert date is None or datetime.date.fromisoformat((date + "-01-01")[:10])


@given(
    st.dates(datetime.date(1000, 1, 1), datetime.date(2200, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d %B %Y"])
)
def test_written_dates_come_back(date: datetime.date, form: str):
    assert fit_date(date.strftime(form)) == date.isoformat()


@pytest.mark.parametrize(
    "title",
    [
        "Untitled",
        "untitled-2",
        "Document1",
        "Microsoft Word - flood.doc",
        "flood_final.docx",
        "index",
        "a-file",
        "42",
        " ",
    ],
)
def test_titles_that_programs_write_are_dropped(title: str):
    assert fit_title(title, "sub/a-file.pdf") is None


@pytest.mark.parametrize("title", ["Flood", "1984: A Novel", "Documents of the Flood", "The Untitled Bridge"])
def test_titles_that_people_write_are_kept(title: str):
    assert fit_title(f"  {title}\n", "flood of 1911.pdf") == title


def test_names_are_joined_and_junk_left_out():
    assert (
        fit_author(["By Ann Lee", "admin", "https://example.org/bo", "Bo  Chen", "Ann Lee", "x@example.org"])
        == "Ann Lee, Bo Chen"
    )
    assert fit_author("Windows User") is None
    assert fit_author(None) is None
