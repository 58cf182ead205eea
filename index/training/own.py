"""The questions written for Verbatim: `python -m index.training.own DIR --polnear FILE --folders FOLDER...`.

`questions.jsonl` beside this module holds them with the places of their answers in articles that it names by their ids;
no text of an article stands in it. The articles come from PolNeAR's training file and from folders with
`articles.jsonl`. Each set becomes a folder of the kind that `index.training.examples` reads.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index.training.examples import lines

QUESTIONS = Path(__file__).with_name("questions.jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folders whose articles are there, tell of those whose are not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="DIR")
    parser.add_argument("--polnear", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--folders", nargs="*", type=Path, default=[], metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    articles: dict[str, Mapping[str, Any]] = {}
    if chosen.polnear:
        with gzip.open(chosen.polnear, "rt", encoding="utf-8") as file:
            articles.update((article["id"], article) for article in map(json.loads, file))
    for folder in chosen.folders:
        articles.update((article["id"], article) for article in lines(folder / "articles.jsonl"))
    missing = write(lines(QUESTIONS), articles, chosen.out)
    for name, ids in missing.items():
        print(f"{name}: {len(ids)} of its articles are missing, so it was left out", file=sys.stderr)
    return 1 if missing else 0


def write(
    rows: Sequence[Mapping[str, Any]], articles: Mapping[str, Mapping[str, Any]], out: Path
) -> dict[str, list[str]]:
    """Write each set as a folder below `out`; returns the ids of missing articles by the sets that lack them.

    `rows` are those of `questions.jsonl`: {"set", "articles"} for each set, then its questions.
    """
    missing: dict[str, list[str]] = {}
    for head in rows:
        if "articles" not in head:
            continue
        name, ids = head["set"], head["articles"]
        if lacking := [id for id in ids if id not in articles]:
            missing[name] = lacking
            continue
        own = [row for row in rows if row["set"] == name and "question" in row]
        (out / name).mkdir(parents=True, exist_ok=True)
        told = ({"id": id, "title": articles[id].get("title") or "", "text": articles[id]["text"]} for id in ids)
        _dump(out / name / "articles.jsonl", told)
        _dump(out / name / "questions.jsonl", (_question(row, articles) for row in own))
    return missing


def _question(row: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A question as folders have it, its places replaced by what stands there."""
    text = articles[row["article"]]["text"] if row["article"] else ""
    gold = [text[start:end] for start, end in row["gold"]]
    return {name: row[name] for name in ("id", "question", "type", "scope")} | {
        "article_id": row["article"], "gold": gold,
    }  # fmt: skip


def _dump(path: Path, rows: Any) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
