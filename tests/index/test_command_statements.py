"""`python -m index statements` and `speakers`: what is said in files, and who is quoted in a library."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from index import Document, Library, ReadError
from index.cli import show, statements
from index.intake import ENCODE_AT_ONCE
from tests.index.commands import Captured, forget_surroundings, run, sentence, write
from tests.index.hashing import HashEncoder, PatternReader, opened
from tests.index.test_command_show import STYLE, on_terminal
from tests.index.test_library_statements import MORE, NEWS, SAID


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)
    monkeypatch.setattr(statements, "Encoder", lambda tagger: HashEncoder())
    monkeypatch.setattr(statements, "Reader", lambda encoder, tagger: PatternReader())


# statements --jsonl


def test_a_line_for_each_line(capsys: Captured) -> None:
    write("a.jsonl", {"id": "troops", "text": NEWS.text, "title": "Troops", "language": "en"}, {"id": 7, "text": ""})
    assert run(capsys, "statements", "--jsonl", "a.jsonl") == (
        0,
        '{"id": "troops", "statements": ['
        '{"speaker": [46, 57], "name": "Donald Tusk", "description": "Polish prime minister", "cue": [58, 62], '
        '"content": [[0, 22]], "kind": "indirect"}, '
        '{"speaker": [86, 97], "name": "Olaf Scholz", "description": null, "cue": [98, 102], '
        '"content": [[103, 121]], "kind": "indirect"}, '
        '{"speaker": [123, 125], "name": null, "description": null, "cue": [126, 130], '
        '"content": [[131, 139]], "kind": "indirect"}]}\n'
        '{"id": 7, "statements": []}\n',
        "",
    )


def test_a_title_changes_nothing(capsys: Captured) -> None:
    write("a.jsonl", {"id": 1, "text": NEWS.text}, {"id": 1, "text": NEWS.text, "title": "Something else entirely"})
    status, out, _ = run(capsys, "statements", "--jsonl", "a.jsonl")
    assert status == 0
    first, second = out.splitlines()
    assert first == second
    row: dict[str, object] = {"id": 1, "text": NEWS.text, "title": "Something else entirely"}
    assert statements._line(row, "a.jsonl, line 1") == (1, Document("", NEWS.text))


AWKWARD = [
    "\r\n\u00a0 Jane Roe said \ufeffe\u0301\r\nyes.\r\n\r\nEnd",
    "\ud83d.\n\nJane Roe said \udc00 half.",
    "\U0001f642\x00\nJane Roe said \U0001f642.",
    "\t\u2028 ",
    "Jane Roe said " + "long " * 5_000 + "\n\nJane Roe said short.",
]


def test_offsets_count_in_the_text_as_it_stands(capsys: Captured) -> None:
    write("a.jsonl", *({"id": number, "text": text} for number, text in enumerate(AWKWARD)))
    status, out, err = run(capsys, "statements", "--jsonl", "a.jsonl")
    assert (status, err) == (0, "")
    rows = [json.loads(row) for row in out.splitlines()]
    assert [row["id"] for row in rows] == list(range(len(AWKWARD)))
    words = [
        [AWKWARD[row["id"]][begin:end] for said in row["statements"] for begin, end in said["content"]] for row in rows
    ]
    assert words == [["\ufeffe\u0301\r\nyes"], ["\udc00 half"], ["\U0001f642"], [], ["short"]]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"id": "x"}', '"text" is to be a string.'),
        ('{"id": "x", "text": 5}', '"text" is to be a string.'),
        ('{"text": "x"}', '"id" is to be a string or a whole number.'),
        ('{"id": true, "text": "x"}', '"id" is to be a string or a whole number.'),
        ('["x"]', "is no JSON object"),
        ('{"id": "x", "text', "is not JSON"),
        ("\xff", "is not UTF-8 text"),
    ],
)
def test_a_wrong_line_is_named_after_what_comes_before_it(capsys: Captured, line: str, wrong: str) -> None:
    good = json.dumps({"id": "a", "text": "Jane Roe said yes."})
    Path("a.jsonl").write_text(f"{good}\n\n{line}\n{good}\n", encoding="latin-1")
    status, out, err = run(capsys, "statements", "--jsonl", "a.jsonl")
    assert status == 2
    assert [json.loads(row)["id"] for row in out.splitlines()] == ["a"]
    assert sentence(err).startswith("a.jsonl, line 3") and wrong in err


def test_what_is_read_is_given_before_the_rest_is_read() -> None:
    rows = [{"id": number, "text": f"Jane Roe said {number}."} for number in range(ENCODE_AT_ONCE + 50)]
    write("a.jsonl", *rows, {"id": "wrong"})
    lines = statements.in_lines(Path("a.jsonl"))
    assert [said.id for said in islice(lines, ENCODE_AT_ONCE)] == list(range(ENCODE_AT_ONCE))
    with pytest.raises(ReadError, match=f"line {ENCODE_AT_ONCE + 51}: "):
        for said in lines:
            assert len(said.statements) == 1


def test_a_file_that_is_not_there(capsys: Captured) -> None:
    status, out, err = run(capsys, "statements", "--jsonl", "none.jsonl")
    assert (status, out, sentence(err)) == (2, "", "none.jsonl does not exist; check the path.")


# statements FILE


def test_files_in_a_pipe(capsys: Captured) -> None:
    Path("troops.txt").write_text(NEWS.text)
    Path("silent.txt").write_text("It rained.")
    listed = (
        "Donald Tusk, Polish prime minister (indirect):\nPoland sends no troops\n\n"
        "Olaf Scholz (indirect):\nGermany sends none\n\n"
        "He (indirect):\nit twice\n"
    )
    assert run(capsys, "statements", "troops.txt") == (0, listed, "")
    assert run(capsys, "statements", "silent.txt", "none.txt", "troops.txt") == (
        2,
        f"> silent.txt\n> troops.txt\n{listed}",
        "none.txt does not exist; check the path.\nNobody is quoted in silent.txt.\n",
    )


def test_files_as_json(capsys: Captured) -> None:
    Path("page.html").write_text(
        "<html><head><title>News</title></head>"
        "<body><article><p>He&nbsp;left.</p><p>Jane Roe said yes.</p></article></body></html>"
    )
    Path("troops.txt").write_text(NEWS.text)
    status, out, err = run(capsys, "statements", "--json", "page.html", "troops.txt")
    assert (status, err) == (0, "")
    page, troops = (json.loads(row) for row in out.splitlines())
    assert (page["id"], page["title"], len(page["statements"])) == ("page.html", "News", 1)
    assert page["text"][slice(*page["statements"][0]["content"][0])] == "yes"
    assert (troops["text"], [said["name"] for said in troops["statements"]]) == (
        NEWS.text, ["Donald Tusk", "Olaf Scholz", None],
    )  # fmt: skip


def test_statements_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, 60)
    show.show_statements(NEWS.text, SAID)
    shown = terminal.getvalue()
    assert [part.rstrip() for part in STYLE.sub("", shown).split("\n")] == [
        "",
        "Donald Tusk, Polish prime minister  indirect",
        "  Poland sends no troops",
        "",
        "Olaf Scholz  indirect",
        "  Germany sends none",
        "",
        "He  indirect",
        "  it twice",
        "",
        "",
    ]
    assert "\x1b[1mDonald Tusk\x1b[0m, Polish prime minister" in shown


# speakers


@pytest.fixture
def library(tmp_path: Path) -> Path:
    with opened(tmp_path / "library") as library:
        library.add(NEWS), library.add(MORE)
    return tmp_path / "library"


def test_speakers_in_a_pipe(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATEMENTS", "off")  # what is stored is listed all the same
    assert run(capsys, "speakers", "--library", library) == (
        0,
        "Donald Tusk\tPolish prime minister\t2\t2\nJane Roe\t\t1\t1\nOlaf Scholz\t\t1\t1\n",
        "",
    )
    assert run(capsys, "speakers", "--library", library, "--source", "more") == (
        0, "DONALD TUSK\t\t1\t1\nJane Roe\t\t1\t1\n", "",
    )  # fmt: skip
    status, out, err = run(capsys, "speakers", "--library", library, "--source", "none")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("There is no source 'none' here")


def test_speakers_as_json(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATEMENTS", "off")
    status, out, err = run(capsys, "speakers", "--library", library, "--source", "troops", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == [
        {
            "name": "Donald Tusk", "description": "Polish prime minister", "ties": ["PL"], "statements": 1,
            "sources": 1,
        },
        {"name": "Olaf Scholz", "description": None, "ties": [], "statements": 1, "sources": 1},
    ]  # fmt: skip


def test_speakers_on_a_terminal(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, 80)
    with opened(library) as opened_library:
        show.show_voices(opened_library.speakers())
    lines = [" ".join(part.split()) for part in STYLE.sub("", terminal.getvalue()).split("\n")]
    assert "speaker description statements sources" in lines
    assert "Donald Tusk Polish prime minister 2 2" in lines
    assert "3 speakers" in lines


def test_a_library_that_quotes_nobody(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATEMENTS", "off")
    with opened(tmp_path / "library") as library:
        library.add(Document("Weather", "It rained."))
    status, out, err = run(capsys, "speakers", "--library", "library")
    assert (status, out) == (0, "")
    assert sentence(err) == (
        "Nobody is quoted here, as STATEMENTS is off: set STATEMENTS=on, then run python -m index check."
    )
    assert run(capsys, "speakers", "--library", "library", "--json") == (0, "[]\n", "")
    monkeypatch.setenv("STATEMENTS", "on")
    status, out, err = run(capsys, "speakers", "--library", "library")
    assert (status, out) == (0, "")
    assert err.splitlines() == [
        "Nobody is quoted here.",
        "1 source not read for who says what yet; read it: python -m index check",
    ]


def test_the_sample_is_not_read_where_that_is_switched_off(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    opening: list[bool] = []
    open_library = Library.open

    def noted(folder: Path, **options: Any) -> Library:
        opening.append(options["statements"])
        return open_library(folder, **options)

    monkeypatch.setattr(Library, "open", noted)
    for value, reads in (("off", False), ("on", True)):
        monkeypatch.setenv("STATEMENTS", value)
        assert run(capsys, "ask", "What did Poland say?")[0] == 0
        assert opening == [reads, reads]  # the library that is missing, then the sample
        opening.clear()


def test_sources_that_are_not_read_yet_are_told(library: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "speakers", "--library", library)
    assert status == 0
    assert out.startswith("Donald Tusk\t")
    assert sentence(err) == "2 sources not read for who says what yet; read them: python -m index check"


@pytest.mark.parametrize("name", ["add", "speakers", "check"])
def test_a_wrong_switch(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("STATEMENTS", "maybe")
    Path("a.txt").write_text("Text.")
    status, out, err = run(capsys, name, "--library", library, *(["a.txt"] if name == "add" else []))
    assert (status, out) == (2, "")
    assert sentence(err) == "STATEMENTS is 'maybe', but has to be on or off; write for example STATEMENTS=on."
