"""The command line: what is kept, and what is typed. What is written where, and with what status it ends."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from index import Library
from tests.index.commands import (
    BRIDGE,
    SAMPLE_ID,
    Captured,
    forget_surroundings,
    library_to_change,
    run,
    sentence,
)


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return library_to_change(tmp_path)


# add


def test_add(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "old.txt").write_bytes("Déjà vu à Genève.".encode("cp1252"))
    note = "old.txt is not UTF-8 and was read as windows-1252; if letters look wrong, save it as UTF-8.\n"
    assert run(capsys, "add", "--library", "lib", "bridge.txt", "old.txt", "bridge.txt") == (
        0,
        "added\tthe-bridge-opens\tThe bridge opens\t1 passage\n"
        "added\told\tOld\t1 passage\n"
        "already there\tthe-bridge-opens\tThe bridge opens\t1 passage\n",
        note,
    )
    with Library.open(tmp_path / "lib", create=False) as opened:
        assert (opened.text("the-bridge-opens"), opened.text("old")) == (BRIDGE, "Déjà vu à Genève.")


def test_add_json(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    status, out, err = run(
        capsys, "add", "--library", "lib", "--json", "--title", "Brücke", "--id", "b", "--language", "en", "bridge.txt"
    )
    (row,) = json.loads(out)
    assert (status, err) == (0, "")
    assert {name: row[name] for name in ("new", "id", "title", "language", "characters", "passages", "note")} == {
        "new": True, "id": "b", "title": "Brücke", "language": "en", "characters": len(BRIDGE), "passages": 1,
        "note": None,
    }  # fmt: skip


def test_add_goes_on_after_a_failure(tmp_path: Path, library: Path, capsys: Captured) -> None:
    (tmp_path / "other.txt").write_text("Another text.")
    (tmp_path / "empty.txt").write_text(" ")
    (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(50_000_001)
    status, out, err = run(
        capsys, "add", "--library", library, "none.txt", "empty.txt", "picture.md", "large.txt", tmp_path,
        "paper.pdf", "https://example.org/a.html", "other.txt",
    )  # fmt: skip
    assert status == 2
    assert out == "added\tother\tOther\t1 passage\n"
    assert err.splitlines() == [
        "none.txt does not exist; check the path.",
        "There is no text in empty.txt; add one that has some.",
        "picture.md looks like a PNG picture; only text can be added: .txt, .md or .html.",
        "large.txt is larger than 20 MB; split it into several files.",
        f"{tmp_path} is a folder; name the files in it, for example {tmp_path}/*.md.",
        "paper.pdf does not exist; check the path.",
        "https://example.org/a.html is a web address, and pages cannot be fetched yet; save the page and add the file.",
    ]


def test_add_with_an_id_that_is_taken(tmp_path: Path, library: Path, capsys: Captured) -> None:
    lines = [{"id": "a", "text": "First."}, {"id": "the-bridge-opens", "text": "Taken."}, {"id": "c", "text": "Third."}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    status, out, err = run(capsys, "add", "--library", library, "--jsonl", "a.jsonl")
    assert status == 2
    assert out == "added\ta\tFirst.\t1 passage\nadded\tc\tThird.\t1 passage\n"
    assert sentence(err).startswith("Taken.: The id 'the-bridge-opens' belongs to another source")


def test_add_jsonl_with_a_wrong_line_adds_nothing(tmp_path: Path, library: Path, capsys: Captured) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Good."}\n{"text": 1}\n')
    status, out, err = run(capsys, "add", "--library", library, "--jsonl", "a.jsonl")
    assert (status, out, err) == (2, "", 'a.jsonl, line 2: "text" is not a string.\n')
    assert run(capsys, "sources", "--library", library)[1].count("\n") == 1


def test_add_makes_no_library_for_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert run(capsys, "add", "--library", "lib", "none.txt")[0] == 2
    assert not (tmp_path / "lib").exists()


# sources, remove


def test_remove_gives_up_the_id_that_is_named(tmp_path: Path, library: Path, capsys: Captured) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "also", "text": "Same."}\n{"id": "again", "text": "Same."}\n')
    assert run(capsys, "add", "--library", library, "--jsonl", "a.jsonl")[0] == 0
    assert run(capsys, "remove", "--library", library, "again")[:2] == (0, "removed\tagain\tSame.\n")
    assert "also\t" in run(capsys, "sources", "--library", library)[1]
    assert run(capsys, "add", "--library", library, "--jsonl", "a.jsonl")[0] == 0
    status, out, _ = run(capsys, "remove", "--library", library, "--json", "also", "again")
    assert (status, [row["id"] for row in json.loads(out)]) == (0, ["also", "again"])
    assert run(capsys, "sources", "--library", library)[1].count("\n") == 1


def test_sources(asked: Path, capsys: Captured) -> None:
    title = "European leaders answer Macron on troops for Ukraine"
    assert run(capsys, "sources", "--library", asked) == (
        0,
        f"the-bridge-opens\tThe bridge opens\t\t\n{SAMPLE_ID}\t{title}\t2024-02-28\t\n",
        "",
    )
    status, out, err = run(capsys, "sources", "--library", asked, "--json")
    assert (status, err) == (0, "")
    assert [(row["id"], row["author"], row["number"]) for row in json.loads(out)] == [
        ("the-bridge-opens", None, 2), (SAMPLE_ID, "Verbatim project", 1),
    ]  # fmt: skip


def test_sources_of_an_empty_library(tmp_path: Path, capsys: Captured) -> None:
    Library.open(tmp_path / "lib").close()
    status, out, err = run(capsys, "sources", "--library", "lib")
    assert (status, out) == (0, "")
    assert sentence(err) == "This library has no sources yet; add one with: python -m index add FILE"
    assert run(capsys, "sources", "--library", "lib", "--json") == (0, "[]\n", "")


def test_remove(library: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "remove", "--library", library, "the-bridge-opens", "none")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("There is no source 'none' here")
    with Library.open(library, create=False) as opened:
        assert opened.count() == 1  # nothing is removed unless all exist
    arguments = ("remove", "--library", library, "the-bridge-opens", "the-bridge-opens")
    assert run(capsys, *arguments) == (0, "removed\tthe-bridge-opens\tThe bridge opens\n", "")
    with Library.open(library, create=False) as opened:
        assert opened.count() == 0


def test_remove_as_json(library: Path, capsys: Captured) -> None:
    listed = json.loads(run(capsys, "sources", "--json", "--library", library)[1])
    status, out, err = run(capsys, "remove", "--json", "--library", library, "the-bridge-opens")
    assert (status, err) == (0, "")
    assert json.loads(out) == listed and [source["id"] for source in listed] == ["the-bridge-opens"]
    assert run(capsys, "sources", "--json", "--library", library)[1] == "[]\n"


# check, reencode


def test_reencode_as_json(library: Path, capsys: Captured) -> None:
    assert run(capsys, "reencode", "--json", "--library", library) == (0, '{"passages": 1}\n', "")


def test_check(asked: Path, capsys: Captured) -> None:
    with Library.open(asked, create=False) as opened:
        passages = sum(source.passages for source in opened.sources())
    assert run(capsys, "check", "--library", asked) == (0, f"2 sources, {passages} passages\nAll is well.\n", "")
    status, out, err = run(capsys, "check", "--library", asked, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"clean": True, "sources": 2, "passages": passages, "problems": [], "mended": []}


def test_check_of_a_damaged_library(library: Path, capsys: Captured) -> None:
    with sqlite3.connect(library / "library.sqlite3") as store:
        store.execute("UPDATE sources SET text = ?", (b"Another text altogether.",))
    store.close()
    status, out, err = run(capsys, "check", "--library", library)
    assert status == 2
    assert any(line.startswith("wrong: ") for line in out.splitlines())
    assert sentence(err).startswith("The library is damaged")


def test_another_model(library: Path, capsys: Captured) -> None:
    with sqlite3.connect(library / "library.sqlite3") as store:
        store.execute("UPDATE meta SET value = 'other@1' WHERE key = 'model'")
    store.close()
    status, out, err = run(capsys, "ask", "--library", library, "What did the bridge cost?")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("This library was made with the embedding model 'other'")
    assert run(capsys, "reencode", "--library", library) == (0, "encoded 1 passage anew\n", "")
    assert run(capsys, "ask", "--library", library, "What did the bridge cost?")[0] == 0


# Which library


@pytest.mark.parametrize(
    "arguments",
    [["sources"], ["remove", "a"], ["check"], ["reencode"], ["speakers"], ["ask", "What?"], ["evaluate", "q"]],
)
def test_a_library_that_is_not_there(tmp_path: Path, capsys: Captured, arguments: list[str]) -> None:
    name, *rest = arguments
    status, out, err = run(capsys, name, "--library", "nowhere", *rest)
    assert (status, out) == (2, "")
    assert sentence(err).startswith("There is no library in") and "nowhere" in err
    assert list(tmp_path.iterdir()) == []


def test_the_default_library(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_in() -> str:
        status, _, err = run(capsys, "sources")
        assert status == 2 and sentence(err).startswith("There is no library in")
        return err.split("'")[1]

    assert looked_in() == str(Path("data/shared"))
    (tmp_path / ".env").write_text("DISCORD_TOKEN=secret\nDATA_DIR=here\nVERBATIM_LIBRARY=\n")
    assert looked_in() == str(Path("here/shared"))
    assert "DISCORD_TOKEN" not in os.environ
    monkeypatch.setenv("DATA_DIR", "there")
    assert looked_in() == str(Path("there/shared"))
    monkeypatch.setenv("VERBATIM_LIBRARY", "own")
    assert looked_in() == "own"


def test_a_dotenv_that_is_no_text(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / ".env").write_bytes(b"DATA_DIR=\xff\xfe")
    status, out, err = run(capsys, "sources")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("The file .env in this folder cannot be read")


def test_a_library_of_a_newer_version(library: Path, capsys: Captured) -> None:
    with sqlite3.connect(library / "library.sqlite3") as store:
        store.execute("PRAGMA user_version = 999")
    store.close()
    status, out, err = run(capsys, "sources", "--library", library)
    assert (status, out) == (2, "")
    assert "newer version" in sentence(err)


@pytest.mark.skipif(os.name != "posix", reason="permissions work otherwise here")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    (tmp_path / "locked").mkdir(mode=0o555)
    before = os.geteuid()
    if before == 0:  # root may write anywhere
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(folder.stat().st_mode | 0o055)  # bits are added only: one of them may be /tmp itself
        os.seteuid(65534)
    try:
        status, out, err = run(capsys, "add", "--library", "locked/library", "bridge.txt")
    finally:
        os.seteuid(before)
    assert (status, out) == (2, "")
    assert "locked" in sentence(err)


def test_a_library_that_is_a_file(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    for arguments in (["sources"], ["add", "bridge.txt"]):
        status, out, err = run(capsys, *arguments, "--library", "bridge.txt")
        assert (status, out) == (2, "")
        sentence(err)


# What is typed


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ([], "The following arguments are required: COMMAND; see python -m index --help."),
        (["find"], "Argument COMMAND: invalid choice: 'find'"),
        (["add"], "Nothing to add was named; give files, or --jsonl FILE."),
        (["add", "--nothing", "a.txt"], "Unrecognized arguments: --nothing"),
        (["add", "--id", "a", "a.txt", "b.txt"], "--title, --id and --language are for one file; add that file alone."),
        (["add", "--language", "english", "a.txt"], "Argument --language: give a code of two letters"),
        (["statements"], "Give either files or --jsonl FILE to say who says what in."),
        (["statements", "--jsonl", "a.jsonl", "b.txt"], "Give either files or --jsonl FILE"),
        (["statements", "--library", "a", "b.txt"], "Unrecognized arguments: --library"),
        (["remove"], "The following arguments are required: ID; see python -m index remove --help."),
        (["ask", "--quotes", "0", "a"], "Argument --quotes: give a number from 1 to 10"),
        (["ask", "--quotes", "11", "a"], "Argument --quotes: give a number from 1 to 10"),
        (["ask", "--quotes", "²", "a"], "Argument --quotes: give a number from 1 to 10"),
        (["ask", "--quo", "2", "a"], "Unrecognized arguments: --quo"),
    ],
)
def test_bad_usage(capsys: Captured, arguments: list[str], wrong: str) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert sentence(err).startswith(wrong)


@pytest.mark.parametrize(
    "name", ["", "add", "sources", "remove", "ask", "statements", "speakers", "evaluate", "check", "reencode"]
)
def test_help(capsys: Captured, name: str) -> None:
    status, out, err = run(capsys, *filter(None, [name]), "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: python -m index {name}".rstrip())
    assert f"\n  python -m index {name}".rstrip() in out or "EMBEDDING_MODEL=" in out  # an example
    assert max(map(len, out.splitlines())) <= 120
