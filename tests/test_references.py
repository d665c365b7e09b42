import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Library, Settings
from rag.document_json import document_from_json, document_to_json
from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.readers import read_document
from rag.references.formats.bibtex import read_bibtex
from rag.references.formats.csl_json import read_csl_json
from rag.references.formats.ris import read_ris
from rag.references.keys import base_key, keyed
from rag.references.resolving import first_known, library_references, outlet, reference_of, resolve
from rag.references.values import FileEntry, Reference
from rag.values import Document, Imprint, Name
from support import hostile_text, write_articles

Opener = Callable[..., Library]
KARLIN = Name(family="Nilsen", given="Ada")

PAGE = """<!doctype html><html lang="en"><head><title>A ferry – The Island Post</title>
<link rel="canonical" href="https://post.example.org/ferry">
<meta property="og:site_name" content="The Island Post"><meta name="citation_doi" content="doi:10.1000/ferry.1">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A ferry", "datePublished": "2022-02-11",
"author": [{"@type": "Person", "givenName": "Per", "familyName": "Lund"}, {"@type": "Organization", "name": "Island Desk, Holm"}],
"publisher": {"@type": "Organization", "name": "Post Holding"}}</script></head>
<body><article><h1>A ferry</h1><p>The ferry carries 120 passengers between Holm and Vik, and 40 cars.</p></article></body></html>"""


def document(source: str, **known: object) -> Document:
    return Document(source=source, text="Text.", **known)  # type: ignore[arg-type]


def entry(**known: object) -> FileEntry:
    attached = known.pop("attached", ())
    return FileEntry(Reference(**known), "references.bib", 1, attached)  # type: ignore[arg-type]


def test_a_page_tells_where_it_was_published_and_who_of_its_authors_is_a_body() -> None:
    reference = reference_of(read_document(PAGE.encode(), "ferry.html"))
    assert (reference.type, reference.container, reference.publisher) == (
        "article-newspaper",
        "The Island Post",
        "Post Holding",
    )
    assert (reference.url, reference.doi) == ("https://post.example.org/ferry", "10.1000/ferry.1")
    assert reference.authors == (Name(family="Lund", given="Per"), Name(literal="Island Desk, Holm"))
    assert (reference.title, reference.issued, reference.language) == ("A ferry", "2022-02-11", "en")


def test_scholarly_metadata_make_a_journal_article() -> None:
    metas = {
        "citation_title": "On ferries",
        "citation_author": "van der Berg, Anna",
        "citation_journal_title": "Ferry Studies",
        "citation_volume": "12",
        "citation_issue": "3",
        "citation_firstpage": "11",
        "citation_lastpage": "29",
    }
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas.items())
    page = f"<html><head>{head}</head><body><p>Ferries are boats that come back.</p></body></html>"
    reference = reference_of(read_document(page.encode(), "on-ferries.html"))
    assert (reference.type, reference.container) == ("article-journal", "Ferry Studies")
    assert (reference.volume, reference.issue, reference.pages) == ("12", "3", "11-29")
    assert reference.authors == (Name(family="Berg", given="Anna", particle="van der"),)


def test_front_matter_tells_the_publication() -> None:
    text = "---\ntitle: A ferry\nauthor: [Per Lund, Ann Poe]\ndate: 2022-02\nurl: https://post.example.org/f\npublication: The Island Post\n---\nText of it.\n"
    reference = reference_of(read_document(text.encode(), "ferry.md"))
    assert (reference.container, reference.url, reference.issued) == (
        "The Island Post",
        "https://post.example.org/f",
        "2022-02",
    )
    assert [name.family for name in reference.authors] == ["Lund", "Poe"]


@pytest.mark.parametrize(
    "junk", ["ftp://x.org/a", "post.example.org", "https://localhost/x", "javascript:alert(1)", "  "]
)
def test_what_is_no_web_address_is_not_taken_for_one(junk: str) -> None:
    text = f"---\ntitle: A ferry\nurl: '{junk}'\n---\nText.\n"
    assert reference_of(read_document(text.encode(), "ferry.md")).url is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("A bridge is closed\n\nBy Ada Nilsen, in Orsa\nThe Orsa Courier, 3 May 2021\n\n", "The Orsa Courier"),
        ("The Orsa Courier\n\nA bridge is closed\n\nAda Nilsen\n\n3 May 2021\n\n", "The Orsa Courier"),
        ("A bridge is closed\n\nBy Ada Nilsen\n\n3 May 2021\n\n", None),
    ],
)
def test_the_head_of_an_article_names_its_outlet(head: str, name: str | None) -> None:
    from rag.furniture import prepare

    body = "The old bridge at Orsa was closed to traffic after engineers had found cracks in two of its pillars, the mayor said on Monday.\n"
    prepared = prepare(read_document((head + body * 3).encode(), "bridge.txt"))
    assert outlet(prepared) == name
    assert reference_of(prepared).container == name


@given(hostile_text, st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_document_has_a_reference_and_keeps_its_imprint(text: str, source: str) -> None:
    from rag.errors import UnreadableFile

    try:
        read = read_document(text.encode("utf-8", "surrogatepass"), source)
    except UnreadableFile:
        return
    (reference,) = library_references([read])
    assert reference.key
    assert reference.sources == (source,)
    assert document_from_json(source, read.text, document_to_json(read)) == read


def test_marks_kept_by_an_earlier_version_are_read() -> None:
    plain = document("a.txt", imprint=Imprint(url="https://x.example.org/", authors=(KARLIN,)))
    assert document_from_json("a.txt", "Text.", document_to_json(plain)) == plain
    made = document("a.txt", created="2024-02")
    assert document_from_json("a.txt", made.text, document_to_json(made)) == made
    earlier = document_to_json(plain).replace('"imprint"', '"something else"')
    assert document_from_json("a.txt", "Text.", earlier).imprint == Imprint()
    earlier = document_to_json(plain).replace('"created"', '"something else"')
    assert document_from_json("a.txt", "Text.", earlier) == plain


FERRY = document(
    "sub/ferry.pdf",
    title="A ferry",
    author="Per Lund",
    published="2022",
    imprint=Imprint(url="https://www.post.example.org/f/?utm_source=x#top", doi="10.1000/F"),
)


@pytest.mark.parametrize(
    "known",
    [
        {"attached": ("ferry.pdf",), "title": "Other"},
        {"key": "Ferry", "title": "Other"},
        {"url": "http://post.example.org/f", "title": "Other"},
        {"doi": "10.1000/f", "title": "Other"},
        {"title": "A Ferry!"},
    ],
)
def test_a_document_is_the_entry_of_its_file_address_doi_or_title(known: dict[str, object]) -> None:
    (reference,) = library_references([FERRY], [entry(volume="7", **known)])
    assert reference.volume == "7"
    assert reference.title == known["title"]


def read_by(suffix: str, **fields: str) -> list[FileEntry]:
    """The entry that a file of that ending is read as, of fields by their tags of RIS."""
    names = {"TI": "title", "DO": "doi", "UR": "url", "L1": "file", "VL": "volume"}
    if suffix == "ris":
        lines = [f"{tag}  - {value}\n" for tag, value in fields.items()]
        return read_ris("".join(["TY  - MGZN\n", *lines, "ER  - \n"]), "x.ris")[0]
    if suffix == "bib":
        lines = [f", {names[tag]} = {{{value}}}" for tag, value in fields.items()]
        return read_bibtex(f"@article{{k1{''.join(lines)}}}", "x.bib")[0]
    item = {names[tag] if tag not in ("DO", "UR") else {"DO": "DOI", "UR": "URL"}[tag]: v for tag, v in fields.items()}
    return read_csl_json(json.dumps([item]), "references.json")[0]


@pytest.mark.parametrize("suffix", ["bib", "ris", "json"])
@pytest.mark.parametrize(
    "doi",
    [
        *("10.1000/F", "10.1000/f", "doi:10.1000/f", "DOI: 10.1000/F", "https://doi.org/10.1000/f"),
        *("http://dx.doi.org/10.1000/f", "doi.org/10.1000/f", "doi: https://doi.org/10.1000%2Ff"),
    ],
)
def test_a_doi_is_the_same_however_it_is_written(suffix: str, doi: str) -> None:
    entries = read_by(suffix, TI="Other", VL="7", DO=doi)
    (reference,) = library_references([FERRY], entries)
    assert (reference.volume, (reference.doi or "").casefold()) == ("7", "10.1000/f")
    entries = read_by(suffix, TI="Other", VL="7", UR="https://doi.org/10.1000/f")
    assert library_references([FERRY], entries)[0].volume == "7"
    entries = read_by(suffix, TI="Other", VL="7", DO=doi + "g")
    assert library_references([FERRY], entries)[0].volume is None


@pytest.mark.parametrize("suffix", ["bib", "ris", "json"])
@pytest.mark.parametrize(
    "fields",
    [
        {"TI": "A Ferry"},
        {"TI": "B", "UR": "http://post.example.org/f/"},
        {"TI": "B", "DO": "10.1000/f"},
        {"TI": "B", "L1": "file:///C:/docs/Ferry.pdf"},
    ],
)
def test_an_entry_of_every_format_is_matched_by_file_address_doi_and_title(suffix: str, fields: dict[str, str]) -> None:
    if suffix == "json" and "L1" in fields:
        return  # CSL-JSON names no files
    assert library_references([FERRY], read_by(suffix, VL="7", **fields))[0].volume == "7"


def test_an_entry_of_ris_is_matched_by_the_file_name_that_is_its_id() -> None:
    assert library_references([FERRY], read_by("ris", ID="ferry", TI="B", VL="7"))[0].volume == "7"


@pytest.mark.parametrize(
    "known",
    [
        {"title": "A ferryman"},
        {"url": "https://post.example.org/g", "title": "B"},
        {"attached": ("x.pdf",), "title": "B"},
    ],
)
def test_a_document_is_no_entry_of_another(known: dict[str, object]) -> None:
    (reference,) = library_references([FERRY], [entry(volume="7", **known)])
    assert reference.volume is None


def test_one_title_of_two_documents_or_entries_tells_nothing_by_itself() -> None:
    two = [document("a.txt", title="Editorial"), document("b.txt", title="Editorial")]
    assert [r.volume for r in library_references(two, [entry(title="Editorial", volume="7")])] == [None, None]
    twice = [entry(title="Editorial", volume="7"), entry(title="Editorial", volume="8")]
    assert [r.volume for r in library_references(two[:1], twice)] == [None]


def test_the_only_entry_of_a_title_is_that_documents_whoever_it_is_by() -> None:
    (reference,) = library_references([FERRY], [entry(title="A ferry", authors=(KARLIN,), volume="7")])
    assert (reference.volume, reference.authors) == ("7", (KARLIN,))


def test_of_several_entries_or_documents_of_a_title_the_author_tells_which() -> None:
    lund, nilsen = Name(family="Lund", given="P."), entry(title="A ferry", authors=(KARLIN,), volume="8")
    entries = [nilsen, entry(title="A ferry", authors=(lund,), volume="7")]
    assert library_references([FERRY], entries)[0].volume == "7"
    other = document("b.txt", title="A Ferry", author="Ada Nilsen")
    assert [one.volume for one in library_references([other, FERRY], entries)] == ["8", "7"]
    assert [one.volume for one in library_references([other, FERRY], [nilsen])] == ["8", None]
    assert resolve([other, FERRY], entries).unclear == resolve([other, FERRY], [nilsen]).unclear == ()


def test_an_entry_that_may_be_one_of_several_is_told_with_how_to_match_it(tmp_path: Path, open_library: Opener) -> None:
    write_articles(
        tmp_path,
        {"a.md": JO.format("Harbour", 3), "b.md": JO.format("Harbour", 4), "c.md": JO.format("Lamps", 5)}
        | {"references.bib": "@book{x, title={Fog}}\n@book{k1, title={Harbour}, author={Other, Anna}, volume=7}\n"},
    )
    library = open_library(tmp_path)
    assert library.unused_entries() == ()
    library.sync()
    (told,) = library.unused_entries()
    assert (told.file, told.line) == ("references.bib", 2)
    assert told.reason.startswith("k1 has the title of a.md, b.md, ")
    text = "@book{k1, title={Harbour}, author={Other, Anna}, volume=7, file={b.md}}"
    (tmp_path / "references.bib").write_text(text, encoding="utf-8")
    assert library.unused_entries() == ()
    assert [one.volume for one in library.references()] == [None, "7", None]


def test_the_entry_wins_and_the_document_fills_what_it_does_not_know() -> None:
    known = entry(key="lund:2022", type="article-magazine", title="A FERRY", container="Boats", doi="10.1000/F")
    (reference,) = library_references([FERRY], [known])
    assert (reference.key, reference.title, reference.container) == ("lund:2022", "A FERRY", "Boats")
    assert (reference.issued, reference.authors) == ("2022", (Name(family="Lund", given="Per"),))


def test_documents_of_one_entry_are_one_reference() -> None:
    copies = [document("a.txt", imprint=Imprint(doi="10.1000/f")), document("b.txt", imprint=Imprint(doi="10.1000/F"))]
    (reference,) = library_references(copies, [entry(key="f", doi="10.1000/f")])
    assert reference.sources == ("a.txt", "b.txt")


def test_what_nobody_knows_stays_unknown() -> None:
    (reference,) = library_references([document("a.txt")])
    assert reference == Reference(key=reference.key, sources=("a.txt",), type="document")


def test_of_layers_the_first_that_knows_a_fact_is_believed() -> None:
    corrected, own = Reference(title="Right"), Reference(title="Wrong", issued="2020", type="webpage")
    assert first_known(corrected, own) == Reference(title="Right", issued="2020", type="webpage")


some_references = st.lists(
    st.builds(
        Reference,
        sources=st.text(alphabet="abcßé山 .", min_size=1, max_size=4).map(lambda source: (source,)),
        authors=st.sampled_from(
            [(), (KARLIN,), (Name(family="Ünal", given="Ö"),), (Name(literal="山田"),), (Name(literal="123 news"),)]
        ),
        title=st.sampled_from([None, "The ferry", "A", "日本"]),
        issued=st.sampled_from([None, "2023-07-21", "2023", "spring"]),
        key=st.sampled_from(["", "", "", "nilsen2023", "Nilsen2023", "nilsen2023a", "x:1"]),
    ),
    max_size=8,
    unique_by=lambda reference: reference.sources,
)


@given(some_references, st.randoms())
def test_keys_are_unique_kept_and_of_the_same_documents_the_same(references: list[Reference], random: object) -> None:
    shuffled = list(references)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    keys = {one.sources: one.key for one in keyed(references)}
    assert {one.sources: one.key for one in keyed(shuffled)} == keys
    assert len({key.casefold() for key in keys.values()}) == len(keys)
    assert all(key and key.isascii() for key in keys.values())
    kept = {one.key for one in references if one.key}
    assert {key.casefold() for key in kept} <= {key.casefold() for key in keys.values()}


@given(some_references)
def test_a_key_does_not_depend_on_what_else_is_in_the_library_unless_two_clash(references: list[Reference]) -> None:
    bases = [base_key(one).casefold() for one in references] + [one.key.casefold() for one in references if one.key]
    for alone, among in zip(references, keyed(references), strict=True):
        if not alone.key and bases.count(base_key(alone).casefold()) == 1:
            assert among.key == keyed([alone])[0].key


def test_keys_that_clash_get_letters_in_the_order_of_their_sources() -> None:
    two = [Reference(sources=(source,), authors=(KARLIN,), issued="2023-01-05") for source in ("b.txt", "a.txt")]
    assert [one.key for one in keyed(two)] == ["nilsen2023b", "nilsen2023a"]
    kept = replace(two[0], key="nilsen2023")
    assert [one.key for one in keyed([kept, two[1]])] == ["nilsen2023", "nilsen2023a"]


def shown(library: Library) -> dict[str, str]:
    return {source: one.key for one in library.references() for source in one.sources}


JO = "---\ntitle: {}\nauthor: Jo Dune\ndate: 2020\n---\nThe lighthouse keeper counts {} boats each morning.\n"
AGAIN = "@misc{Dune2020, title={Lamps}}\n@misc{unmatched2020, title={Nothing of ours}}"


@given(st.lists(st.sampled_from(["a", "b", "c", "move", "rebuild", "edit", "bib"]), max_size=7))
@settings(max_examples=25, deadline=None)
def test_a_key_once_given_stays_whatever_becomes_of_the_others(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        write_articles(home, {"m.md": JO.format("Harbour", 3)})
        with Library(home, Settings(), HashEmbedder()) as library:
            library.sync()
            ever = {"m.md": "dune2020"}
            for number, step in enumerate(steps):
                path, mine = home / f"{step}.md", next(home.glob("**/m.md"))
                if step == "move":
                    mine.rename(Path(home / str(number)).mkdir() or home / str(number) / "m.md")
                elif step == "edit":
                    mine.write_text(JO.format("Harbour", number + 10).replace("2020", "2021"), encoding="utf-8")
                elif step == "bib":
                    (home / "other.ris").write_text("TY  - GEN\nTI  - Lamps\nER  - \n", encoding="utf-8")
                elif step != "rebuild" and path.exists():
                    path.unlink()
                elif step != "rebuild":
                    path.write_text(JO.format(step.upper(), step), encoding="utf-8")
                library.sync(rebuild=step == "rebuild")
                keys = shown(library)
                assert len(set(keys.values())) == len(keys)
                assert keys[next(home.glob("**/m.md")).relative_to(home).as_posix()] == "dune2020"
                others = {source: key for source, key in keys.items() if not source.endswith("m.md")}
                assert others == {source: ever.get(source, key) for source, key in others.items()}
                ever |= others


def test_a_key_of_the_references_file_takes_a_given_one_and_gives_it_back(tmp_path: Path, open_library: Opener) -> None:
    write_articles(tmp_path, {"a.md": JO.format("Harbour", 3)})
    library = open_library(tmp_path)
    library.sync()
    write_articles(tmp_path, {"0.md": JO.format("Lamps", 4), "references.bib": AGAIN})
    library.sync()
    assert shown(library) == {"0.md": "Dune2020", "a.md": "dune2020a"}
    write_articles(tmp_path, {"1.md": JO.format("Ropes", 5)})
    library.sync()
    assert shown(library) == {"0.md": "Dune2020", "1.md": "dune2020c", "a.md": "dune2020a"}
    (tmp_path / "references.bib").unlink()
    assert shown(library)["a.md"] == "dune2020"


def test_an_index_that_kept_no_keys_keeps_them_when_it_is_opened(tmp_path: Path, open_library: Opener) -> None:
    write_articles(tmp_path, {"a.md": JO.format("Harbour", 3)})
    library = open_library(tmp_path)
    library.sync()
    kept = library.index / "keys.json"
    before = kept.read_bytes()
    kept.unlink()
    assert shown(library) == {"a.md": "dune2020"}
    assert not kept.exists()
    assert library.sync_if_stale() is None
    assert kept.read_bytes() == before


def test_a_removed_article_is_cited_by_its_own_key(tmp_path: Path, open_library: Opener) -> None:
    write_articles(tmp_path, {"a.md": JO.format("Harbour", 3)})
    library = open_library(tmp_path)
    library.sync()
    write_articles(tmp_path, {"b.md": JO.format("Lamps", 44)})
    library.sync()
    answer = library.ask("The lighthouse keeper counts 44 boats each morning.")
    (cited,) = [one for one in answer.citations if one.source == "b.md"]
    (tmp_path / "b.md").unlink()
    library.sync()
    assert library.cite_answer(replace(answer, citations=(cited,))).passages[0].reference.key == "dune2020a"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[]",
            "\xff",
            '{"schema": 2, "keys": {}}',
            '{"schema": 1, "keys": {"a b": {"source": "a", "sha256": ""}}}',
        ),
        *('{"schema": 1, "keys": {"a": 1}}', "[" * 100_000),
        '{"schema": 1, "keys": {"a": {"source": "a", "sha256": ""}, "A": {"source": "b", "sha256": ""}}}',
    ],
)
def test_damaged_keys_are_told_and_stay_as_they_are(tmp_path: Path, open_library: Opener, text: str) -> None:
    write_articles(tmp_path, {"a.md": JO.format("Harbour", 3)})
    library = open_library(tmp_path)
    library.sync()
    kept = library.index / "keys.json"
    kept.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"keys.json cannot be read: .*move it away"):
        library.references()
    write_articles(tmp_path, {"b.md": JO.format("Lamps", 4)})
    assert "keys.json cannot be read" in library.sync().notes[-1]
    assert kept.read_text(encoding="latin-1") == text
    assert library.ask("How many boats?")


def test_a_library_sees_its_references_files_change(articles: Path, open_library) -> None:  # type: ignore[no-untyped-def]
    library = open_library(articles)
    library.sync()
    assert [one.key for one in library.references()] == ["nilsen", "dockers", "lund2022"]
    (articles / "references.bib").write_text(
        "@article{orsa, title={The bridge at Orsa}, volume=3}\n@article{broken, title={", encoding="utf-8"
    )
    orsa = next(one for one in library.references() if "bridge.txt" in one.sources)
    assert (orsa.key, orsa.volume, orsa.authors) == ("orsa", "3", (KARLIN,))
    assert [bad.line for bad in library.unused_entries()] == [2]
    (articles / "references.bib").unlink()
    assert next(one for one in library.references() if "bridge.txt" in one.sources).key != "orsa"
    assert library.unused_entries() == ()


def test_references_files_are_not_articles_nor_told_of_as_left_out(articles: Path, open_library) -> None:  # type: ignore[no-untyped-def]
    write_articles(
        articles,
        {"references.json": "[]", "references.bib": "", "My Library.ris": "", "data.json": "{}", "sub/x.bib": ""},
    )
    report = open_library(articles).sync()
    assert report.unread == ()
    assert report.notes == ("Files of other kinds were left out: .bib, .json.",)
