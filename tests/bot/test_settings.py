"""Settings: every value, every way to get it wrong, and the example file."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load, read

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
NAMES = {
    "DISCORD_TOKEN", "DATA_DIR", "EMBEDDING_MODEL", "SHARED_SOURCES", "ASK_COOLDOWN", "MAX_UPLOAD_MB", "IDLE_MINUTES",
    "FORGET_AFTER_DAYS", "STATEMENTS", "STRICTNESS", "LOG_LEVEL", "LOG_FORMAT", "RERANKER_MODEL",
}  # fmt: skip


def test_nothing_set_is_the_defaults() -> None:
    assert read({}) == Settings()
    assert read(dict.fromkeys(NAMES, "")) == Settings()


def test_everything_set(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A", encoding="utf-8")
    settings = read(
        {
            "DISCORD_TOKEN": TOKEN, "DATA_DIR": str(tmp_path), "SHARED_SOURCES": f"{tmp_path}, {tmp_path / 'a.md'} ,",
            "ASK_COOLDOWN": "0.5", "MAX_UPLOAD_MB": " 15 ", "IDLE_MINUTES": "5", "FORGET_AFTER_DAYS": "0",
            "LOG_LEVEL": "debug", "LOG_FORMAT": "JSON", "EMBEDDING_MODEL": "some/model", "UNRELATED": "x",
            "STATEMENTS": "Off", "STRICTNESS": "Eager", "RERANKER_MODEL": "some/reranker",
        }
    )  # fmt: skip
    assert settings == Settings(
        token=TOKEN, data_dir=tmp_path, shared_sources=(tmp_path, tmp_path / "a.md"), ask_cooldown=0.5,
        max_upload_mb=15, idle_minutes=5, forget_after_days=0, statements=False, strictness="eager",
        log_level="DEBUG", log_format="json",
    )  # fmt: skip
    assert settings.max_upload == 15 * 2**20
    assert settings.idle == timedelta(minutes=5)
    assert settings.forget_after == timedelta(0)


def test_none_shares_nothing() -> None:
    assert read({"SHARED_SOURCES": "None"}).shared_sources == ()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_TOKEN", "abc", "does not look like a bot token"),
        ("DISCORD_TOKEN", f"Bot {TOKEN}", "does not look like a bot token"),
        ("DATA_DIR", __file__, "is not a folder"),
        ("SHARED_SOURCES", "/no/such/file", "/no/such/file"),
        ("SHARED_SOURCES", " , ", "nothing"),
        ("ASK_COOLDOWN", "soon", "is 'soon', which is not a number of seconds"),
        ("ASK_COOLDOWN", "-1", "between 0 and 3600 seconds"),
        ("ASK_COOLDOWN", "nan", "between 0 and 3600 seconds"),
        ("MAX_UPLOAD_MB", "0", "between 1 and 19 megabytes"),
        ("MAX_UPLOAD_MB", "1.5", "not a whole number of megabytes"),
        ("IDLE_MINUTES", "0", "between 1 and 10080 minutes"),
        ("FORGET_AFTER_DAYS", "x", "not a number of days"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("STATEMENTS", "maybe", "is 'maybe', but has to be on or off"),
        ("STRICTNESS", "lax", "is 'lax', but has to be strict, balanced or eager"),
        ("EMBEDDING_MODEL", "  ", "is blank"),
        ("RERANKER_MODEL", "  ", "is blank"),
    ],
)
def test_a_wrong_value_names_the_variable_and_gives_an_example(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        read({name: value})
    assert str(error.value).startswith(f"{name} ") and said in str(error.value)
    assert f"; write for example {name}=" in str(error.value)


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        read({"ASK_COOLDOWN": "x", "LOG_LEVEL": "y", "LOG_FORMAT": "json"})
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["ASK_COOLDOWN", "LOG_LEVEL"]


def test_the_token_is_never_shown() -> None:
    settings = read({"DISCORD_TOKEN": TOKEN})
    assert settings.token == TOKEN
    assert TOKEN not in repr(settings) and TOKEN not in str(settings)
    slip = TOKEN.replace(".", "", 1)
    with pytest.raises(SettingsError) as error:
        read({"DISCORD_TOKEN": slip})
    assert slip not in str(error.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().log_level = "DEBUG"  # type: ignore[misc]


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    (tmp_path / ".env").write_text('ASK_COOLDOWN="7"\nIDLE_MINUTES=9 # a while\n', encoding="utf-8")
    monkeypatch.setenv("IDLE_MINUTES", "11")
    settings = load()
    assert (settings.ask_cooldown, settings.idle_minutes) == (7.0, 11.0)


def test_a_file_that_is_not_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("DATA_DIR=Büro".encode("cp1252"))
    with pytest.raises(SettingsError, match="save it as UTF-8 text"):
        load()


def test_the_example_file_documents_every_setting_with_its_default() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := re.fullmatch(r"#?([A-Z_]+)=(.*)", line))]
    values = {match[1]: match[2] for match in found}
    assert set(values) == NAMES
    for number, line in enumerate(lines):
        if re.fullmatch(r"#?[A-Z_]+=.*", line):
            assert lines[number - 1].startswith("# ")
    assert values["DISCORD_TOKEN"] == ""
    assert read({name: value for name, value in values.items() if name != "SHARED_SOURCES"}) == Settings()
