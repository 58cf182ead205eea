"""The questions written for Verbatim: the folders made of them, and what of other people's text they hold."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index.relevance import TITLE
from index.training import examples, own

EVAL = Path(__file__).parents[3] / "shared" / "eval"
ROWS = examples.lines(own.QUESTIONS)
ASKED = [row for row in ROWS if "question" in row]
MILL: dict[str, Any] = {"id": "mill", "title": "Fire", "text": "The mill burned in May. “We wept,” she said."}
SET: list[dict[str, Any]] = [
    {"set": "a", "articles": ["mill"]},
    {"set": "a", "id": "a-1", "question": "burned when?", "type": "factual", "scope": "article", "article": "mill",
     "gold": [[0, 23], [19, 23]]},
    {"set": "a", "id": "a-2", "question": "who owns it", "type": "unanswerable", "scope": "library", "article": None,
     "gold": []},
    {"set": "b", "articles": ["mill", "ferry"]},
]  # fmt: skip


def test_a_set_becomes_a_folder_and_one_without_its_articles_none(tmp_path: Path) -> None:
    assert own.write(SET, {"mill": MILL}, tmp_path) == {"b": ["ferry"]}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert examples.lines(tmp_path / "a" / "articles.jsonl") == [MILL]
    assert examples.questions(tmp_path / "a" / "questions.jsonl") == [
        examples.Question("burned when?", "mill", "mill", ("The mill burned in May.", "May.")),
        examples.Question("who owns it", None, None, ()),  # type: ignore[arg-type]
    ]


def test_the_command_takes_articles_from_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own, "QUESTIONS", tmp_path / "own.jsonl")
    own.QUESTIONS.write_text("".join(json.dumps(row) + "\n" for row in SET), encoding="utf-8")
    with gzip.open(tmp_path / "train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(MILL) + "\n")
    command = [str(tmp_path / "out"), "--polnear", str(tmp_path / "train.jsonl.gz")]
    assert own.main(command) == 1
    assert "b: 1 of its articles are missing" in capsys.readouterr().err
    (tmp_path / "more").mkdir()
    ferry = {"id": "ferry", "text": "It sank."}
    (tmp_path / "more" / "articles.jsonl").write_text(json.dumps(ferry) + "\n", encoding="utf-8")
    assert own.main([*command, "--folders", str(tmp_path / "more")]) == 0
    assert examples.lines(tmp_path / "out" / "b" / "articles.jsonl") == [MILL, {**ferry, "title": ""}]
    assert examples.lines(tmp_path / "out" / "b" / "questions.jsonl") == []


def test_articles_of_fnc_are_known_by_their_part_and_number(tmp_path: Path) -> None:
    path = tmp_path / "bodies.csv"
    rows = ["Body ID,articleBody", '7," One two. \n\n“Three,” he said.\n"', f'9,"{"word " * 20}"']
    path.write_text("\n".join(rows), encoding="utf-8")
    assert own.fnc(path, "test") == {
        "fnc-test-7": {"id": "fnc-test-7", "title": "One two.", "text": "One two. \n\n“Three,” he said."},
        "fnc-test-9": {"id": "fnc-test-9", "title": " ".join(["word"] * 12), "text": " ".join(["word"] * 20)},
    }


def test_paragraphs_of_wikipedia_are_known_by_file_and_place(tmp_path: Path) -> None:
    (tmp_path / "AB_wiki_01_2").write_text(
        "\nTHE MILL'S END\nOne.\nHISTORY\nSection::::History.\nTwo.\n\n Three. \nBULLET::::- No.\nFour.\n", "utf-8"
    )
    named = ["AB_wiki_01_2/1-3", "AB_wiki_01_2/3-9", "AB_wiki_99_1/0-2", "../AB_wiki_01_2/0-1", "mill"]
    assert own.wikipedia(tmp_path, [{"set": "a", "articles": named}, {"set": "a", "question": "?"}]) == {
        "AB_wiki_01_2/1-3": {"id": "AB_wiki_01_2/1-3", "title": "The Mill's End", "text": "Two.\n\nThree."},
        "AB_wiki_01_2/3-9": {"id": "AB_wiki_01_2/3-9", "title": "The Mill's End", "text": "Four."},
    }


def test_questions_that_people_asked_the_web_join_those_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own, "QUESTIONS", tmp_path / "own.jsonl")
    rows: list[dict[str, Any]] = [
        {"set": "web", "articles": ["qed-1"], "left_out": ["clapnq-6"]},
        {"set": "web", "id": "w-1", "question": "who burned it", "type": "unanswerable", "scope": "library",
         "article": None, "gold": []},
    ]  # fmt: skip
    own.QUESTIONS.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    text = "The mill burned . It was in May . "
    asked = {"title_text": "Mill", "paragraph_text": text}
    single = {"explanation_type": "single_sentence", "selected_sentence": {"start": 18, "string": text[18:]}}
    qed = [
        {"example_id": 1, "question_text": "when did it burn", "annotation": single, **asked},
        {"example_id": 2, "question_text": "which month", "annotation": single, **asked},
        {"example_id": 3, "question_text": "why", "annotation": {"explanation_type": "none"}, **asked},
        {"example_id": 4, "question_text": "where", "annotation": single, **asked, "paragraph_text": "Not named."},
    ]
    (tmp_path / "qed.jsonlines").write_text("".join(json.dumps(row) + "\n" for row in qed), encoding="utf-8")
    answer = "``Weirs'' are small dams that cross a river ."
    (tmp_path / "yes.tsv").write_text(
        "id\tquestion\tdoc-id-list\tanswers\n"
        f"7\twhat is a weir\td\t {answer}::Another answer that nobody needs, as one is enough .\n"
        f"8\twhat are weirs\td\t{answer}\n9\thow long\td\tToo short .\n"
        "6\twhat was measured\td\tWhat Verbatim is measured on is not to be learned .\n",
        encoding="utf-8",
    )
    (tmp_path / "no.tsv").write_text("id\tquestion\tdoc-id-list\tanswers\n-5\twho am i\t\t\n", encoding="utf-8")
    command = [f"--qed={tmp_path / 'qed.jsonlines'}", "--clapnq", str(tmp_path / "yes.tsv"), str(tmp_path / "no.tsv")]
    assert own.main([str(tmp_path / "out"), *command]) == 0
    assert examples.lines(tmp_path / "out" / "web" / "articles.jsonl") == [
        {"id": "qed-1", "title": "Mill", "text": text},
        {"id": "clapnq-7", "title": own.UNTITLED, "text": answer},
    ]
    assert [
        (row["id"], row["type"], row["article_id"], row["gold"])
        for row in examples.lines(tmp_path / "out" / "web" / "questions.jsonl")
    ] == [
        ("w-1", "unanswerable", None, []),
        ("qed-1", "factual", "qed-1", ["It was in May ."]),
        ("qed-2", "factual", "qed-1", ["It was in May ."]),
        ("clapnq-7", "factual", "clapnq-7", [answer]),
        ("clapnq--5", "unanswerable", None, []),
    ]
    assert len(own.UNTITLED.split()) > TITLE
    with pytest.raises(SystemExit):
        own.main([str(tmp_path / "out"), *command[1:]])
    assert "--clapnq joins the set of --qed" in capsys.readouterr().err


def test_the_questions_are_well_formed() -> None:
    sets = {row["set"]: set(row["articles"]) for row in ROWS if "articles" in row}
    assert len(ASKED) > 1_000
    assert max(Counter(row["id"] for row in ASKED).values()) == 1
    assert max(Counter((row["set"], row["question"].lower()) for row in ASKED).values()) == 1
    for row in ASKED:
        assert row["scope"] in ("article", "library")
        assert (row["type"] == "unanswerable") == (not row["gold"])
        assert row["article"] in sets[row["set"]] or (row["article"] is None and not row["gold"])
        assert all(0 <= start < end and end - start <= 600 for start, end in row["gold"])


@pytest.mark.skipif(not EVAL.exists(), reason="the articles are not there")
def test_places_are_whole_words_of_the_articles_and_no_question_copies_them() -> None:
    with gzip.open(EVAL / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = {article["id"]: article["text"] for article in map(json.loads, file)}
    for name in ("news-a", "news-b", "politics"):
        rows = examples.lines(EVAL / "train" / name / "articles.jsonl")
        articles.update((article["id"], article["text"]) for article in rows)
    named = {id for id in (row["article"] for row in ASKED if row["set"] != own.WEB) if id is not None}
    elsewhere = {id for id in named if id.startswith(("qed-", "clapnq-", "fnc-")) or own.PARAGRAPHS.fullmatch(id)}
    here = named - elsewhere - {document["id"] for document in examples.lines(own.DOCUMENTS)}
    assert here <= articles.keys()
    _check_places(articles, [row for row in ASKED if row["article"] in here])


def test_places_are_whole_words_of_the_documents_and_no_question_copies_them() -> None:
    documents = {document["id"]: document["text"] for document in examples.lines(own.DOCUMENTS)}
    asked = [row for row in ASKED if row["article"] in documents]
    assert {row["article"] for row in asked} == documents.keys()
    _check_places(documents, asked)


def test_the_documents_become_folders_without_any_file_from_elsewhere(tmp_path: Path) -> None:
    assert own.main([str(tmp_path)]) == 1
    made = {path.name for path in tmp_path.iterdir()}
    named = {row["set"]: row["articles"] for row in ROWS if "articles" in row}
    documents = {document["id"] for document in examples.lines(own.DOCUMENTS)}
    assert made == {name for name, ids in named.items() if documents.issuperset(ids)} != set()
    (folder,) = [path for path in tmp_path.iterdir() if path.name == "c1"]
    text = {row["id"]: row["text"] for row in examples.lines(folder / "articles.jsonl")}
    for row in examples.lines(folder / "questions.jsonl"):
        assert all(gold in text[row["article_id"]] for gold in row["gold"])


def _check_places(articles: dict[str, str], rows: list[dict[str, Any]]) -> None:
    words = {id: f" {' '.join(_words(text))} " for id, text in articles.items()}
    for row in rows:
        text = articles[row["article"]]
        for start, end in row["gold"]:
            assert end <= len(text)
            assert text[start:end].strip() == text[start:end]
            assert not text[start - 1 : start + 1].isalnum() or start == 0
        own_words = _words(row["question"])
        runs = (" ".join(own_words[at : at + 8]) for at in range(len(own_words) - 7))
        assert not any(f" {run} " in words[row["article"]] for run in runs), row["question"]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
