import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given
from hypothesis import strategies as st

from rag.references.files import is_references_file, read_reference_files, write_references
from rag.references.formats.bibtex import read_bibtex
from rag.references.formats.bibtex_writing import write_bibtex
from rag.references.formats.csl_json import from_item, read_csl_json, tidy, to_item, write_csl_json
from rag.references.formats.ris import read_ris, write_ris
from rag.references.names import canonical, name_of, names_in
from rag.references.values import Reference
from rag.values import Name
from support import PIECES

HOSTILE = [
    *(
        "{",
        "}",
        "\\",
        "$5",
        "100%",
        "#",
        "a_b",
        "~",
        "^",
        "&",
        "<b>",
        '"',
        "'",
        "``",
        "''",
        "--",
        "---",
        "?`",
        ", ",
        " and ",
    ),
    *("iPhone", "NASA", "Peru's", "@article{x,", "TY  - ", "ER  - ", "\\textbf{x}", "%comment", "\\'e", "...", "“q”"),
]
texts = st.lists(st.one_of(st.sampled_from([*HOSTILE, *PIECES]), st.text(max_size=8)), min_size=1, max_size=8)
lines = texts.map("".join).map(tidy).filter(bool)
words = st.sampled_from(["Ada", "Nilsen", "Álvarez", "O'Neil", "Ferrers-Rojas", "山田", "de", "al-Sayed", "X.", "McX"])
parts = st.lists(words, min_size=1, max_size=2).map(" ".join).filter(lambda part: part != "de")
persons = st.builds(
    Name,
    family=parts,
    given=parts,
    particle=st.sampled_from([None, "van der", "de la"]),
    suffix=st.sampled_from([None, "Jr."]),
).map(canonical)
bodies = lines.map(lambda line: Name(literal=line)).map(canonical)
dates = st.one_of(
    st.none(),
    st.dates().filter(lambda d: d.year > 999).map(str),
    st.sampled_from(["2023", "2023-07", "1999-01-02", "2019-03/2019-05", "Spring 2019", "forthcoming"]),
)
types = [
    "article-journal",
    "article-newspaper",
    "article-magazine",
    "webpage",
    "book",
    "report",
    "document",
    "post-weblog",
]


def references(names: st.SearchStrategy[Name]) -> st.SearchStrategy[Reference]:
    return st.builds(
        Reference,
        key=st.sampled_from(["karlin2023", "a1"]),
        type=st.sampled_from(types),
        title=lines,
        authors=st.lists(names, max_size=3).map(tuple),
        container=st.one_of(st.none(), lines),
        issued=dates,
        url=st.one_of(st.none(), st.just("https://example.org/a_b%20c~d?x=1&y=2#z;w")),
        doi=st.one_of(st.none(), st.just("10.1000/a_b(c)")),
        language=st.sampled_from([None, "en", "es"]),
    )


@given(references(st.one_of(persons, bodies)))
def test_bibtex_is_read_back_as_it_was_written(reference: Reference) -> None:
    entries, bad = read_bibtex(write_bibtex([reference]), "x.bib")
    assert bad == []
    assert [entry.reference for entry in entries] == [reference]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("A pact of Mobilizations, in Peru?", "A pact of {Mobilizations}, in {Peru}?"),
        ("The “Two Perus” (and C++)", "The “{Two} {Perus}” (and {C++})"),
        ("A study of O’Neill’s eBay … –", "A study of {O’Neill’s} {eBay} … –"),
        (
            "On Cafe\u0301E\u0301, {NATO} and 'AT&T'",
            "On {Cafe\u0301E\u0301}, \\textbraceleft{}{NATO}\\textbraceright{} and '{AT\\&T}'",
        ),
    ],
)
def test_braces_keep_the_capitals_of_words_and_take_in_no_punctuation(title: str, written: str) -> None:
    reference = Reference(key="a", type="webpage", title=title)
    assert f"title = {{{written}}}" in write_bibtex([reference])
    ((entry,), _) = read_bibtex(write_bibtex([reference]), "x.bib")
    assert entry.reference.title == title


@given(references(st.one_of(persons, bodies)))
def test_bibtex_holds_one_entry_of_balanced_braces_for_any_parser(reference: Reference) -> None:
    written = write_bibtex([reference, replace(reference, key="other")])
    library = parse_string(written)
    assert [entry.key for entry in library.entries] == [reference.key, "other"]
    assert library.failed_blocks == []
    assert written.count("{") == written.count("}")


@given(references(st.one_of(persons, bodies.filter(lambda name: "," not in (name.literal or "")))))
def test_ris_is_read_back_as_it_was_written(reference: Reference) -> None:
    entries, bad = read_ris(write_ris([reference]), "x.ris")
    assert bad == []
    assert [entry.reference for entry in entries] == [reference]


@given(references(persons))
def test_another_reader_of_ris_finds_the_same(reference: Reference) -> None:
    (read,) = rispy.loads(write_ris([reference]))
    assert (read["title"], read["id"]) == (reference.title, reference.key)
    assert len(read.get("authors", [])) == len(reference.authors)
    assert read.get("doi") == reference.doi


@given(references(st.one_of(persons, bodies)))
def test_csl_json_is_read_back_as_it_was_written(reference: Reference) -> None:
    entries, bad = read_csl_json(write_csl_json([reference]), "x.json")
    assert bad == []
    assert [entry.reference for entry in entries] == [reference]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["title", "author", "issued", "family", "date-parts", "id", "type"]), x, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_makes_the_reader_stumble(value: object) -> None:
    entries, _ = read_csl_json(json.dumps(value), "x.json")
    for entry in entries:
        assert from_item(to_item(entry.reference)).title == entry.reference.title


@given(texts.map("".join))
@example(text="[" + "1" * 5000 + "]")
def test_no_text_makes_the_readers_of_files_stumble_or_is_passed_over_without_a_word(text: str) -> None:
    for read in (read_ris, read_csl_json):
        entries, bad = read(text, "x")
        assert entries or bad or not text.strip() or text.strip().startswith(("[", "{"))
    read_bibtex(text, "x")


@given(st.binary(min_size=1, max_size=3000))
def test_a_file_of_any_bytes_is_used_or_told_of(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        for name in ("references.bib", "references.ris", "references.json"):
            (Path(folder) / name).write_bytes(data)
        found = read_reference_files(Path(folder))
    if any(byte > ord(" ") and byte < ord("\x7f") for byte in data) and not set(data) & set(b"%@[{"):
        told = {bad.file for bad in found.bad} | {entry.file for entry in found.entries}
        assert told == {"references.bib", "references.ris", "references.json"}


@pytest.mark.parametrize("text", ["", " \n", "% only words of mine\n\n% and more", "@comment{x}", '@string{a="b"}'])
def test_a_bib_file_without_entries_is_no_fault(text: str) -> None:
    assert read_bibtex(text, "x") == ([], [])


def test_a_file_that_is_none_of_its_kind_is_told() -> None:
    assert [str(bad) for bad in read_bibtex("Dear Ann, write to me @ home.", "references.bib")[1]] == [
        "references.bib: is no BibTeX: no entry (@…) is in it. None of the file is used."
    ]
    assert [bad.reason[:9] for bad in read_ris("Dear Ann", "x.ris")[1]] == ["is no RIS"]
    assert read_ris("", "x.ris") == ([], [])


BIB = """@article{first2020, title={Fine}, year=2020}
@article{broken, title={Never closed, year=2020

@online{second, title = "Also {F}ine", author = "Poe, Ann and {Left Voice} and others", date = {2020-07-03}, organization={The Site}}
@article{first2020, title={The key again}}
@misc{old, title={Caf\\'e \\& {\\"o}l 50%}, howpublished={\\url{https://example.org/a_b}}, month="21~" # jul, year=2020,
  file={Full Text:files/12/an\\_article.pdf:application/pdf;Snapshot:C\\:\\\\docs\\\\page.html:text/html}}
"""


def test_broken_entries_are_told_with_their_line_and_the_rest_is_used() -> None:
    entries, bad = read_bibtex(BIB, "references.bib")
    assert [entry.reference.key for entry in entries] == ["first2020", "second", "old"]
    assert [problem.line for problem in bad] == [2, 5]
    assert str(bad[0]).startswith("references.bib, line 2: ")


def test_latex_and_old_bibtex_are_understood() -> None:
    second, old = (entry for entry in read_bibtex(BIB, "x")[0] if entry.reference.key != "first2020")
    assert second.reference.authors == (Name(family="Poe", given="Ann"), Name(literal="Left Voice"))
    assert (second.reference.title, second.reference.container, second.reference.issued) == (
        "Also Fine",
        "The Site",
        "2020-07-03",
    )
    assert (old.reference.title, old.reference.url) == ("Café & öl 50%", "https://example.org/a_b")
    assert (old.reference.type, old.reference.issued) == ("webpage", "2020-07-21")
    assert old.attached == ("an_article.pdf", "page.html")


def test_a_record_of_ris_without_an_end_is_told_and_the_rest_is_used() -> None:
    text = "TY  - NEWS\nTI  - One\nAU  - van der Berg, Anna\n\nTY  - JOUR\nTI  - Two\n  goes on\nPY  - 2020/03\nER  -\n"
    entries, bad = read_ris(text, "x.ris")
    assert [(problem.line, problem.file) for problem in bad] == [(1, "x.ris")]
    assert [(entry.reference.title, entry.reference.issued, entry.line) for entry in entries] == [
        ("Two goes on", "2020-03", 5)
    ]


@pytest.mark.parametrize(("text", "line"), [("[{]", 1), ("[\n{},\n", 3), ("{}", 1), ('"x"', 1)])
def test_json_that_is_no_list_of_references_is_told(text: str, line: int) -> None:
    entries, bad = read_csl_json(text, "references.json")
    assert entries == []
    assert [problem.line for problem in bad] == [line]


def test_files_are_taken_from_the_top_of_the_folder_and_those_called_references_first(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name, title in (
        ("My Library.bib", "Mine"),
        ("references.ris", "Theirs"),
        ("sub/references.bib", "Below"),
        (".hidden.bib", "Hidden"),
    ):
        text = f"TY  - GEN\nTI  - {title}\nER  - \n" if name.endswith("ris") else f"@misc{{x, title={{{title}}}}}"
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "data.json").write_text("[]", encoding="utf-8")
    found = read_reference_files(tmp_path)
    assert [entry.reference.title for entry in found.entries] == ["Theirs", "Mine"]
    assert found.bad == ()
    assert not is_references_file("data.json")
    assert not is_references_file(".bib")


def test_a_bib_file_of_an_old_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_bytes("@misc{x, title={Café}}".encode("latin-1"))
    assert read_reference_files(tmp_path).entries[0].reference.title == "Café"


def test_what_is_unknown_is_not_written() -> None:
    bare = Reference(key="bare", type="document")
    for form in ("bibtex", "ris", "csl-json"):
        written = write_references([bare], form)  # type: ignore[arg-type]
        assert "None" not in written
        assert "n.d." not in written
        assert "title" not in written


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ann Poe, Bob Roe and Cy Doe", ["Poe, Ann", "Roe, Bob", "Doe, Cy"]),
        ("Poe, Ann", ["Poe, Ann"]),
        ("Anna van der Berg", ["van der Berg, Anna"]),
        ("José de la Cruz y Silva", ["de la Cruz y Silva, José"]),
        ("García Márquez, Gabriel", ["García Márquez, Gabriel"]),
        ("John Roe, Jr. & Ann Poe", ["Roe, John, Jr.", "Poe, Ann"]),
        ("Valley News staff", ["Valley News staff"]),
        ("Ministry of Health and Welfare", ["Ministry of Health and Welfare"]),
        ("Ann Poe, Reuters", ["Poe, Ann", "Reuters"]),
        ("山田太郎", ["山田太郎"]),
        ("", []),
    ],
)
def test_lines_of_authors_are_parted_into_names(line: str, names: list[str]) -> None:
    from rag.references.names import family_first

    assert [family_first(name) for name in names_in(line)] == names


@given(st.text(max_size=60))
def test_no_name_is_lost_or_made_up(text: str) -> None:
    assert set("".join(filter(str.isalnum, text))) >= {
        c
        for name in names_in(text)
        for part in (name.family, name.given, name.literal)
        if part
        for c in part
        if c.isalnum()
    }
    assert name_of(text) == canonical(name_of(text))


@pytest.mark.parametrize("date", ["2021-22", "2021-00-00", "2021-13"])
def test_a_season_or_no_month_is_written_as_it_was_read_and_as_no_month(date: str) -> None:
    (entry,), _ = read_bibtex(f"@book{{a, title = {{Floods}}, date = {{{date}}}}}", "a.bib")
    written = write_bibtex([entry.reference])
    assert f"date = {{{date}}}" in written
    assert "month" not in written
