"""The command line: ``python -m index add|sources|remove|ask|statements|speakers|evaluate|check|reencode``.

Results go to standard output, everything else to standard error. The exit status is 0 only when all that was asked for
was done, 1 where that needs a package that is not installed, 2 after another error (one sentence says which), 130 after
Ctrl-C.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from argparse import Namespace
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import index
from index import Library
from index.cli import show
from index.cli.bar import Progress, bar
from index.cli.parser import QUOTES, build
from index.errors import ExtraMissing, LibraryMissing, ReadError, SourceTaken, VerbatimError
from index.model import Added, Document, Strictness
from index.wording import split

SETTINGS = ("DATA_DIR", "EMBEDDING_MODEL", "RERANKER_MODEL", "STATEMENTS", "STRICTNESS", "VERBATIM_LIBRARY")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    try:
        _open_streams()
        status = _run(build().parse_args(arguments))
        sys.stdout.flush()
        return status
    except SystemExit as end:  # argparse: 0 after --help, 2 after bad usage
        return int(end.code or 0)
    except VerbatimError as error:
        show.warn(str(error))
        return 1 if isinstance(error, ExtraMissing) else 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has seen enough
        return 141
    except OSError as error:
        show.warn(f"The system refuses: {error.strerror or error}; check the disk and your rights.")
        return 2


def _run(given: Namespace) -> int:
    _settings()
    _silence()
    return _COMMANDS[given.command](given)


# The commands


def _add(given: Namespace) -> int:
    if not given.paths and given.jsonl is None:
        raise ReadError("Nothing to add was named; give files, or --jsonl FILE.")
    if (given.title or given.id or given.language) and (len(given.paths) != 1 or given.jsonl is not None):
        raise ReadError("--title, --id and --language are for one file; add that file alone.")
    rows: list[dict[str, object]] = []
    failures: list[str] = []

    def fail(sentence: str) -> None:
        show.warn(sentence)
        failures.append(sentence)

    try:
        documents = _documents(given, fail)
        first = next(documents, None)
        if first is not None:  # no library is made before there is something to put into it
            with _library(given, create=True) as library, bar("Adding passages") as report:
                for document, added in _stored(library, chain([first], documents), report):
                    if isinstance(added, VerbatimError):
                        fail(f"{document.title}: {added}")
                    elif given.json:
                        rows.append(show.added_fields(added, document.note))
                    else:
                        show.show_added(added, document.note)
    finally:  # also of what was added before the disk was full
        if given.json:
            print(show.to_json(rows))
    return 2 if failures else 0


def _documents(given: Namespace, fail: Callable[[str], None]) -> Iterator[Document]:
    """What is to be added, each when its turn has come."""
    from index.readers import read_jsonl, read_path

    for path in given.paths:
        try:
            document = read_path(Path(path))
        except ReadError as error:
            fail(str(error))
            continue
        yield replace(
            document,
            title=given.title or document.title,
            id=given.id or document.id,
            language=given.language or document.language,
        )
    if given.jsonl is not None:
        try:
            yield from read_jsonl(given.jsonl)
        except ReadError as error:
            fail(str(error))


def _stored(
    library: Library, documents: Iterator[Document], progress: Progress
) -> Iterator[tuple[Document, Added | VerbatimError]]:
    """Each document with what became of it. One that is refused does not keep those after it out."""
    waiting: deque[Document] = deque()  # given to the library, and nothing heard of it yet

    def given(again: Sequence[Document]) -> Iterator[Document]:
        for document in chain(again, documents):
            waiting.append(document)
            yield document

    again: list[Document] = []
    while True:
        try:
            for added in library.add_many(given(again), progress=progress):
                yield waiting.popleft(), added
            return
        except (ReadError, SourceTaken) as error:
            yield waiting.popleft(), error
            again = list(waiting)
            waiting.clear()


def _sources(given: Namespace) -> int:
    with _library(given) as library:
        sources = library.sources()
    if given.json:
        print(show.to_json([asdict(source) for source in sources]))
    elif sources:
        show.show_sources(sources)
    else:
        show.warn("This library has no sources yet; add one with: python -m index add FILE")
    return 0


def _remove(given: Namespace) -> int:
    with _library(given) as library:
        names = list(dict.fromkeys(given.ids))
        for name in names:  # all, before any is removed
            library.source(name)
        removed: list[dict[str, object]] = []
        try:
            for name in names:
                source = library.remove(name)
                removed.append(asdict(source) | {"id": name})
                if not given.json:
                    print(f"removed\t{show.line(name)}\t{show.line(source.title)}", flush=True)
        finally:  # also what was removed before the disk failed
            if given.json:
                print(show.to_json(removed))
    return 0


def _ask(given: Namespace) -> int:
    # Words without quotation marks are one question, and what stands in some is one each.
    several = len(given.question) > 1 and all(" " in text.strip() for text in given.question)
    question = "\n".join(given.question) if several else " ".join(given.question)
    if question and given.jsonl is not None:
        raise ReadError("A question and --jsonl do not go together; give one of them.")
    if not given.question and given.jsonl is None and sys.stdin is None:
        raise ReadError("Standard input is closed, so no question can be read; give the question as an argument.")
    with _asked(given) as library:
        if given.jsonl is not None:
            return _answer_file(given, library)
        if given.source is not None:
            library.source(given.source)
        if not library.count():
            show.warn("This library has no sources yet; add one with: python -m index add FILE")
        for text in [question] if given.question else _typed():
            parts = [part for one in (given.question if several else [text]) for part in split(one)]
            # In a pipe nothing else tells the answers apart.
            named = len(parts) > 1 or not (given.question or sys.stdin.isatty())
            rows: list[dict[str, object]] = []
            for part in parts:
                if named and not given.json:
                    print(f"> {show.line(part)}")
                with bar("Looking for the answer", counted=False):
                    answer = library.ask(part, source=given.source, quotes=given.quotes or QUOTES)
                if given.json:
                    rows.append({"question": answer.question, **show.answer_fields(answer)})
                else:
                    show.show_answer(answer if given.quotes else answer.leading())
                    sys.stdout.flush()
            if given.json:
                print(show.to_json(rows if len(parts) > 1 else rows[0]), flush=True)
    return 0


def _answer_file(given: Namespace, library: Library) -> int:
    from index.cli.batch import answers, read_questions

    questions = read_questions(given.jsonl, library, given.source)
    # On a terminal the answers themselves show how far it is.
    with nullcontext() if sys.stdout.isatty() else bar("Answering") as report:
        for done, row in enumerate(answers(library, questions, given.quotes or QUOTES), start=1):
            if report:
                report(done, len(questions))
            print(show.to_json(row))
    return 0


def _statements(given: Namespace) -> int:
    from index.cli.statements import in_files, in_lines

    if bool(given.paths) == (given.jsonl is not None):
        raise ReadError("Give either files or --jsonl FILE to say who says what in.")
    if given.jsonl is not None:
        # On a terminal the lines themselves show how far it is.
        with nullcontext() if sys.stdout.isatty() else bar("Reading", counted=False):
            for said in in_lines(given.jsonl):
                print(show.to_json({"id": said.id, "statements": list(map(show.statement_fields, said.statements))}))
        return 0
    failures: list[str] = []

    def fail(sentence: str) -> None:
        show.warn(sentence)
        failures.append(sentence)

    for said in in_files(given.paths, fail):
        if given.json:
            fields = {"id": said.id, "title": said.document.title, "text": said.document.text}
            print(show.to_json({**fields, "statements": list(map(show.statement_fields, said.statements))}))
        else:
            if len(given.paths) > 1:
                print(f"> {show.line(str(said.id))}")
            show.show_statements(said.document.text, said.statements)
            if not said.statements:
                show.warn(f"Nobody is quoted in {said.id}.")
        sys.stdout.flush()
    return 2 if failures else 0


def _speakers(given: Namespace) -> int:
    with _library(given) as library:
        voices = library.speakers(given.source)
        unread = library.unread()
    if given.json:
        print(show.to_json([show.voice_fields(voice) for voice in voices]))
    elif voices:
        show.show_voices(voices)
    elif _statements_on():
        show.warn("Nobody is quoted here.")
    else:
        show.warn("Nobody is quoted here, as STATEMENTS is off: set STATEMENTS=on, then run python -m index check.")
    if unread:
        them = "it" if unread == 1 else "them"
        show.warn(f"{show.count(unread, 'source')} not read for who says what yet; read {them}: python -m index check")
    return 0


def _evaluate(given: Namespace) -> int:
    from index.cli.evaluate import run

    return run(given, partial(_library, given))


def _check(given: Namespace) -> int:
    with _library(given) as library, bar("Checking", counted=False):
        report = library.check()
    if given.json:
        print(show.to_json({"clean": report.clean, **asdict(report)}))
    else:
        show.show_report(report)
    if not report.clean:
        show.warn("The library is damaged; restore it from a backup, or remove and add again what is named.")
    return 0 if report.clean else 2


def _reencode(given: Namespace) -> int:
    with _library(given) as library, bar("Encoding") as report:
        passages = library.reencode(progress=report)
    if given.json:
        print(show.to_json({"passages": passages}))
    else:
        print(f"encoded {show.count(passages, 'passage')} anew")
    return 0


_COMMANDS = {
    "add": _add, "sources": _sources, "remove": _remove, "ask": _ask, "statements": _statements,
    "speakers": _speakers, "evaluate": _evaluate, "check": _check, "reencode": _reencode,
}  # fmt: skip


# Which library, which questions


def _folder(given: Namespace) -> Path:
    if given.library is not None:
        return Path(given.library)
    named = os.environ.get("VERBATIM_LIBRARY")
    return Path(named).expanduser() if named else Path(os.environ.get("DATA_DIR") or "data").expanduser() / "shared"


def _library(given: Namespace, *, create: bool = False) -> Library:
    return Library.open(_folder(given), create=create, statements=_statements_on(), strictness=_strictness(given))


def _strictness(given: Namespace) -> Strictness:
    """How sure an answer must be. Raises ReadError where STRICTNESS says nothing that can be meant."""
    asked = getattr(given, "strictness", None) or os.environ.get("STRICTNESS", "").strip().casefold() or "balanced"
    for choice in get_args(Strictness):
        if asked == choice:
            return choice  # type: ignore[no-any-return]
    raise ReadError(
        f"STRICTNESS is {asked!r}, but has to be strict, balanced or eager; write for example STRICTNESS=strict."
    )


def _statements_on() -> bool:
    """Whether sources are read for who says what. Raises ReadError where STATEMENTS says neither on nor off."""
    value = os.environ.get("STATEMENTS", "").strip().casefold() or "on"
    if value not in ("on", "off"):
        raise ReadError(f"STATEMENTS is {value!r}, but has to be on or off; write for example STATEMENTS=on.")
    return value == "on"


@contextmanager
def _asked(given: Namespace) -> Iterator[Library]:
    """The library to ask: while there is none where one would be by default, one with the sample article."""
    try:
        library = _library(given)
    except LibraryMissing:
        if given.library is not None:
            raise
    else:
        with library:
            yield library
        return
    show.warn(f"There is no library in {_folder(given)} yet: a sample article answers.")
    from index.readers import read_path

    reads = _statements_on()
    strictness = _strictness(given)
    with (
        TemporaryDirectory(prefix="verbatim-") as folder,
        Library.open(Path(folder), statements=reads, strictness=strictness) as sample,
    ):
        with bar("Reading the sample article", counted=False):
            sample.add(replace(read_path(index.SAMPLE), id="sample"))
        yield sample


def _typed() -> Iterator[str]:
    """Questions from standard input, until an empty line or the end."""
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        import readline  # noqa: F401  # lets input() edit the line
    while True:
        try:
            if at_terminal and sys.stdout.isatty():
                text = input("Question: ")
            else:
                if at_terminal:
                    print("Question: ", end="", file=sys.stderr, flush=True)
                text = sys.stdin.readline()
        except EOFError:
            print(file=sys.stderr)
            return
        if not text.strip():
            return
        yield text.strip()


# The surroundings


def _settings() -> None:
    """Take from a file .env what the environment does not say. The bot's token there is none of our business."""
    from dotenv import dotenv_values

    try:
        found = dotenv_values(".env")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"The file .env in this folder cannot be read ({error}); mend or remove it.") from error
    for name in SETTINGS:
        if value := found.get(name):
            os.environ.setdefault(name, value)


def _silence() -> None:
    """Keep the libraries that run the model from talking: they read these when they are imported."""
    for name, value in (
        ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
        ("TRANSFORMERS_VERBOSITY", "error"),
        ("TOKENIZERS_PARALLELISM", "false"),
    ):
        os.environ.setdefault(name, value)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _open_streams() -> None:
    """Read and print any character: a pipe carries UTF-8, and what a terminal cannot show becomes "?".

    Raises ReadError where standard output was closed before the start: the results would be lost.
    """
    if sys.stderr is None:  # closed: what goes there is not asked for
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # until the end
    if sys.stdout is None:
        raise ReadError("Standard output is closed; send it to a file, or to /dev/null.")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
