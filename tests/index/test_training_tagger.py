"""Training the tagger: what is trained is what is read, and what is scored anew."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from index import tagger
from index.training import tagger as training

TEXT = "Mayor Ana Ruiz said the old bridge will close. “We will mend it,” her deputy added."
LABELLED = [
    {"source": [[TEXT.index("Mayor"), TEXT.index(" said")]], "cue": [[TEXT.index("said"), TEXT.index(" the old")]],
     "content": [[TEXT.index("the old"), TEXT.index(". “We")]], "kind": "indirect"},
]  # fmt: skip


def labelled(path: Path, count: int) -> str:
    """A file of so many labelled documents."""
    rows = [json.dumps({"id": str(number), "text": TEXT, "attributions": LABELLED}) for number in range(count)]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_weights_get_their_ranges_and_scores_anew_and_nothing_else_changes(tmp_path: Path) -> None:
    weights = tmp_path / "tagger.safetensors"
    shipped = load_file(tagger.WEIGHTS)
    learned = {name: tensor for name, tensor in shipped.items() if not name.endswith((".low", ".high"))}
    with safe_open(tagger.WEIGHTS, framework="pt") as file:
        save_file(learned, weights, metadata=file.metadata())  # as weights were before they had ranges
    card = {"what": "a tagger", "scores": {"held out": {"matched_f1": -1}, "other": {"matched_f1": 0.5}}}
    weights.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    files = [labelled(tmp_path / "train.jsonl", 2), "--report", labelled(tmp_path / "dev.jsonl", 1)]
    assert training.main([*files, "--out", str(weights), "--rescore"]) == 0
    found = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert found["what"] == "a tagger"
    assert found["sha256"] == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert found["scores"]["other"] == {"matched_f1": 0.5}
    for scores in (found["scores"]["held out"], found["scores"]["dev"]):
        assert (scores["speaker"], scores["matched_f1"]) == (1.0, pytest.approx(2 / 3, abs=0.01))  # of two found, one
    saved = load_file(weights)
    assert {name: torch.equal(tensor, saved[name]) for name, tensor in learned.items()} == dict.fromkeys(learned, True)
    assert saved.keys() == shipped.keys()
    assert all((saved[name] <= saved[name[:-3] + "high"]).all() for name in saved if name.endswith("low"))
    # Layer norms come before the projection, whose columns are those of six layers.
    assert saved["projection.low"].shape == (6 * 384,)
    assert saved["projection.low"].min() < -1 < 1 < saved["projection.high"].max() <= 384**0.5


def test_what_is_trained_is_what_is_read(tmp_path: Path) -> None:
    train, weights = labelled(tmp_path / "train.jsonl", 22), tmp_path / "tagger.safetensors"
    made = []
    for _ in range(2):
        assert training.main([train, "--epochs", "250", "--out", str(weights)]) == 0
        with safe_open(weights, framework="pt") as file:
            made.append((file.metadata(), load_file(weights)))
    (metadata, learned), (_, again) = made
    assert metadata == made[1][0]
    assert learned.keys() == again.keys()
    assert all(torch.equal(learned[name], again[name]) for name in learned)
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert card["scores"]["held out"]["content_f1"] == pytest.approx(1.0)  # it has learned the one text by heart
