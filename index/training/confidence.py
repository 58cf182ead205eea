"""Fit the confidence: `python -m index.training.confidence FOLDER...` writes `index/weights/confidence.json`.

A FOLDER holds `articles.jsonl` ({"id", "title", "text"}) and `questions.jsonl` ({"question", "scope", "article_id",
"gold": [exact slice of the article, ...]}; no gold where the articles do not say). The label of a question is whether
its first quote covers half of a gold slice. The threshold keeps nine in ten of the training
questions whose first quote is right.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index import Document, Library, Quote, ranking


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print how well it separates in cross-validation, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders: list[Path] = parser.parse_args(arguments).folders
    examples = [example for folder in folders for example in _examples(folder)]
    names = list(examples[0][0])
    features = np.array([[signals[name] for name in names] for signals, _ in examples])
    labels = np.array([label for _, label in examples])
    model = LogisticRegression(C=10.0, max_iter=10_000)
    held_out = cross_val_predict(model, features, labels, cv=5, method="predict_proba")[:, 1]
    threshold = np.quantile(held_out[labels], 0.1)
    model.fit(features, labels)
    weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)}
    weights |= {"bias": round(float(model.intercept_[0]), 4), "threshold": round(float(threshold), 2)}
    card = {
        "what": "Logistic regression from ranking signals to the probability that the first quote answers.",
        "data": [folder.name for folder in folders],
        "licence": "Weights: MIT. The articles and questions are not redistributed.",
        "command": "python -m index.training.confidence FOLDER...",
        "seed": "none: the solver is deterministic",
        "questions": len(examples),
        "auroc_cross_validated": round(float(roc_auc_score(labels, held_out)), 3),
        "declined_of_the_wrong": round(float((held_out < threshold)[~labels].mean()), 3),
        "decided_rightly_cross_validated": round(float(((held_out >= threshold) == labels).mean()), 3),
    }
    text = json.dumps({"card": card, "weights": weights}, indent=2)
    ranking.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _examples(folder: Path) -> Iterator[tuple[dict[str, float], bool]]:
    articles = {article["id"]: article for article in _lines(folder / "articles.jsonl")}
    with tempfile.TemporaryDirectory() as temporary, Library.open(Path(temporary)) as library:
        documents = (Document(title=a["title"], text=a["text"], id=id) for id, a in articles.items())
        print(f"{folder.name}: {sum(1 for _ in library.add_many(documents))} articles", file=sys.stderr)
        for question in _lines(folder / "questions.jsonl"):
            source = question["article_id"] if question["scope"] == "article" else None
            hits = library.hits(question["question"], source=source)
            if hits:
                sources = {number: library.numbered(number) for number in {hit.stored.source for hit in hits}}
                first = ranking.quotes(hits, sources, 1)[0]
                text = articles[question["article_id"]]["text"] if question["gold"] else ""
                right = any(_covers(first, question["article_id"], text, gold) for gold in question["gold"])
                yield ranking.signals(hits), right


def _covers(quote: Quote, article: str, text: str, gold: str) -> bool:
    start = text.find(gold)
    shared = min(quote.end, start + len(gold)) - max(quote.start, start)
    return quote.source == article and start >= 0 and shared >= len(gold) / 2


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
