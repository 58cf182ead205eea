"""The preview as a person meets it: a process of its own, a real browser, questions typed into the page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index import SAMPLE, readers

playwright = pytest.importorskip("playwright.sync_api", reason="the browser test drives Chromium with playwright")

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds
POLAND = "What did Poland say?"
TUSK = "“Poland does not plan to send its troops to Ukraine,”"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send"),
]


class Preview:
    """`python -m bot --preview` in a folder of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD", "DATA_"))}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TMPDIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--preview", *arguments],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said: list[str] = []
        self.address: str | None = None
        self._found = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if match := re.search(r"http://127\.0\.0\.1:\d+/\S*", line):
                self.address = match[0]
                self._found.set()
        self._found.set()

    def url(self) -> str:
        self._found.wait(120)
        if self.address is None:
            self.process.kill()
            pytest.fail(f"no address: {self.said} {self.process.communicate()[1]}")
        return self.address

    def end(self) -> tuple[int, str]:
        """Ctrl-C: the exit status and what was said on standard error."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert self.process.stderr is not None
        return self.process.returncode, self.process.stderr.read()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    preview = Preview(tmp_path_factory.mktemp("preview"))
    preview.url()
    yield preview
    if preview.process.poll() is None:
        preview.process.kill()
        preview.process.wait()


@pytest.fixture(scope="module")
def page(preview: Preview) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        page.failures = []
        page.on("pageerror", lambda error: page.failures.append(str(error)))
        page.goto(preview.url())
        ready(page)
        yield page
        browser.close()


def messages(page: Any) -> list[str]:
    """What every message of the page says, oldest first."""
    return [text for text in page.locator("#channel-message-list .channel-message").all_inner_texts() if text.strip()]


def ready(page: Any) -> None:
    """Waits until the page takes something: while an action runs it takes nothing."""
    page.wait_for_function("() => window.simcordPreview && window.simcordPreview.ready === true")
    page.locator("#send-message:not([disabled])").wait_for()


def write(page: Any, text: str) -> None:
    ready(page)
    composer = page.locator("#channel-composer-input")
    composer.fill(text)
    composer.press("Enter")


def command(page: Any, name: str, **options: str) -> None:
    """Picks a command from the list that opens at the slash, fills it in and sends it."""
    ready(page)
    composer = page.locator("#channel-composer-input")
    composer.click()
    composer.press_sequentially(name)
    page.locator(".command-popup").get_by_text(name, exact=True).first.wait_for()
    page.keyboard.press("Enter")
    for option, value in options.items():
        field = page.locator(f'input[data-option="{option}"]')
        if not field.count():  # not a required one
            page.locator(".command-chip").click()
            page.locator(".command-popup").get_by_text(option, exact=True).first.click()
        field.fill(value)
    page.locator("#send-message").click()


def test_it_says_that_it_is_a_preview(preview: Preview, page: Any) -> None:
    assert any("without Discord" in line for line in preview.said)
    assert any("nothing here reaches Discord" in line for line in preview.said)
    assert "A preview, without Discord" in messages(page)[0]


def test_a_mention_in_the_composer_is_answered_word_for_word(page: Any) -> None:
    write(page, f"@Verbatim {POLAND}")
    quote = page.locator("blockquote", has_text=TUSK).first
    quote.wait_for()
    source = " ".join(readers.read_path(SAMPLE).text.split())
    assert " ".join(quote.inner_text().split()) in source
    assert TUSK in quote.locator("strong").first.inner_text()
    assert (
        "European leaders answer Macron on troops for Ukraine › Poland and the Czech Republic · paragraph"
        in messages(page)[-1]
    )
    assert "Donald Tusk, Polish Prime Minister\n" in messages(page)[-1]


def test_the_slash_picker_asks_as_well(page: Any) -> None:
    command(page, "/ask", question="What did the Kremlin say about NATO soldiers?")
    page.get_by_role("heading", name="What did the Kremlin say about NATO soldiers?").wait_for()
    assert "paragraph" in messages(page)[-1]


def test_pasted_text_can_be_asked_at_once(page: Any) -> None:
    command(page, "/library add")
    dialog = page.get_by_role("dialog", name="Add a source")
    dialog.locator('[name="title"]').fill("The *harbour* tram")
    dialog.locator('[name="text"]').fill("Tram line 7 will run to the harbour from September, Ada Quill announced.")
    dialog.locator('[name="url"]').fill("https://example.org/tram")
    dialog.get_by_role("button", name="Submit").click()
    page.get_by_text("Added The *harbour* tram with 1 passage").first.wait_for()
    write(page, "@Verbatim Where will tram line 7 run?")
    page.locator("blockquote", has_text="Tram line 7 will run to the harbour").first.wait_for()
    page.get_by_role("link", name="Open").first.wait_for()


def test_a_port_that_is_taken_is_a_sentence(preview: Preview, tmp_path: Path) -> None:
    port = re.findall(r":(\d+)/", preview.url())[0]
    second = Preview(tmp_path, "--port", port)
    assert second.process.wait(120) == 1
    assert second.process.stderr is not None
    error = second.process.stderr.read()
    assert "choose another port with --port" in error and "Traceback" not in error


def test_the_list_and_a_button_on_it(page: Any) -> None:
    command(page, "/sources list")
    page.get_by_text("2 sources").first.wait_for()
    page.get_by_role("button", name="Details").first.click()
    page.get_by_text("Size:").first.wait_for()


def test_who_is_quoted_and_a_button_that_shows_what_they_say(page: Any) -> None:
    command(page, "/speakers")
    page.get_by_role("heading", name="Who is quoted").wait_for()
    assert re.search(r"Donald Tusk, Polish Prime Minister\n\d+ statements? in 1 source\n", messages(page)[-1])
    first = re.search(r"^(.+?)(?:, .+)?\n\d+ statements? in", messages(page)[-1], re.MULTILINE)
    assert first
    page.get_by_role("button", name="Statements", exact=True).first.click()
    page.get_by_role("heading", name=first[1], exact=True).wait_for()
    assert "Only you can see this" in messages(page)[-1] and "European leaders answer Macron" in messages(page)[-1]


def test_who_says_what_in_a_source(page: Any) -> None:
    command(page, "/sources statements", source="European leaders", speaker="tusk")
    page.get_by_role("heading", name="Donald Tusk").last.wait_for()
    page.get_by_text("statements in European leaders answer Macron").last.wait_for()
    quotes = page.locator("#channel-message-list .channel-message").last.locator("blockquote").all_inner_texts()
    assert any(TUSK in quote for quote in quotes)
    source = " ".join(readers.read_path(SAMPLE).text.split())
    for quote in quotes:
        assert all(" ".join(part.split()) in source for part in quote.split(" … "))


def test_nothing_is_left_of_the_markdown_and_no_script_failed(page: Any) -> None:
    text = "\n".join(messages(page))
    assert "**" not in text and "### " not in text and "-# " not in text and "\\" not in text
    assert page.failures == []


def test_ctrl_c_ends_it_cleanly(preview: Preview, page: Any) -> None:
    status, error = preview.end()
    assert status == 0, error
    assert "Traceback" not in error
    assert preview.said[-1] == "The preview has ended.\n"
