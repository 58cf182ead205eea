"""Training the reader of question and sentence: what it learns from, and that what it saves is what is read later."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from index import Encoder, Library, linear, relevance
from index.relevance import Relevance
from index.training import changes, pairs, pools
from index.training import relevance as training
from index.training.pools import Pool

MILL = ("The mill burned in May.", "The owner wept.", "Nobody was hurt in the fire.")


def told(pool: Pool) -> list[tuple[str, list[str], list[str]]]:
    """The questions of a pool with the sentences themselves."""
    return [
        (question.text, [pool.sentences[at] for at in question.right], [pool.sentences[at] for at in question.wrong])
        for question in pool.questions
    ]


def lines(path: Path, *rows: str) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def folder(path: Path) -> Path:
    """A folder of an article and two questions, one of which it does not answer."""
    path.mkdir()
    article = {"id": "mill", "title": "Fire", "text": " ".join(MILL)}
    lines(path / "articles.jsonl", json.dumps(article))
    asked: list[dict[str, Any]] = [
        {"question": "When did the mill burn?", "scope": "library", "article_id": "mill", "gold": [MILL[0]]},
        {"question": "Who owns the ferry?", "scope": "library", "article_id": None, "gold": []},
    ]
    lines(path / "questions.jsonl", *map(json.dumps, asked))
    return path


# The public sets


def test_lines_of_sentences_and_questions(tmp_path: Path) -> None:
    texts = lines(tmp_path / "src.txt", "it burned in `` may '' .", "x" * 600, "it burned in `` may '' .")
    questions = lines(tmp_path / "tgt.txt", "when did it burn ?", "what is x ?", "what burned ?")
    pool = pools.sentences(texts, questions)
    sentence = 'it burned in " may " .'
    assert told(pool) == [("when did it burn ?", [sentence], []), ("what burned ?", [sentence], [])]
    assert list(pool.sentences) == [sentence]
    assert pool.vague


def test_answers_of_several_people(tmp_path: Path) -> None:
    context = " ".join(MILL)
    answers = [{"text": "May", "answer_start": 19}, {"text": "the fire", "answer_start": context.index("the fire")}]
    asked = [{"question": "When?", "answers": answers}, {"question": "Why?", "answers": []}]
    data = {"data": [{"paragraphs": [{"context": context, "qas": asked}]}]}
    (tmp_path / "reddit.json").write_text(json.dumps(data), encoding="utf-8")
    assert told(pools.shifts(tmp_path / "reddit.json")) == [("When?", [MILL[0], MILL[2]], [MILL[1]])]


def test_questions_about_single_sentences(tmp_path: Path) -> None:
    (tmp_path / "filtered").mkdir()
    lines(tmp_path / "wiki-sentences.tsv", "Wiki1k:w:1:2:3\tIt burned -LRB- twice -RRB- .", "Wiki1k:w:1:2:4\tHe wept .")
    row = "Wiki1k:w:1:2:3\t0 1\t76\t0\t3\t{}\t1\t2:1"
    asked = ["How often did it burn?", "how often did it burn?", "What burned?"]
    lines(tmp_path / "filtered" / "dev.tsv", *map(row.format, asked))
    lines(tmp_path / "filtered" / "test.tsv", row.format("Where did it not burn?").replace("Wiki1k", "PTB"))
    pool = pools.qamr(tmp_path)
    assert told(pool) == [("How often did it burn?", ["It burned ( twice ) ."], [])]
    assert list(pool.sentences) == ["It burned ( twice ) .", "He wept ."]


def test_answer_sentence_selection_in_both_of_its_forms(tmp_path: Path) -> None:
    row = {"question": "When?", "candidates": list(MILL), "answers": [0]}
    (tmp_path / "test.json").write_text(json.dumps([row]), encoding="utf-8")
    for path in (tmp_path / "test.json", lines(tmp_path / "dev.jsonl", json.dumps(row))):
        assert told(pools.selqa(path)) == [("When?", [MILL[0]], [MILL[1], MILL[2]])]


def test_questions_beside_those_that_are_left_open(tmp_path: Path) -> None:
    """Of the dev part with the paragraphs that it comes with, of the train part with lines that know the question."""
    context = "the mill was n't old . it burned in may ( twice ) . nobody was hurt ; the owner wept ."
    tokens = context.split(" ")
    first, last = tokens.index("it"), tokens.index("twice") + 2
    lines(tmp_path / "dev-context.txt", f"{context}\t{first}\t{last}")
    lines(tmp_path / "dev-answerable-questions.txt", "1\twhen did the mill burn ?\t9\t9")
    lines(tmp_path / "dev-unanswerable-questions.txt", "2\twhen did the ferry burn ?\t9\t9")
    lines(tmp_path / "train-answerable-questions.txt", "3\twho rang ?\t0\t0", "4\twho 's lost ?\t0\t0")
    lines(tmp_path / "train-unanswerable-questions.txt", "5\twho sang ?\t0\t0", "6\twho won ?\t0\t0")
    known = [f"{word} rang ." for word in ("one", "two", "two", "anna", "four", "five", "six", "seven")]
    texts = lines(tmp_path / "src.txt", *known)
    questions = lines(tmp_path / "tgt.txt", *(f"q {number} ?" for number in range(3)), "who rang ?", *"4567")
    pool = pools.contrasted(tmp_path, texts, questions)
    mill = ["the mill wasn't old.", "it burned in may (twice).", "nobody was hurt; the owner wept."]
    bells = [f"{word} rang." for word in ("one", "two", "anna", "four", "five", "six")]
    assert told(pool) == [
        ("when did the mill burn?", [mill[1]], [mill[0], mill[2]]),
        ("when did the ferry burn?", [], [mill[1], mill[0], mill[2]]),
        ("who rang?", [bells[2]], [*bells[:2], *bells[3:]]),
        ("who sang?", [], [bells[2], *bells[:2], *bells[3:]]),
    ]
    assert pool.closed


def test_questions_made_of_attributions(tmp_path: Path) -> None:
    said = "the harbour needs dredging before winter"
    text = f"Ann Miller said {said}. It was cold. “{said.capitalize()} twice,” she said.\nNobody came."
    start = text.index(said)
    article = {
        "id": "a",
        "text": text,
        "attributions": [
            {"source": [[0, 10]], "content": [[start, start + len(said)]]},
            {"source": [], "content": [[start, start + len(said)]]},
        ],
    }
    path = tmp_path / "train.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(article) + "\n")
    seen = set()
    for seed in range(20):
        ((question, right, wrong),) = told(pools.attributed(path, random.Random(seed)))
        assert right == [f"Ann Miller said {said}."]
        assert wrong == ["It was cold.", f"“{said.capitalize()} twice,” she said.", "Nobody came."]
        assert "Ann Miller" in question or question.lower().startswith("who")
        seen.add(question)
    assert len(seen) > 5


# What is made of them


def test_a_word_is_replaced_by_one_that_is_written_alike(packaged: Encoder) -> None:
    chance = random.Random(1)
    donors = pairs.donors(["Where did Paris burn?", "Did 1999 come?", "Did Tusk speak?"])
    assert donors == {"name": ["Paris", "Tusk"], "word": ["burn", "come", "speak"], "number": ["1999"]}
    found = {pairs.swapped("When did Lyon burn?", {"Lyon burned in May."}, donors, chance) for _ in range(40)}
    assert found == {
        "When did Paris burn?", "When did Tusk burn?", "When did Lyon come?", "When did Lyon speak?",
    }  # fmt: skip
    assert pairs.swapped("When was it?", {"It was in May."}, donors, chance) is None
    assert pairs.swapped("Did 1999 end?", {"It was 1999."}, donors, chance) is None


def test_wrong_sentences_are_near_ones_and_those_beside_the_right_one(packaged: Encoder) -> None:
    chance = random.Random(1)
    pool = Pool("pool", [*MILL, "It rained."], [pools.Asked("When did the mill burn?", [0], [1])])
    (made,) = pairs.of_pool(pool, packaged, chance)
    pieces = packaged.pieces([*MILL, "It rained."])
    assert list(made.right) == [pieces[0]]
    assert made.wrong[0] == pieces[1]
    assert sorted(map(tuple, made.wrong)) == sorted(map(tuple, pieces[1:]))
    vague = pool._replace(sentences=[*pool.sentences, *(f"The mill burned in {n}." for n in range(30))], vague=True)
    far = vague._replace(questions=[pools.Asked("When did the mill burn?", [3])])
    assert pairs.of_pool(far, packaged, chance) == []
    assert len(pairs.of_pool(vague, packaged, chance)) == 1


def test_right_and_wrong_are_told_apart_in_batches() -> None:
    values = torch.tensor([3.0, -3.0, -3.0, -3.0])
    groups = [(2, True), (2, False)]
    right = training._loss(values, groups)
    assert training._loss(-values, groups) > right + 3
    # log(1 + e⁻³) of each pair, the right one's twice; log(1 + e⁻³ + e⁻⁶) and log(1 + 2e⁻³); log(1 + e⁻⁶)
    expected = 0.6 * 0.04859 * (2 + 3) / 4 + 0.4 * (0.05096 + 0.09492) / 2 + 0.4 * 0.00248
    assert float(right) == pytest.approx(expected, abs=1e-4)
    chance = random.Random(1)
    example = pairs.Example([1], [[2]], [[3], [4]], [9])
    drawn = [training._group(example, 7, chance) for _ in range(300)]
    assert [([1], [2]), ([1], [3]), ([1], [4])] in [group for group, _ in drawn]
    assert {len(group[0][0]) for group, _ in drawn} == {1}
    swapped = [right for group, right in drawn if group[0][0] == [9]]
    assert 10 < len(swapped) < 60
    assert not any(swapped)


def test_of_many_wrong_sentences_the_first_and_some_others_are_drawn() -> None:
    chance = random.Random(1)
    example = pairs.Example([1], [], [[number] for number in range(2, 12)])
    drawn = [[text[0] for _, text in training._group(example, 5, chance)[0]] for _ in range(100)]
    assert {tuple(wrong[:3]) for wrong in drawn} == {(2, 3, 4)}
    assert {len(set(wrong)) for wrong in drawn} == {5}
    assert {number for wrong in drawn for number in wrong[3:]} == set(range(5, 12))


def test_what_is_trained_is_what_is_read(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few steps over a folder and a public set: the loss falls, and the saved changes read as the network did."""
    kept: list[changes.Reader] = []
    original = training._train

    def train(*given: Any) -> changes.Reader:
        kept.append(original(*given))
        return kept[-1]

    monkeypatch.setattr(training, "_train", train)
    row = {"question": "When did it burn?", "candidates": list(MILL), "answers": [0]}
    selqa = lines(tmp_path / "selqa.jsonl", *[json.dumps(row)] * 3)
    out = tmp_path / "relevance.safetensors"
    arguments: Sequence[Any] = (folder(tmp_path / "fire"), "--selqa", selqa, "--epochs", 12, "--out", out)
    assert training.main(list(map(str, arguments))) == 0
    card = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert json.loads(capsys.readouterr().out) == card
    assert card["data"] == ["selqa: 3 examples", "fire: 2 examples"]
    assert card["seed"] == 1
    asked, *texts = packaged.pieces(["When did the mill burn?", *MILL])
    given = [(asked, text) for text in texts]
    with torch.inference_mode():
        expected = torch.sigmoid(kept[0](*changes.padded(given))).tolist()
    monkeypatch.setattr(linear, "rounded", lambda exact, low, high, finely: exact)
    assert Relevance(out).read(given, packaged) == pytest.approx(expected, abs=2e-3)
    assert expected[0] > max(expected[1:])


def test_training_goes_on_from_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With next to no rate, what comes out is what went in, and the card tells where it is from."""
    before = tmp_path / "before.safetensors"
    before.write_bytes(relevance.WEIGHTS.read_bytes())
    before.with_suffix(".json").write_text(json.dumps({"data": ["mills"], "seed": 7, "what": "x"}), encoding="utf-8")
    row = {"question": "When did it burn?", "candidates": list(MILL), "answers": [0]}
    selqa = lines(tmp_path / "selqa.jsonl", *[json.dumps(row)] * 5)
    out = tmp_path / "after.safetensors"
    command = (
        folder(tmp_path / "fire"),
        "--selqa",
        selqa,
        "--most",
        2,
        "--start",
        before,
        "--rate",
        1e-9,
        "--keep",
        tmp_path / "kept",
        "--out",
        out,
    )
    with pytest.raises(SystemExit):
        training.main([*map(str, command), "--wrong", "2"])
    assert "--wrong is 3 at least" in capsys.readouterr().err
    original, learned_from = training._train, []

    def train(*given: Any) -> changes.Reader:
        learned_from.extend(given[1])
        return original(*given)

    monkeypatch.setattr(training, "_train", train)
    options = ("--epochs", "1", "--groups", "2", "--repeated", "1", "--often", "fire")
    assert training.main([*map(str, command), *options]) == 0
    assert len(learned_from) == 1 + 2 * training.OFTEN  # of the first set one is held out
    card = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["data"] == ["selqa: 2 examples", "fire: 2 examples"]
    assert card["before"] == {"data": ["mills"], "seed": 7}
    assert card["settings"] == {
        "epochs": 1.0, "rate": 1e-9, "groups": 2, "wrong": 7, "repeated": 1, "often": ["fire"], "most": 2,
        "mean": False,
    }  # fmt: skip
    assert card["command"] == (
        "python -m index.training.relevance FOLDER... --selqa FILE... --start WEIGHTS --most 2 --rate 1e-09"
        " --epochs 1.0 --groups 2 --wrong 7 --repeated 1 --often fire"
    )
    with Library.open(tmp_path / "kept" / "fire") as kept:
        assert kept.sources()
    old, new = load_file(before), load_file(out)
    assert old.keys() == new.keys()
    learned = [name for name in old if not name.endswith((".low", ".high"))]
    assert len(learned) == len(old) - 2 * 4 * 6
    assert all(torch.allclose(old[name], new[name], atol=1e-3) for name in learned)


def test_the_mean_of_weights_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It lies halfway between those that training began with and those that it came to."""
    row = {"question": "When did it burn?", "candidates": list(MILL), "answers": [0]}
    selqa = lines(tmp_path / "selqa.jsonl", *[json.dumps(row)] * 3)
    came, halfway = tmp_path / "came.safetensors", tmp_path / "halfway.safetensors"
    command = ["--selqa", str(selqa), "--rate", "1e-2", "--epochs", "2"]
    with pytest.raises(SystemExit):
        training.main([*command, "--mean"])
    assert "--mean is that of new weights and of those that --start names" in capsys.readouterr().err
    command += ["--start", str(relevance.WEIGHTS)]
    assert training.main([*command, "--out", str(came)]) == 0
    assert training.main([*command, "--out", str(halfway), "--mean"]) == 0
    assert json.loads(halfway.with_suffix(".json").read_text(encoding="utf-8"))["settings"]["mean"] is True
    old, new, mean = load_file(relevance.WEIGHTS), load_file(came), load_file(halfway)
    learned = [name for name in old if not name.endswith((".low", ".high"))]
    assert max(float((old[name] - new[name]).abs().max()) for name in learned) > 0.01
    for name in learned:
        assert torch.allclose(mean[name].float(), (old[name].float() + new[name].float()) / 2, atol=1e-3)


def test_ranges_are_those_of_what_comes_to_each_matrix(packaged: Encoder) -> None:
    assert packaged.network is not None
    network = changes.Reader(packaged.network).eval()
    asked, *texts = packaged.pieces(["When did the mill burn?", *MILL])
    seen: list[torch.Tensor] = []
    narrowed = network.layers[2].get_submodule("narrowed")
    hook = narrowed.register_forward_pre_hook(lambda _, given: seen.append(given[0].flatten(0, -2)))
    with torch.inference_mode():
        for text in texts:
            network(*changes.padded([(asked, text)]))
    hook.remove()
    found = changes.ranges(network, [pairs.Example(asked, texts[:1], texts[1:])])
    assert len(found) == 2 * 4 * 6
    assert torch.equal(found["layers.2.narrowed.low"], torch.cat(seen).amin(0))
    assert torch.equal(found["layers.2.narrowed.high"], torch.cat(seen).amax(0))
    assert found["layers.2.narrowed.low"].min() > -0.2  # what GELU lets through


def test_the_shipped_weights_are_those_of_their_card() -> None:
    import hashlib

    card = json.loads(relevance.WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))
    assert hashlib.sha256(relevance.WEIGHTS.read_bytes()).hexdigest() == card["sha256"]
    assert relevance.WEIGHTS.stat().st_size < 4_000_000
