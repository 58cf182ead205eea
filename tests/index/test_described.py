"""Whom a description without a name means: roles, officials and epithets, named before or later."""

import pytest

from .attributed import last, speakers


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("the chancellor", "Olaf Brandt"),
        ("The French president", "Claire Petit"),
        ("the president of Brazil", "João Ramos"),
        ("the Vermont senator", "Ben Hale"),
        ("the Republican", "Ted Moss"),
        ("the alliance’s chief", "Mark Rutte"),
        ("the Italian president", "Italian president"),
        ("the judge", "judge"),
        ("a president", "president"),
        ("the Chadian president", "Idris Mahat"),  # where nobody else is called so
        ("the Chadian football president", "Chadian football president"),
    ],
)
def test_roles(role: str, name: str) -> None:
    text = (
        "German Chancellor Olaf Brandt met French President Claire Petit and João Ramos, the president of Brazil. "
        "Vermont Sen. Ben Hale saw Ted Moss, a Republican senator from Texas. NATO’s secretary general, Mark Rutte, "
        "did not come. Chad’s leader, Idris Mahat, did.\n\nThe rain fell on everyone for hours and hours. "
    )
    assert last(f"{text}[{role}] said {{so}}.").name == name


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("The head of state", "Josef Moor"),
        ("The head of government", "Ann Lee"),
        ("The head of security", "head of security"),
    ],
)
def test_the_head_of_state_is_its_president_and_that_of_government_its_prime_minister(phrase: str, name: str) -> None:
    text = "President Josef Moor met Prime Minister Ann Lee and Tom Reed, a farmer. "
    assert last(f"{text}[{phrase}] said {{so}}.").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Press secretary Ann Lee left. [A Danish official] said {no}. [The official] said {so}.", "Danish official"),
        ("[A Danish official] said {no}. Press secretary Ann Lee left. [The official] said {so}.", "Ann Lee"),
        ("Danish official Ann Lee left. [A Danish official] said {no}. [The official] said {so}.", "Ann Lee"),
    ],
)
def test_the_official_is_who_was_called_so_last(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("[Peru’s envoy] gave {a speech}. {“We stay,”} [Ana Quill] said.", "Ana Quill", "Peru’s envoy"),
        ("[An engineer] told {us so}. {“We stay,”} [Ana Quill] said.", "Ana Quill", "engineer"),
        ("Ana Quill sang. [Peru’s envoy] gave {a speech}. {“We stay,”} [Ana Quill] said.", "Peru’s envoy", None),
        ("[Peru’s envoy] gave {a speech}. {“We stay,”} [Ana Quill, a singer,] said.", "Peru’s envoy", None),
        ("[Peru’s envoy] gave {a speech}. {“We stay,”} [Quill] said.", "Peru’s envoy", None),
        ("[Peru’s envoys] gave {a speech}. {“We stay,”} [Ana Quill] said.", "Peru’s envoys", None),
        ("[Every engineer] said {so}. {“We stay,”} [Ana Quill] said.", "Every engineer", None),
        ("[The spokeswoman] said {so}. {“We stay,”} [Mr. Tom Quill] said.", "spokeswoman", None),
        ("[Peru’s envoy] gave {a speech}." + " It rained." * 99 + " {“We stay,”} [Ana Quill] said.",
         "Peru’s envoy", None),
    ],
)  # fmt: skip
def test_who_is_named_first_where_they_speak_next_has_been_described_before(
    text: str, name: str, description: str | None
) -> None:
    first = speakers(text)[0]
    assert first is not None
    assert (first.name, first.description) == (name, description)


def test_an_epithet_is_whom_the_text_just_named() -> None:
    assert last("Defender Rita Holm shone again. {“Great,”} [the full-back] said.").name == "Rita Holm"
    assert last("Ivan Petrov smiled. {“Great,”} [the 78-year-old] said.").name == "Ivan Petrov"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rita Holm, the leader of Borex, fell. [The representative] said {so}.", "Rita Holm"),
        ("Rita Holm, the leader of Borex, fell. [The Borex representative] said {so}.", "Borex representative"),
        ("[Rita Holm] sat. [The Utah senator] said {so}. [Mr. Bo Ek] said {no}. [The senator] left.", "Rita Holm"),
    ],
)
def test_an_epithet_is_nobody_else(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[The man’s lawyer] said {so}. The man’s lawyer, Rita Holm, left.", "Rita Holm"),
        ("[The lawyer] said {so}. Lawyer Rita Holm left.", "lawyer"),
        ("[The lawyer, who sat,] said {so}. Lawyer Rita Holm left.", "lawyer"),
        ("A Danish lawyer came. [The Danish lawyer] said {so}. Danish lawyer Rita Holm left.", "Danish lawyer"),
        ("A lawyer came. [The Danish lawyer] said {so}. Danish lawyer Rita Holm left.", "Rita Holm"),
        ("[A Danish lawyer] said {no}. [The lawyer] said {so}. Lawyer Rita Holm left.", "Danish lawyer"),
    ],
)
def test_who_is_named_later_is_meant_by_a_whole_description_that_nobody_had_before(text: str, name: str) -> None:
    said = [speaker for speaker in speakers(text) if speaker]
    assert said[-1].name == name
