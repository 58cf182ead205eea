"""What can be typed, and the help that explains it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn, get_args

from index.model import Strictness
from index.readers.blocks import language

QUOTES, MOST_QUOTES = 3, 10  # shown, of those that are nearly as good as the first, and to whoever asks for more

_ABOUT = """\
Answers questions from your own texts, word for word: what it shows is a slice of a source, never a sentence of its own.

A library is a folder. Without --library it is the one named by the environment variable VERBATIM_LIBRARY, else
"shared" in the folder DATA_DIR (else "data"), which is the one that the bot answers from. DATA_DIR and
EMBEDDING_MODEL may also stand in a file .env in the current folder, as may RERANKER_MODEL, STRICTNESS and
STATEMENTS."""

_ADD = """\
Add articles: text (.txt), Markdown (.md) and saved web pages (.html), or a JSON Lines file with a source a line:
{"id"?, "title"?, "url"?, "author"?, "published"?, "language"?, "text"}.

The text of each is stored for good, cut into passages and indexed. Text that is there already is not added twice.
A file that cannot be read is named and the others are added; of a JSON Lines file with a wrong line nothing is."""

_ASK = """\
Ask the library: it shows the passages that answer, with who said it where it is a statement. Where the sources do not
say, it says so and shows the nearest passage.

"Words in quotation marks" have to stand in what is quoted as they are; passages with a -word are left out. Misspelt
words are corrected, and the answer says how. Several questions are answered one after the other, with --json as a list.

Without a question it reads questions, a line each, until an empty line. While there is no library yet, a sample
article answers. With --jsonl it answers a file of {"id", "question", "source"?}, a line each, in the same order."""

_STATEMENTS = """\
Say who says what in files: text (.txt), Markdown (.md) and saved web pages (.html), or a JSON Lines file with a text a
line: {"id", "text", "language"?}. No library is needed or changed.

With --jsonl it prints {"id", "statements": [{"speaker", "name", "description", "cue", "content", "kind"}]}, a line
each, in the same order: speaker and cue are [begin, end] or null, content is a list of [begin, end]. These count
characters of the text as it stands in the line. With --json it prints the same of each file, with its title and the
text that they count in."""

_EVALUATE = """\
Ask the library questions whose answers you know, and say how good its answers are. QUESTIONS has one a line:
{"id", "question", "gold", "type"?, "scope"?, "article_id"?, "speaker"?}. "gold" lists the exact sentences of the
sources that answer, [] where they do not say. With the scope "article" only the source "article_id" is asked, else all.

  net     of all: answered with the right first quote, or not answered where the sources do not say
  hit@1   of those with gold: the first quote covers half of it or more; hit@3: one of the first three
  focus1  of those with gold: the highlight of the first quote is it (F1 of the characters 0.5 or more)
  speak1  of those with hit@1 and a "speaker": the quote names the speaker
  kept    of those with gold, and false of those without: were answered
  auroc   how well the confidence tells those with gold from those without: 1 always, 0.5 by chance

Below stand how often the first quote is wrong among the questions it is surest of (risk and coverage), how far the
confidence is from how often it is right (calibration), and how long a question takes."""

_EXAMPLES = {
    None: ["add article.md", 'ask "What did Poland say?"'],
    "add": ["add articles/*.md", "add page.html --title 'Troops' --id troops", "add --jsonl articles.jsonl"],
    "sources": ["sources", "sources --json | jq -r '.[].id'"],
    "remove": ["remove troops"],
    "ask": ['ask "What did Poland say?"', "ask --source troops --quotes 1 --json 'Who spoke in Prague?'",
            "ask 'Who said \"nothing should be ruled out\"?'", "ask --jsonl questions.jsonl > answers.jsonl"],
    "statements": ["statements article.md", "statements --jsonl articles.jsonl > said.jsonl"],
    "speakers": ["speakers", "speakers --source troops --json"],
    "check": ["check --json"],
    "evaluate": ["evaluate questions.jsonl --by-type --misses 20",
                 "evaluate questions.jsonl --save new.jsonl --plot new.png",
                 "evaluate questions.jsonl --compare old.jsonl new.jsonl"],
    "reencode": ["EMBEDDING_MODEL=BAAI/bge-small-en-v1.5 python -m index reencode"],
}  # fmt: skip


class Parser(argparse.ArgumentParser):
    """argparse, but an error is one sentence."""

    def error(self, message: str) -> NoReturn:
        """End with status 2 after saying what is wrong with what was typed."""
        self.exit(2, f"{message[:1].upper()}{message[1:].rstrip('.')}; see {self.prog} --help.\n")


def build() -> Parser:
    """The parser of the whole command line; `command` says which command was typed."""
    parser = _described(Parser(prog="python -m index"), None, _ABOUT)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str, text: str = "", *, library: bool = True) -> Parser:
        added = _described(commands.add_parser(name, help=summary), name, text or f"{summary}.")
        if library:
            added.add_argument("--library", type=Path, metavar="DIR", help="the library's folder")
        added.add_argument("--json", action="store_true", help="print JSON")
        return added

    _add_options(command("add", "Add articles to the library", _ADD))
    command("sources", "List the sources, newest first")
    remove = command("remove", "Remove sources; where one of them does not exist, none")
    remove.add_argument("ids", nargs="+", metavar="ID", help="a source's id, as the list of sources shows it")
    _ask_options(command("ask", "Answer questions from the sources", _ASK))
    statements = command("statements", "Say who says what in files", _STATEMENTS, library=False)
    statements.add_argument("paths", nargs="*", metavar="FILE", help="a file: .txt, .md, .markdown, .html or .htm")
    statements.add_argument("--jsonl", type=Path, metavar="FILE", help="a JSON Lines file with a text a line")
    speakers = command("speakers", "List who is quoted in the sources and how often, the most quoted first")
    speakers.add_argument("--source", metavar="ID", help="in this source only")
    _evaluate_options(command("evaluate", "Say how good the answers are, with questions of your own", _EVALUATE))
    command("check", "Verify all that is stored, and make anew what is derived and does not match")
    command("reencode", "Cut and encode all sources anew with the present EMBEDDING_MODEL")
    return parser


def _add_options(add: Parser) -> None:
    add.add_argument("paths", nargs="*", metavar="PATH_OR_URL", help="a file: .txt, .md, .markdown, .html or .htm")
    add.add_argument("--jsonl", type=Path, metavar="FILE", help="a JSON Lines file with a source a line")
    add.add_argument("--title", help="the title, in place of the file's own (one file only)")
    add.add_argument("--id", help="the id, in place of one made from the title (one file only)")
    add.add_argument("--language", type=_language, metavar="CODE", help='the language, such as "en" (one file only)')


def _ask_options(ask: Parser) -> None:
    ask.add_argument("question", nargs="*", help="the question")
    ask.add_argument("--source", metavar="ID", help="ask this source only")
    ask.add_argument("--quotes", type=_quotes, metavar="N", help=f"at most N quotes, 1 to {MOST_QUOTES} (3 good ones)")
    ask.add_argument(
        "--strictness", choices=get_args(Strictness), metavar="LEVEL",
        help="how sure an answer must be: strict, balanced or eager (STRICTNESS, else balanced)",
    )  # fmt: skip
    ask.add_argument("--jsonl", type=Path, metavar="FILE", help="answer the questions in this file")


def _evaluate_options(evaluate: Parser) -> None:
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS", help="a JSON Lines file with a question a line")
    evaluate.add_argument("--by-type", action="store_true", help="add a row for each type of question")
    evaluate.add_argument(
        "--misses",
        type=_misses,
        nargs="?",
        const=sys.maxsize,
        metavar="N",
        help="say why each miss, or the first N, is one",
    )
    evaluate.add_argument("--quotes", type=_quotes, metavar="N", help=f"ask for N quotes, 1 to {MOST_QUOTES} (3)")
    evaluate.add_argument("--plot", type=_picture, metavar="FILE.png", help="draw calibration, risk and coverage")
    evaluate.add_argument("--save", type=Path, metavar="FILE", help="write the answers to this file")
    evaluate.add_argument("--answers", type=Path, metavar="FILE", help="ask nothing: score the answers in this file")
    evaluate.add_argument(
        "--compare", type=Path, nargs=2, metavar=("A", "B"), help="ask nothing: say what is better in B than in A"
    )


def _misses(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= sys.maxsize:
        raise argparse.ArgumentTypeError("give a number from 1 on, or none and nothing else behind it")
    return int(text)


def _picture(text: str) -> Path:
    if Path(text).suffix.lower() != ".png":
        raise argparse.ArgumentTypeError("give a file whose name ends in .png")
    return Path(text)


def _quotes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_QUOTES:
        raise argparse.ArgumentTypeError(f"give a number from 1 to {MOST_QUOTES}")
    return int(text)


def _language(text: str) -> str:
    code = language(text)
    if code is None:
        raise argparse.ArgumentTypeError('give a code of two letters, such as "en"')
    return code


def _described(parser: Parser, name: str | None, text: str) -> Parser:
    lines = (line if "python" in line else f"python -m index {line}" for line in _EXAMPLES[name])
    parser.description = text
    parser.epilog = "\n  ".join(("example:" if len(_EXAMPLES[name]) == 1 else "examples:", *lines))
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.allow_abbrev = False
    return parser
