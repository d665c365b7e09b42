"""Whom a draft names beside a quotation: only what is surely another source is misattributed."""

from __future__ import annotations

import pytest

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

ARTICLES = {
    "harbour.txt": (
        "The harbour of Holm\n\nBy Ada Nilsen\n3 May 2021\n\n"
        "The first ferry left the harbour at noon on the last day of April. Mayor Falk said that the town would not pay "
        "for the fuel of a second one, and she thanked the pilots of Vik.\n"
    ),
    "bridge.md": (
        "---\ntitle: A bridge too late\nauthor: Per Lund\ndate: 2022-02-11\n---\n\n# A bridge too late\n\n"
        "The old bridge at Orsa was closed in the spring and opened again in the autumn of that year.\n"
    ),
    "older.md": (
        "---\ntitle: Ten years of waiting\nauthor: Per Lund\ndate: 2019-06-01\n---\n\n# Ten years of waiting\n\n"
        "Nobody in the valley believed that the road would ever be mended by the county.\n"
    ),
    "covid-19.txt": "A winter of illness\n\nThe ward of the hospital was full until the snow had gone.\n",
    "1921.txt": "The year of the flood\n\nThe mill stood still until the miller had found another wheel.\n",
}
FERRY = "The first ferry left the harbour at noon"


@pytest.mark.parametrize(
    "draft",
    [
        f"“{FERRY}”, they say.",
        f"As Ada Nilsen wrote, “{FERRY}”.",
        f"As Nilsen wrote in “The harbour of Holm”, “{FERRY}”.",
        f"“{FERRY}” (Nilsen 2021).",
        f"“{FERRY}” (Nilsen, 2021, p. 3).",
        f"“{FERRY}” [@nilsen2021].",
        f"“{FERRY}”[^1].\n\n[^1]: Ada Nilsen, “The harbour of Holm”, 3 May 2021.",
        f"“{FERRY}” (harbour.txt).",
        f"“{FERRY},” said Mayor Falk.",
        f"“{FERRY}” (May 2021).",
        f"“{FERRY}” (Interview, 2021).",
        f"According to Falk, “{FERRY}”.",
        f"“{FERRY},” said the captain, Johan Berg.",
        f"The radio of Vik reported: “{FERRY}”.",
        f"Unlike Per Lund, Ada Nilsen wrote “{FERRY}”.",
        f"Per Lund has written of bridges. “{FERRY}.” That was all.",
        f"> {FERRY}\n>\n> — Ada Nilsen, 2021",
        f"Nilsen says:\n\n> {FERRY} (Nilsen 2021)\n",
        f"“{FERRY}” (Nilsen).",
        f"“{FERRY}” (Nilsen 34; Lund 7).",
        f"“{FERRY}” (Nilsen and Lund, pp. 3–4).",
        f"“{FERRY}” (Smith).",
        f"“{FERRY}” (as Lund has it not).",
        f"“{FERRY}” [1].\n\n## References\n\n[1] A. Nilsen, “The harbour of Holm”, 2021.\n",
        f"“nobody in the valley believed that” (Lund 3) and “{FERRY}”.",
        f"“Nobody in the valley believed that.” (A farmer, cited by Lund)\n“{FERRY}” is said too.",
        f"> {FERRY} (Nilsen, par. 2)",
        f"“{FERRY}”[^1].\n\n[^1]: New York Times, 3 May 2021.",
        f"“{FERRY}”[^1].\n\n[^1]: Orsa Gazette, “The harbour of Holm”, 2021.",
        f"“{FERRY}”[^1].\n\n[^1]: Dagens Nyheter, 3 May 2021.",
        f"“{FERRY}”[^1].\n\n[^1]: Le Canard, mai 2021.",
        f"“{FERRY}”[^1].\n\n[^1]: Town Hall of Holm, minutes of the meeting, p. 3.",
        f"In 2022, the New York Times wrote: “{FERRY}”.",
        f"“{FERRY}” (Ferry Report, 2021).",
        f"“{FERRY}” (Orsa, 2021).",
        f"“{FERRY}” (Orsa 2021), and that was ten years of waiting for the pilots.",
        f"It was a bridge too late, they say: “{FERRY}”.",
        f"Ten years of waiting had taught them: “{FERRY}”.",
        f"In 1921 it was so: “{FERRY}”.",
        f"The covid-19 winter was over, and covid-19 with it: “{FERRY}”.",
        f"“{FERRY}”[^1].\n\n[^1]: In the covid-19 winter, as 1921 before it.",
        "“the old bridge at Orsa was closed in the spring” (Lund 2022).",
        "The harbour was full. “the old bridge at Orsa was closed in the spring”, wrote Lund.",
    ],
)
def test_what_is_rightly_or_not_named_is_not_misattributed(library: Library, draft: str) -> None:
    found = [q for q in library.check(draft).quotations if "ferry" in q.text or "bridge" in q.text]
    assert {q.verdict for q in found} <= {"exact", "typography"}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("draft", "named", "source"),
    [
        (f"As Per Lund wrote, “{FERRY}”.", "Per Lund", "bridge.md"),
        (f"“{FERRY}” (Lund 2022).", "Lund", "bridge.md"),
        (f"“{FERRY}” (Lund 2019).", "Lund", "older.md"),
        (f"According to Per Lund, “{FERRY}”.", "Per Lund", "bridge.md"),
        (f"In *A bridge too late* it says “{FERRY}”.", "A bridge too late", "bridge.md"),
        (f"“{FERRY}” [@lund2022].", "@lund2022", "bridge.md"),
        (f"“{FERRY}”[^1].\n\n[^1]: Per Lund, “A bridge too late”, 2022.", "A bridge too late", "bridge.md"),
        (f"“{FERRY}” (bridge.md).", "bridge.md", "bridge.md"),
        (f"“{FERRY}”, as covid-19.txt has it.", "covid-19.txt", "covid-19.txt"),
        (f"“{FERRY}” (see covid-19).", "covid-19", "covid-19.txt"),
        (f"“{FERRY}”[^1].\n\n[^1]: covid-19, par. 2.", "covid-19", "covid-19.txt"),
        (f"As A bridge too late has it: “{FERRY}”.", "A bridge too late", "bridge.md"),
        (f"“{FERRY}” (“a bridge too late”, par. 2).", "a bridge too late", "bridge.md"),
        (f"“{FERRY}”[^1].\n\n[^1]: Jane Doe, “The harbour”, 3 May 2021.", "Jane Doe", None),
        (f"“{FERRY}”[^1].\n\n[^1]: Doe, Jane, The harbour, 2021.", "Doe, Jane", None),
        (f"“{FERRY}” (Smith 2021).", "Smith", None),
        (f"“{FERRY}” (Lund).", "Lund", "bridge.md"),
        (f"“{FERRY}.” (Lund 34)", "Lund", "bridge.md"),
        (f"“{FERRY}” (Lund, par. 2), and so on.", "Lund", "bridge.md"),
        (f"“{FERRY}” (see Smith 3; Per Lund, pp. 3–4)", "Per Lund", "bridge.md"),
        (f"> {FERRY} (Lund, par. 2)", "Lund", "bridge.md"),
        (f"“{FERRY}” [2].\n\n## References\n\n[1] A. Nilsen, 2021.\n[2] P. Lund, 2022.\n", "P. Lund", "bridge.md"),
        (f"“{FERRY}” (2).\n\n# Works cited\n\n[2] P. Lund, A bridge, 2022.\n", "P. Lund", "bridge.md"),
        (f"“{FERRY}”, wrote Jane Doe.", "Jane Doe", None),
        (f"> {FERRY}\n>\n> — Per Lund, 2022", "Per Lund", "bridge.md"),
        (f"Per Lund writes:\n\n> {FERRY}\n", "Per Lund", "bridge.md"),
        ("“the old bridge at Orsa was closed in the spring” (Lund 2019).", "Lund", "older.md"),
    ],
)
def test_what_names_another_source_is_misattributed(
    library: Library, draft: str, named: str, source: str | None
) -> None:
    found = next(q for q in library.check(draft).quotations if "ferry" in q.text or "bridge at" in q.text)
    assert found.verdict == "misattributed"
    assert found.attribution
    assert found.attribution.text == named
    assert found.attribution.source in {source, "older.md" if named == "Per Lund" else source}
    assert draft[found.attribution.start : found.attribution.end] in {named, ""}
    assert found.source == ("harbour.txt" if "ferry" in found.text else "bridge.md")


@pytest.mark.parametrize(
    "draft",
    [
        "“The lamp was lit again in the night to Sunday.” (Our mill (old):3.txt).",
        "“The lamp was lit again in the night to Sunday” as Our mill (old):3.txt has it.",
        "“The lamp was lit again in the night to Sunday” [papers of 1921/Our mill (old):3.txt].",
        "In Our mill (old):3 it says “the lamp was lit again in the night to Sunday”.",
        "> The lamp was lit again in the night to Sunday.\n>\n> — Our mill (old):3.txt",
    ],
)
def test_a_file_is_named_by_its_whole_name_whatever_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, draft: str
) -> None:
    folder = tmp_path_factory.mktemp("names")
    named = "papers of 1921/Our mill (old):3.txt"
    write_articles(
        folder,
        {
            named: "The mill\n\nIts wheel broke in the flood of that year.\n",
            "old.txt": "One\n\nNo more.\n",
            "lamp 2.txt": "The lamp\n\nThe lamp was lit again in the night to Sunday.\n",
        },
    )
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        (found,) = library.check(draft).quotations
        assert (found.verdict, found.source) == ("misattributed", "lamp 2.txt")
        assert found.attribution
        assert found.attribution.source == named
        (right,) = library.check(draft.replace("Our mill (old):3.txt", "lamp 2.txt").replace(" (old):3", "")).quotations
        assert right.verdict in {"exact", "typography"}


def test_an_altered_quotation_is_altered_whoever_is_named(library: Library) -> None:
    (found,) = library.check("“The second ferry left the harbour at noon” (Lund 2022).").quotations
    assert found.verdict == "altered"


def test_of_several_places_the_named_one_is_taken(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("copies")
    line = "The lamp of the old lighthouse was lit again in the night to Sunday.\n"
    write_articles(folder, {name: f"{title}\n\n{line}" for name, title in (("a1.txt", "One"), ("b2.txt", "Two"))})
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        (found,) = library.check("“The lamp of the old lighthouse was lit again” (b2.txt).").quotations
    assert (found.verdict, found.source, found.also_in) == ("exact", "b2.txt", ("a1.txt",))


def test_an_author_named_in_the_furniture_alone_is_another_source(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("scraped")
    told = " ".join(f"On day {n} the pilots of Vik waited at the quay for the tide." for n in range(30))
    aside = "Ten roads that were mended in the end\n\nPer Lund\n\nMay 7, 2021\n"
    write_articles(
        folder,
        ARTICLES
        | {"harbour.txt": f"{ARTICLES['harbour.txt']}\n{told}\n\nYou might also be interested in\n\n{aside}\n{aside}"},
    )
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        assert any("Per Lund" in text for text in _furniture(library, "harbour.txt"))
        (found,) = library.check(f"“{FERRY}” (Lund).").quotations
    assert found.verdict == "misattributed"


def _furniture(library: Library, source: str) -> list[str]:
    document = library.document(source)
    return [document.text[span.start : span.end] for span in document.furniture]
