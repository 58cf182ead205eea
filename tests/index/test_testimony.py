"""Questions about speakers, asked of libraries whose statements are read by patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import cast

import pytest

from index import Attribution, Document, Library, Passage, Speaker, Statement, confidence, testimony, verdict
from index.encoder import Encoded
from index.local import Local
from index.model import Kind, Quote
from index.ranking import ASKING, Said
from index.segment import LONGEST
from index.storage import Storage, StoredStatement
from index.testimony import Record, is_spoken

from .hashing import HashEncoder

SPEAKERS = {
    "Anna Berg": Speaker("Anna Berg", "Norwegian Prime Minister", ("NO",)),
    "Oslo": Speaker("Oslo", None, ("NO",)),
    "Nils Dahl": Speaker("Nils Dahl", "Norwegian skier", ("NO",)),
    "Pierre Blanc": Speaker("Pierre Blanc", "French President", ("FR",)),
    "The NATO chief": Speaker("Mark Rand", "NATO Secretary General", ("NATO",)),
    "Ivy Stone": Speaker("Ivy Stone", "engineer", ()),
    "She": Speaker("Ivy Stone", "engineer", ()),
    "Ms. Stone": Speaker("Ivy Stone", "Engineer", ()),
    "Some": None,
    "Otto Falk": Speaker("Otto Falk", "Danish minister", ("DK",)),
    "Experts": Speaker("experts", None, ()),
}
REBUILT = "Anna Berg said the bridge must be rebuilt by spring"
BRIDGE = (
    "The old bridge over the fjord has been closed since Monday. "
    f"{REBUILT}. "
    "Nils Dahl said the snow was good. "
    "Pierre Blanc promised money for the bridge. "
    "Ivy Stone warned that the pillars are rotten.\n\n"
    "“I would not drive over it,” Ivy Stone said. “Nobody should. I told them years ago.”\n\n"
    "Hungary sent a delegation to the fjord. "
    "Some said the ferry is slow."
)
BUDGET = (
    "The budget was passed at night. "
    "Oslo denied that taxes will rise. "
    "Anna Berg said schools get more money. "
    "The NATO chief said members must spend more on defence."
)
SIGNED = "Otto Falk signed a law on ferries. Anna Berg said the law on ferries is good."
VERBS = (
    "said|warned that|promised|denied that|signed|(?:did not yet|refused to|will) confirm that|did not rule out that"
)


class SentenceReader:
    """Reads `NAME said …` and `“…,” NAME said. “…”`, for the names of `SPEAKERS`."""

    fingerprint = "sentences@1"

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        list(encoded)
        names = "|".join(SPEAKERS)
        found = [
            statement(match, "indirect", [match.span("content")])
            for match in re.finditer(rf"(?P<who>{names}) (?P<cue>{VERBS}) (?P<content>[^.“”]+)\.", text)
        ] + [
            statement(match, "direct", [match.span("first"), match.span("second")])
            for match in re.finditer(rf"(?P<first>“[^”]+”) (?P<who>{names}) (?P<cue>said)\. (?P<second>“[^”]+”)", text)
        ]
        return lambda: sorted(found, key=lambda said: said.attribution.content)


def statement(match: re.Match[str], kind: Kind, content: Sequence[tuple[int, int]]) -> Statement:
    return Statement(
        Attribution(tuple(content), kind, match.span("who"), match.span("cue"), 0.9), SPEAKERS[match["who"]]
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("testimony")
    with Library(Local(folder), folder, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="News one", text=BRIDGE, id="bridge"))
        library.add(Document(title="News two", text=BUDGET, id="budget"))
        library.add(Document(title="News three", text=SIGNED, id="signed"))
        yield library


def lit(quote: Quote) -> str:
    """The highlighted words."""
    return quote.text[slice(*quote.highlight)]


@pytest.mark.parametrize(
    ("question", "speaker", "words"),
    [
        (
            "What did Anna Berg say about the bridge?",
            "Anna Berg",
            "Anna Berg said the bridge must be rebuilt by spring.",
        ),
        ("what did norway say about the bridge", "Anna Berg", "Anna Berg said the bridge must be rebuilt by spring."),
        (
            "What did the Norwegian prime minister say about schools?",
            "Anna Berg",
            "Anna Berg said schools get more money.",
        ),
        ("What did Norway say about taxes?", "Oslo", "Oslo denied that taxes will rise."),
        ("What did France promise?", "Pierre Blanc", "Pierre Blanc promised money for the bridge."),
        ("what did the nato chief say", "Mark Rand", "The NATO chief said members must spend more on defence."),
        ("Who said the bridge must be rebuilt?", "Anna Berg", f"{REBUILT}."),
        ("who warned of rotten pillars", "Ivy Stone", "Ivy Stone warned that the pillars are rotten."),
        ("Did Anna Berg say that schools get more money?", "Anna Berg", "Anna Berg said schools get more money."),
        ("What did Ivy Stoen say about pillars?", "Ivy Stone", "Ivy Stone warned that the pillars are rotten."),
    ],
)
def test_the_statement_of_whom_is_meant_leads(library: Library, question: str, speaker: str, words: str) -> None:
    answer = library.ask(question)
    first = answer.quotes[0]
    assert answer.answered
    assert answer.note is None
    assert (first.speaker, lit(first)) == (speaker, words)
    assert library.text(first.source)[first.start : first.end] == first.text
    assert len(first.text) <= LONGEST


def test_a_quote_says_who_speaks_and_how(library: Library) -> None:
    first = library.ask("What did the engineer say about driving over it?").quotes[0]
    assert (first.speaker, first.description, first.kind) == ("Ivy Stone", "engineer", "direct")


def test_the_sentences_that_a_statement_goes_on_in_are_highlighted_together(library: Library) -> None:
    first = library.ask("What did Ivy Stone say about driving over it?").quotes[0]
    assert lit(first).startswith("“I would not drive over it,” Ivy Stone said.")
    assert lit(first).endswith("I told them years ago.”")


def test_a_quote_lights_up_what_the_one_who_is_meant_says_in_it(library: Library) -> None:
    found = library.search("What did Anna Berg say about the snow on the slopes?", source="bridge")
    hits = found.hits
    assert found.hearing is not None
    other = next(hit for hit in hits if hit.said and hit.said.statement.speaker == SPEAKERS["Nils Dahl"])
    berg = next(hit for hit in hits if hit.said and hit.said.statement.speaker == SPEAKERS["Anna Berg"])
    rest = [hit for hit in hits if hit not in (other, berg)]
    quote = library.quotes(found._replace(hits=[other, berg, *rest]), 1)[0]  # as if another’s words were the best
    assert "Nils Dahl said the snow was good." in quote.text
    assert (quote.speaker, lit(quote)) == ("Anna Berg", f"{REBUILT}.")


@pytest.mark.parametrize(
    ("question", "asked", "others"),
    [
        ("What did Anna Berg say about the bridge?", "Anna Berg", {"Nils Dahl", "Pierre Blanc", "Ivy Stone"}),
        ("What did Norway say about the bridge?", "Anna Berg", {"Pierre Blanc", "Ivy Stone"}),
        ("Who said that the bridge must be rebuilt?", None, set()),
        ("What did Hungary say about the bridge?", None, set()),
    ],
)
def test_what_others_say_counts_less_where_somebody_is_asked_for(
    library: Library, monkeypatch: pytest.MonkeyPatch, question: str, asked: str | None, others: set[str]
) -> None:
    def scores() -> dict[str, tuple[str | None, float]]:
        hits = library.hits(question, source="bridge")
        said = {hit.text: hit.said.statement.speaker for hit in hits if hit.said}
        return {hit.text: (speaker.name if (speaker := said.get(hit.text)) else None, hit.score) for hit in hits}

    hearing = library.search(question, source="bridge").hearing
    assert hearing is not None
    assert "Norway" not in question or 0.9 < hearing.quality < 1
    monkeypatch.setattr(testimony, "OTHERS", 0.0)
    before = scores()
    monkeypatch.setattr(testimony, "OTHERS", 0.25)
    after = scores()
    assert len(after) == 9
    assert asked in {name for name, _ in after.values()}
    for sentence, (name, score) in after.items():
        less = 0.25 * hearing.quality if name in others else 0.0
        assert score == pytest.approx(before[sentence][1] - less)


def test_neither_who_is_meant_and_mute_nor_who_has_no_name_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(
        f"{who} the treaty on ferries."
        for who in ("Oslo signed", "Anna Berg said", "Experts said", "Pierre Blanc said")
    )
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text=text, id="one"))

        def scores() -> dict[str, float]:
            found = library.search("What did Norway say about the treaty?")
            assert found.hearing is not None and SPEAKERS["Oslo"] in found.hearing.mute
            return {hit.text.split()[0]: hit.score / found.hearing.quality for hit in found.hits}

        monkeypatch.setattr(testimony, "OTHERS", 0.0)
        before = scores()
        monkeypatch.setattr(testimony, "OTHERS", 0.25)
        less = {who: before[who] - score for who, score in scores().items()}
    assert less == pytest.approx({"Oslo": 0, "Anna": 0, "Experts": 0, "Pierre": 0.25})


@pytest.mark.parametrize(
    ("others", "theirs", "fit", "first"),
    [
        ("Nils Dahl", 0.45, 0.95, "theirs"),  # a little worse
        ("Nils Dahl", 0.30, 0.95, "other"),  # much worse
        ("Nils Dahl", 0.45, 0.50, "other"),  # hardly theirs
        ("Experts", 0.45, 0.95, "other"),  # who may be whoever is meant
        ("Some", 0.45, 0.95, "other"),
    ],
)
def test_whose_words_are_asked_for_comes_before_another_who_is_a_little_better(
    library: Library, others: str, theirs: float, fit: float, first: str
) -> None:
    found = library.search("What did Anna Berg say about the bridge?", source="bridge")
    assert found.hearing is not None
    said = (Said(Statement(Attribution(((0, 9),), "direct"), SPEAKERS[who]), 0.0, 1.0) for who in (others, "Anna Berg"))
    other, berg = (hit._replace(said=one) for hit, one in zip(found.hits, said, strict=False))
    hits = [
        other._replace(score=0.5),
        other._replace(score=0.5, said=None),
        berg._replace(score=theirs, said=berg.said and berg.said._replace(quality=fit)),
    ]
    best, *rest = testimony.theirs_first(found.hearing, hits)
    assert best.score == 0.5
    assert [best, *rest] == (hits if first == "other" else [hits[2]._replace(score=0.5), *hits[:2]])
    elsewhere = [*hits[:2], hits[2]._replace(coverage=0.0, sentence_cosine=0.7 * other.sentence_cosine)]
    assert testimony.theirs_first(found.hearing, elsewhere) == elsewhere  # of something else
    in_other_words = [*hits[:2], hits[2]._replace(coverage=0.0, sentence_cosine=0.9 * other.sentence_cosine)]
    assert (testimony.theirs_first(found.hearing, in_other_words) == in_other_words) == (first == "other")


def test_a_deed_in_words_is_told_by_a_sentence_its_cue_or_the_sentence_before(tmp_path: Path) -> None:
    text = "Experts gave a warning. Anna Berg said ice is thin. Nils Dahl said snow is white. Oslo warned rain is near."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Weather", text))

        def told(question: str) -> set[str]:
            found = library.search(question)
            assert found.hearing is not None
            return {hit.text.split()[0] for hit in found.hits if testimony.tells_deed(found.hearing, hit)}

        assert told("Who warned of ice and snow and rain?") == {"Experts", "Anna", "Oslo"}
        assert told("Who denied the ice and snow?") == set()
        assert told("Who said ice is thin?") == set()  # which is no deed


def test_officials_lead_where_a_country_is_asked_for(library: Library) -> None:
    quotes = library.ask("What did Norway say?").quotes
    assert [quote.speaker for quote in quotes[:2]] in (["Anna Berg", "Oslo"], ["Oslo", "Anna Berg"])


def test_who_is_not_quoted_is_said_and_who_is(library: Library) -> None:
    answer = library.ask("What did Sweden say about the bridge?")
    assert not answer.answered
    assert answer.note is not None
    assert answer.note.startswith("Sweden is not quoted in these sources. On the bridge they quote: ")
    assert "Norway (Anna Berg)" in answer.note
    assert "France (Pierre Blanc)" in answer.note


def noted(library: Library, question: str, source: str | None = None) -> str | None:
    found = library.search(question, source=source)
    assert found.hearing is not None
    return verdict.note(found.hearing, found.hits)


def test_who_is_quoted_but_nowhere_near_a_word_of_the_subject_is_said(library: Library) -> None:
    norway = "Norway (Anna Berg), Oslo are quoted"
    assert noted(library, "What did Norway say about volcanoes?") == (
        f"{norway} in these sources, but not where they mention volcanoes."
    )
    assert noted(library, "What did Ivy Stone say about taxes?", "bridge") == (
        "Ivy Stone (engineer) is quoted in this source, but not where it mentions taxes."
    )
    assert noted(library, "What did Norway say about taxes?") is None
    assert noted(library, "What did Norway say about the tax?") is None  # by its stem
    assert noted(library, "What did Anna Berg say about ferries?") is None  # beside what she says, in its paragraph
    assert noted(library, "What did Norway say?") is None


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("What did Otto Falk say about the ferries?", "Otto Falk is mentioned but not quoted in this source."),
        ("what did denmark say about the ferries", "Denmark is not quoted in this source."),
    ],
)
def test_who_only_does_something_is_not_quoted(library: Library, question: str, note: str) -> None:
    answer = library.ask(question, source="signed")
    assert not answer.answered
    assert answer.note == f"{note} On the ferries they quote: Norway (Anna Berg)."
    assert library.ask("What did Anna Berg say about ferries?", source="signed").quotes[0].speaker == "Anna Berg"


def test_a_name_in_small_letters_is_not_taken_for_another_word_of_the_source(tmp_path: Path) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text="Oslo said that Robert Finch was asked to the ball.", id="ball"))
        answer = library.ask("what did robert finch say about the ball")
        assert (answer.answered, answer.note) == (
            False,
            "Robert Finch is mentioned but not quoted in these sources. On the ball they quote: Oslo.",
        )


def test_a_note_has_each_name_once(tmp_path: Path) -> None:
    text = "Ivy Stone said the ball was late. Ms. Stone said the ball was loud. Nils Dahl said the ball was long."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text=text, id="ball"))
        note = library.ask("what did robert finch say about the ball").note
    assert note is not None
    assert (note.count("Ivy Stone"), note.count("Nils Dahl")) == (1, 1)


def test_who_is_mentioned_only_is_shown_where_it_is_mentioned(library: Library) -> None:
    answer = library.ask("What did Hungary say?")
    assert not answer.answered
    assert answer.note is not None
    assert answer.note.startswith("Hungary is mentioned but not quoted in these sources. They quote: ")
    assert lit(answer.quotes[0]) == "Hungary sent a delegation to the fjord."
    assert answer.quotes[0].speaker is None


def test_who_speaks_in_another_source_only(library: Library) -> None:
    answer = library.ask("What did the NATO chief say about defence?", source="bridge")
    assert not answer.answered
    assert answer.note is not None
    assert "not quoted in this source" in answer.note
    assert library.ask("What did the NATO chief say about defence?", source="budget").answered


def test_notes_call_people_as_they_were_asked_for(library: Library) -> None:
    notes = [library.ask(f"What did {who} say?").note for who in ("the united states", "the FBI", "tourists")]
    starts = ["The United States is not", "FBI is not", "Tourists are not"]
    assert [note is not None and note.startswith(start) for note, start in zip(notes, starts, strict=True)] == [
        True
    ] * 3


def test_a_general_answer_names_the_speaker_too(library: Library) -> None:
    first = library.ask("When must the bridge be rebuilt?").quotes[0]
    assert (first.speaker, first.description, first.kind) == ("Anna Berg", "Norwegian Prime Minister", "indirect")


def test_nobody_is_named_where_the_source_names_nobody(library: Library) -> None:
    quotes = library.ask("How slow is the ferry?").quotes
    assert "ferry is slow" in lit(quotes[0])
    assert quotes[0].speaker is None


def test_whether_somebody_said_it_is_answered_with_what_they_said(library: Library) -> None:
    """Ivy Stone, not Nils Dahl, warned of the pillars; what he did say comes first all the same."""
    assert library.ask("Did Nils Dahl say that the pillars are rotten?").quotes[0].speaker == "Nils Dahl"


@pytest.mark.parametrize(
    ("question", "as_asked"),
    [
        ("What did Ivy Stone warn of?", True),
        ("What did Ivy Stone promise?", False),
        ("What did Pierre Blanc promise for the bridge?", True),
        ("What did Oslo deny about taxes?", True),
        ("What did Anna Berg deny about schools?", False),
        ("Did Anna Berg deny that schools get more money?", True),
        ("What did Anna Berg say about schools?", True),
        ("What does Anna Berg think about schools?", True),  # whatever it is said with
    ],
)
def test_a_deed_in_words_that_is_asked_for_is_told_or_not(library: Library, question: str, as_asked: bool) -> None:
    found = library.search(question)
    assert found.hearing is not None and found.hearing.is_theirs(found.hits[0])
    assert testimony.is_as_asked(found.hearing, found.hits[0]) == as_asked
    (first,) = library.quotes(found, 1)
    signals = confidence.signals(question, found.hits, first, library.storage, found.hearing)
    assert signals["as_asked"] == as_asked


def test_what_an_interviewer_asks_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But where it is asked what was asked."""
    told = "Ivy Stone said the sea worries her most of all. What worries you most of all, somebody asked?"
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="Talk", text=told, id="talk"))

        def scores(question: str) -> tuple[float, float]:
            found = {"?" in hit.text: hit.score for hit in library.hits(question)}
            return found[False], found[True]

        questions = ("What did Ivy Stone say about worries?", "What did Ivy Stone ask about worries?")
        said, asked = map(scores, questions)
        monkeypatch.setattr(testimony, "ASKING", 0.0)
        statement, question = scores(questions[0])
        assert statement == said[0]
        assert question == pytest.approx(said[1] + ASKING)
        assert scores(questions[1]) == asked


@pytest.mark.parametrize(
    ("cue", "question", "less"),
    [
        ("did not yet confirm", "What did Otto Falk say about the ferry?", True),
        ("refused to confirm", "What did Otto Falk say about the ferry?", True),
        ("will confirm", "What did Otto Falk say about the ferry?", False),
        ("did not rule out", "What did Otto Falk say about the ferry?", False),  # which is said of it
        ("did not yet confirm", "What did Otto Falk decline to confirm about the ferry?", False),
        ("did not yet confirm", "What did Otto Falk deny about the ferry?", False),
        ("did not yet confirm", "Did Otto Falk say that the ferry is late?", False),
        ("did not yet confirm", "What did Otto Falk say he did not confirm?", False),
    ],
)
def test_what_somebody_did_not_say_counts_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cue: str, question: str, less: bool
) -> None:
    told = f"Otto Falk {cue} that the ferry is late. Otto Falk said the ferry is slow."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="Ferry", text=told, id="ferry"))

        def scores() -> dict[bool, float]:
            return {"late" in hit.text: hit.score for hit in library.hits(question)}

        after = scores()
        monkeypatch.setattr(testimony, "UNSAID", 0.0)
        before = scores()
    assert before[True] - after[True] == pytest.approx(0.15 if less else 0.0)
    assert before[False] == after[False]


def test_a_year_that_is_asked_for_is_told_or_not(library: Library) -> None:
    question = "What did Anna Berg say about schools in 2019?"
    found = library.search(question)
    (first,) = library.quotes(found, 1)
    assert confidence.signals(question, found.hits, first, library.storage, found.hearing)["numbered"] == 0


def test_what_came_or_went_counts_at_once(tmp_path: Path) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        question = "What did Pierre Blanc say about the bridge?"
        assert not library.ask(question).answered
        library.add(Document(title="News", text=BRIDGE, id="bridge"))
        assert library.ask(question).quotes[0].speaker == "Pierre Blanc"
        library.remove("bridge")
        assert not library.ask(question).answered


@pytest.mark.parametrize(
    ("who", "absent"),
    [("Iceland", True), ("Ada Quill", True), ("Norway", False), ("Anna Quill", False), ("the chief", False)],
)
def test_where_nobody_has_read_who_says_what_only_who_is_nowhere_is_absent(
    tmp_path: Path, who: str, absent: bool
) -> None:
    """Norway is there as Oslo."""
    question = f"What did {who} say about taxes?"
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        assert library.search(question).absent == absent
        if absent:
            answer = library.ask(question, strictness="eager")
            assert answer.quotes and not answer.answered


def test_where_nobody_has_read_who_says_what_nobody_is_said_to_be_silent(tmp_path: Path) -> None:
    question = "What did Norway say about the bridge?"
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        assert library.ask("What did Norway say?").quotes == ()
        library.add(Document(title="News", text=BRIDGE, id="bridge"))
        answer = library.ask(question)
        assert answer.quotes[0].speaker is None
        assert answer.note == "No source mentions Norway."  # that it is not quoted, nobody can tell
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        nowhere = library.ask("What did Iceland say about the bridge?")
        assert nowhere.note == "No source mentions Iceland."
        assert nowhere.confidence < 0.25
        library.check()  # reads the first as well
        silent = library.ask("What did Iceland say about the bridge?").note
        assert silent is not None and silent.startswith("Iceland is not quoted in these sources.")
        assert library.ask(question).quotes[0].speaker == "Anna Berg"


def test_whom_an_author_quotes_is_quoted_and_not_the_author() -> None:
    quoted = Statement(Attribution(((10, 20),), "indirect", (0, 4), (5, 9)), Speaker("Ivy Stone"))
    own = Statement(Attribution(((0, 20),), "direct", (40, 50)), Speaker("Anna Berg"))

    class Held:
        state = ""

        def statements(self) -> list[StoredStatement]:
            return [StoredStatement(1, 1, own), StoredStatement(2, 1, quoted)]

    record = Record(cast(Storage, Held()))
    assert record.said(1, (0, 20)) == Said(quoted, 0.0, 0.5)
    assert record.said(1, (0, 20), {Speaker("Anna Berg"): 1.0}) == Said(own, 1.0, 1.0)


def test_the_passages_of_a_statement_hold_its_words(library: Library) -> None:
    storage = library._storage
    record = Record(storage)
    sources = [library.source(id).number for id in ("bridge", "budget", "signed")]
    cut = {source: storage.passages(storage.holding([(source, (0, 10_000))])) for source in sources}
    for speaker, source in product(filter(None, SPEAKERS.values()), (None, *sources)):
        spans = [
            (one.source, span)
            for one in storage.statements()
            if one.statement.speaker == speaker and source in (None, one.source)
            for span in one.statement.attribution.content
        ]
        holding = [
            passage.number
            for number, (start, end) in spans
            for passage in cut[number]
            if passage.passage.start < end and start < passage.passage.end
        ]
        found = record.passages(speaker, source)
        assert list(found) == sorted(set(holding))
        assert record.passages(speaker, source) is found  # looked up once
    assert all(map(record.is_read, sources))
    assert record.is_read(None)
    assert not record.is_read(99)


def test_a_sentence_belongs_to_the_statement_of_whom_is_meant(library: Library) -> None:
    record = Record(library._storage)
    number = library.source("bridge").number
    start = BRIDGE.index("Anna Berg said")
    said = record.said(number, (start, start + 52))
    assert said is not None
    assert said.statement.speaker == SPEAKERS["Anna Berg"]
    assert said.quality == 0.0
    assert said.share == pytest.approx(len("the bridge must be rebuilt by spring") / 52)
    assert record.said(number, (0, 20)) is None
    assert record.said(99, (0, 20)) is None


@pytest.mark.parametrize(
    ("kind", "cue", "spoken"),
    [
        ("indirect", "said", True),
        ("indirect", "has indicated", True),
        ("indirect", "to discuss", False),
        ("indirect", "elected", False),
        ("indirect", "celebrated", True),
        ("indirect", "stood and cheered", False),
        ("direct", "elected", True),
        ("mixed", "elected", True),
        ("indirect", ":", True),
        ("indirect", None, True),
    ],
)
def test_what_is_said_in_so_many_words(kind: Kind, cue: str | None, spoken: bool) -> None:
    text = f"They {cue} that."
    span = (5, 5 + len(cue)) if cue else None
    attribution = Attribution(((len(text) - 5, len(text)),), kind, (0, 4), span, 0.9)
    assert is_spoken(attribution, text) is spoken
    moved = Attribution(((len(text) + 5, len(text) + 10),), kind, (10, 14), span and (span[0] + 10, span[1] + 10), 0.9)
    assert is_spoken(moved, text, 10) is spoken


def test_who_only_does_something_heads_no_quote(asked: Path) -> None:
    with Library.open(asked) as library:
        quote = library.ask("When did the leaders meet?").quotes[0]
        assert "met at the Élysée Palace to discuss" in quote.text and quote.speaker is None
        assert library.ask("How much will the Netherlands contribute?").quotes[0].speaker == "Mark Rutte"


@pytest.mark.parametrize(
    ("who", "note"),
    [
        # written so as a person's whole name, though in small letters here
        ("amina sow", "Amina Sow is mentioned but not quoted in these sources."),
        ("osk tammer", "Osk Tammer is mentioned but not quoted in these sources."),
        # words, or what may be called otherwise
        ("pest controllers", None),
        ("slow ferry", None),
        ("foxwatch", None),
        ("sow", None),
    ],
)
def test_whose_name_the_sources_write_is_somebody_and_not_some_words(
    tmp_path: Path, who: str, note: str | None
) -> None:
    text = (
        "The practice goes to Amina Sow and Osk Tammer, as Foxwatch knows. The National Pest Controllers’ Association "
        "wrote about it. A slow ferry came, the Slow Ferry of Dover.\n\nAnna Berg said the practice is old."
    )
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Practice", text))
        found = library.ask(f"what did {who} say about the practice").note
        assert (found or "").partition(" They")[0].partition(" On")[0] == (note or "")


@pytest.mark.parametrize(
    ("typed", "shown"), [("jane roe", "Jane Roe"), ("jane", "Jane"), ("Jane roe", "Jane roe"), ("zzz qqq", "Zzz qqq")]
)
def test_a_name_that_nothing_writes_is_written_as_names_are(library: Library, typed: str, shown: str) -> None:
    note = library.ask(f"what did {typed} say about taxes").note
    assert note is not None
    assert note.startswith(f"{shown} is not quoted in these sources.")
