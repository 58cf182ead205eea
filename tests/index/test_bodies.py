"""Which organisation or document "the company" and "the study" mean."""

import pytest

from .attributed import last, names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Washington Post called. [The newspaper] said {so}.", "Washington Post"),
        ("The Department of Health sent a note. [The department] said {so}.", "Department of Health"),
        ("Borex opened a plant. Borex will hire. [The company] said {so}.", "Borex"),
        ("The Coalition for Delaware’s Kids met. [The Coalition] said {so}.", "Coalition for Delaware’s Kids"),
        ("Friends of All Lakes (FOAL) met. [FOAL] said {so}.", "Friends of All Lakes (FOAL)"),
        (
            "[A 2019 study by the Borex Institute] found {it}. [The study] said {so}.",
            "2019 study by the Borex Institute",
        ),
        ("[A bank spokesman] said {no}. [The spokesman] said {so}.", "bank spokesman"),
        ("[A senior bank spokesman] said {no}. [The bank’s spokesman] said {so}.", "senior bank spokesman"),
        ("[A bank spokesman at sea] said {no}. [The unidentified spokesman] said {so}.", "bank spokesman at sea"),
        ("[A spokesman for Borex] said {no}. [The family spokesman] said {so}.", "family spokesman"),
        ("[The Hale campaign] denied {it}. [The Moss campaign] said {so}.", "Moss campaign"),
        ("[Ben Hale] left. [His campaign] said {so}.", "Ben Hale’s campaign"),
        ("Michael and Susan Dell gave money. [The Dells] said {so}.", "Michael and Susan Dell"),
        ("The Lake Divers Association met. The Bakers Union sat. [The divers’ union] said {so}.",
         "Lake Divers Association"),
        ("The Lake Divers Association met. [The bakers’ union] said {so}.", "bakers’ union"),
        ("Pilots of Borex Air Lines met in Borex Hall. [Borex] said {so}.", "Borex Air Lines"),
        ("Borex Motors and Borex Airlines met. [Borex] said {so}.", "Borex"),
        ("The Borex Airport is full. [Borex] said {so}.", "Borex"),
        ("SAN JOSE, March 3, 2025 - [Electronics maker Tavio] said {so}. Stop, [the company] said {so}.", "Tavio"),
        ("SELNIK, Slovenia (June 19, 2021) — Rescuers came. [The group] said {so}.", "group"),
    ],
)  # fmt: skip
def test_organisations_and_documents(text: str, name: str) -> None:
    assert names(text)[-1] == name


def test_a_heading_is_no_organisation() -> None:
    text = "Norvane Foods fell on Monday.\n\nOperational Update\n\nMore is to come. [The company] expects {a loss}."
    assert names(text) == ["Norvane Foods"]


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("The Harbour Organisation met. [Ann Lee from the organisation] said {no}.", "Ann Lee", "Harbour Organisation"),
        ("The Harbour Organisation met. [Nurse Ann Lee of the organisation] said {no}.", "Ann Lee", "Nurse"),
        ("The Harbour Bank met. [Ann Lee from the harbour] said {no}.", "Ann Lee", None),
    ],
)
def test_who_is_from_the_organisation_is_from_the_one_that_is_meant(
    text: str, name: str, description: str | None
) -> None:
    assert (last(text).name, last(text).description) == (name, description)


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("[The cooperative, Three Ridges Growers,] said {so}.", "Three Ridges Growers", "cooperative"),
        ("[The metalworkers’ union DMF] said {so}.", "DMF", "metalworkers’ union"),
        ("[The painting, A Long Way Home,] said {so}.", "painting, A Long Way Home", None),
    ],
)
def test_what_kind_of_organisation_it_is_describes_it(text: str, name: str, description: str | None) -> None:
    assert (last(text).name, last(text).description) == (name, description)
