"""The command line as a process of its own: what it loads, how it is ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import Library
from tests.index.commands import BRIDGE, ROOT, forget_surroundings, library_to_change, process, sentence


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def test_nothing_heavy_is_loaded_for_what_is_quick(asked: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from index.cli.command import main\n"
        "for words in ['--help'], ['sources'], ['remove', 'none']:\n"
        "    main(words)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'trafilatura'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    given = [sys.executable, "-c", code]
    environment = {**os.environ, "VERBATIM_LIBRARY": str(asked)}
    done = subprocess.run(
        given, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert (done.returncode, "the-bridge-opens" in done.stdout) == (0, True), done.stderr


def test_a_process_is_silent(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    done = process("add", "--library", "lib", "bridge.txt")
    assert (done.returncode, done.stderr) == (0, "")  # no progress bars and warnings of other libraries
    assert done.stdout == "added\tthe-bridge-opens\tThe bridge opens\t1 passage\n"


def test_a_model_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    (tmp_path / ".env").write_text("EMBEDDING_MODEL=no/such/model\n")
    done = process("add", "--library", "lib", "bridge.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no/such/model" in sentence(done.stderr)


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    library = library_to_change(tmp_path)
    with Library.open(library) as opened:
        opened.rename("the-bridge-opens", "Zażółć 日本")
    locale = {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = process("sources", "--library", library, env=locale)
    assert (done.returncode, done.stdout) == (0, "the-bridge-opens\tZażółć 日本\t\t\n")


# What a shell starts in the background ignores Ctrl-C, and so would all that the tests start there.
HEEDING = (
    "import runpy, signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "runpy.run_module('index', run_name='__main__')"
)


def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    Library.open(tmp_path / "lib").close()
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, "ask", "--library", tmp_path / "lib"], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stderr is not None
        assert running.stderr.readline().startswith(b"This library has no sources yet")
        time.sleep(0.5)  # until it waits for a question: a signal right before that read is seen only after it
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
        assert (running.stdout.read(), running.stderr.read()) == (b"", b"")


def test_a_reader_that_leaves_is_no_error(asked: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "index", "sources", "--library", asked], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert (running.wait(30), running.stderr.read()) == (141, b"")


def test_what_was_printed_before_a_failure_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    given = ["add", "--json", "--library", "lib", "bridge.txt"]
    code = (  # the disk fails after the source is stored
        "import sys, index.__main__ as program, index.cli.command as command\n"
        "from index.errors import StorageError\n"
        "def fail(*_):\n    yield from real(*_)\n    raise StorageError('The disk is full.')\n"
        "real, command._stored = command._stored, fail\n"
        "sys.exit(program.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *given], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, sentence(done.stderr)) == (2, "The disk is full.")
    assert [row["id"] for row in json.loads(done.stdout)] == ["the-bridge-opens"]


@pytest.mark.skipif(os.name != "posix", reason="a shell that can close a stream is needed")
@pytest.mark.parametrize(
    ("closed", "said"), [("<&-", "Standard input is closed"), (">&-", "Standard output is closed"), ("2>&-", "")]
)
def test_a_closed_stream_is_a_sentence(asked: Path, closed: str, said: str) -> None:
    given = ["sh", "-c", f'exec "$0" -m index ask --library "$1" {closed}', sys.executable, str(asked)]
    done = subprocess.run(given, cwd=ROOT, input="", capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""
    if said:
        assert done.returncode == 2 and sentence(done.stderr).startswith(said)
    else:
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_full_disk_is_an_error(asked: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "index", "sources", "--library", asked], cwd=ROOT, stdout=full,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert sentence(done.stderr.decode()).startswith("The system refuses: ")
