"""The statements of a local storage: migrated to, damaged, changed by others."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from index import StorageError, schema, store
from index.database import FILE
from index.local import Local
from index.storage import Reading

from .test_local import found, store_report
from .test_storage import GERMANY, POLAND, SAID, SCHOLZ_SAID, entry, put, said


@pytest.fixture
def read(tmp_path: Path) -> Path:
    """A closed library with two sources that were read for who says what."""
    storage = Local(tmp_path)
    put(
        storage,
        entry(POLAND, "poland", reading=Reading("t@1", SAID)),
        entry(GERMANY, "germany", reading=Reading("t@1", [SCHOLZ_SAID])),
    )
    storage.close()
    return tmp_path


def change(folder: Path, *statements: str) -> None:
    """Change the file behind everybody's back."""
    with sqlite3.connect(folder / FILE) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def as_version_1(folder: Path) -> None:
    """Make a library one of the format that knew no statements."""
    change(folder, "DROP TABLE statements", "ALTER TABLE sources DROP COLUMN tagger", "PRAGMA user_version = 1")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE statements SET content = x'01' WHERE source = 1 AND position = 0",
        "UPDATE statements SET content = x'' WHERE source = 1 AND position = 0",
        "UPDATE statements SET content = 'words' WHERE source = 1 AND position = 0",
        "UPDATE statements SET content = x'0000000000100000' WHERE source = 1 AND position = 0",  # 4096 characters
        "UPDATE statements SET content = x'0500000001000000' WHERE source = 1 AND position = 0",  # ends at its start
        "UPDATE statements SET content = x'00000000050000000400000006000000' WHERE source = 1 AND position = 0",
        "UPDATE statements SET speaker = x'00000000010000000200000003000000' WHERE source = 1 AND position = 0",
        "UPDATE statements SET cue = x'ffffffff01000000' WHERE source = 1 AND position = 0",
        "UPDATE statements SET kind = 'loud' WHERE source = 1 AND position = 0",
        "UPDATE statements SET score = 1.5 WHERE source = 1 AND position = 0",
        "UPDATE statements SET score = 'high' WHERE source = 1 AND position = 0",
        "UPDATE statements SET name = '' WHERE source = 1 AND position = 0",
        "UPDATE statements SET ties = '[' WHERE source = 1 AND position = 0",
        "UPDATE statements SET ties = '{}' WHERE source = 1 AND position = 0",
        "DELETE FROM statements WHERE source = 1 AND position = 0",
    ],
)
def test_damaged_statements_are_dropped_and_named(read: Path, damage: str) -> None:
    change(read, damage)
    storage = Local(read)
    sentence = "The statements of 1 source were damaged and are dropped."
    assert storage.check() == store_report(mended=(sentence,))
    assert said(storage) == [(2, SCHOLZ_SAID)]
    assert storage.unread("t@1") == [1]
    assert storage.text(1) == POLAND
    assert storage.check() == store_report(mended=())
    storage.close()


def test_statements_of_no_source_are_dropped(read: Path) -> None:
    change(read, "UPDATE statements SET source = 9 WHERE source = 2")
    storage = Local(read)
    assert storage.check() == store_report(mended=("The statements of 1 source were damaged and are dropped.",))
    assert said(storage) == [(1, statement) for statement in SAID]
    storage.close()


def test_damaged_statements_say_what_to_do(read: Path) -> None:
    change(read, "UPDATE statements SET ties = '[' WHERE source = 1 AND position = 0")
    storage = Local(read)
    with pytest.raises(StorageError, match=r"are damaged: run 'python -m index check --library .*'\.$"):
        storage.statements()
    storage.close()


def test_two_open_storages_see_each_others_statements(read: Path) -> None:
    one, other = Local(read), Local(read)
    before = one.statements()
    assert other.statements() == before
    one.reread([(2, Reading("t@2", [SCHOLZ_SAID] * 2))])
    assert said(other) == [(1, statement) for statement in SAID] + [(2, SCHOLZ_SAID)] * 2
    assert other.statements()[:3] == before[:3]
    other.remove(1)
    assert said(one) == [(2, SCHOLZ_SAID)] * 2
    one.close()
    other.close()


def test_statements_of_another_store_under_the_same_numbers(
    read: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As when a backup is restored while the library is open."""
    other = Local(tmp_path_factory.mktemp("other"))
    put(other, entry(POLAND, "poland", reading=Reading("t@1", SAID[1:])))
    storage = Local(read)
    assert said(storage)[:2] == [(1, SAID[0]), (1, SAID[1])]
    storage._store.close()
    storage._store = other._store
    assert said(storage) == [(1, SAID[1]), (1, SAID[2])]
    storage.close()


def test_a_library_of_the_first_format_is_migrated(read: Path) -> None:
    as_version_1(read)
    storage = Local(read)
    assert storage.statements() == []
    assert storage.unread("t@1") == [1, 2]
    assert found(storage)[1] != []
    storage.reread([(1, Reading("t@1", SAID))])
    assert said(storage) == [(1, statement) for statement in SAID]
    storage.remove(1)
    assert storage.statements() == []
    assert storage.check().clean
    storage.close()
    with sqlite3.connect(read / FILE) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    connection.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions work otherwise here")
def test_a_library_of_the_first_format_that_cannot_be_written_is_read(read: Path) -> None:
    as_version_1(read)
    (read / FILE).chmod(0o444)
    user = os.geteuid()
    for folder in read.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)  # bits are added only: the last of them may be /tmp itself
    read.chmod(0o555)
    if user == 0:  # root may write anywhere
        os.seteuid(65534)
    try:
        opened = store.Store(read)
        assert [source.id for source in opened.sources()] == ["germany", "poland"]
        assert (opened.spoken(), opened.unread("t@1"), opened.unread(""), opened.misread()) == ([], [1, 2], [], [])
        assert opened.problems() == []
        opened.close()
    finally:
        os.seteuid(user)
        read.chmod(0o755)
