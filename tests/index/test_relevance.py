"""Reading the best sentences together with the question: which are read, what becomes of their order, and weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from index import Document, Encoder, Library, ModelUnavailable, Passage, linear, relevance, shared_encoder, testimony
from index.linear import Rounded
from index.local import Local
from index.ranking import Hit
from index.readers import read_bytes
from index.relevance import BEST, PIECES, QUESTION, SENTENCE, SPREAD, Pair, Relevance, Texts, dealt, passage
from index.reranker import Reranker
from index.storage import Stored
from index.transformer import Affine

from .hashing import HashEncoder, PatternReader
from .test_reranker import TALKS
from .test_reranker import Fake as Scores

QUESTION_TEXT = "Will Poland send troops?"


class Fake(Relevance):
    """Reads pairs by a function of the second's length in word pieces, and remembers them."""

    def __init__(self, value: Callable[[int], float]) -> None:
        super().__init__()
        self.value = value
        self.given: list[Pair] = []

    def read(self, pairs: Sequence[Pair], encoder: Encoder) -> list[float]:
        self.given = list(pairs)
        return [self.value(len(text)) for _, text in pairs]


@pytest.fixture(scope="module")
def packaged() -> Encoder:
    shared_encoder().load()
    return shared_encoder()


def hits(*scores: float, language: str = "en", words: Sequence[int] = ()) -> list[Hit]:
    """Hits of passages of their own, numbered from 1, the first of one word, the second of two, and so on."""
    made = []
    for number, score in enumerate(scores, 1):
        text = " ".join(["word"] * (words[number - 1] if words else number))
        stored = Stored(number, 1, language, text, Passage(((0, len(text)),), (0,)), np.zeros((1, 2), np.float32))
        made.append(Hit(stored, 0, score, 0.5, 0.25, frozenset(), bonus=0.01))
    return made


def sentences(hits: Sequence[Hit]) -> list[str]:
    return [hit.text for hit in hits]


def reordered(
    reader: Relevance, given: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool] = lambda hit: True
) -> list[Hit]:
    return reader.reordered(QUESTION_TEXT, given, encoder, fits, sentences)


def order(found: Sequence[Hit]) -> list[tuple[int, float, float | None]]:
    return [(hit.stored.number, hit.score, hit.relevance) for hit in found]


def test_what_is_read_as_an_answer_comes_first_and_the_scores_are_dealt_out_anew(packaged: Encoder) -> None:
    found = reordered(Fake(lambda words: words / 10), hits(0.5, 0.49, 0.48, 0.3), packaged)
    assert order(found) == [(3, 0.5, 0.3), (2, 0.49, 0.2), (1, 0.48, 0.1), (4, 0.3, None)]


def test_what_is_read_weighs_as_much_as_it_says(packaged: Encoder) -> None:
    reader = Fake({1: 0.3, 2: 0.38}.__getitem__)
    assert order(reordered(reader, hits(0.5, 0.48), packaged)) == [(2, 0.5, 0.38), (1, 0.48, 0.3)]
    reader = Fake({1: 0.3, 2: 0.36}.__getitem__)
    assert order(reordered(reader, hits(0.5, 0.48), packaged)) == [(1, 0.5, 0.3), (2, 0.48, 0.36)]


def test_of_equally_good_ones_the_first_stays_first(packaged: Encoder) -> None:
    assert order(reordered(Fake(lambda words: 0.5), hits(0.5, 0.5), packaged)) == [(1, 0.5, 0.5), (2, 0.5, 0.5)]


def test_who_does_not_fit_takes_no_place_of_who_does(packaged: Encoder) -> None:
    given = hits(0.5, 0.499, 0.498, 0.497, 0.496)
    found = reordered(Fake(lambda words: words / 10), given, packaged, lambda hit: hit.stored.number > 3)
    assert [(hit.stored.number, hit.relevance) for hit in found] == [(5, 0.5), (2, None), (3, None), (4, 0.4), (1, 0.1)]


def test_only_what_is_about_as_good_as_the_first_is_read(packaged: Encoder) -> None:
    reader = Fake(lambda words: float(words > 1))
    given = hits(0.5, 0.5 - SPREAD + 0.001, 0.5 - SPREAD - 0.001)
    assert [hit.stored.number for hit in reordered(reader, given, packaged)] == [2, 1, 3]
    assert [len(text) for _, text in reader.given] == [1, 2]
    many = hits(*[0.5] * (BEST + 2))
    reordered(reader, many, packaged)
    assert len(reader.given) == BEST


def test_the_first_is_read_even_where_nothing_comes_near_it(packaged: Encoder) -> None:
    assert order(reordered(Fake(lambda words: 0.9), hits(0.5, 0.3), packaged)) == [(1, 0.5, 0.9), (2, 0.3, None)]
    assert order(reordered(Fake(lambda words: 0.9), hits(0.5), packaged)) == [(1, 0.5, 0.9)]
    assert reordered(Fake(lambda words: 0.9), [], packaged) == []


def test_what_is_not_read_keeps_its_place(packaged: Encoder) -> None:
    """What somebody is asked to have said stands before what others say, however good that is."""
    given = [*hits(0.3), *hits(0.9)[:1], *hits(0.3, 0.28)[1:]]
    found = reordered(Fake(lambda words: words / 10), given, packaged, lambda hit: hit.score < 0.5)
    assert order(found) == [(2, 0.3, 0.2), (1, 0.9, None), (1, 0.28, 0.1)]


def test_nobody_else_comes_before_whoever_is_meant(packaged: Encoder) -> None:
    found = reordered(
        Fake(lambda words: words / 10), hits(0.5, 0.49, 0.48), packaged, lambda hit: hit.stored.number != 3
    )
    assert order(found) == [(2, 0.5, 0.2), (1, 0.49, 0.1), (3, 0.48, None)]


def test_what_is_not_english_stays_as_it_is(packaged: Encoder) -> None:
    reader = Fake(lambda words: words / 10)
    given = [*hits(0.5, language="de"), *hits(0.49)]
    assert reordered(reader, given, packaged) == given
    assert reader.given == []
    mixed = [*hits(0.5), *hits(0.49, language="fr"), *hits(0.3, 0.485)[1:]]
    found = reordered(reader, mixed, packaged)
    assert order(found) == [(2, 0.5, 0.2), (1, 0.49, None), (1, 0.485, 0.1)]
    assert found[1].stored.language == "fr"
    assert len(reordered(reader, hits(0.5, 0.49, language="en-GB"), packaged)) == len(reader.given) == 2


def test_with_another_model_all_stays_as_it_is() -> None:
    given = hits(0.5, 0.49)
    assert reordered(Relevance(), given, HashEncoder()) == given


def test_long_texts_are_cut_and_two_are_read_at_least(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Fake(lambda words: words / 100)
    reader.reordered("why " * 90, hits(0.5, 0.49, 0.48, words=(90, 91, 92)), packaged, lambda hit: True, sentences)
    assert [(len(asked), len(text)) for asked, text in reader.given] == [(QUESTION, SENTENCE)] * 2
    assert 2 * (QUESTION + SENTENCE) <= PIECES < 3 * (QUESTION + SENTENCE)
    monkeypatch.setattr(relevance, "PIECES", QUESTION)
    reader.reordered("why " * 90, hits(0.5, 0.49, 0.48, words=(90, 91, 92)), packaged, lambda hit: True, sentences)
    assert len(reader.given) == 2
    monkeypatch.undo()
    reader.reordered("why", hits(0.5, 0.49, 0.48, words=(40, 40, 40)), packaged, lambda hit: True, sentences)
    assert [len(text) for _, text in reader.given] == [40] * 3


def test_who_says_it_is_read_before_it_where_it_does_not_name_them(tmp_path: Path) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader()) as library:
        library.add(TALKS)
        found = {hit.text: hit for hit in library.search("What did Olaf Scholz say about the ferry?").hits}
        said = found["Olaf Scholz said the ferry is a wreck."]
        assert said.said is not None
        assert passage(said, said.said, "") == "Olaf Scholz said the ferry is a wreck."
        green = found["The ferry is green."]
        assert passage(green, said.said, "") == "Olaf Scholz: The ferry is green."
        assert passage(green, None, "") == "The ferry is green."
        assert passage(green, said.said, "Boats") == "Boats: Olaf Scholz: The ferry is green."
        assert passage(green, said.said, "Olaf Scholz") == "Olaf Scholz: The ferry is green."


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Ferries", "Ferries: The ferry is green."),
        ("The ferry", "The ferry is green."),
        ("THE FERRY IS", "The ferry is green."),
        ("Gree", "Gree: The ferry is green."),  # no word of it
        ("Ferry (boat)", "Ferry (boat): The ferry is green."),
        ("What is green at sea", "What is green at sea: The ferry is green."),
        ("What is so green at sea", "The ferry is green."),
        ("x" * 40, f"{'x' * 40}: The ferry is green."),
        ("x" * 41, "The ferry is green."),
        ("", "The ferry is green."),
    ],
)
def test_a_short_title_is_read_before_what_does_not_name_it(tmp_path: Path, title: str, read: str) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="Boats", text="The ferry is green."))
        (hit,) = library.search("ferry").hits
    assert passage(hit, None, title) == read


def test_no_pattern_is_made_of_a_name_that_stands_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    search = re.search

    def noted(pattern: str, *rest: Any) -> re.Match[str] | None:
        tried.append(pattern)
        return search(pattern, *rest)

    monkeypatch.setattr(re, "search", noted)
    assert relevance._has("The ÄRA ferries leave.", "Ära")
    assert not relevance._has("The ferries leave.", "ferr")
    assert len(tried) == 2
    assert not relevance._has("The ferries leave.", "Olaf Scholz")
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("Colours", "Boats: Colours: The ferry is green."),
        ("Notes\nColours", "Boats: Notes: Colours: The ferry is green."),
        (f"{'x' * 55}\nColours", "Boats: Colours: The ferry is green."),  # the nearest alone
        ("The ferry", "Boats: The ferry is green."),
        ("of " * 11, "Boats: The ferry is green."),
    ],
)
def test_a_short_heading_is_read_too(tmp_path: Path, heading: str, read: str) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="Boats", text="The ferry is green."))
        (hit,) = library.search("ferry").hits
    assert passage(hit._replace(heading=heading), None, "Boats") == read


def test_titles_are_those_of_the_hits_sources(tmp_path: Path) -> None:
    class Reading(Relevance):
        there: Sequence[str] = ()
        gone: Sequence[str] = ()

        def reordered(
            self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
        ) -> list[Hit]:
            self.there = texts(hits)
            for number in {hit.stored.source for hit in hits}:  # they may go while a question is answered
                library.remove(library.numbered(number).id)
            self.gone = texts(hits)
            return list(hits)

    reading = Reading()
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader(), relevance=reading) as library:
        library.add(Document(title="Ferry Anna", text="It sank in May. The ferry Anna was green."))
        library.add(Document(title="Ferry Berta", text="Another sank in May."))
        library.search("what sank in May")
    assert sorted(reading.there) == [
        "Ferry Anna: It sank in May.", "Ferry Berta: Another sank in May.", "The ferry Anna was green.",
    ]  # fmt: skip
    assert sorted(reading.gone) == ["Another sank in May.", "It sank in May.", "The ferry Anna was green."]


class Spy(Relevance):
    """Leaves all as it is, and remembers for whom it was called: question, hits, and which of them fit."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[str], list[bool]]] = []

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
    ) -> list[Hit]:
        self.seen.append((question, [hit.text for hit in hits], [fits(hit) for hit in hits]))
        return list(hits)[::-1]


def test_a_library_reads_with_the_packaged_reader_or_another(tmp_path: Path) -> None:
    other = Relevance(tmp_path / "none")
    with Library.open(tmp_path / "a", encoder=HashEncoder()) as library:
        assert library._answerer._relevance is relevance.shared_relevance()
    with Library.open(tmp_path / "b", encoder=HashEncoder(), relevance=other) as library:
        assert library._answerer._relevance is other


def test_only_hits_to_keep_are_read(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        found = library.search("What colour is the ferry?", keep=lambda hit: "green" not in hit.text)
        assert len(spy.seen[0][1]) == len(found.hits) == 3


def asked(folder: Path, spy: Spy, reranker: Reranker | None = None) -> Library:
    library = Library(
        Local(folder, create=True), folder, HashEncoder(), PatternReader(), reranker=reranker, relevance=spy
    )
    library.add(TALKS)
    return library


def test_only_sentences_of_whoever_is_meant_compete_with_theirs(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        found = library.search("What did Donald Tusk say about the ferry?")
        ((question, texts, fitting),) = spy.seen
        assert question == "What did Donald Tusk say about the ferry?"
        assert sorted(text for text, fits in zip(texts, fitting, strict=True) if fits) == [
            "Donald Tusk said the ferry is late.", "Donald Tusk said the ferry is safe.",
        ]  # fmt: skip
        assert len(texts) == 4
        assert [hit.text for hit in found.hits] == texts[::-1]


def test_whoever_is_meant_is_put_first_after_reading_where_another_led(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testimony, "theirs_first", lambda hearing, hits: hits[:1])
    with asked(tmp_path, Spy()) as library:
        found = [
            library.search(f"What did {who} say about the ferry?").hits for who in ("Donald Tusk", "Angela Merkel")
        ]
        assert list(map(len, found)) == [4, 1]  # what leads is his already; she says nothing


def test_only_what_stands_under_the_numbers_asked_for_competes(tmp_path: Path) -> None:
    spy = Spy()
    page = "# Notes\n\n## 2.4\n\nPets are faster.\n\n## 2.3\n\nPets are slower.\n"
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), relevance=spy) as library:
        library.add(read_bytes(page.encode(), "notes.md"))
        library.search("How fast are pets in 2.4?")
        library.search("How fast are pets?")
        (_, texts, fitting), (_, _, all_fit) = spy.seen
        told = dict(zip(texts, fitting, strict=True))
        assert told["Pets are faster."] and not told["Pets are slower."]
        assert all(all_fit)


def test_nobody_is_who_warned_before_somebody_who_did(tmp_path: Path) -> None:
    spy = Spy()
    text = "Ada Berg said in a warning that the ferry may sink. It was cold. Nils Dahl said it rained."
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader(), relevance=spy) as library:
        library.add(Document(title="A ferry", text=text))
        library.search("Who warned that the ferry may sink?")
        library.search("Who said that the ferry may sink?")
        (_, texts, fitting), (_, _, all_fit) = spy.seen
        assert texts[0].startswith("Ada Berg")
        assert fitting[0] and not fitting[texts.index("Nils Dahl said it rained.")]
        assert all(all_fit)


def test_all_compete_where_nobody_is_meant_or_who_is_meant_says_nothing(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        library.search("What colour is the ferry?")
        library.search("What did Angela Merkel say about the ferry?")
        assert [fitting for _, _, fitting in spy.seen] == [[True] * 4] * 2


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Did Donald Tusk say the ferry is safe?", ["What did Donald Tusk say about the ferry is safe?"]),
        ("What did Donald Tusk say about the ferry?", ["What did Donald Tusk say about the ferry?"]),
        ("did he say the ferry is safe", []),
        ("???", []),
    ],
)
def test_whether_somebody_said_something_is_read_as_what_they_said_of_it(
    question: str, read: list[str], tmp_path: Path
) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        library.search(question)
        assert [asked for asked, _, _ in spy.seen] == read


def test_a_model_of_the_operators_choice_reads_instead(tmp_path: Path) -> None:
    spy, scorer = Spy(), Scores(lambda text: float(len(text)))
    with asked(tmp_path, spy, Reranker(scorer)) as library:
        assert library.search("What colour is the ferry?").hits[0].text == "Olaf Scholz said the ferry is a wreck."
        assert spy.seen == []


# The packaged reader


def test_an_answer_is_more_relevant_than_what_only_sounds_like_one(packaged: Encoder) -> None:
    asked, *texts = packaged.pieces(
        [
            "How many people attended the opening of the bridge?",
            "Some 4,000 people came to see the bridge opened.",
            "The opening of the bridge was put off twice.",
            "People have asked how the bridge was paid for.",
        ]
    )
    answer, *others = Relevance().read([(asked, text) for text in texts], packaged)
    assert answer > 0.5 > max(others)


def test_what_is_read_does_not_depend_on_threads_and_is_read_alike_again(packaged: Encoder) -> None:
    """What is read beside it, and by whom else, changes nothing that is told: all is rounded alike."""
    asked, *texts = packaged.pieces(
        [QUESTION_TEXT, "Poland will not.", "Troops left Poland in 1993.", "No. " * 20, "Tusk ruled out troops."]
    )
    reader, pairs = Relevance(), [(asked, text) for text in texts]
    alone = [reader.read([pair], packaged)[0] for pair in pairs]
    assert len(set(alone)) == 4
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: reader.read(pairs, packaged), range(8)))
    assert together == [pytest.approx(alone, abs=1e-4)] * 8
    assert reader.read(pairs[::-1], packaged) == pytest.approx(alone[::-1], abs=1e-4)
    assert reader.read([], packaged) == []


@given(sizes=st.lists(st.tuples(st.integers(1, 32), st.integers(0, 48)), max_size=6), most=st.integers(1, 4))
def test_pairs_are_dealt_out_in_parts_of_like_sizes(sizes: list[tuple[int, int]], most: int) -> None:
    pairs = [(range(one), range(other)) for one, other in sizes]
    parts = dealt(pairs, most)
    assert [pair for part in parts for pair in part] == pairs
    assert all(parts) and len(parts) <= most
    weights = [sum(len(one) + len(other) for one, other in part) for part in parts]
    assert max(weights, default=0) <= sum(weights) / most + max((sum(pair) for pair in sizes), default=0)


def test_two_pairs_of_like_sizes_are_read_by_two_threads(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown by a barrier that none passes alone."""
    reader, encoder = Relevance(), Encoder(workers=2)
    network = reader.load(encoder)
    assert network is not None
    read, both = network.read, Barrier(2, timeout=30)
    pairs = [([2003, 2054], [3173, 2097]), ([2003, 2054], [2053, 2073])]
    together = read(pairs)

    class Waiting:
        def read(self, part: list[Pair]) -> list[float]:
            both.wait()
            return read(part)

    monkeypatch.setattr(reader, "load", lambda encoder: Waiting())
    assert reader.read(pairs, encoder) == pytest.approx(together, abs=1e-4)
    encoder.close()


def test_the_network_is_the_packaged_one_with_its_changes(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the same changes made to the libraries' own model; without rounding to the bit, nearly so with it."""
    changes = load_file(relevance.WEIGHTS)
    asked, text = packaged.pieces([QUESTION_TEXT, "Poland does not plan to send its troops to Ukraine."])
    expected = _reference(packaged, changes, asked, text)
    assert Relevance().read([(asked, text)], packaged)[0] == pytest.approx(expected, abs=0.05)
    monkeypatch.setattr(linear, "rounded", lambda exact, low, high, finely: exact)
    assert Relevance().read([(asked, text)], packaged)[0] == pytest.approx(expected, abs=1e-4)
    path = tmp_path / "other.safetensors"
    save_file({name: tensor * 0 if name.startswith("out.") else tensor for name, tensor in changes.items()}, path)
    assert Relevance(path).read([(asked, text)], packaged) == [0.5]


def test_without_its_weights_it_says_what_to_do(packaged: Encoder, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    other = tmp_path / "other.safetensors"
    save_file({"norm.weight": torch.zeros(3)}, other)
    for path in (tmp_path / "none.safetensors", damaged, other):
        with pytest.raises(ModelUnavailable, match=rf"The weights '{path.name}' are missing or damaged; reinstall"):
            Relevance(path).load(packaged)
    assert Relevance(damaged).load(HashEncoder()) is None


def _reference(packaged: Encoder, changes: dict[str, torch.Tensor], asked: list[int], text: list[int]) -> float:
    import copy

    model: Any = copy.deepcopy(packaged._loaded.transformers_model)
    state = model.state_dict()
    places = {
        "joined": "attention.output.dense", "widened": "intermediate.dense", "narrowed": "output.dense",
        "attended": "attention.output.LayerNorm", "passed": "output.LayerNorm",
    }  # fmt: skip
    for number in range(6):
        prefix = f"encoder.layer.{number}."
        change = 2 * changes[f"layers.{number}.heads.up"].float() @ changes[f"layers.{number}.heads.down"].float()
        for at, name in enumerate(("query", "key", "value")):
            state[f"{prefix}attention.self.{name}.weight"] += change[384 * at : 384 * (at + 1)]
        for own, path in places.items():
            name = f"layers.{number}.{own}"
            if f"{name}.up" in changes:
                change = 2 * changes[f"{name}.up"].float() @ changes[f"{name}.down"].float()
                state[f"{prefix}{path}.weight"] += change
            else:
                for part in ("weight", "bias"):
                    state[f"{prefix}{path}.{part}"] = changes[f"{name}.{part}"].float()
    for part in ("weight", "bias"):
        state[f"embeddings.LayerNorm.{part}"] = changes[f"norm.{part}"].float()
    model.load_state_dict(state)
    pieces = torch.tensor([[101, *asked, 102, *text, 102]])
    sides = torch.tensor([[0] * (len(asked) + 2) + [1] * (len(text) + 1)])
    with torch.inference_mode():
        first = model(input_ids=pieces, token_type_ids=sides).last_hidden_state[0, 0]
        hidden = torch.tanh(Affine(changes["hidden.weight"].float(), changes["hidden.bias"].float())(first))
        value = Affine(changes["out.weight"].float(), changes["out.bias"].float())(hidden)
    return float(torch.sigmoid(value))


def test_the_matrices_are_rounded(packaged: Encoder) -> None:
    reader = Relevance()
    reader.read([([2000], [2001])], packaged)
    assert reader._network is not None
    for layer in reader._network.transformer.layers:
        assert all(isinstance(part, Rounded) for part in (layer.heads, layer.joined, layer.widened, layer.narrowed))
