"""JSON Lines: a source a line, all lines checked before the first is taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.model import Document
from index.readers import read_jsonl

BAD_ID = ': "id" is to be 1 to 100 printable characters, with no space around them.'
GOOD = '{"text": "Good."}'


def write(path: Path, *lines: str | bytes) -> Path:
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n")
    return path


def test_documents(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        json.dumps({
            "id": "one", "title": " The\nbridge ", "url": "https://example.org/1", "author": "Ann", "language": "en-GB",
            "published": "2024-02-28", "date": "ignored", "text": "It opens.\r\nNow.", "extra": {"x": [1]},
        }),
        "",
        '{"text": "First line\\n\\nSecond \\ud800.", "date": "2024"}',
        '  {"title": "", "text": "日本 😀", "url": "", "author": null}\r',
    )  # fmt: skip
    assert list(read_jsonl(path)) == [
        Document("The bridge", "It opens.\nNow.", "one", "https://example.org/1", "Ann", "2024-02-28", "en"),
        Document("First line", "First line\n\nSecond \ufffd.", published="2024"),
        Document("日本 😀", "日本 😀"),
    ]


@pytest.mark.parametrize("url", ["example.org", "javascript:x"])
def test_an_address_or_language_that_is_none_is_left_out(tmp_path: Path, url: str) -> None:
    (document,) = read_jsonl(write(tmp_path / "a.jsonl", json.dumps({"text": "a", "url": url, "language": "english"})))
    assert (document.url, document.language) == (None, None)
    assert document.note == f'"{url}" is no web address and was left out'


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + GOOD.encode())
    assert [document.text for document in read_jsonl(path)] == ["Good."]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes at column 2."),
        ("text", "is not JSON: Expecting value at column 1."),
        ('["text"]', "is no JSON object; write one in braces, {…}."),
        ("[" * 100_000, "is not JSON that can be read: a number or a nesting is too large."),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "is not JSON that can be read: a number or a nesting is too large."),
        (b'{"text": "\xff"}', "is not UTF-8 text (byte 11); save the file as UTF-8."),
        ("{}", ': "text" is missing.'),
        ('{"text": null}', ': "text" is missing.'),
        ('{"text": 5}', ': "text" is not a string.'),
        ('{"text": " \\n "}', ': "text" is empty.'),
        ('{"text": "a", "title": ["b"]}', ': "title" is not a string.'),
        ('{"text": "a", "id": 7}', ': "id" is not a string.'),
        ('{"text": "a", "id": ""}', BAD_ID),
        ('{"text": "a", "id": " a"}', BAD_ID),
        ('{"text": "a", "id": "a\\u001b"}', BAD_ID),
        ('{"text": "a", "id": "' + "x" * 101 + '"}', BAD_ID),
        ('{"text": "a", "id": "twice"}', ': the id "twice" is that of line 1 too.'),
    ],
)  # fmt: skip
def test_a_wrong_line_keeps_all_out(tmp_path: Path, line: str | bytes, wrong: str) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "Good.", "id": "twice"}', "", line, GOOD)
    with pytest.raises(ReadError) as caught:
        read_jsonl(path)  # at once, not when the first document is asked for
    assert str(caught.value) == f"{path}, line 3{'' if wrong.startswith(':') else ' '}{wrong}"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_no_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(ReadError, match="There is no source in"):
        read_jsonl(tmp_path / "a.jsonl")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="does not exist; check the path"):
        read_jsonl(tmp_path / "none.jsonl")
    with pytest.raises(ReadError, match="is a folder"):
        read_jsonl(tmp_path)


def test_a_line_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.jsonl.LINE_BYTES", 2**20)
    path = write(tmp_path / "a.jsonl", GOOD, '{"text": "' + "x" * 2**20 + '"}')
    with pytest.raises(ReadError, match="line 2 is longer than 1 MB; split the text into several sources"):
        read_jsonl(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text() | JSON, "title": st.text() | JSON, "id": st.text() | JSON, "url": st.text() | JSON,
        "language": st.sampled_from(["en", "pl-PL", "x"]) | JSON, "published": JSON, "other": JSON,
    },
)  # fmt: skip


@given(st.lists(ROWS | JSON, max_size=4), st.binary(max_size=20))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_refused(tmp_path: Path, rows: list[object], tail: bytes) -> None:
    path = tmp_path / "any.jsonl"
    path.write_bytes("\n".join(map(json.dumps, rows)).encode() + tail)
    try:
        documents = list(read_jsonl(path))
    except ReadError as error:
        assert str(path) in str(error) and str(error).endswith(".")
        return
    for document in documents:
        assert document.text.strip() and document.title.strip() and "\r" not in document.text
        (document.title + document.text).encode()
