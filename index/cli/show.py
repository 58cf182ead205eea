"""What the command line prints: for people on a terminal, plain text in a pipe, JSON for programs.

A source may hold anything, so nothing of it is taken for markup and no control character of it reaches a terminal.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.model import Added, Answer, Quote, Report, Source, Statement, Voice
from index.recency import day

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Control characters but line feed and tab, and those that make text run backwards.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")  # json.dumps escapes those below the space


def safe(text: str) -> str:
    """The text, of the same length, with what could steer a terminal made U+FFFD."""
    return _CONTROL.sub("\ufffd", text)


def line(text: str) -> str:
    """`safe`, and on one line."""
    return " ".join(safe(text).split())


def to_json(value: Any) -> str:
    """One line of JSON, readable in every script, safe to print."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def warn(sentence: str) -> None:
    """A sentence on standard error."""
    print(line(sentence), file=sys.stderr, flush=True)


def answer_fields(answer: Answer) -> dict[str, Any]:
    """An answer as JSON has it, without the question."""
    fields = asdict(answer)
    del fields["question"]
    return {"answered": fields.pop("answered"), "confidence": fields.pop("confidence"), **fields}


def show_answer(answer: Answer) -> None:
    """The quotes of an answer, what answers in bold (in a pipe by asterisks); of none, the nearest passage."""
    quotes = answer.shown()
    if sys.stdout.isatty():
        _answer_for_people(answer, quotes)
        return
    if answer.corrected is not None:
        print(_corrected(answer.corrected))
    if not answer.answered:
        print("The sources do not say.")
    if answer.note:
        print(line(answer.note))
    if quotes and not answer.answered:
        print("Closest passage:")
    for number, quote in enumerate(quotes):
        if number:
            print()
        if speaker := _speaker(quote):
            print(f"{speaker}:")
        print(_marked(quote) if answer.answered else safe(quote.text))
        print(f"— {' · '.join(_place(quote))}")


def show_added(added: Added, note: str | None) -> None:
    """One line for a source that was added or was there."""
    source = added.source
    what = "added" if added.new else "already there"
    print("\t".join((what, line(source.id), line(source.title), count(source.passages, "passage"))), flush=True)
    if note:
        warn(note)


def added_fields(added: Added, note: str | None) -> dict[str, Any]:
    """What JSON says of one added source."""
    return {"new": added.new, **asdict(added.source), "note": note}


def show_sources(sources: Sequence[Source]) -> None:
    """All sources: a table on a terminal, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for source in sources:
            print("\t".join(map(line, (source.id, source.title, source.published or "", source.url or ""))))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("id", overflow="fold", no_wrap=True)  # so that it can be copied
    table.add_column("title")
    table.add_column("published", no_wrap=True)
    table.add_column("characters", justify="right")
    for source in sources:
        cells = (source.id, source.title, source.published or "", f"{source.characters:,}")
        table.add_row(*(Text(line(cell)) for cell in cells))
    console = _console()
    console.print(table)
    console.print(Text(count(len(sources), "source"), "dim"))


def statement_fields(statement: Statement) -> dict[str, Any]:
    """What JSON says of a statement."""
    said, speaker = statement.attribution, statement.speaker
    return {
        "speaker": said.speaker,
        "name": speaker.name if speaker else None,
        "description": speaker.description if speaker else None,
        "cue": said.cue,
        "content": said.content,
        "kind": said.kind,
    }


def show_statements(text: str, statements: Sequence[Statement]) -> None:
    """Who says what in a text: speaker, kind, and the words, with an ellipsis where others interrupt them."""
    if sys.stdout.isatty():
        _statements_for_people(text, statements)
        return
    for number, statement in enumerate(statements):
        if number:
            print()
        who = ", ".join(_who(text, statement))
        print(f"{who} ({statement.attribution.kind}):\n{_words(text, statement)}")


def voice_fields(voice: Voice) -> dict[str, Any]:
    """What JSON says of a speaker of a library."""
    return {**asdict(voice.speaker), "statements": voice.statements, "sources": voice.sources}


def show_voices(voices: Sequence[Voice]) -> None:
    """Who is quoted: a table on a terminal, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for voice in voices:
            cells = (voice.speaker.name, voice.speaker.description or "", str(voice.statements), str(voice.sources))
            print("\t".join(map(line, cells)))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("speaker", style="bold")
    table.add_column("description")
    table.add_column("statements", justify="right")
    table.add_column("sources", justify="right")
    for voice in voices:
        who = (voice.speaker.name, voice.speaker.description or "")
        table.add_row(*(Text(line(part)) for part in who), f"{voice.statements:,}", f"{voice.sources:,}")
    console = _console()
    console.print(table)
    console.print(Text(count(len(voices), "speaker"), "dim"))


def show_report(report: Report) -> None:
    """What a check found."""
    print(f"{count(report.sources, 'source')}, {count(report.passages, 'passage')}")
    for name, sentences in (("mended", report.mended), ("wrong", report.problems)):
        for sentence in sentences:
            print(f"{name}: {line(sentence)}")
    if report.clean:
        print("All is well.")


def _statements_for_people(text: str, statements: Sequence[Statement]) -> None:
    from rich.text import Text

    console = _console()
    for statement in statements:
        name, *description = _who(text, statement)
        console.print()
        console.print(
            Text(name, "bold")
            .append("".join(f", {part}" for part in description), "not bold")
            .append(f"  {statement.attribution.kind}", "not bold dim")
        )
        _print_indented(console, Text(_words(text, statement)))
    console.print()


def _who(text: str, statement: Statement) -> list[str]:
    """Name and description of a speaker; of one that nobody names, the words that stand for it in the text."""
    speaker, span = statement.speaker, statement.attribution.speaker
    if speaker is not None:
        return [line(part) for part in (speaker.name, speaker.description) if part]
    return [line(text[slice(*span)]) if span else "somebody"]


def _words(text: str, statement: Statement) -> str:
    return " … ".join(safe(text[begin:end]) for begin, end in statement.attribution.content)


def _answer_for_people(answer: Answer, quotes: Sequence[Quote]) -> None:
    from rich.text import Text

    console = _console()
    if answer.corrected is not None:
        console.print(Text(_corrected(answer.corrected), "dim"))
    if not answer.answered:
        console.print(Text("The sources do not say.", "bold yellow"))
    if answer.note:
        console.print(Text(line(answer.note)))
    if quotes and not answer.answered:
        console.print(Text("Closest passage:", "dim"))
    for quote in quotes:
        console.print()
        if speaker := _speaker(quote):
            console.print(Text(speaker, "bold cyan"))
        text = Text(safe(quote.text))
        if answer.answered:
            text.stylize("bold", *quote.highlight)
        _print_indented(console, text)
        _print_indented(console, Text(" · ".join(_place(quote)), "dim"))
    console.print()


def _marked(quote: Quote) -> str:
    """A quote with what answers between pairs of asterisks, each paragraph of it, where there is more around it."""
    (start, end), text = quote.highlight, safe(quote.text)
    if text[:start].strip() or text[end:].strip():
        return text[:start] + _PARAGRAPH.sub(r"**\g<0>**", text[start:end]) + text[end:]
    return text


def _corrected(question: str) -> str:
    return f"Showing results for “{line(question)}”"


def _speaker(quote: Quote) -> str:
    return ", ".join(line(part) for part in (quote.speaker, quote.description) if part)


def _place(quote: Quote) -> list[str]:
    title = " › ".join(line(part) for part in (quote.title, quote.heading) if part)
    parts = [title, f"paragraph {quote.paragraph}"]
    if quote.published:
        parts.append(line(str(day(quote.published) or quote.published)))
    if quote.url:
        parts.append(line(quote.url))
    if quote.also:
        parts.append("also in " + ", ".join(line(place.title) for place in quote.also))
    return parts


def count(number: int, noun: str) -> str:
    """``1 source``, ``2,000 sources``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print_indented(console: Console, text: Text) -> None:
    from rich.text import Text

    for part in text.wrap(console, max(console.width - 2, 20)):
        console.print(Text("  ").append_text(part))


def _console() -> Console:
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)
