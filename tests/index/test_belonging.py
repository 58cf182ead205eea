"""Whom speakers belong to: the countries and organisations that they are tied to."""

import pytest

from index.model import Speaker

from .attributed import last


def test_state_officials_are_of_the_state_that_a_text_is_about() -> None:
    text = "Schools in Ohio get grades. Ohio was first. Texas may follow. "
    assert last(text + "[State Superintendent Ann Lee] said {so}.").ties == ("US-OH",)
    assert last(text + "[State officials] said {so}.").ties == ("US-OH",)
    assert last(text + "[Officials] said {so}.").ties == ("US-OH",)
    assert last(text + "[Stage manager Ann Lee] said {so}.").ties == ()
    assert last("Ohio and Texas agreed. [State officials] said {so}.").ties == ()


@pytest.mark.parametrize(
    ("speaker", "ties"),
    [
        ("A commander of the AU in Chad", ("AFRICAN-UNION",)),
        ("AU commander Ann Lee", ("AFRICAN-UNION",)),
        ("The AUTO club in Chad", ("TD",)),
        ("The U.S. embassy in Chad", ("US",)),
        ("A U.S. attorney in Texas", ("US", "US-TX")),
        ("The NATO office and the ministry in Chad", ("NATO", "TD")),
        ("A doctor in Chad", ("TD",)),
        ("A Western diplomat in N’Djamena, Chad’s capital", ()),
        ("The Peruvian envoy in Chad", ("PE",)),
        ("A spokesman for Coast Command", ("PE",)),  # the text has whose that is
        ("The Chilean Coast Command", ("CL",)),
        ("The Harbour Board", ()),  # of two countries
        ("US Navy spokesman Ann Lee", ("US",)),
    ],
)
def test_ties_are_those_of_a_body_and_not_of_where_it_is(speaker: str, ties: tuple[str, ...]) -> None:
    text = "The African Union (AU) met. The Peruvian Coast Command did too, and the Irish Harbour Board. "
    assert last(f"{text}The Danish Harbour Board did not. [{speaker}] said {{so}}.").ties == ties


@pytest.mark.parametrize(
    ("speaker", "ties"),
    [
        ("The government", ("PE",)),
        ("The health ministry’s spokesman", ("PE",)),
        ("The country’s tax office", ("PE",)),
        ("Prime Minister Ann Lee", ("PE",)),
        ("Opposition leader Ann Lee", ("PE",)),
        ("President Ann Lee", ("PE",)),
        ("The Chilean government", ("CL",)),
        ("The local government", ()),
        ("Company president Ann Lee", ()),
        ("Lawmakers", ()),
    ],
)
def test_a_government_is_that_of_the_country_that_a_text_is_about(speaker: str, ties: tuple[str, ...]) -> None:
    text = "Peru was shaken on Monday. Peruvian roads are closed, and Lima is dark. Chile was spared. "
    assert last(f"{text}[{speaker}] said {{so}}.").ties == ties


@pytest.mark.parametrize(
    ("place", "ties"),
    [
        ("Chile", ("CL",)),
        ("Lima", ("PE",)),
        ("Washington", ()),  # where others’ are, too
        ("Chile, where it rained", ()),
        ("Monday", ("PE",)),
        ("NATO’s hall", ("PE",)),
    ],
)
def test_a_government_is_not_that_of_another_country_than_its_sentence_is_about(
    place: str, ties: tuple[str, ...]
) -> None:
    text = "Peru was shaken on Monday. Peruvian roads are closed, and Lima is dark. "
    assert last(f"{text}In {place}, [the government] said {{so}}.").ties == ties


@pytest.mark.parametrize(
    ("place", "office", "ties"),
    [
        ("Santiago", "sports minister", ("CL",)),
        ("Santiago", "grocer", ()),
        ("Brussels", "finance minister", ()),  # of whichever country
        ("Washington", "finance minister", ()),
        ("Ohio", "mayor", ("US-OH",)),
    ],
)
def test_who_has_an_office_is_of_the_country_whose_capital_they_speak_in(
    place: str, office: str, ties: tuple[str, ...]
) -> None:
    text = "Talks in Oslo and Bern ended on Monday.\n\n"
    assert last(f"{text}In {place}, {office} [Ann Lee] said {{so}}.").ties == ties


def test_an_office_whose_speaker_begins_with_the_place_is_of_its_country() -> None:
    text = "Talks in Oslo and Bern ended on Monday.\n\n"
    assert last(text + "In [Santiago the foreign ministry] said {so}.") == Speaker("foreign ministry", None, ("CL",))


def test_a_dateline_tells_of_which_country_a_text_is_and_its_president_is_nobodys_but_its_own() -> None:
    text = "OTTAWA, June 3 – Mills in Canada will close. Canadian pulp, Finnish pulp and Finnish board cost more.\n\n"
    assert last(f"{text}[Prime Minister Ann Lee] said {{so}}.").ties == ("CA",)
    assert last(f"Ottawa, too: {text.partition(' – ')[2]}[Prime Minister Ann Lee] said {{so}}.").ties == ()
    assert last(f"{text}The Loggers’ Union is calm. [Its president, Ann Lee], said {{so}}.").ties == ()


@pytest.mark.parametrize(
    ("paragraph", "ties"),
    [
        ("Poland’s position was unclear. The deputy foreign minister, Ann Lee, said {so}.", ("PL",)),
        ("Poland struck a softer note. President Ann Lee said {so}.", ("PL",)),
        ("Poland struck two ships. President Ann Lee said {so}.", ()),
        ("The Faroe Islands, which had sided with Iceland, kept away. Prime Minister Ann Lee said {so}.", ("FO",)),
        ("Egypt, which is close to Sudan and far from Kenya, was calm. Foreign Minister Ann Lee said {so}.", ("EG",)),
        ("Poland and Hungary refused. Prime Minister Ann Lee said {so}.", ()),  # whose?
        ("Poland refused, as Hungary had. Prime Minister Ann Lee said {so}.", ()),
        ("Russia fired at the town. President Ann Lee said {so}.", ()),
        ("The town in Poland was calm. President Ann Lee said {so}.", ()),
        ("Poland’s economy shrank. The analyst Ann Lee said {so}.", ()),
        ("Poland was calm. Another day went by.\nPrime Minister Ann Lee said {so}.", ()),
        ("Poland was calm, Prime Minister Ann Lee said, and {so}.", ()),
    ],
)
def test_who_has_an_office_is_of_the_country_that_the_paragraph_is_about(paragraph: str, ties: tuple[str, ...]) -> None:
    marked = "Talks in Oslo and Bern ended on Monday.\n\n" + paragraph.replace("Ann Lee", "[Ann Lee]")
    speaker = last(marked)
    assert (speaker.name, speaker.ties) == ("Ann Lee", ties)


@pytest.mark.parametrize(
    ("front", "ties"), [("Sweden’s ", ("SE",)), ("Sweden's ", ("SE",)), ("The mayor’s ", ()), ("Sweden and ", ())]
)
def test_whose_somebody_is_called_ties_them(front: str, ties: tuple[str, ...]) -> None:
    speaker = last(f"{front}[Nils Lund] said {{so}}.")
    assert (speaker.name, speaker.ties) == ("Nils Lund", ties)


@pytest.mark.parametrize(
    "text",
    [
        "Peru was shaken on Monday. Lima is dark. Chile was shaken too, and Santiago is dark. ",  # two of them
        "Chicago was shaken on Monday. The United Nations help, says the UN. ",  # none, or one without ministers
    ],
)
@pytest.mark.parametrize("role", ["Health Minister", "President"])
def test_a_minister_of_no_country_in_particular_is_tied_to_none(text: str, role: str) -> None:
    assert last(f"{text}[{role} Ann Lee] said {{so}}.").ties == ()


def test_where_somebody_with_an_office_speaks_is_no_part_of_it_but_ties() -> None:
    opening = "In [West Virginia, Gov. Ann Lee] said {so}. [West Virginia’s governor] told {more}."
    assert last(opening) == Speaker("Ann Lee", "Gov.", ("US-WV",))
    assert last("In Ohio, [singer Ann Lee] said {so}.").ties == ()
    assert last("Ohio mourns. In May, [Mayor Ann Lee] said {so}.").ties == ()


def test_a_place_inside_a_name_ties_nobody() -> None:
    assert last("Hungarian doctor Abdel Fatah Kell left. [Kell] said {so}.").ties == ("HU",)
    assert last("[Fatah Movement] said {so}.").ties == ("PS",)


def test_ties_follow_descriptions_and_those_a_speaker_belongs_to() -> None:
    text = "Hungarian Prime Minister Viktor Farkas left. "
    assert last(text + "[A spokesman for Farkas] said {so}.").ties == ("HU",)
    assert last(text + "[Farkas’s office] said {so}.").ties == ("HU",)
    assert last(text + "[Zoltan Nagy, Farkas’s spokesman,] said {so}.").ties == ("HU",)
    assert last("[U.S. ambassador to Russia Ann Lee] said {so}.").ties == ("US",)
    assert last("[Old neighbours Germany and Poland] said {so}.") == Speaker(
        "Germany and Poland", "Old neighbours", ("DE", "PL")
    )


def test_its_spokesman_is_tied_to_whom_it_means() -> None:
    spokesman = Speaker("Dmitry Orlov", "spokesman", ("RU",))
    assert last("The Kremlin was silent. [Its spokesman, Dmitry Orlov,] said {no}.") == spokesman
    assert last("[The Kremlin] said {no}. [Its spokesman, Dmitry Orlov,] said {no}.") == spokesman
    his = last("Polish Prime Minister Adam Wolski left. [His spokesman, Jan Nowak,] said {no}.")
    assert his.ties == ("PL",)


def test_a_country_has_one_prime_minister() -> None:
    """Who is called so without a country is that of the one that the text is about, unless it names another."""
    text = "Peru is ready. Peru votes. "
    assert last(text + "[Prime Minister Ann Lee] said {so}.").ties == ("PE",)
    assert last(text + "The Peruvian prime minister, Bo Ek, came. [Prime Minister Ann Lee] said {so}.").ties == ()
    assert last(text + "Former Peruvian prime minister Bo Ek came. [Prime Minister Ann Lee] said {so}.").ties == ("PE",)


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("A [Chilean official] said {no}. Peru would join. [Its premier, Ann Lee,] said {so}.", ("PE",)),
        ("A [Chilean official] said {no}. Peru’s ally would join. [Its premier, Ann Lee,] said {so}.", ("CL",)),
        ("A [Chilean official] said {no}. They left Peru. [Its premier, Ann Lee,] said {so}.", ("CL",)),
        ("A [Chilean official] said {no}. Outside it, Peru would join. [Its premier, Ann Lee,] said {so}.", ("PE",)),
        ("A [Chilean official] said {no}. Peru, which is near, waited. [Its fire chief, Ann Lee,] said {so}.", ("PE",)),
        ("[Chile] said {no}.\n\nPeru would join. It has a boat. [Its premier, Ann Lee,] said {so}.", ("PE",)),
        ("Peru would join. [Chile] said {no}. It has a boat. [Its premier, Ann Lee,] said {so}.", ("CL",)),
    ],
)
def test_its_premier_is_that_of_the_country_that_the_sentence_before_is_about(text: str, ties: tuple[str, ...]) -> None:
    """And else of whose group spoke last."""
    assert last(f"Chile, Bolivia and Peru met. Chile came late. {text}").ties == ties


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("Peru’s position was unclear. [Economy State Secretary Ann Lee] said {so}.", ("PE",)),
        ("Peru, whose boat was third, was silent. {“We came,”} [team manager Ann Lee] said.", ("PE",)),
        ("The Peruvian team, whose Bo Ek came third, asked. [Head coach Ann Lee] said {so}.", ("PE",)),
        ("Peru is cold. [Analyst Ann Lee] said {so}.", ()),
        ("Peru is cold. [Borex spokeswoman Ann Lee] said {so}.", ()),
        ("Peru beat Chile. [Head coach Ann Lee] said {so}.", ()),
        ("[Head coach Ann Lee] said {so}.", ()),
    ],
)
def test_who_holds_an_office_of_nobody_is_of_the_country_that_their_paragraph_begins_with(
    text: str, ties: tuple[str, ...]
) -> None:
    assert last(text).ties == ties


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Chile] said {no}. Peru takes back ten. [Its culture ministry] said {so}.", "Peru’s culture ministry"),
        ("[Chile] said {no}. Peru takes ten. It has more. [Its army] said {so}.", "Peru’s army"),
        ("Peru takes ten. [Chile] said {no}. It has more. [Its army] said {so}.", "Chile’s army"),
        ("[Chile’s army] said {no}.\n\nPeru sent boats. [Its army] said {so}.", "Peru’s army"),
        ("[Chile] said {no}. Peru sent boats. " + "It has more. " * 7 + "[Its army] said {so}.", "Peru’s army"),
        ("[Chile] said {no}. Peru sent boats. " + "It has more. " * 8 + "[Its army] said {so}.", "Chile’s army"),
        ("[Chile] said {no}.\n\nPeru signed with a reserve. [The country] fears {rain}.", "Peru"),
        ("Peru agreed. {Boats sink}, [it] said. [The country] fears {rain}.", "Peru"),
        ("[The bank] said {no}. Acme agreed. [The country] fears {rain}.", "country"),
        ("[Ann Lee, head of safety in Lima,] said {no}. [Her country] wants {rain}.", "Peru"),
        ("[Ann Lee, a singer,] said {no}. [Her country] wants {rain}.", "Ann Lee’s country"),
        ("Peru, [whose boats are small], asked {for more}.", "Peru"),
        ("The Maldives, [whose crews take tuna], asked {for more}.", "Maldives"),
    ],
)
def test_its_ministry_and_the_country_are_of_whom_the_paragraph_is_about(text: str, name: str) -> None:
    assert last(f"Chile, Bolivia and Peru met. {text}").name == name
