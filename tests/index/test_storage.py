"""The conformance kit: what every storage must do. A new one joins `STORAGES`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Embeddable
from index.local import Local
from index.model import Attribution, Document, Passage, Speaker, Statement
from index.segment import passages
from index.storage import Entry, Reading, Remade, Scored, Storage

from .hashing import HashEncoder

STORAGES: dict[str, Callable[[Path], Storage]] = {"local": Local}
POLAND = "Poland does not plan to send troops. Tusk said so in Prague.\n\nHe repeated it."
GERMANY = "Germany will send no troops either. Scholz said so."
ENCODER = HashEncoder()
TUSK, SCHOLZ = Speaker("Donald Tusk", "Polish Prime Minister", ("PL", "EU")), Speaker("Olaf Scholz")
SAID = (
    Statement(Attribution(((0, 12), (13, 43)), "mixed", (45, 49), (50, 54), 0.1), TUSK),
    Statement(Attribution(((68, 70),), "indirect"), None),
    Statement(Attribution(((0, 43),), "direct", None, (50, 54), 1.0), Speaker("Źdźbło 🙂\n", "", ("a b",))),
)

SCHOLZ_SAID = Statement(Attribution(((0, 34),), "indirect", (36, 42), (43, 47)), SCHOLZ)


def entry(
    text: str, id: str, *, language: str = "en", encoder: HashEncoder = ENCODER, reading: Reading | None = None
) -> Entry:
    cut = passages(text, encoder.piece_spans, limit=12)
    return Entry(
        Document(title=id.title(), text=text, language=language),
        id,
        hashlib.sha256(text.encode()).hexdigest(),
        cut,
        list(encoder.passages([embeddable(text, passage) for passage in cut])),
        reading or Reading(),
    )


def embeddable(text: str, passage: Passage) -> Embeddable:
    start = passage.start
    return Embeddable("", text[start : passage.end], tuple((b - start, e - start) for b, e in passage.sentences))


@pytest.fixture(params=STORAGES)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    storage = STORAGES[request.param](tmp_path)
    yield storage
    storage.close()


def put(storage: Storage, *entries: Entry) -> list[int]:
    return storage.put(entries, added_by="tester", model="m@1")


def test_a_source_comes_back_as_it_was_put(storage: Storage) -> None:
    text = "Ünïcode 🙂\r\n\x00 שלום.\n\nEnd"
    (number,) = put(storage, entry(text, "odd", language="he"))
    source = storage.find(id="odd")
    assert source is not None
    assert (source.number, source.title, source.language, source.added_by) == (number, "Odd", "he", "tester")
    assert source.characters == len(text)
    assert storage.text(number) == text
    assert storage.find(number=number) == storage.find(sha256=source.sha256) == source
    assert storage.model == "m@1"


def test_passages_come_back_with_their_vectors(storage: Storage) -> None:
    made = entry(POLAND, "poland")
    (number,) = put(storage, made)
    hits = storage.dense(ENCODER.question("He repeated it"), 10)
    stored = storage.passages([found for found, _ in hits])
    assert {item.text for item in stored} == {POLAND[p.start : p.end] for p in made.passages}
    for item in stored:
        position = made.passages.index(item.passage)
        assert item.source == number
        assert np.allclose(item.sentence_vectors, made.encoded[position].sentences, atol=1e-3)


def test_candidates_in_everything_and_in_one_source(storage: Storage) -> None:
    poland, germany = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    vector = ENCODER.question("Scholz sends no troops")
    searches: list[Callable[[int | None], Scored]] = [
        lambda source: storage.dense(vector, 10, source=source),
        lambda source: storage.lexical("Scholz sends no troops", 10, source=source),
    ]
    for search in searches:
        everywhere = storage.passages([number for number, _ in search(None)])
        assert everywhere[0].source == germany
        assert {item.source for item in everywhere} == {poland, germany}
        assert {item.source for item in storage.passages([n for n, _ in search(poland)])} == {poland}


def test_candidates_are_scored_best_first(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    vector = ENCODER.question("troops")
    for found in (storage.dense(vector, 10), storage.lexical("troops", 10)):
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    dense = storage.dense(vector, 10)
    assert storage.cosines(vector, [number for number, _ in dense]) == pytest.approx([c for _, c in dense], abs=1e-6)


def test_several_sources_are_put_together_or_not_at_all(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland"))
    with pytest.raises(Exception):  # noqa: B017  # whatever the engine calls a conflict
        put(storage, entry(GERMANY, "germany"), entry("Another text.", "poland"))
    assert [source.id for source in storage.sources()] == ["poland"]
    assert storage.lexical("Germany", 10) == []
    assert storage.check().clean


def test_a_removed_source_leaves_nothing(storage: Storage) -> None:
    poland, germany = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    kept = storage.dense(ENCODER.question("Germany"), 1)
    storage.remove(poland)
    assert storage.find(id="poland") is None
    assert [source.id for source in storage.sources()] == ["germany"]
    assert storage.lexical("Prague", 10) == []
    assert {
        item.source for item in storage.passages([n for n, _ in storage.dense(ENCODER.question("Prague"), 99)])
    } == {germany}
    assert storage.dense(ENCODER.question("Germany"), 1) == kept
    (again,) = put(storage, entry(POLAND, "poland"))
    assert again not in (poland, germany)


def test_sources_are_listed_newest_first_in_pages(storage: Storage) -> None:
    put(storage, *(entry(f"Text number {n}.", f"source {n}") for n in range(7)), entry("Straße.", "Élysée"))
    assert [source.id for source in storage.sources(limit=2)] == ["Élysée", "source 6"]
    assert [source.id for source in storage.sources(offset=2, limit=2)] == ["source 5", "source 4"]
    assert [source.id for source in storage.sources(matching="RCE 3")] == ["source 3"]
    assert [source.id for source in storage.sources(matching="éLYs")] == ["Élysée"]
    assert storage.sources(matching="%") == []
    assert (storage.count(), storage.count(matching="source")) == (8, 7)


def test_an_alias_finds_the_source_until_it_is_removed(storage: Storage) -> None:
    (number,) = put(storage, entry(POLAND, "poland"))
    storage.alias(number, "also-poland")
    found = storage.find(id="also-poland")
    assert found is not None
    assert found.id == "poland"
    assert storage.release(number, "poland")
    found = storage.find(number=number)
    assert found is not None
    assert found.id == "also-poland"
    assert storage.find(id="poland") is None
    assert not storage.release(number, "also-poland")
    storage.remove(number)
    assert storage.find(id="also-poland") is None


def test_a_replaced_source_is_found_by_its_new_vectors(storage: Storage) -> None:
    (number, _) = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    made = entry(POLAND, "poland", encoder=HashEncoder())
    storage.replace(number, made.passages[:1], made.encoded[:1], title="Renamed", model="m@1")
    source = storage.find(number=number)
    assert source is not None
    assert (source.title, source.passages) == ("Renamed", 1)
    assert len(storage.dense(ENCODER.question("x"), 99, source=number)) == 1
    assert storage.lexical("Renamed", 5) != []


def test_all_sources_get_other_vectors_of_another_dimension(storage: Storage) -> None:
    poland, germany = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    storage.dense(ENCODER.question("x"), 1)
    other = HashEncoder(dimension=32)
    made = [entry(text, id, encoder=other) for text, id in ((POLAND, "poland"), (GERMANY, "germany"))]
    storage.replace_all(
        (Remade(number, item.passages, item.encoded) for number, item in zip((poland, germany), made, strict=True)),
        model="m@2",
    )
    assert storage.model == "m@2"
    assert storage.passages([storage.dense(other.question(GERMANY), 1)[0][0]])[0].source == germany


def test_weights_and_languages(storage: Storage) -> None:
    assert storage.languages() == []
    put(storage, entry(POLAND, "poland"), entry("Deutschland sendet nichts.", "de", language="de"))
    assert sorted(storage.languages()) == ["de", "en"]
    rare, common = storage.weights(["tusk", "in"], "en")
    assert rare >= common > 0


def test_check_of_a_sound_storage_finds_nothing(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    report = storage.check()
    assert (report.sources, report.clean, report.mended) == (2, True, ())
    assert report.passages == len(entry(POLAND, "a").passages) + len(entry(GERMANY, "b").passages)


def said(storage: Storage, source: int | None = None) -> list[tuple[int, Statement]]:
    """The statements with the numbers of their sources."""
    return [(stored.source, stored.statement) for stored in storage.statements(source)]


def test_statements_come_back_as_they_were_put(storage: Storage) -> None:
    poland, silent, germany = put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry("Nobody speaks.", "silent", reading=Reading("t@1")),
        entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])),
    )
    assert said(storage) == [(poland, SAID[0]), (poland, SAID[1]), (poland, SAID[2]), (germany, SCHOLZ_SAID)]
    assert said(storage, poland) == [(poland, statement) for statement in SAID]
    assert said(storage, silent) == []
    assert said(storage, 99) == []
    numbers = [stored.number for stored in storage.statements()]
    assert len(set(numbers)) == 4
    assert [stored.number for stored in storage.statements(germany)] == numbers[3:]
    assert storage.check().clean


def test_statements_are_put_with_their_source_or_not_at_all(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland", reading=Reading("t@1", SAID)))
    before = storage.statements()
    with pytest.raises(Exception):  # noqa: B017  # whatever the engine calls a conflict
        put(storage, entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])), entry("Another text.", "poland"))
    assert storage.statements() == before


def test_a_removed_source_takes_its_statements_with_it(storage: Storage) -> None:
    poland, germany = put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])),
    )
    kept = storage.statements(germany)
    gone = {stored.number for stored in storage.statements(poland)}
    storage.remove(poland)
    assert storage.statements() == storage.statements(germany) == kept
    assert storage.statements(poland) == []
    put(storage, entry(POLAND, "poland", reading=Reading("t@1", SAID)))
    assert not gone & {stored.number for stored in storage.statements()}


def test_a_source_gets_other_statements_and_keeps_everything_else(storage: Storage) -> None:
    poland, germany = put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])),
    )
    before, searched = storage.sources(), storage.dense(ENCODER.question("Tusk"), 9)
    storage.reread([(poland, Reading("t@2", SAID[1:])), (99, Reading("t@2", SAID))])
    assert said(storage) == [(poland, SAID[1]), (poland, SAID[2]), (germany, SCHOLZ_SAID)]
    assert (storage.sources(), storage.dense(ENCODER.question("Tusk"), 9)) == (before, searched)
    assert storage.unread("t@2") == [germany]


def test_who_has_been_read_by_whom(storage: Storage) -> None:
    old, none, new = put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry("Nobody reads this.", "none"),
        entry(GERMANY, "germany", reading=Reading("t@2")),
    )
    assert storage.unread("t@2") == [old, none]
    assert storage.unread("t@1") == [none, new]
    assert storage.unread("t@3") == [old, none, new]


def test_statements_survive_other_passages(storage: Storage) -> None:
    poland, germany = put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])),
    )
    before = storage.statements()
    made = entry(POLAND, "poland")
    storage.replace(poland, made.passages, made.encoded, title="Renamed", model="m@1")
    assert storage.statements() == before
    made_germany = entry(GERMANY, "germany")
    storage.replace_all(
        [
            Remade(poland, made.passages, made.encoded),
            Remade(germany, made_germany.passages, made_germany.encoded, Reading("t@2")),
        ],
        model="m@2",
    )
    assert said(storage) == [(poland, SAID[0]), (poland, SAID[1]), (poland, SAID[2])]
    assert storage.unread("t@1") == [germany]


def test_every_change_brings_another_state(storage: Storage) -> None:
    seen = [storage.state]
    (number,) = put(storage, entry(POLAND, "poland", reading=Reading("t@1", SAID)))
    seen.append(storage.state)
    storage.reread([(number, Reading("t@1", SAID))])
    seen.append(storage.state)
    storage.statements(), storage.sources()
    assert storage.state == seen[-1]
    storage.remove(number)
    seen.append(storage.state)
    assert len(set(seen)) == 4


def test_the_passages_that_hold_a_place_in_a_text(storage: Storage) -> None:
    numbers = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    first, second = (storage.passages(storage.holding([(number, (0, 200))])) for number in numbers)
    assert [stored.source for stored in (*first, *second)] == [numbers[0]] * len(first) + [numbers[1]] * len(second)
    assert len(first) > 1
    for stored in first:
        start = stored.passage.start
        assert storage.holding([(numbers[0], (start, start + 1))]) == [stored.number]
    assert storage.holding([(numbers[0], (0, len(POLAND))), (numbers[1], (0, 1))]) == [
        *(stored.number for stored in first), second[0].number,
    ]  # fmt: skip
    assert storage.holding([]) == storage.holding([(99, (0, 1))]) == []
    storage.remove(numbers[0])
    storage.refresh()
    assert storage.holding([(numbers[0], (0, 1))]) == []


def test_the_nearest_of_some_passages(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    vector = ENCODER.vector("Germany will send no troops either.")
    everything = storage.dense(vector, 10)
    some = sorted(number for number, _ in everything)[:2]
    assert storage.dense(vector, 10, among=some) == [found for found in everything if found[0] in some]
    assert storage.dense(vector, 1, among=some) == storage.dense(vector, 10, among=some)[:1]
    assert storage.dense(vector, 10, among=[]) == []


def test_the_passages_that_have_every_word(storage: Storage) -> None:
    assert storage.having("troops") == storage.having("") == []
    poland, germany = put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    stored = {one.number: one for one in storage.passages(storage.having(""))}
    assert list(stored) == sorted(stored) and {one.source for one in stored.values()} == {poland, germany}

    def having(words: str, source: int | None = None) -> list[str]:
        return [stored[number].text for number in storage.having(words, source=source)]

    assert having("TROOP") == having("troops, troop!") == [one.text for one in stored.values() if "troops" in one.text]
    assert having("send troops either") == [one.text for one in stored.values() if "either" in one.text]
    assert having("send parrots") == []
    assert having("Scholz", germany) and having("Scholz", poland) == []
    assert set(having("Germany")) == {one.text for one in stored.values() if one.source == germany}  # in the title
    assert having("", poland) == [one.text for one in stored.values() if one.source == poland]


def test_words_are_looked_for_among_some_passages(storage: Storage) -> None:
    put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    found = storage.lexical("troops Scholz Tusk", 10)
    some = sorted(number for number, _ in found)[:2]
    assert len(found) > 2
    assert storage.lexical("troops Scholz Tusk", 10, among=some) == [one for one in found if one[0] in some]
    assert storage.lexical("troops Scholz Tusk", 10, among=[]) == []


def test_the_vocabulary_counts_passages(storage: Storage) -> None:
    assert storage.vocabulary() == {}
    (number,) = put(storage, entry(POLAND, "p"))
    put(storage, entry("Truppen kommen. Truppen!", "d", language="de"), entry("Joukot!", "f", language="xx"))
    words = storage.vocabulary()
    passages = [one.text for one in storage.passages(storage.having("", source=number))]
    assert words["en"]["Tusk"] == sum("Tusk" in text for text in passages) == 1
    assert words["en"]["send"] == 1 and "tusk" not in words["en"]
    assert (words["de"]["Truppen"], words[""]["Joukot"]) == (1, 1)
    storage.remove(number)
    assert storage.vocabulary().keys() == {"de", ""}
    assert words["en"]["Tusk"] == 1  # what was given does not change
    put(storage, entry("Truppen gehen.", "e", language="de"))
    assert storage.vocabulary()["de"]["Truppen"] == 2
