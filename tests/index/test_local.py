"""The local storage: what is derived can be lost, damaged or outrun, and two processes can share a folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from index import LibraryBusy, LibraryMissing, LibraryTooNew, StorageError, dense, local, schema, store
from index.database import FILE
from index.errors import Conflict
from index.local import Local
from index.storage import Scored

from .hashing import HashEncoder
from .test_storage import GERMANY, POLAND, entry, put

QUESTION = HashEncoder().question("Tusk in Prague")


def found(storage: Local) -> tuple[Scored, Scored]:
    return storage.dense(QUESTION, 9), storage.lexical("Tusk troops", 9)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A closed library with two sources and both indexes on disk."""
    storage = Local(tmp_path)
    put(storage, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    found(storage)
    storage.close()
    return tmp_path


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: None,
        lambda folder: (folder / "dense.faiss").unlink(),
        lambda folder: (folder / "dense.faiss").write_bytes(b"garbage"),
        lambda folder: (folder / "dense.faiss").write_bytes((folder / "dense.faiss").read_bytes()[:-9]),
        lambda folder: shutil.rmtree(folder / "lexical"),
        lambda folder: (folder / "lexical" / "meta.json").write_text("nonsense"),
        lambda folder: [path.write_bytes(b"\x00" * 40) for path in (folder / "lexical").glob("*.idx")],
        lambda folder: (folder / "lexical" / "stamp.json").write_text('{"stamp": 1}'),
        lambda folder: (folder / "lexical" / "stamp.json").write_text('{"stamp": {"sta'),
        lambda folder: [path.unlink() for path in (folder / "lexical").glob("*.term")],
    ],
)
def test_lost_or_damaged_indexes_are_made_anew(filled: Path, tmp_path_factory: pytest.TempPathFactory, damage) -> None:  # type: ignore[no-untyped-def]
    fresh = Local(tmp_path_factory.mktemp("fresh"))
    put(fresh, entry(POLAND, "poland"), entry(GERMANY, "germany"))
    expected = found(fresh)
    fresh.close()
    damage(filled)
    storage = Local(filled)
    for now, then in zip(found(storage), expected, strict=True):
        assert dict(now) == pytest.approx(dict(then))
    assert storage.check() == store_report(mended=())
    storage.close()


def store_report(*, mended: tuple[str, ...]) -> object:
    from index import Report

    return Report(2, 3, (), mended)


def test_indexes_of_another_library_are_not_used(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    storage = Local(other)
    put(storage, entry("Something else entirely.", "else"), entry("And one more.", "more"))
    found(storage)
    storage.close()
    for name in ("dense.faiss", "lexical"):
        path = other / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copy(filled / "dense.faiss", other)
    shutil.copytree(filled / "lexical", other / "lexical")
    storage = Local(other)
    assert storage.lexical("Tusk Poland", 9) == []
    assert {item.text for item in storage.passages([n for n, _ in storage.dense(QUESTION, 9)])} == {
        "Something else entirely.",
        "And one more.",
    }
    storage.close()


def test_changes_while_the_indexes_were_closed_are_caught_up_with(filled: Path) -> None:
    storage = Local(filled)
    storage.remove(1)  # nothing was asked, so no index was opened
    (number,) = put(storage, entry("Fico spoke in Bratislava.", "slovakia"))
    storage._store.close()  # the process ends here
    storage = Local(filled)
    assert {item.source for item in storage.passages([n for n, _ in storage.dense(QUESTION, 9)])} == {2, number}
    assert [storage.passages([n])[0].source for n, _ in storage.lexical("Bratislava Tusk", 9)] == [number]
    storage.close()


def test_two_open_storages_see_each_others_changes(filled: Path) -> None:
    one, other = Local(filled), Local(filled)
    found(one), found(other)
    (number,) = put(one, entry("Fico spoke in Bratislava.", "slovakia"))
    other.refresh()
    assert [other.passages([n])[0].source for n, _ in other.lexical("Bratislava", 9)] == [number]
    other.remove(number)
    one.refresh()
    assert one.lexical("Bratislava", 9) == []
    assert number not in {item.source for item in one.passages([n for n, _ in one.dense(QUESTION, 9)])}
    one.close()
    other.close()
    assert Local(filled).check() == store_report(mended=())


def test_a_wrong_index_is_found_and_mended(filled: Path) -> None:
    storage = Local(filled)
    found(storage)
    assert storage._dense is not None
    assert storage._lexical is not None
    storage._dense.remove(storage._dense.numbers()[:1])
    storage._lexical.change([2], [])
    report = storage.check()
    assert report.clean
    assert len(report.mended) == 2
    assert storage.check() == store_report(mended=())
    storage.close()


def test_a_wrong_snapshot_on_disk_is_found_and_mended(filled: Path) -> None:
    """Its checksum is right, and so is its stamp: only the vectors are not those that are stored."""
    loaded = dense.load(filled)
    assert loaded is not None
    index, stamp = loaded
    wrong = dense.Dense(index.dimension)
    wrong.add(index.numbers(), index.vectors()[::-1].copy())
    wrong.save(filled, stamp)
    storage = Local(filled)
    report = storage.check()
    assert report.mended == ("The dense index did not match the stored passages and was made anew.",)
    storage.close()
    assert Local(filled).check() == store_report(mended=())


def test_a_store_restored_from_a_backup_does_not_get_the_indexes_of_what_was_after(filled: Path) -> None:
    backup = (filled / FILE).read_bytes()
    storage = Local(filled)
    put(storage, entry("Fico spoke in Bratislava.", "slovakia"))
    found(storage)
    storage.close()
    (filled / FILE).write_bytes(backup)
    storage = Local(filled)
    (number,) = put(storage, entry("Orbán spoke in Budapest.", "hungary"))  # under the numbers that Fico's had
    assert storage.lexical("Bratislava Fico", 9) == []
    assert [storage.passages([n])[0].source for n, _ in storage.lexical("Budapest", 9)] == [number]
    nearest = storage.dense(HashEncoder().question("Orbán spoke in Budapest."), 1)
    assert nearest[0][1] == pytest.approx(1, abs=1e-3)
    storage.close()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE passages SET sentences = x'0102' WHERE number = 1", "Passage 1 is not a slice of source number 1"),
        ("UPDATE passages SET sentence_vectors = x'010203' WHERE number = 1", "Passage 1 is not a slice"),
        ("UPDATE passages SET vector = x'' WHERE number = 1", "Passage 1 is not a slice"),
        ("UPDATE passages SET text = x'ff' WHERE number = 1", "Passage 1 is not a slice"),
        ("UPDATE sources SET text = x'ff' WHERE number = 1", "Source number 1 cannot be read."),
        ("UPDATE sources SET headings = x'01' WHERE number = 1", "Source number 1 cannot be read."),
    ],
)
def test_damaged_columns_are_reported(filled: Path, statement: str, problem: str) -> None:
    with sqlite3.connect(filled / FILE) as database:
        database.execute(statement)
    opened = store.Store(filled)
    assert [problem in found for found in opened.problems()] == [True]
    opened.close()


def test_two_processes_that_add_at_once_both_succeed(tmp_path: Path) -> None:
    """Each adds thirty texts, ten of them the other's too, all under one title."""
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path), name], cwd=Path(__file__).parents[2])
        for name in ("one", "two")
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    storage = Local(tmp_path)
    assert storage.count() == 50
    assert len({source.id for source in storage.sources()}) == 50
    assert storage.check().clean
    storage.close()


ADD = """
import sys
from pathlib import Path
from index import Document
from tests.index.hashing import HashEncoder, opened
with opened(Path(sys.argv[1]), encoder=HashEncoder()) as library:
    for number in range(30):
        text = f"Text {number} of both." if number < 10 else f"Text {number} of {sys.argv[2]}."
        library.add(Document("Title", text))
"""


def test_vectors_of_two_models_are_never_mixed(filled: Path) -> None:
    storage = Local(filled)
    with pytest.raises(Conflict):
        storage.put([entry("Fico spoke.", "slovakia")], added_by=None, model="other@2")
    assert storage.count() == 2
    storage.close()


def test_a_library_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "locked").write_text("not a folder")
    for path in (tmp_path / "locked", tmp_path / "locked" / "below"):
        with pytest.raises(StorageError, match="is not a folder: name a folder for the library"):
            Local(path)


def test_damaged_text_is_reported(filled: Path) -> None:
    with sqlite3.connect(filled / FILE) as database:
        database.execute("UPDATE sources SET text = ? WHERE number = 1", (POLAND.replace("Tusk", "Fico").encode(),))
    storage = Local(filled)
    problems = storage.check().problems
    assert problems[0] == "The text of source number 1 is not the text that was stored."
    assert set(problems[1:]) <= {f"Passage {n} is not a slice of source number 1 with its vectors." for n in (1, 2)}
    assert len(problems) == 2
    storage.close()


def test_a_newer_format_is_refused(filled: Path) -> None:
    with sqlite3.connect(filled / FILE) as database:
        database.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    with pytest.raises(LibraryTooNew, match=r"newer version of Verbatim.*update Verbatim"):
        Local(filled)


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="There is no library in"):
        Local(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_library(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to be one" * 50)
    with pytest.raises(StorageError, match="damaged"):
        Local(tmp_path)


def test_another_process_that_writes_is_waited_for_and_then_named(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "PATIENCE", 0.2)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(filled / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        storage = Local(filled)
        before = storage.sources()
        with pytest.raises(LibraryBusy, match="in use by another process"):
            put(storage, entry("Fico spoke.", "slovakia"))
        with pytest.raises(LibraryBusy):
            storage.remove(1)
        assert storage.sources() == before
        assert storage.lexical("Tusk", 9) != []  # asking goes on
        storage.close()
    finally:
        holder.communicate(b"\n")


HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_the_lock_is_free_after_each_change(filled: Path) -> None:
    storage = Local(filled)
    put(storage, entry("Fico spoke.", "slovakia"))
    with FileLock(filled / ".lock", timeout=1):
        pass
    storage.close()


def test_the_snapshot_says_what_it_mirrors(filled: Path) -> None:
    header = json.loads((filled / "dense.faiss").read_bytes().partition(b"\n")[0])
    assert header["stamp"] == {"made_with": "m@1", "state": Local(filled)._store.state()}


@pytest.mark.parametrize("column", ["sentences = x'0102'", "vector = x''"])
def test_damaged_passages_say_what_to_do(filled: Path, column: str) -> None:
    (filled / "dense.faiss").unlink()
    with sqlite3.connect(filled / FILE) as database:
        database.execute(f"UPDATE passages SET {column} WHERE number = 1")
    storage = Local(filled)
    with pytest.raises(StorageError, match=r"Passages in the library in .* are damaged: run 'python -m index check"):
        found(storage)
        storage.passages([1])
    storage.close()


def test_a_log_that_cannot_be_read_where_it_lies_is_not_passed_over(filled: Path) -> None:
    (filled / f"{FILE}-wal").write_bytes(b"what was written last")
    (filled / f"{FILE}-wal").chmod(0o444)
    opened = store.Store.__new__(store.Store)
    opened.path = filled / FILE

    def refused(address: object, *, uri: bool) -> sqlite3.Connection:
        assert not uri, "opened without the log"
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    opened._opened = refused  # type: ignore[method-assign]
    with pytest.raises(StorageError, match=r"its newest sources are in 'library.sqlite3-wal'"):
        opened._connect()


def test_a_lexical_index_in_memory_is_kept_on_disk_as_soon_as_it_can_be(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Local(filled)
    with monkeypatch.context() as patch:
        patch.setattr(Local, "_file_lock_or_busy", _busy)
        assert found(storage)
        assert storage._lexical is not None and not storage._lexical.is_kept
    put(storage, entry("Fico spoke in Prague.", "slovakia"))
    assert found(storage)
    assert storage._lexical.is_kept
    storage.close()


@contextmanager
def _busy(_: Local) -> Iterator[None]:
    raise LibraryBusy("Busy.")
    yield
