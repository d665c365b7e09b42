"""Articles in other languages than English: what language they are in, where sentences end, which words meet."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.followups import follow_up
from rag.languages import detection
from rag.languages.cues import cues, question_language, without_question_words
from rag.languages.detection import detect_language, with_language
from rag.languages.words import search_words
from rag.library import Library
from rag.passages import split_sentences
from rag.readers import read_document
from rag.values import Document, Span
from support import ARTICLES, hostile_text, write_articles

Opener = Callable[..., Library]

TOLD = {
    "es": (
        "El viejo puente de Orsa se cerró al tráfico en mayo.",
        "Las reparaciones costaron cuatro millones de coronas.",
        "La Dra. Ruiz, pág. 14 del informe, culpa a los ingenieros.",
        "Los vecinos llevan diez años esperando la obra.",
    ),
    "de": (
        "Die alte Brücke in Orsa wurde am 3. Mai für den Verkehr gesperrt.",
        "Die Reparaturen kosteten rund vier Millionen Kronen.",
        "Prof. Klein gibt den Ingenieuren die Schuld.",
        "Die Häuser am Fluss standen zehn Jahre lang leer.",
    ),
    "fr": (
        "Le vieux pont d'Orsa a été fermé à la circulation en mai.",
        "Les réparations ont coûté quatre millions de couronnes.",
        "M. Dupont accuse les ingénieurs de la ville.",
        "Les élections municipales auront lieu après l'ouverture.",
    ),
    "pt": (
        "A velha ponte de Orsa foi fechada ao trânsito em maio.",
        "As obras custaram quatro milhões de coroas ao município.",
        "A Dra. Lima, pág. 3 do relatório, culpa os engenheiros.",
        "Os moradores esperam há dez anos pela inauguração.",
    ),
    "it": (
        "Il vecchio ponte di Orsa è stato chiuso al traffico a maggio.",
        "Le riparazioni sono costate quattro milioni di corone.",
        "Il sig. Rossi dà la colpa agli ingegneri.",
        "Gli abitanti aspettavano da dieci anni l'apertura.",
    ),
    "ru": (
        "Старый мост в Орсе закрыли для движения в мае.",
        "Ремонт обошёлся в четыре миллиона крон.",
        "В 2021 г. инженеры нашли трещины в опорах.",
        "Жители ждали работ десять лет.",
    ),
    "ar": (
        "أغلق الجسر القديم في أورسا أمام حركة المرور في مايو.",
        "بلغت تكلفة الإصلاح أربعة ملايين كرونة.",
        "وجد المهندسون شقوقا في الأعمدة.",
        "انتظر السكان هذا العمل عشر سنوات.",
    ),
    "he": (
        "הגשר הישן באורסה נסגר לתנועה בחודש מאי.",
        "התיקונים עלו ארבעה מיליון כתרים.",
        "המהנדסים מצאו סדקים בעמודים.",
        "התושבים חיכו לעבודה הזאת עשר שנים.",
    ),
    "hi": (
        "ओरसा का पुराना पुल मई में यातायात के लिए बंद कर दिया गया।",
        "मरम्मत पर चालीस लाख क्रोना खर्च हुए।",
        "अभियंताओं को खंभों में दरारें मिलीं।",
        "नगर के निवासी दस साल से इस काम की प्रतीक्षा कर रहे थे।",
    ),
    "zh": (
        "奥尔萨的旧大桥于五月停止通车。",
        "维修费用达到四百万克朗。",
        "工程师在两个桥墩上发现了裂缝。",
        "居民们等待这项工程已有十年。",
    ),
    "ja": (
        "オルサの古い橋は五月に通行止めになった。",
        "修理費は四百万クローネに達した。",
        "技師は「橋脚にひびがある。危険だ。」と話した。",
        "住民はこの工事を十年も待っていた。",
    ),
    "ko": (
        "오르사의 오래된 다리는 5월에 통행이 금지되었다.",
        "수리 비용은 사백만 크로네에 달했다.",
        "기술자들은 기둥 두 개에서 균열을 발견했다.",
        "주민들은 이 공사를 십 년 동안 기다렸다.",
    ),
    "th": (
        "สะพานเก่าที่เมืองออร์ซาถูกปิดการจราจรเมื่อวันที่ 3 พฤษภาคมที่ผ่านมาหลังจากพบรอยร้าว",
        "ค่าซ่อมแซมทั้งหมดสูงถึงสี่ล้านสองแสนโครนตามที่เทศบาลแจ้งไว้",
        "ชาวเมืองรอคอยงานก่อสร้างครั้งนี้มานานถึงสิบปีแล้ว",
    ),
}
BETWEEN = {"zh": "", "ja": ""}

ASKED = [
    ("es", "¿Cuánto costó la reparación?", 1),
    ("es", "¿A qué ingeniero culpan?", 2),
    ("de", "Wie viel kostete die Reparatur?", 1),
    ("de", "Welches Haus stand leer?", 3),
    ("fr", "Combien a coûté la réparation ?", 1),
    ("fr", "Qui accuse l'ingénieur ?", 2),
    ("fr", "Quand aura lieu l'élection municipale ?", 3),
    ("pt", "Quanto custou a obra ao município?", 1),
    ("pt", "Quem culpa o engenheiro?", 2),
    ("it", "Quanto è costata la riparazione?", 1),
    ("it", "Quanti anni hanno aspettato per l’aperture?", 3),
    ("ru", "Во сколько миллионов крон обошлась починка?", 1),
    ("ru", "Где нашли трещину?", 2),
    ("ar", "كم بلغت تكلفة إصلاح الجسور؟", 1),
    ("ar", "أين وجد المهندس الشقوق؟", 2),
    ("he", "כמה עלו התיקונים?", 1),
    ("hi", "मरम्मत पर कितना खर्च हुआ?", 1),
    ("zh", "维修花了多少费用？", 1),
    ("zh", "谁发现了桥墩的裂缝？", 2),
    ("ja", "修理費はいくらでしたか？", 1),
    ("ja", "誰が工事を待っていましたか？", 3),
    ("ko", "수리에 든 비용은 얼마였나요?", 1),
    ("ko", "누가 균열을 찾았나요?", 2),
    ("th", "ค่าซ่อมแซมเท่าไร", 1),
]


def article(language: str) -> str:
    return BETWEEN.get(language, " ").join(TOLD[language])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An article in each language, and English ones among them."""
    from rag.embedding import HashEmbedder
    from rag.settings import Settings

    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {f"{language}.txt": article(language) for language in TOLD} | ARTICLES)
    return Library.open(folder, Settings(threshold=0), HashEmbedder())


@pytest.mark.parametrize("language", TOLD)
def test_sentences_end_as_the_language_ends_them(language: str) -> None:
    text = article(language)
    assert [text[s.start : s.end] for s in split_sentences(text, language=language)] == list(TOLD[language])


@pytest.mark.parametrize("language", TOLD)
def test_the_language_of_an_article_is_told(library: Library, language: str) -> None:
    assert library.document(f"{language}.txt").language == language
    assert library.document("bridge.txt").language == "en"


@pytest.mark.parametrize(("language", "question", "answer"), ASKED)
def test_a_question_is_answered_from_other_forms_of_its_words(
    library: Library, language: str, question: str, answer: int
) -> None:
    citation = library.ask(question).citations[0]
    assert (citation.source, citation.quote) == (f"{language}.txt", TOLD[language][answer])
    assert citation.matches


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("es", ["elección", "elecciones", "ELECCIONES"]),
        ("es", ["murió", "murieron"]),
        ("de", ["Haus", "Häuser", "Hauses"]),
        ("de", ["Straße", "STRASSE", "Straßen"]),
        ("fr", ["l'élection", "élections", "d’élection"]),
        ("it", ["dell'acqua", "acqua", "un’acqua"]),
        ("pt", ["reparação", "reparações"]),
        ("nl", ["brug", "bruggen"]),
        ("sv", ["flicka", "flickorna"]),
        ("fi", ["talo", "talossa", "talot"]),
        ("ru", ["мост", "мостов", "мосты"]),
        ("ru", ["ёлка", "ЕЛКА"]),
        ("uk", ["п'ять", "п’ять"]),
        ("tr", ["Ankara'da", "Ankara", "ankara’nın"]),
        ("tr", ["ISPARTA", "ısparta"]),
        ("ar", ["المدينة", "مدينة", "مَدِينَة"]),
        ("he", ["שָׁלוֹם", "שלום"]),
        ("hi", ["पुल", "पुलों"]),
        ("fa", ["کتاب‌ها", "کتابها"]),
        ("pl", ["mostów", "mosty"]),
        ("el", ["ΓΈΦΥΡΑ", "γέφυρα"]),
        ("ja", ["ﾊﾟｲﾌﾟ", "パイプ"]),
        ("lv", ["Rīga", "rīga"]),
    ],
)
def test_forms_of_a_word_are_one_word(language: str, forms: list[str]) -> None:
    words = {tuple(search_words(form, language)) for form in forms}
    assert len(words) == 1
    assert words != {()}


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("vi", "má ma", ["má", "ma"]),
        ("ko", "서울에서 왔다", ["서울", "울에", "에서", "왔다"]),
        ("th", "กล้วย", ["กล้", "ล้ว", "วย"]),
        ("ja", "ガス", ["ガス"]),
        ("fr", "Qu'est-ce que c'est ?", []),
        ("es", "¿Qué es lo que hay en él?", []),
    ],
)
def test_what_makes_a_word_depends_on_the_language(language: str, text: str, words: list[str]) -> None:
    assert search_words(text, language) == words


LANGUAGES = [*TOLD, *("en", "nl", "tr", "fa", "vi", "ca", "pl", "lo", "xx")]


@given(hostile_text, st.sampled_from(LANGUAGES), st.sampled_from([None, *LANGUAGES]))
def test_words_of_any_text_in_any_language_are_plain(text: str, language: str, asked_in: str | None) -> None:
    for word in search_words(text, language, asked_in):
        assert word
        assert not set(word) & set('" \x00')


@given(st.lists(st.one_of(st.sampled_from([*TOLD.values()]).map(" ".join), hostile_text), max_size=4).map("".join))
def test_sentences_of_any_language_hold_every_letter(text: str) -> None:
    for language in (*TOLD, "km", "lo", "xx"):
        reached = 0
        for sentence in split_sentences(text, language=language):
            assert reached <= sentence.start < sentence.end <= len(text)
            assert not any(c.isalnum() for c in text[reached : sentence.start])
            reached = sentence.end
        assert not any(c.isalnum() for c in text[reached:])


@given(hostile_text)
def test_any_document_has_a_known_language_or_none(text: str) -> None:
    document = with_language(Document("a.txt", text, paragraphs=(Span(0, len(text)),) if text else ()))
    assert document.language is None or document.language in detection._LANGUAGES
    assert with_language(document) == document


def test_english_is_told_without_the_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(detection, "_identifier", refuse)
    for text in ARTICLES.values():
        assert detect_language(text) == "en"
        assert detect_language(text.upper()) == "en"


def test_foreign_names_do_not_make_an_english_text_foreign() -> None:
    names = "Šárka Dvořáčková, Zdeněk Příhoda, Žofie Křížová, Jiří Šťastný, Růžena Vlčková, Přemysl Hruška, "
    assert detect_language(f"{names * 2} and the mayor of Vik were at the opening.") in {"en", None}


@pytest.mark.parametrize(
    ("text", "claim", "language"),
    [
        ("<p>1998, 2003</p>", "es-MX", "es"),
        ("<p>Karo 1998, Dil 2003</p>", None, None),
        (f"<p>{article('es')}</p>", "en-US", "es"),
        (f"<p>{article('de')}</p>", "nonsense", "de"),
    ],
)
def test_what_a_page_says_of_its_language_counts_where_its_text_does_not_tell(
    text: str, claim: str | None, language: str | None
) -> None:
    page = f"<html{f' lang={claim}' if claim else ''}><body>{text}</body></html>"
    assert with_language(read_document(page.encode(), "a.html")).language == language


def test_front_matter_says_the_language() -> None:
    assert read_document(b"---\nlang: nb-NO\n---\n\n1998\n", "a.md").language == "no"
    assert read_document(b"---\nlanguage: [1, 2]\n---\n\n1998\n", "a.md").language is None


def test_furniture_does_not_tell_the_language() -> None:
    menu = "Inicio Noticias Deportes Opinión Suscripción para todos los lectores del periódico "
    text = menu * 20 + ARTICLES["bridge.txt"]
    document = Document(
        "a.txt",
        text,
        paragraphs=(Span(0, len(menu) * 20), Span(len(menu) * 20, len(text))),
        furniture=(Span(0, len(menu) * 20),),
    )
    assert with_language(document).language == "en"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Cuándo se cerró el puente?", "es"),
        ("Quando a ponte foi fechada?", "pt"),
        ("Quando è stato chiuso il ponte?", "it"),
        ("Combien a coûté le pont ?", "fr"),
        ("Wann wurde die Brücke gesperrt?", "de"),
        ("When was the bridge closed?", "en"),
        ("Когда закрыли мост?", "ru"),
        ("大桥何时关闭？", "zh"),
        ("橋はいつ閉鎖された？", "ja"),
        ("다리는 언제 닫혔나요?", "ko"),
    ],
)
def test_a_question_that_asks_when_asks_for_a_number(question: str, language: str) -> None:
    assert question_language(question, TOLD) == language
    assert cues(language).asks_number.search(question)
    assert question_language(question, ["en"]) == "en"


def test_a_question_of_no_known_language_is_in_the_library_s_own() -> None:
    assert question_language("Castillo?", ["es", "fr"]) == "es"
    assert question_language("Who is 习近平?", ["zh"]) == "en"


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de", "it"])
def test_a_question_that_stands_alone_does_not_lean(language: str) -> None:
    alone = {
        "es": "¿Cuánto costaron las reparaciones del puente de Orsa?",
        "pt": "Quanto custaram as obras da ponte de Orsa?",
        "fr": "Quand le vieux pont d'Orsa a-t-il été fermé à la circulation ?",
        "de": "Wie viele Brücken gibt es in der Stadt Orsa?",
        "it": "Quando è stato chiuso al traffico il ponte di Orsa?",
    }[language]
    leaning = {
        "es": ["¿Y en Vik cuántos puentes nuevos?", "¿Cuándo volvieron ellos a la obra del puente?"],
        "pt": ["E em Vik quantas pontes novas?", "Quando voltaram eles para a obra da ponte?"],
        "fr": ["Et à Vik combien de ponts nouveaux ?", "Quand cette ville a rouvert les ponts fermés ?"],
        "de": ["Und in Vik wie viele neue Brücken?", "Wann wurde diese Brücke wieder geöffnet?"],
        "it": ["E a Vik quanti ponti nuovi?", "Quando hanno riaperto questo vecchio ponte chiuso?"],
    }[language]
    assert follow_up(alone, [alone], [language]) is None
    for question in leaning:
        lead = follow_up(question, [alone, "¿?"], [language])
        assert lead is not None
        assert lead.earlier == alone


def test_german_nouns_are_not_names() -> None:
    lead = follow_up("Und in Vik?", ["Wie viel kostete die Brücke in Orsa?"], ["de"])
    assert lead is not None
    assert lead.kept == "Wie viel kostete die Brücke in Orsa?"
    lead = follow_up("А в Вике?", ["Сколько стоил мост в Орсе?"], ["ru"])
    assert lead is not None
    assert lead.kept == "Сколько стоил мост в ?"


@pytest.mark.parametrize(
    ("language", "before", "leaning"),
    [
        ("es", "La alcaldesa abrió la obra.", "Ella pagó cuatro millones de coronas por el puente."),
        ("pt", "A prefeita abriu a obra.", "Ela pagou quatro milhões de coroas pela ponte."),
        ("fr", "La maire a ouvert le chantier.", "Elle a payé quatre millions de couronnes pour le pont."),
        ("de", "Die Bürgermeisterin eröffnete den Bau.", "Sie zahlte vier Millionen Kronen für die Brücke."),
        ("it", "La sindaca ha aperto il cantiere.", "Questa ha pagato quattro milioni di corone per il ponte."),
        ("zh", "市长宣布工程开工。", "她为大桥支付了四百万克朗。"),
    ],
)
def test_a_quotation_that_leans_on_the_sentence_before_brings_it(
    tmp_path: Path, open_library: Opener, language: str, before: str, leaning: str
) -> None:
    between = BETWEEN.get(language, " ")
    write_articles(tmp_path, {"a.txt": between.join([TOLD[language][0], before, leaning])})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    assert library.ask(leaning).citations[0].quote == between.join([before, leaning])


def test_without_question_words_nothing_else_is_lost() -> None:
    assert without_question_words("大桥花了多少钱？", "zh").split() == ["大桥花了", "钱？"]
    assert without_question_words("¿Cuánto costó?", "es") == "¿Cuánto costó?"


def test_a_library_of_english_is_searched_as_if_there_were_no_other_language(
    tmp_path: Path, open_library: Opener
) -> None:
    write_articles(tmp_path, ARTICLES)
    library = open_library(tmp_path, threshold=0)
    library.sync()
    assert library._index.store.languages() == ("en",)
    questions = ["How many ships waited?", "¿Cuánto costó el puente?", "Wie viele Schiffe?", "船"]
    alone = library.ask_many(questions)
    with sqlite3.connect(tmp_path / ".rag/library.sqlite") as connection:
        connection.execute("UPDATE passage SET language = NULL")
    again = open_library(tmp_path, threshold=0)
    assert again.ask_many(questions) == alone


def test_a_word_counts_once_however_many_languages_the_library_holds(library: Library) -> None:
    from rag.overlaps import Wanted, sentence_words
    from rag.question import make_questions

    vectors = library.embedder().embed_questions(["x"])
    (question,) = make_questions(library._index.store, ["¿Cuánto costaron las reparaciones?"], vectors)
    assert set(question.rarity) == set(library._index.store.languages()) == {"en", *TOLD}
    assert {len(own) for own in question.rarity.values()} == {2}
    shares = {
        language: float(wanted.shares(wanted.held([sentence_words(["costó reparación"], "es")]))[0])
        for language in ("es", "en")
        for wanted in [Wanted(question.rarity[language])]
    }
    assert shares == {"es": 1, "en": 0}


def old_index(folder: Path, library: Library) -> None:
    """Make of an index what one was before documents had a language, and passages a lead: columns, words and all."""
    library.sync()
    library.close()
    with sqlite3.connect(folder / ".rag/library.sqlite") as connection:
        connection.execute("DROP INDEX passage_language")
        for column in ("language", "lead_start", "lead_end"):
            connection.execute(f"ALTER TABLE passage DROP COLUMN {column}")
        connection.execute("DROP TABLE passage_vocabulary")
        connection.execute("DROP TABLE passage_words")
        connection.execute(
            "CREATE VIRTUAL TABLE passage_words USING fts5"
            " (words, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )
        connection.execute("CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab (passage_words, row)")
        rows = connection.execute(
            "SELECT passage.id, substr(text, start + 1, end - start) FROM passage JOIN document ON document = document.id"
        )
        connection.executemany(
            "INSERT INTO passage_words (rowid, words) VALUES (?, ?)",
            [(number, " ".join(text.lower().split())) for number, text in rows.fetchall()],
        )
        connection.execute("DELETE FROM meta WHERE key = 'words'")
        connection.execute("UPDATE meta SET value = 'old' WHERE key = 'basis'")
        for column in ("as_read", "prepared"):
            for source, marks in connection.execute(f"SELECT source, {column} FROM document").fetchall():
                values = json.loads(marks)
                del values["language"]
                connection.execute(
                    f"UPDATE document SET {column} = ?, basis = 'old' WHERE source = ?", (json.dumps(values), source)
                )


def test_an_index_made_before_documents_had_a_language_brings_itself_up_to_date(
    tmp_path: Path, open_library: Opener
) -> None:
    write_articles(tmp_path, ARTICLES | {"es.txt": article("es"), "th.txt": article("th")})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    questions = ["¿Cuánto costó la reparación?", "How many ships waited?", "ค่าซ่อมแซมเท่าไร"]
    fresh = library.ask_many(questions)
    old_index(tmp_path, library)
    again = open_library(tmp_path, threshold=0)
    again.sync_if_stale()
    assert [answer.citations for answer in again.ask_many(questions)] == [answer.citations for answer in fresh]
    assert again.document("es.txt").language == "es"
    (tmp_path / "es.txt").unlink()
    again.sync()
    with sqlite3.connect(tmp_path / ".rag/library.sqlite") as connection:
        connection.execute("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")
    assert again._index.store.passages_with(search_words("reparaciones", "es")) == {}


def test_an_old_index_that_is_not_brought_up_to_date_says_how(tmp_path: Path, open_library: Opener) -> None:
    from rag.errors import IndexUnusable

    write_articles(tmp_path, ARTICLES)
    old_index(tmp_path, open_library(tmp_path))
    with pytest.raises(IndexUnusable, match="rag index"):
        open_library(tmp_path).ask("How many ships waited?")
