import json
from pathlib import Path

import pytest

from rag.readers import read_document
from support import ARTICLES, rag

FERRY = "The county paid 96 million crowns for the vessel, a third more than planned."
REMEMBERED = "county paid million crowns for the vessel, more than planned"


def test_cite_prints_the_quotation_with_its_note_and_entry(indexed: Path) -> None:
    done = rag("cite", indexed, REMEMBERED)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"“{FERRY}” [1]\n\n"
        "[1] Per Lund, “A Ferry for the Islands,” February 11, 2022, para. 2, “Cost.”\n\n"
        "Bibliography\n\n"
        "Lund, Per. “A Ferry for the Islands.” February 11, 2022.\n"
    )


def test_the_style_is_remembered_in_the_index_and_rag_toml_wins(indexed: Path) -> None:
    before = sorted(path.name for path in indexed.iterdir())
    assert "(Lund, 2022, para. 2, “Cost”)" in rag("cite", indexed, REMEMBERED, "--style", "apa").stdout
    assert "(Lund, 2022, para. 2, “Cost”)" in rag("cite", indexed, REMEMBERED).stdout
    assert sorted(path.name for path in indexed.iterdir()) == before
    (indexed / "rag.toml").write_text('style = "mla"\n', encoding="utf-8")
    assert "(Lund, par. 2, “Cost”)" in rag("cite", indexed, REMEMBERED).stdout
    assert "[1, Para. 2, “Cost”]" in rag("cite", indexed, REMEMBERED, "--style", "ieee").stdout
    assert "(Lund, par. 2, “Cost”)" in rag("cite", indexed, REMEMBERED).stdout


def test_the_format_is_that_of_the_files_ending(indexed: Path, tmp_path: Path) -> None:
    for name, begin in (
        ("x.md", "“The county"),
        ("x.html", "<!doctype html>"),
        ("x.tex", "``The county"),
        ("x", "“The county"),
    ):
        assert rag("cite", indexed, REMEMBERED, "-o", tmp_path / name).stdout == ""
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)
    assert rag("cite", indexed, REMEMBERED, "-o", tmp_path / "x.docx").returncode == 0
    assert FERRY in read_document((tmp_path / "x.docx").read_bytes(), "x.docx").text
    assert rag("cite", indexed, REMEMBERED, "--format", "pandoc").stdout == f"“{FERRY}” [@lund2022, para. 2, “Cost”]\n"


def test_cite_as_json_gives_offsets_and_reference(indexed: Path) -> None:
    written = json.loads(rag("cite", indexed, REMEMBERED, "--json").stdout)
    (passage,) = written["passages"]
    assert ARTICLES["sub/ferry.md"][passage["start"] : passage["end"]] == passage["quote"] == FERRY
    assert passage["reference"]["author"] == [{"family": "Lund", "given": "Per"}]


def test_an_answer_is_cited_with_one_bibliography(indexed: Path) -> None:
    question = "How many million crowns did the county pay for the vessel?"
    done = rag("ask", indexed, question, "--cite", "chicago-author-date", "--format", "markdown")
    assert done.returncode == 0, done.stderr
    assert f"“{FERRY}” (Lund 2022, para. 2, “Cost”)" in done.stdout
    assert done.stdout.count("## References") == 1
    answer = json.loads(rag("ask", indexed, question, "--cite", "apa", "--json").stdout)
    assert answer["citations"][0]["quote"] == answer["cited"]["passages"][0]["quote"]
    assert rag("ask", indexed, "Which enzyme splits lactose?", "--cite", "apa").returncode == 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["cite", "FOLDER", ""], 2, "empty"),
        (["cite", "FOLDER", "ferry", "--style", "aap"], 2, "apa"),
        (["cite", "FOLDER", "ferry", "--format", "docx"], 2, "-o FILE.docx"),
        (["cite", "FOLDER", "ferry", "-o", "FOLDER/missing/x.md"], 1, "cannot be written"),
        (["cite", "FOLDER", "ferry", "--author", "Lindt"], 2, "Did you mean 'Per Lund'?"),
        (["ask", "FOLDER", "Why?", "--format", "html"], 2, "--cite STYLE"),
        (["ask", "FOLDER", "Why?", "--cite", "nonsense-qq"], 2, "no citation style"),
        (["export", "FOLDER", "--format", "xml"], 2, "bibtex"),
        (["export", "FOLDER", "--cited", "FOLDER/missing.jsonl"], 2, "cannot be read"),
        (["export", "FOLDER", "--cited", "FOLDER/bridge.txt"], 2, "Line 1"),
        (["export", "FOLDER/missing"], 1, "does not exist"),
    ],
)
def test_what_is_wrong_is_told_without_a_traceback(
    indexed: Path, arguments: list[str], code: int, message: str
) -> None:
    done = rag(*(argument.replace("FOLDER", str(indexed)) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_export_writes_what_can_be_read_again(indexed: Path, tmp_path: Path) -> None:
    from rag.references.files import read_reference_files

    written = {}
    for form, name in (("bibtex", "references.bib"), ("ris", "references.RIS"), ("csl-json", "references.json")):
        folder = tmp_path / form
        folder.mkdir()
        assert rag("export", indexed, "-o", folder / name).returncode == 0
        written[form] = read_reference_files(folder)
    titles = {form: [entry.reference.title for entry in found.entries] for form, found in written.items()}
    assert titles["bibtex"] == titles["ris"] == titles["csl-json"]
    assert len(titles["ris"]) == len(ARTICLES)
    assert not any(found.bad for found in written.values())


def test_a_format_that_is_asked_for_stands_before_the_files_ending(indexed: Path, tmp_path: Path) -> None:
    assert rag("export", indexed, "--format", "ris", "-o", tmp_path / "x.bib").returncode == 0
    assert (tmp_path / "x.bib").read_text(encoding="utf-8").startswith("TY  - ")
    assert rag("export", indexed, "-o", tmp_path / "x.txt").returncode == 0
    assert (tmp_path / "x.txt").read_text(encoding="utf-8").startswith("@")


def test_export_of_what_answers_cite(indexed: Path, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(
        '{"question": "How many million crowns did the county pay\u2028for the vessel?"}\n{"question": "Who paid?"}\n',
        encoding="utf-8",
    )
    assert rag("batch", indexed, tmp_path / "q.jsonl", "-o", tmp_path / "a.jsonl").returncode == 0
    done = rag("export", indexed, "--cited", tmp_path / "a.jsonl", "--json")
    cited = {
        row["source"]
        for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n")
        if line
        for row in json.loads(line)["citations"]
    }
    assert cited
    assert len(json.loads(done.stdout)["references"]) == len(cited)
    (indexed / "sub" / "ferry.md").unlink()
    assert "not in this folder" in rag("export", indexed, "--cited", tmp_path / "a.jsonl").stderr


def test_a_references_file_wins_and_its_broken_entries_are_told_with_code_4(indexed: Path) -> None:
    (indexed / "references.bib").write_text(
        "@article{lund:ferry, title={A ferry for the islands}, journal={Boats}, year=2021}\n@book{broken, title={\n",
        encoding="utf-8",
    )
    done = rag("export", indexed)
    assert done.returncode == 4
    assert "rag: references.bib, line 2: " in done.stderr
    assert "@article{lund:ferry," in done.stdout
    cited = rag("cite", indexed, REMEMBERED, "--style", "apa")
    assert cited.returncode == 0
    assert "Lund, P. (2021). A ferry for the islands. Boats." in cited.stdout
    assert "line 2" in cited.stderr
    assert "line 2" not in rag("cite", indexed, REMEMBERED, "--quiet").stderr


@pytest.mark.parametrize(
    ("given", "name"), [(["--json"], "x.docx"), (["--json"], "x.md"), (["--format", "latex"], "x.DOCX")]
)
def test_no_file_gets_another_format_than_its_ending_promises(
    indexed: Path, tmp_path: Path, given: list[str], name: str
) -> None:
    done = rag("cite", indexed, REMEMBERED, *given, "-o", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert name in done.stderr
    assert not (tmp_path / name).exists()
    assert rag("cite", indexed, REMEMBERED, "--json", "-o", tmp_path / "x.json").returncode == 0
    json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
