"""What the README says is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from discord import app_commands

from bot import Settings, create_bot
from bot.cogs import COGS
from index.cli.parser import build

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def test_every_command_of_the_command_line_is_in_the_readme() -> None:
    (choices,) = [action.choices for action in build()._actions if action.dest == "command"]
    assert choices
    documented = set(re.findall(r"^\| `python -m index (\w+)", README, re.MULTILINE))
    assert documented == set(choices)


async def test_every_slash_command_and_its_options_are_in_the_readme(tmp_path: Path) -> None:
    bot = create_bot(Settings(data_dir=tmp_path))
    for cog in COGS:
        await bot.add_cog(cog(bot))
    found = {
        " ".join([f"/{command.qualified_name}", *(option.display_name for option in command.parameters)])
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    documented = {re.sub(r"[\[\]]", "", line) for line in re.findall(r"^\| `(/[^`]+)`", README, re.MULTILINE)}
    assert documented == found


def test_every_setting_is_in_the_readme_and_the_example() -> None:
    example = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert set(re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE)) == example


def test_the_readme_opens_with_its_two_commands() -> None:
    blocks = re.findall(r"^```sh( test)?\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert [bool(kind) for kind, _ in blocks[:2]] == [False, True]
    assert blocks[0][1].count("\n") == 3
    assert blocks[1][1].count("\n") == 1
