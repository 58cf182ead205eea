"""Questions written for Verbatim, and some that people asked the web: `python -m index.training.own DIR --help`.

`questions.jsonl` beside this module holds them with the places of their answers in articles that it names by their ids;
no text of an article stands in it. The documents that were written for them, of the kinds that communities have, are in
`documents.jsonl`; the other articles come from PolNeAR's training file, from folders with `articles.jsonl`, from the
news of the Fake News Challenge (FNC-1, Pomerleau & Rao 2017; press copyright), from QED (Lamm et al. 2021; paragraphs
of Wikipedia, CC BY-SA 3.0), and from articles of Wikipedia as plain text (those of `text_files` of
github.com/elehman16/boolq; CC BY-SA 3.0), of which some paragraphs are an article here. Each set becomes a folder of
the kind that `index.training.examples` reads. To the set of QED's paragraphs, `web`, comes what people asked a search
engine: QED's own questions, each with the sentence that answers, and those of CLAPnq's training part (Rosenthal et al.
2024, Apache 2.0), with the answers as articles, as their passages are not there, and with questions that have no
answer. What the passages of `web` hold that Verbatim is measured on is left out: paragraphs by not being named, answers
by being named.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import string
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index.training.examples import lines

QUESTIONS = Path(__file__).with_name("questions.jsonl")
DOCUMENTS = Path(__file__).with_name("documents.jsonl")
WEB = "web"  # the set of QED's paragraphs
SHORTEST = 40  # characters of an answer of CLAPnq that becomes an article
LONGEST_TITLE = 12  # words of the first line of an article of FNC-1, which has no title
PARAGRAPHS = re.compile(r"(?P<file>[A-Z]{2}_wiki_\d+_\d+)/(?P<first>\d+)-(?P<end>\d+)")  # of Wikipedia
UNTITLED = "An article of which the title is not known"  # too long to be read (see `index.relevance.passage`)

Row = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folders whose articles are there, tell of those whose are not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="DIR")
    parser.add_argument("--polnear", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--folders", nargs="*", type=Path, default=[], metavar="FOLDER")
    parser.add_argument(
        "--fnc", nargs=2, type=Path, default=[], metavar=("TRAIN", "TEST"), help="*_bodies.csv of FNC-1"
    )
    parser.add_argument("--wikipedia", type=Path, metavar="DIR", help="text_files, with an article a file")
    parser.add_argument("--qed", type=Path, metavar="FILE", help="qed-dev.jsonlines")
    parser.add_argument("--clapnq", nargs=2, type=Path, metavar=("ANSWERABLE", "UNANSWERABLE"), help="question_*.tsv")
    chosen = parser.parse_args(arguments)
    if chosen.clapnq and not chosen.qed:
        parser.error("--clapnq joins the set of --qed")
    articles: dict[str, Row] = {article["id"]: article for article in lines(DOCUMENTS)}
    if chosen.polnear:
        with gzip.open(chosen.polnear, "rt", encoding="utf-8") as file:
            articles.update((article["id"], article) for article in map(json.loads, file))
    for folder in chosen.folders:
        articles.update((article["id"], article) for article in lines(folder / "articles.jsonl"))
    for part, path in zip(("train", "test"), chosen.fnc, strict=False):
        articles.update(fnc(path, part))
    rows: list[Row] = list(lines(QUESTIONS))
    if chosen.wikipedia:
        articles.update(wikipedia(chosen.wikipedia, rows))
    if chosen.qed:
        articles, rows = _joined(articles, rows, *qed(chosen.qed, rows))
    if chosen.clapnq:
        answerable, unanswerable = chosen.clapnq
        articles, rows = _joined(articles, rows, *clapnq(answerable, unanswerable, rows))
    missing = write(rows, articles, chosen.out)
    for name, ids in missing.items():
        print(f"{name}: {len(ids)} of its articles are missing, so it was left out", file=sys.stderr)
    return 1 if missing else 0


def write(rows: Sequence[Row], articles: Mapping[str, Row], out: Path) -> dict[str, list[str]]:
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


def fnc(path: Path, part: str) -> dict[str, Row]:
    """The articles of a file of FNC-1, which is this part of it."""
    articles: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for own in csv.DictReader(file):
            text = own["articleBody"].strip()
            id, title = f"fnc-{part}-{own['Body ID']}", " ".join(text.partition("\n")[0].split()[:LONGEST_TITLE])
            articles[id] = {"id": id, "title": title, "text": text}
    return articles


def wikipedia(folder: Path, rows: Sequence[Row]) -> dict[str, Row]:
    """The paragraphs of articles of Wikipedia that `rows` name: "AA_wiki_00_10/3-9" are the fourth to the ninth."""
    articles: dict[str, Row] = {}
    for found in (PARAGRAPHS.fullmatch(id) for row in rows for id in row.get("articles", ())):
        if found is not None and (path := folder / found["file"]).is_file():
            title, *own = filter(None, map(str.strip, path.read_text(encoding="utf-8", errors="replace").split("\n")))
            text = "\n\n".join([line for line in own if not _is_heading(line)][int(found["first"]) : int(found["end"])])
            articles[found[0]] = {"id": found[0], "title": string.capwords(title), "text": text}
    return articles


def _is_heading(line: str) -> bool:
    return line.startswith(("Section::::", "BULLET")) or line.upper() == line


def qed(path: Path, rows: Sequence[Row]) -> tuple[dict[str, Row], list[Row]]:
    """The paragraphs of QED that `rows` name by their ids, and its questions that one sentence of theirs answers."""
    named = {id for row in rows if row["set"] == WEB for id in row.get("articles", ())}
    articles: dict[str, Row] = {}
    by_text: dict[str, str] = {}
    questions: list[Row] = []
    for own in lines(path):
        text, annotation = own["paragraph_text"], own["annotation"]
        id = by_text.setdefault(text, f"qed-{own['example_id']}")
        if id not in named:
            continue
        articles[id] = {"id": id, "title": own["title_text"], "text": text}
        if annotation["explanation_type"] == "single_sentence":
            selected = annotation["selected_sentence"]
            start, sentence = selected["start"], selected["string"].rstrip()
            assert text.startswith(sentence, start)
            gold = [[start, start + len(sentence)]]
            questions.append(_asked(f"qed-{own['example_id']}", own["question_text"], id, gold))
    return articles, questions


def clapnq(answerable: Path, unanswerable: Path, rows: Sequence[Row]) -> tuple[dict[str, Row], list[Row]]:
    """The first answer to each question of CLAPnq as an article that answers it, and its questions.

    All of an answer counts as right, though of several sentences some may only add to it. Those that `rows` leave out
    are not there.
    """
    left_out = {id for row in rows for id in row.get("left_out", ())}
    articles: dict[str, Row] = {}
    questions: list[Row] = []
    seen: set[str] = set()
    for own in _table(answerable):
        text, id = own["answers"].split("::")[0].strip(), f"clapnq-{own['id']}"
        if len(text) >= SHORTEST and text not in seen and id not in left_out:
            seen.add(text)
            articles[id] = {"id": id, "title": UNTITLED, "text": text}
            questions.append(_asked(id, own["question"], id, [[0, len(text)]]))
    questions += [_asked(f"clapnq-{own['id']}", own["question"], None, []) for own in _table(unanswerable)]
    return articles, questions


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _asked(id: str, question: str, article: str | None, gold: list[list[int]]) -> Row:
    kind = "factual" if gold else "unanswerable"
    return {
        "set": WEB, "id": id, "question": question, "type": kind, "scope": "library", "article": article, "gold": gold,
    }  # fmt: skip


def _joined(
    articles: Mapping[str, Row], rows: Sequence[Row], more: Mapping[str, Row], questions: Sequence[Row]
) -> tuple[dict[str, Row], list[Row]]:
    """Articles and rows with these articles and questions in the set of the web."""
    joined = list(rows)
    for at, row in enumerate(rows):
        if row["set"] == WEB and "articles" in row:
            joined[at] = {**row, "articles": list(dict.fromkeys([*row["articles"], *more]))}
    return {**articles, **more}, [*joined, *questions]


def _question(row: Row, articles: Mapping[str, Row]) -> dict[str, Any]:
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
