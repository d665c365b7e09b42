import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.differing.differences import differences
from rag.differing.figures import dates_in, figures_in
from rag.values import Citation
from support import hostile_text


def cite(n: int, quote: str, published: str | None = None, **more) -> Citation:
    citation = Citation(
        n=n,
        source=f"{n}.txt",
        start=10,
        end=10 + len(quote),
        quote=quote,
        line=1,
        paragraph=1,
        page=None,
        heading=None,
        title=None,
        author=None,
        published=published,
        score=0.9,
    )
    return replace(citation, **more)


def stated(question: str, *quotes: str | tuple[str, str]) -> list[list[str]]:
    """The figures of each difference between the quotations, each of its own source; with a date or without."""
    pairs = [quote if isinstance(quote, tuple) else (quote, None) for quote in quotes]
    cited = [cite(n, quote, published) for n, (quote, published) in enumerate(pairs, start=1)]
    return [[each.figure for each in difference.stated] for difference in differences(question, cited)]


@pytest.mark.parametrize(
    ("text", "figure", "least", "most"),
    [
        ("Twenty-eight people died", "Twenty-eight", 28, 28),
        ("some 1,300 people", "some 1,300", 1170, 1430),
        ("It took 1,300 people", "1,300", 1250.1, 1349.9),
        ("at least 50 people", "at least 50", 50, math.inf),
        ("70 or more ships", "70 or more", 70, math.inf),
        ("up to 150 ships", "up to 150", -math.inf, 150),
        ("nearly 70 ships", "nearly 70", 63, 70),
        ("about 70 ships", "about 70", 63, 77),
        ("10–15 ships", "10–15", 10, 15),
        ("between ten and fifteen ships", "between ten and fifteen", 10, 15),
        ("two hundred and five ships", "two hundred and five", 205, 205),
        ("nine thousand people", "nine thousand", 8501, 9499),
        ("two dozen ships", "two dozen", 21, 27),
        ("a room of 12.5 metres", "12.5 metres", 12.4501, 12.5499),
    ],
)
def test_a_figure_is_what_it_may_mean(text, figure, least, most):
    (found,) = figures_in(text, dates_in(text))
    assert text[found.start : found.end] == figure
    assert (found.least, found.most) == (pytest.approx(least), pytest.approx(most))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$3.5m", "dollar"),
        ("US$ 3.5 million", "dollar"),
        ("3.5 million dollars", "dollar"),
        ("13 per cent", "%"),
        ("13%", "%"),
        ("4.2 million crowns", "crown"),
        ("40 kilometres", "km"),
        ("40 people", None),
    ],
)
def test_a_figure_has_its_unit(text, unit):
    assert [figure.unit for figure in figures_in(text, [])] == [unit]


@pytest.mark.parametrize(
    "text", ["A 28-year-old", "from 28 to 46", "73 to 43", "at 10:30", "B52 and F-16", "one of them", "1.2.3", "x28"]
)
def test_what_only_looks_like_a_figure_is_none(text):
    assert figures_in(text, dates_in(text)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on 9 January 2023", (2023, 1, 9, False)),
        ("on January 9th, 2023", (2023, 1, 9, False)),
        ("2023-01-09", (2023, 1, 9, False)),
        ("on 9 January", (None, 1, 9, False)),
        ("in January 2023", (2023, 1, None, False)),
        ("in 1902 shops opened", (1902, None, None, False)),
        ("in the 1960s", (1960, None, None, True)),
        ("1926–27", (1926, None, None, True)),
        ("about 1835", (1835, None, None, True)),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_told(text, told):
    (date,) = dates_in(text)
    assert (date.year, date.month, date.day, date.loose) == told


@pytest.mark.parametrize("text", ["1902 shops opened", "1500 metres", "It may 5", "No. 38", "$1902"])
def test_a_number_that_counts_is_no_year(text):
    assert dates_in(text) == []


@given(st.integers(2, 10**7))
def test_a_number_in_digits_may_be_itself(number):
    (figure,) = figures_in(f"{number:,} ships", [])
    assert figure.least <= number <= figure.most
    assert not figure.differs(figure)


KILLED = "How many people were killed in the protests?"
DIFFERENT = [
    (KILLED, "28 people were killed in the protests.", "About 70 people died in the protests."),
    (KILLED, "The death toll of the protests rose to 49.", "The protests have left 60 dead."),
    (KILLED, "Soldiers opened fire on the protests, killing 28 people and wounding dozens.", "In its crackdown on the protests the army attacked the crowd with live ammunition, killing 52 and injuring two hundred."),
    (KILLED, "The army has murdered 28 people in the protests, mostly in the south.", "Security forces have killed 49 people in the protests, especially in Vik."),
    ("How many were killed?", "28 killed in the protests.", "about 70 killed in the protests."),
    (
        KILLED,
        "Twenty-eight people have been killed in the protests since the president was removed on 7 December.",
        "Since December 2022 about 70 people were killed in the protests, and many more were hurt.",
    ),
    (
        "What happened at Orsa on 9 March 2021?",
        "Seventeen people were killed at Orsa on 9 March 2021.",
        "At Orsa 21 people died on 9 March.",
    ),
    ("How many people were injured in the fire in Vik?", "The fire in Vik injured 12 people.", "20 people were hurt in the fire in Vik."),
    ("How many people were arrested at Orsa?", "Police arrested 190 people at Orsa.", "More than 250 people were detained at Orsa."),
    ("How many votes removed Lund?", "The council removed Lund with 101 votes.", "Lund was removed with 105 votes."),
    ("How much did the bridge at Orsa cost?", "The bridge at Orsa cost 4.2 million crowns.", "The bridge at Orsa cost 5 million crowns."),
    ("How tall is the tower at Orsa?", "The tower at Orsa is 40 metres tall.", "The tower at Orsa is 46 metres tall."),
    ("What is the population of Orsa?", "Orsa has a population of 3,559.", "The population of Orsa is 6,900."),
    ("When was the church built?", "The church was built in 1874.", "The church was built in 1928."),
    ("When was Ada Nilsen born?", "Ada Nilsen was born on 3 May 1921.", "Ada Nilsen was born on 5 May 1921."),
    ("Who is Ada Nilsen?", "Ada Nilsen (3 May 1921 – 4 June 1999) was a baker from Orsa.", "Ada Nilsen (8 May 1921 – 4 June 1999) was a baker from Orsa."),
]  # fmt: skip
SAME_OR_UNSURE = [
    # no value is ruled out
    (KILLED, "68 people were killed in the protests.", "About 70 people were killed in the protests."),
    (KILLED, "At least 50 people were killed in the protests.", "70 people were killed in the protests."),
    ("How many people live in Vik?", "Nearly 2,000 people live in Vik.", "1,950 people live in Vik."),
    # other things are counted
    ("How many died at Orsa?", "17 civilians were killed at Orsa.", "18 people were killed at Orsa."),
    (KILLED, "49 people were killed in the protests.", "200 people were injured in the protests."),
    (KILLED, "49 people were killed in the protests.", "Another 11 people were killed in the protests."),
    (KILLED, "49 people were killed in the protests.", "Of the dead in the protests, 20 were shot."),
    ("How many goals?", "Vik beat Holm by 3 goals.", "Holm beat Vik by 2 goals."),
    ("How long is the bridge?", "The bridge is 40 metres long.", "The bridge is 12 metres wide."),
    ("How far is it to Vik?", "It is 40 km to Vik.", "It is 25 miles to Vik."),
    # other places, times and causes
    (KILLED, "18 people were killed in the protests in Holm.", "10 people were killed in the protests in Vik."),
    (KILLED, "18 people were killed in the protests in Holm.", "49 people were killed in the protests."),
    (KILLED, "28 people were killed in the protests in December.", "49 people were killed in the protests in January."),
    (KILLED, "28 people were killed in the protests in 2022.", "49 people were killed in the protests in 2023."),
    (KILLED, "28 people were killed in the protests in 2022.", "49 people were killed in the protests."),
    (KILLED, "18 people were killed in one day of protests.", "49 people were killed in the protests."),
    (KILLED, "Two people were killed in the protests at a road block.", "Six people were killed in the protests at the airport."),
    ("How many died in Vik?", "The fire killed 12 people in Vik.", "The flood killed 30 people in Vik."),
    ("How much did it cost?", "The bridge cost 4 million crowns.", "The ferry cost 96 million crowns."),
    (KILLED, "A bomb went off at the protests, killing 12 people.", "The police attacked the protests, killing 52 people."),
    ("How many people died in Vik?", "12 people in Vik were killed by gas.", "30 people in Vik were killed by gunfire."),
    ("How many people died in Vik?", "12 people died in the fire in Vik.", "30 people died in the attack in Vik."),
    ("How many people died in Vik?", "The attack on Vik killed 30 people.", "The shooting at Vik killed 40 people."),
    (KILLED, "Police fired on the protests in Vik, killing 12 people.", "The police attacked the protests, killing 52 people."),
    (KILLED, "Police fired on the protests, killing 12 people and 3 soldiers.", "The protests may have come down to 70 people killed."),
    # hedged, or of an unclear kind
    (KILLED, "The protests may kill 100 people.", "The protests killed 49 people."),
    ("How many died?", "Seventeen people died.", "Twenty people died."),
    ("What is inflation in Holm?", "Inflation in Holm rose to 8.6 percent.", "Inflation in Holm rose to 7.4 percent."),
    ("What is the population?", "At the 2010 census its population was 612.", "At the 2010 census its population was 495."),
    ("How many died at Orsa?", "EIGHTEEN PEOPLE WERE KILLED AT ORSA", "TWENTY PEOPLE WERE KILLED AT ORSA"),
    ("Cuántas personas murieron?", "En Vik murieron 18 personas y 70 civiles.", "En Vik murieron 17 personas y 30 civiles."),
    # dates
    ("When was the church built?", "The church was built in 1874.", "The church was built about 1880."),
    ("When was the church built?", "The church was built in 1874.", "The church was built on 3 May 1875."),
    ("When was the church built?", "The church was built in 1874.", "The church was rebuilt in 1928."),
    ("When was the church built?", "The church was built in 1874.", "The tower of the church was built in 1928."),
    ("When was the bridge opened?", "The bridge was opened in 1931.", "The bridge was opened again in 1956."),
    ("Who won?", "The 2006 cup of Holm was won by the town of Vik.", "The 2010 cup of Holm was won by the town of Vik."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), DIFFERENT)
def test_different_figures_for_the_same_thing_are_told(question, one, other):
    (figures,) = stated(question, one, other)
    assert len(figures) == 2
    assert sorted(figures) == sorted(stated(question, other, one)[0])


@pytest.mark.parametrize(("question", "one", "other"), SAME_OR_UNSURE)
def test_where_it_is_unsure_no_difference_is_claimed(question, one, other):
    assert stated(question, one, other) == stated(question, other, one) == []


@pytest.mark.parametrize(("question", "one", "_"), DIFFERENT)
def test_a_source_does_not_differ_from_what_says_the_same(question, one, _):
    assert stated(question, one, one) == []


def test_they_are_listed_by_the_dates_of_their_documents_the_unknown_last():
    quotes = [
        ("About 70 people died in the protests.", "2023-02-01"),
        ("49 people were killed in the protests.", None),
        ("28 people were killed in the protests.", "2022-12"),
        ("Twenty-eight people died in the protests.", "2022-12-16"),
    ]
    assert stated(KILLED, *quotes) == [["28", "Twenty-eight", "About 70", "49"]]


def test_what_is_stated_is_the_text_at_its_offsets():
    one = cite(1, "In Vik, about 70 people died in the protests.", "2023-02-01")
    other = cite(2, "28 people were killed in the protests in Vik.", "2022-12-16")
    (difference,) = differences(KILLED, [one, other])
    assert (difference.kind, difference.about) == ("figure", "people died")
    assert [(s.n, s.source, s.published, s.start, s.end, s.figure) for s in difference.stated] == [
        (2, "2.txt", "2022-12-16", 10, 12, "28"),
        (1, "1.txt", "2023-02-01", 18, 26, "about 70"),
    ]


def test_copies_and_one_document_are_not_compared_with_themselves():
    one, other = cite(1, DIFFERENT[0][1]), cite(2, DIFFERENT[0][2])
    assert differences(KILLED, [one, other])
    assert not differences(KILLED, [one, replace(other, source=one.source)])
    assert not differences(KILLED, [replace(one, copies=("2.txt",)), other])
    assert not differences(KILLED, [one, replace(other, copies=("1.txt",))])


def test_what_is_reported_again_and_again_differs_on_one_day_only():
    quotes = ["Unemployment in Holm is 8.6 percent.", "Unemployment in Holm is 7.4 percent."]
    question = "What is the unemployment rate in Holm?"
    assert stated(question, *zip(quotes, ("2023-02-01", "2023-02-02"), strict=True))
    assert not stated(question, *zip(quotes, ("2023-02-01", "2023-03-01"), strict=True))


def test_weekdays_are_of_the_week_of_their_document():
    quotes = ["Five people died in the flood in Holm on Monday.", "Nine people died in the flood in Holm on Monday."]
    question = "How many people died in the flood in Holm?"
    assert stated(question, *zip(quotes, ("2019-06-04", "2019-06-05"), strict=True))
    assert not stated(question, *zip(quotes, ("2019-06-04", "2019-07-05"), strict=True))


def test_titles_can_tell_namesakes_apart():
    one = cite(1, "The district has 48 buildings.", title="Old Town (Holm)")
    other = cite(2, "The district has 272 buildings.", title="Old Town (Vik)")
    question = "How many buildings has the district?"
    assert differences(question, [one, replace(other, title=one.title)])
    assert not differences(question, [one, other])


def test_a_title_whose_words_all_have_capitals_parts_from_another_only_where_no_name_is_shared():
    quotes = ("28 people were killed in the protests.", "49 people were killed in the protests.")

    def claimed(*titles):
        return differences(
            KILLED, [cite(n, quote, title=title) for n, (quote, title) in enumerate(zip(quotes, titles, strict=True))]
        )

    assert claimed("The Roots of the Uprising in Norland", "Who in Norland gave the order?")
    assert not claimed("The Roots of the Uprising in Norland", "Who in Sudland gave the order?")
    assert not claimed("What the uprising in Vik, Norland, was about", "Who in Holm, Norland, gave the order?")


def test_a_figure_that_a_source_gives_twice_is_not_sure():
    assert not stated(
        KILLED, "28 people were killed in the protests, not 49 people killed.", "About 70 people died in the protests."
    )


@given(
    st.lists(
        st.sampled_from([quote for _, *pair in (*DIFFERENT, *SAME_OR_UNSURE) for quote in pair]) | hostile_text,
        max_size=5,
    ),
    st.sampled_from([question for question, *_ in DIFFERENT]) | hostile_text,
    st.lists(st.none() | st.sampled_from(["2023", "2023-01-02", "last week", "2023-13-40"]), min_size=5, max_size=5),
)
def test_whatever_is_quoted_differences_are_between_figures_of_several_sources(quotes, question, dates):
    cited = [cite(n, quote, date) for n, (quote, date) in enumerate(zip(quotes, dates, strict=False), start=1)]
    for difference in differences(question, cited):
        assert len({each.source for each in difference.stated}) == len(difference.stated) > 1
        assert len({each.figure for each in difference.stated}) > 1
        for each in difference.stated:
            citation = cited[each.n - 1]
            assert each.figure == citation.quote[each.start - citation.start : each.end - citation.start] != ""
