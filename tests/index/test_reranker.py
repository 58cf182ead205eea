"""The second look at the best sentences: a scorer's order, and a small model that is made here."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index import Document, Library, ModelUnavailable, Passage, loading
from index.encoder import Encoder
from index.local import Local
from index.ranking import Hit
from index.reranker import BEFORE, BEST, PIECES, QUESTION, SENTENCE, Model, Pairs, Reranker, context, shared_reranker
from index.storage import Stored

from .hashing import HashEncoder, PatternReader
from .reading import TALKS

SENTENCES = ("The mill burned in May.", "The owner wept.", "The mill was insured.", "The town will build a new mill.")
MILL = Document("Mill", " ".join(SENTENCES), id="mill")


class Fake:
    """Scores a text by a function of it, and remembers what it was given."""

    def __init__(self, score: Callable[[str], float]) -> None:
        self.score = score
        self.given: list[list[tuple[str, str]]] = []

    def load(self) -> None:
        """Nothing to load."""

    def scores(self, pairs: Pairs) -> list[float]:
        self.given.append(list(pairs))
        return [self.score(text) for _, text in pairs]


def hits(*scores: float, text: str = "One. Two. Three.") -> list[Hit]:
    """Hits of passages of their own, numbered from 1, each the last of three sentences."""
    first, second = text.index(" "), text.rindex(" ")
    passage = Passage(((100, 100 + first), (101 + first, 100 + second), (101 + second, 100 + len(text))), (1, 1, 1))
    return [
        Hit(Stored(number, 1, "en", text, passage, np.zeros((3, 2), np.float32)), 2, score, 0.5, 0.25, frozenset())
        for number, score in enumerate(scores, 1)
    ]


def asked(folder: Path, reranker: Reranker | None) -> Library:
    """A library with both documents."""
    library = Library(Local(folder, create=True), folder, HashEncoder(), PatternReader(), reranker=reranker)
    library.add(MILL)
    library.add(TALKS)
    return library


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cross-encoder with one layer and random weights."""
    return saved(tmp_path_factory.mktemp("models") / "small", labels=1)


def saved(folder: Path, *, labels: int) -> Path:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder.mkdir()
    words = sorted({word.strip(".").lower() for sentence in SENTENCES for word in sentence.split()})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "?", "what", *words]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=512, initializer_range=1.0, id2label={at: str(at) for at in range(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder, model_max_length=512).save_pretrained(folder)
    return folder


# The order


def test_the_order_is_that_of_the_scorer_and_the_scores_are_dealt_out_anew() -> None:
    given = hits(0.9, 0.7, 0.4)
    values = iter([0.0, -1.0, 5.0])
    found = Reranker(Fake(lambda text: next(values))).reordered("What?", given, HashEncoder())
    assert [(hit.stored.number, hit.score) for hit in found] == [(3, 0.9), (1, 0.7), (2, 0.4)]
    assert [hit._replace(score=0) for hit in found] == [given[at]._replace(score=0) for at in (2, 0, 1)]


def test_of_equally_good_ones_the_first_stays_first() -> None:
    found = Reranker(Fake(lambda text: 1.0)).reordered("What?", hits(0.5, 0.5, 0.2), HashEncoder())
    assert [(hit.stored.number, hit.score) for hit in found] == [(1, 0.5), (2, 0.5), (3, 0.2)]


def test_only_the_best_are_read_and_at_once() -> None:
    given = hits(*(1 - number / 100 for number in range(BEST + 3)))
    values = iter(range(BEST))
    fake = Fake(lambda text: next(values))
    found = Reranker(fake).reordered("What?", given, HashEncoder())
    assert [hit.stored.number for hit in found] == [*range(BEST, 0, -1), *range(BEST + 1, BEST + 4)]
    assert [hit.score for hit in found] == [hit.score for hit in given]
    assert list(map(len, fake.given)) == [BEST]


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_nothing_to_order(count: int) -> None:
    fake = Fake(lambda text: 1.0)
    given = hits(0.5)[:count]
    assert Reranker(fake).reordered("What?", given, HashEncoder()) == given
    assert fake.given == []


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_where_a_score_is_no_number_the_order_stays(broken: float) -> None:
    values = iter([1.0, broken, 3.0])
    given = hits(0.9, 0.7, 0.4)
    assert Reranker(Fake(lambda text: next(values))).reordered("What?", given, HashEncoder()) == given


def test_who_leads_leads_whatever_the_scorer_says() -> None:
    values = iter([1.0, 9.0, 2.0, 8.0])
    reranker = Reranker(Fake(lambda text: next(values)))
    found = reranker.reordered("What?", hits(0.9, 0.8, 0.7, 0.6), HashEncoder(), lambda hit: hit.stored.number % 2 == 1)
    assert [hit.stored.number for hit in found] == [3, 1, 2, 4]


def test_what_is_read_is_the_sentence_behind_the_one_before_it_and_bounded() -> None:
    assert context(hits(1.0)[0]) == "Two. Three."
    assert context(hits(1.0)[0]._replace(position=0)) == "One."
    long = hits(1.0, 0.5, text=f"One. {'b' * 900}c {'d' * 900}")
    fake = Fake(lambda text: 1.0)
    Reranker(fake).reordered("q" * 900, long, HashEncoder())
    assert fake.given == [[("q" * QUESTION, f"{'b' * (BEFORE - 1)}c {'d' * SENTENCE}")] * 2]


# In a library


def test_the_answer_is_the_sentence_that_the_scorer_prefers(tmp_path: Path) -> None:
    fake = Fake(lambda text: float(text.endswith("insured.")))
    with asked(tmp_path / "a", None) as plain, asked(tmp_path / "b", Reranker(fake)) as library:
        assert lit(plain, "When did the mill burn?") == "The mill burned in May."
        assert lit(library, "When did the mill burn?") == "The mill was insured."
        ((question, text), *_) = fake.given[0]
        assert (question, text) == ("When did the mill burn?", "The mill burned in May.")


def test_whoever_is_meant_leads(tmp_path: Path) -> None:
    liked = ("is a wreck.", "is safe.", "is late.")
    fake = Fake(lambda text: next((3.0 - at for at, end in enumerate(liked) if text.endswith(end)), 0.0))
    with asked(tmp_path, Reranker(fake)) as library:
        said = [hit.text for hit in library.hits("What did Tusk say about the ferry?")]
        assert said[:3] == [
            "Donald Tusk said the ferry is safe.", "Donald Tusk said the ferry is late.",
            "Olaf Scholz said the ferry is a wreck.",
        ]  # fmt: skip
        assert library.ask("What did Tusk say about the ferry?").quotes[0].speaker == "Donald Tusk"


def test_without_one_or_with_one_that_agrees_nothing_changes(tmp_path: Path) -> None:
    questions = ("When did the mill burn?", "Who wept?", "Who said the ferry is a wreck?", "What about the -town mill?")
    with asked(tmp_path / "a", None) as plain, asked(tmp_path / "b", Reranker(Fake(lambda text: 1.0))) as library:
        for question in questions:
            assert library.ask(question) == plain.ask(question)
            assert [(hit.span, hit.score) for hit in library.hits(question)] == [
                (hit.span, hit.score) for hit in plain.hits(question)
            ]


def lit(library: Library, question: str) -> str:
    quote = library.ask(question).quotes[0]
    return quote.text[slice(*quote.highlight)]


# The model


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    shared_reranker.cache_clear()
    yield monkeypatch
    shared_reranker.cache_clear()


@pytest.mark.parametrize("value", [None, "", "  "])
def test_it_is_off_unless_a_model_is_named(unset: pytest.MonkeyPatch, tmp_path: Path, value: str | None) -> None:
    unset.delenv("RERANKER_MODEL", raising=False)
    if value is not None:
        unset.setenv("RERANKER_MODEL", value)
    assert shared_reranker() is None
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        assert library._answerer._reranker is None


def test_a_named_model_reads_questions_on_an_encoding_thread(
    unset: pytest.MonkeyPatch, tmp_path: Path, small: Path
) -> None:
    unset.setenv("RERANKER_MODEL", f" {small} ")
    encoder = Encoder()
    with Library.open(tmp_path, encoder=encoder) as library:
        library.add(MILL)
        found = library.hits("What burned?")
        pairs = [("What burned?", context(hit)) for hit in sorted(found, key=lambda hit: hit.position)]
    alone = {text: Model(str(small)).scores([("What burned?", text)])[0] for _, text in pairs}
    assert len(set(alone.values())) == len(SENTENCES)
    assert [context(hit) for hit in found] == sorted(alone, key=lambda text: -alone[text])
    encoder.close()


def test_scores_are_those_of_the_model(small: Path) -> None:
    import torch
    from transformers import AutoTokenizer, BertForSequenceClassification

    model, tokenizer = BertForSequenceClassification.from_pretrained(small), AutoTokenizer.from_pretrained(small)
    pairs = [("What burned?", sentence) for sentence in SENTENCES]
    with torch.inference_mode():
        wanted = [model(**tokenizer(*pair, return_tensors="pt")).logits.item() for pair in pairs]
    assert Model(str(small)).scores(pairs) == pytest.approx(wanted, abs=1e-5)


def test_a_long_text_is_cut_to_what_it_reads(small: Path) -> None:
    model = Model(str(small))
    long = " ".join(SENTENCES * 60)
    one, other = model.scores([("What?", long), ("What?", long + " insured" * 20)])
    assert one == pytest.approx(other, abs=1e-6)
    assert model._model is not None and model._model.tokenizer.model_max_length == PIECES


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    with pytest.raises(ModelUnavailable) as error:
        Model(missing).load()
    assert str(error.value) == (
        f"The reranker '{missing}' cannot be loaded: check RERANKER_MODEL (a sentence-transformers CrossEncoder name "
        "or folder) and the network, or unset it to do without."
    )


def test_weights_that_are_no_safetensors_are_not_loaded(tmp_path: Path, small: Path) -> None:
    import torch
    from safetensors.torch import load_file

    shutil.copytree(small, tmp_path / "pickled")
    weights = tmp_path / "pickled" / "model.safetensors"
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(ModelUnavailable, match="cannot be loaded: check RERANKER_MODEL"):
        Model(str(tmp_path / "pickled")).load()


def test_a_model_that_gives_several_scores_is_none(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"is no reranker, .*: check RERANKER_MODEL .*, or unset it to do"):
        Model(str(saved(tmp_path / "three", labels=3))).load()


def test_an_embedding_model_is_none() -> None:
    folder = loading.packaged_folder()
    assert folder is not None
    with pytest.raises(ModelUnavailable, match="is no reranker"):
        Model(str(folder)).load()
