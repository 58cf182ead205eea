"""Names in a text, whose they are and how they are described."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.descriptions import heads, is_role_phrase
from index.names import Naming, find
from index.people import People
from index.person import Person


def naming(text: str, name: str) -> Naming:
    return next(found for found in find(text) if text[slice(*found.span)] == name)


def people(text: str) -> list[Person]:
    return People(text, find(text), [], []).all()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We saw Ursula von der Linde and Charles de Witt.", ["Ursula von der Linde", "Charles de Witt"]),
        ("It was J. F. Marsh, not Jean-Luc D’Arcy or Łukasz Żak.", ["J. F. Marsh", "Jean-Luc D’Arcy", "Łukasz Żak"]),
        ("They met Bashar al-Halabi and Sinead O'Brien.", ["Bashar al-Halabi", "Sinead O'Brien"]),
        ("In came Martin Dale Jr. with Mr. Reed.", ["Martin Dale Jr.", "Reed"]),
        ("On Tuesday Anna Bell met June Lloyd in June.", ["Anna Bell", "June Lloyd"]),
        ("But Will Marsh will ask Theresa May.", ["Will Marsh", "Theresa May"]),
        ("They heard General Jan Bell in January.", ["Jan Bell"]),
        ("But Prime Minister May Wins Votes", ["Prime Minister", "Wins Votes"]),
        ("First Minister of Wales Gwen Marsh left.", ["First Minister", "Gwen Marsh"]),
        ("The Bishop of Santa Maria Maggiore left.", ["Bishop", "Santa Maria Maggiore"]),
        ("The History of Wales Gwen Marsh wrote sold well.", ["History", "Wales Gwen Marsh"]),
        ("About Anna Bell And The Sea", ["Anna Bell", "Sea"]),
    ],
)
def test_names_are_found_whole_and_alone(text: str, names: list[str]) -> None:
    assert [text[slice(*found.span)] for found in find(text)] == names


def test_an_end_that_is_known_divides_a_headline() -> None:
    text = "Bell Seeks More Money"
    assert find(text, {4})[0].words == ("Bell",)
    assert find(text)[0].words == ("Bell", "Seeks")


@pytest.mark.parametrize(
    ("text", "name", "person"),
    [
        ("said Anna Bell.", "Anna Bell", True),
        ("the Anna Bell", "Anna Bell", False),
        ("President Bell left", "Bell", True),
        ("the United Nations", "United Nations", False),
        ("Borex Bank failed", "Borex Bank", False),
        ("in New York", "New York", False),
        ("Prime Minister", "Prime Minister", False),
        ("Anita Hill spoke", "Anita Hill", True),
        ("Larry King spoke", "Larry King", True),
        ("CNN spoke", "CNN", False),
        ("ANNA BELL: Yes.", "ANNA BELL", True),
        ("the operator Balticom, which owns it,", "Balticom", False),
        ("the operator Balticom, who owns it,", "Balticom", True),
    ],
)
def test_what_can_be_a_person(text: str, name: str, person: bool) -> None:
    assert next(found for found in find(text) if text[slice(*found.span)].startswith(name)).person is person


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("talks with Polish Prime Minister Ann Lee", "Polish Prime Minister", None),
        ("said former Obama adviser Ann Lee.", "former Obama adviser", None),
        ("Ministry of Defence spokesman Ann Lee", "Ministry of Defence spokesman", None),
        ("that he calls rival Ann Lee", "rival", None),
        ("Who has the salt pork? A historian at the college, Ann Lee, knows.", "historian at the college", None),
        (
            "Federal Minister of Energy and Natural Resources Ann Lee",
            "Federal Minister of Energy and Natural Resources",
            None,
        ),
        ("minister for Land, Housing and Public Works Ann Lee", "minister for Land, Housing and Public Works", None),
        ("the embattled mayor Ann Lee", "embattled mayor", None),
        ("he praised reporter Ann Lee", "reporter", None),
        ("The head of the agency, Ann Lee, left", "head of the agency", None),
        ("Ann Lee, the head of Borex Inc. in Rome, left", None, "head of Borex Inc. in Rome"),
        ("Ann Lee, 45, a nurse, left", None, "nurse"),
        ("Ann Lee (D-Mass.), chair of the panel, left", None, "chair of the panel"),
        ("Ann Lee, D-Mass., the chair of the panel, left", None, "chair of the panel"),
        ("the mother of teacher Ann Lee", "teacher", None),
        ("in 1997.The Post teacher Ann Lee", "Post teacher", None),
        ("the wife of Senator Ann Lee", "Senator", None),
        ("Ann Lee, a nurse at Old St George’s, left", None, "nurse at Old St George’s"),
        ("the “Dawn” host Ann Lee", "“Dawn” host", None),
        ("Ann Lee, already a banker in 1970, left", None, "banker in 1970"),
        ("Ann Lee, who is mayor of Rome said so", None, "mayor of Rome"),
        ("voted for Ann Lee, Sen. Reed came", None, None),
        ("Ann Lee is the mayor of Rome.", None, "mayor of Rome"),
        ("Ann Lee, who is mayor of Rome, left", None, "mayor of Rome"),
        ("Ann Lee, who heads the bank, left", None, "who heads the bank"),
        ("Ann Lee, where the sun shone, left", None, None),
        ("Ann Lee, he said, is the teacher", None, None),
        ("Mr. Ann Lee", None, None),
    ],
)
def test_descriptions(text: str, before: str | None, after: str | None) -> None:
    found = naming(text, "Ann Lee")
    assert (found.before and text[slice(*found.before)], found.after and text[slice(*found.after)]) == (before, after)


@pytest.mark.parametrize("text", ["Ann Lee (D-Mass.) left", "Ann Lee, D-Mass., the chair of the panel, left"])
def test_a_party_stands_beside_the_description(text: str) -> None:
    party = naming(text, "Ann Lee").party
    assert party is not None
    assert text[slice(*party)] == "D-Mass."


def test_initials_letters_and_offices_as_surnames_are_of_the_name() -> None:
    text = "JD Reed met Ann Lee KC. Later Paul Singer came into the U.S. Reed left; Mr. Reed was late."
    found = [text[slice(*naming.span)] for naming in find(text) if naming.person]
    assert found == ["JD Reed", "Ann Lee", "Paul Singer", "Reed", "Reed"]


def test_marks_of_a_name() -> None:
    text = "Mrs. Bell met Reed’s aide near Dover Heights. The Kremlin, she said."
    assert naming(text, "Bell").gender == "f"
    assert naming(text, "Bell").courtesy
    assert naming(text, "Reed").possessive
    assert naming(text, "Dover Heights").within
    assert naming(text, "Kremlin").opening is False


@pytest.mark.parametrize(
    ("description", "nouns"),
    [
        ("co-founder and president of Borex", {"president", "co-founder"}),
        ("Polish prime minister", {"minister", "prime-minister"}),
        ("Vermont Sen.", {"senator", "vermont-senator"}),
        ("spokeswoman for the president", {"spokesman"}),
    ],
)
def test_heads_of_descriptions(description: str, nouns: set[str]) -> None:
    found = heads(description)
    assert nouns <= found
    assert not found & {"borex", "president"} - nouns


def test_role_phrases() -> None:
    assert is_role_phrase("the mayor of Leeds")
    assert is_role_phrase("senior adviser on trade")
    assert not is_role_phrase("the weather in Leeds")
    assert not is_role_phrase("who said he was the mayor")
    assert not is_role_phrase("")


def test_people_have_one_name_and_what_pronouns_say() -> None:
    anna, ben = people("Anna K. Bell came. Bell sang her song. Dr. Anna Bell left. Then Ben Reed said he was glad.")
    assert (anna.name, len(anna.positions), anna.gender) == ("Anna K. Bell", 3, "f")
    assert (ben.name, ben.sure) == ("Ben Reed", True)
    assert anna.latest(30) == anna.positions[1]
    assert anna.latest(0) is None


def test_places_and_openings_are_nobody() -> None:
    assert [
        person.name for person in people("In Dover Heights it rains. Dover Heights is wet, in Dover Heights.")
    ] == []
    text = "Asked Bell again. The judge asked. Anna Bell nodded."
    assert [person.name for person in people(text)] == ["Anna Bell"]


@given(st.text())
def test_any_text_has_names_in_order_inside_it(text: str) -> None:
    spans = [found.span for found in find(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for found in find(text):
        for span in (found.before, found.after):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
    assert all(person.name for person in people(text))
