"""What is printed on a terminal, and that nothing a source holds is taken for an instruction."""

from __future__ import annotations

import io
import json
import re
import sys
import time
from dataclasses import replace

import pytest

from index.cli import bar, show
from index.model import Answer, Place, Quote, Source

STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> Terminal:
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    for name, value in (("TERM", "xterm-256color"), ("COLUMNS", str(width)), ("LINES", "25")):
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return stream


def quote(text: str, highlight: tuple[int, int] = (0, 1), **fields: object) -> Quote:
    given: dict[str, object] = {
        "source": "a", "title": "Title", "url": None, "start": 0, "end": len(text), "text": text,
        "highlight": highlight, "paragraph": 3, "score": 0.5,
    }  # fmt: skip
    return Quote(**{**given, **fields})  # type: ignore[arg-type]


def answer(*quotes: Quote, answered: bool = True) -> Answer:
    return Answer("Who?", quotes, 0.9, answered)


TUSK = "He spoke. “Poland does not plan to send its troops,” he said on Tuesday."


def test_a_quote_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, 60)
    place = Place("b", "Another", None, 0, 5)
    role = "Polish Prime Minister"
    said = quote(TUSK, (10, 52), speaker="Donald Tusk", description=role, url="https://example.org/a", also=(place,))
    said = replace(said, heading="Troops", published="2024-02-28T09:30:00Z")
    show.show_answer(answer(said))
    shown = terminal.getvalue()
    assert STYLE.sub("", shown).split("\n") == [
        "",
        "Donald Tusk, Polish Prime Minister",
        "  He spoke. “Poland does not plan to send its troops,” he ",
        "  said on Tuesday.",
        "  Title › Troops · paragraph 3 · 2024-02-28 · ",
        "  https://example.org/a · also in Another",
        "",
        "",
    ]
    assert f"\x1b[1m{TUSK[10:52]}\x1b[0m" in shown  # bold is the highlight and nothing else of the text
    assert "\x1b[1;36mDonald Tusk, Polish Prime Minister\x1b[0m" in shown


def test_no_answer_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, 60)
    show.show_answer(answer(quote("Nearest.", (0, 8)), quote("Next.", (0, 5)), answered=False))
    lines = STYLE.sub("", terminal.getvalue()).split("\n")
    assert lines[:2] == ["The sources do not say.", "Closest passage:"]
    assert "  Nearest." in lines and "  Next." not in lines
    assert "\x1b[1mNearest." not in terminal.getvalue()  # what is no answer is not highlighted


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("One. Two.\n\nThree. Four.\n\nFive.", "Four.", "Three. Four."),
        ("One. Two.\n\nThree.", "One. Two.\n\nThree.", "One. Two.\n\nThree."),
        ("One.\nTwo.\n\nThree.", "Two.", "One.\nTwo."),
        ("One.\n\nTwo.", "Two.", "Two."),
        ("One.", "One.", "One."),
        ("a\n\nb", "\nb", "a\n\nb"),
    ],
)
def test_what_is_near_and_no_answer_is_shown_without_other_paragraphs(text: str, marked: str, shown: str) -> None:
    start = text.index(marked)
    whole = replace(quote(text, (start, start + len(marked))), start=7, end=7 + len(text))
    (near,) = answer(whole, quote("Next."), answered=False).shown()
    assert (near.text, near.text[slice(*near.highlight)]) == (shown, marked)
    assert text[near.start - 7 : near.end - 7] == shown
    assert answer(whole).shown() == (whole,)


def test_plain_answer(capsys: pytest.CaptureFixture[str]) -> None:
    said = quote(TUSK, (10, 52), speaker="Donald Tusk", description="Polish Prime Minister", url="https://example.org")
    more = quote("Two\n\nparagraphs. Or three.", (0, 16), speaker="Her spokesperson")
    show.show_answer(answer(said, more, quote("All of it.\n", (0, 10))))
    assert capsys.readouterr().out == (
        "Donald Tusk, Polish Prime Minister:\n"
        f"{TUSK[:10]}**“Poland does not plan to send its troops,”**{TUSK[52:]}\n"
        "— Title · paragraph 3 · https://example.org\n"
        "\nHer spokesperson:\n**Two**\n\n**paragraphs.** Or three.\n— Title · paragraph 3\n"
        "\nAll of it.\n\n— Title · paragraph 3\n"
    )


NOTE = "Hungary is not quoted in these sources."


def test_a_note_comes_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    declined = replace(answer(quote("Nearest."), answered=False), note=NOTE)
    noted = replace(answer(quote("Words.", (0, 6))), note=f"{NOTE}\x1b[2J")
    show.show_answer(declined)
    show.show_answer(noted)
    assert capsys.readouterr().out == (
        f"The sources do not say.\n{NOTE}\nClosest passage:\nNearest.\n— Title · paragraph 3\n"
        f"{NOTE}�[2J\nWords.\n— Title · paragraph 3\n"
    )
    terminal = on_terminal(monkeypatch, 60)
    show.show_answer(declined)
    show.show_answer(noted)
    lines = STYLE.sub("", terminal.getvalue()).split("\n")
    assert lines[:3] == ["The sources do not say.", NOTE, "Closest passage:"]
    assert lines[7:11] == [f"{NOTE}�[2J", "", "  Words.", "  Title · paragraph 3"]


HOSTILE = "a\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eback\u2066 \x08\r [bold red]x[/] :smile: \\[b] tab\tend \ud800"
SAFE = "a�[31mred�]0;title� �2J �back� �� [bold red]x[/] :smile: \\[b] tab\tend �"


def test_nothing_of_a_source_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = quote(HOSTILE, (0, len(HOSTILE)), title=HOSTILE, speaker=HOSTILE, description=HOSTILE, url=HOSTILE)
    show.show_answer(answer(hostile))
    out = capsys.readouterr().out
    one_line = SAFE.replace("\t", " ")
    assert out == f"{one_line}, {one_line}:\n{SAFE}\n— {one_line} · paragraph 3 · {one_line}\n"
    terminal = on_terminal(monkeypatch, 1000)
    show.show_answer(answer(hostile))
    show.show_sources([Source(HOSTILE, 1, HOSTILE, None, None, HOSTILE, "en", None, "", "", 5, 1)])
    plain = STYLE.sub("", terminal.getvalue())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066\ud800]", plain)
    assert plain.count("[bold red]x[/] :smile: \\[b]") == 8


def test_errors_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show.warn("\x1b[2Jfile\nname.txt is wrong.")
    assert capsys.readouterr().err == "\ufffd[2Jfile name.txt is wrong.\n"


def test_json_is_exact_and_safe() -> None:
    shown = show.to_json({"text": HOSTILE + "日本\u2028"})
    assert json.loads(shown) == {"text": HOSTILE + "日本\u2028"}
    assert shown.isprintable() and "日本" in shown


def test_the_bar_waits_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    with bar.bar("Adding [b]passages[/b]") as report:
        report(1, 2)
    assert stream.getvalue() == ""
    monkeypatch.setattr(bar, "PATIENCE", 0.01)
    with bar.bar("Adding [b]passages[/b]") as report:
        report(1, 2)
        time.sleep(0.5)
    assert "Adding [b]passages[/b]" in stream.getvalue() and "1/2" in STYLE.sub("", stream.getvalue())


def test_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar, "PATIENCE", 0.01)
    with bar.bar("Adding") as report:
        report(1, 2)
        time.sleep(0.1)
    assert capsys.readouterr() == ("", "")
