import pytest
from furniture_other_scripts import BODIES, HEADS, KEPT, TAILS, TITLES
from furniture_pages import Page, pages

from rag.furniture import prepare
from rag.furniture.dates import read_date_line
from rag.references.names import names_in

ALL_HEADS, ALL_TAILS = pages(HEADS), pages(TAILS)


def body(language: str) -> str:
    return "".join(f"+{paragraph}\n" for paragraph in BODIES[language].splitlines())


@pytest.mark.parametrize("name", ALL_HEADS)
def test_heads(name):
    language, (author, blocks) = name[:2], ALL_HEADS[name]
    page = Page(blocks.replace("+T", f"+{TITLES[language]}") + body(language))
    document = prepare(page.document)
    assert (document.title, document.author) == (TITLES[language], author)
    assert document.published == "2021-03-03"
    assert page.wrong(document) == []
    assert len(names_in(author)) == (author.count(";") + 1 if author else 0)


@pytest.mark.parametrize("name", ALL_TAILS)
def test_tails(name):
    language, (author, blocks) = name[:2], ALL_TAILS[name]
    page = Page(f"+{TITLES[language]}\n{body(language)}{blocks}")
    document = prepare(page.document)
    assert page.wrong(document) == []
    assert (document.author, document.published) == (author, None)


@pytest.mark.parametrize(("language", "line"), [(language, line) for language in KEPT for line in KEPT[language]])
def test_lines_of_an_article_stay(language, line):
    for page in (
        Page(f"+{TITLES[language]}\n+{line}\n{body(language)}"),
        Page(f"+{TITLES[language]}\n{body(language)}+{line}\n"),
        Page(f"+{TITLES[language]}\n{body(language)}+{line}\n{body(language)}"),
    ):
        document = prepare(page.document)
        assert page.wrong(document) == []
        assert (document.author, document.published) == (None, None)


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2021年3月3日", "2021-03-03"),
        ("2021년 3월 3일 수요일 오후 3:05", "2021-03-03"),
        ("9 كانون الثاني 2023", "2023-01-09"),
        ("9 كانون الثاني/يناير 2023", "2023-01-09"),
        ("الجمعة ٢٤ تشرين الأول ٢٠٢٥", "2025-10-24"),
        ("1 جويلية، 2019", "2019-07-01"),
        ("3小时前", None),
        ("5 分前", None),
        ("3시간 전", None),
        ("منذ 3 ساعات", None),
    ],
)
def test_dates(line, iso):
    date = read_date_line(line)
    assert date is not None
    assert date.iso == iso


@pytest.mark.parametrize(
    "line", ["最終更新 2021年3月3日", "2021年3月3日 更新", "수정 2021.03.03", "آخر تحديث: 3 مارس 2021"]
)
def test_a_day_of_change_is_told_as_one(line):
    date = read_date_line(line)
    assert date is not None
    assert date.updated


@pytest.mark.parametrize(
    "line", ["2021年3月3日の洪水", "2021년 3월 3일 홍수", "2021年3月3日更新された", "فيضان 3 مارس 2021"]
)
def test_a_date_with_words_is_more_than_one(line):
    assert read_date_line(line) is None
