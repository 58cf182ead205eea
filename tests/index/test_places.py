"""Places and organisations by their names."""

from __future__ import annotations

import json

import pytest
from countryinfo import all_countries
from hypothesis import given
from hypothesis import strategies as st

from index import places
from index.places import DATA, closest, mentions, name


def named(text: str, *, cased: bool = True) -> list[tuple[str, str]]:
    """What is mentioned, as words and key."""
    return [(text[slice(*mention.span)], mention.key) for mention in mentions(text, cased=cased)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Polish Prime Minister Donald Tusk", [("Polish", "PL")]),
        ("Poland's and Germany’s", [("Poland", "PL"), ("Germany", "DE")]),
        (
            "Poles, the Dutch, a Spaniard and Britons",
            [("Poles", "PL"), ("Dutch", "NL"), ("Spaniard", "ES"), ("Britons", "GB")],
        ),
        ("Kremlin spokesperson Dmitry Peskov", [("Kremlin", "RU")]),
        (
            "the White House, Downing Street and the Élysée",
            [("White House", "US"), ("Downing Street", "GB"), ("Élysée", "FR")],
        ),
        ("Nato, Unesco and Opec", [("Nato", "NATO"), ("Unesco", "UN"), ("Opec", "OPEC")]),
        ("NATO Secretary General Jens Stoltenberg", [("NATO", "NATO")]),
        ("Brussels and the European Commission", [("Brussels", "EU"), ("European Commission", "EU")]),
        ("the U.S. and the U.K.", [("U.S.", "US"), ("U.K.", "GB")]),
        ("a US-led force", [("US", "US")]),
        ("Türkiye, Turkiye, Turkey", [("Türkiye", "TR"), ("Turkiye", "TR"), ("Turkey", "TR")]),
        ("Kyiv, once Kiev", [("Kyiv", "UA"), ("Kiev", "UA")]),
        ("Czechia, the Czech Republic", [("Czechia", "CZ"), ("Czech Republic", "CZ")]),
        ("North Korea and South Korea", [("North Korea", "KP"), ("South Korea", "KR")]),
        ("the Democratic Republic of the Congo", [("Democratic Republic of the Congo", "CD")]),
        ("POLAND SAYS NO", [("POLAND", "PL")]),
        ("Sen. Jane Roe, D-Ill., and Rep. John Doe (R-S.C.)", [("D-Ill", "US-IL"), ("R-S.C", "US-SC")]),
        ("Scottish and Texan voters", [("Scottish", "GB-SCT"), ("Texan", "US-TX")]),
        (
            "New South Wales, Nova Scotia and Wales",
            [
                ("New South Wales", "AU-NSW"),
                ("Nova Scotia", "CA-NS"),
                ("Wales", "GB-WLS"),
            ],
        ),
        ("Munich, Istanbul and Milan", [("Munich", "DE-BY"), ("Istanbul", "TR-34"), ("Milan", "IT-25")]),
        ("New Mexico is not Mexico", [("New Mexico", "US-NM"), ("Mexico", "MX")]),
        ("Kosovo", [("Kosovo", "XK")]),
        ("", []),
    ],
)
def test_names_of_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "they told us to polish the turkey, who knows",
        "Who is it?",
        "Us and them",
        "Brussels sprouts",
        "the Washington Post",
        "Latin American leaders",
        "the New York Times",
    ],
)
def test_words_that_are_no_places(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("text", ["Michael Jordan", "George Washington", "Paris Hilton", "Jack London", "B. Holland"])
def test_people_are_no_places(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In Jordan, King Abdullah", [("Jordan", "JO")]),
        ("Jordan Foreign Minister Ayman Safadi", [("Jordan", "JO")]),
        ("the president of Chad", [("Chad", "TD")]),
        ("Meanwhile Israel waited", [("Israel", "IL")]),
    ],
)
def test_places_that_people_are_named_after(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Senate", [("Senate", "US")]),
        ("the US Senate", [("US", "US"), ("Senate", "US")]),
        ("the French Senate", [("French", "FR")]),
        ("Brazil's Congress", [("Brazil", "BR")]),
        ("Florida Senate", [("Florida", "US-FL")]),
        ("Florida Republicans", [("Florida", "US-FL"), ("Republicans", "US-GOP")]),
        ("Georgia Gov. Brian Kemp", [("Georgia Gov", "US-GA")]),
    ],
)
def test_an_institution_belongs_to_the_country_before_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("poland", [("poland", "PL")]),
        ("polands position", [("polands", "PL")]),
        ("south koreas view", [("south koreas", "KR")]),
        ("the white house", [("white house", "US")]),
        ("the eus reaction", [("eus", "EU")]),
        ("the uks and uns line", [("uks", "GB"), ("uns", "UN")]),
        ("whos that, its us", []),
        ("turkey", [("turkey", "TR")]),
        ("us", [("us", "US")]),
        ("the us government", [("us", "US")]),
        ("who", [("who", "WHO")]),
        ("tell us who", []),
        ("what did US officials say", [("US", "US")]),
        ("what did u s say", []),
        ("u.s. officials", [("u.s.", "US")]),
        ("germany and poland", [("germany", "DE"), ("poland", "PL")]),
    ],
)
def test_small_letters(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text, cased=False) == expected


@pytest.mark.parametrize("text", ["Poland and Kenya", "Poland and Kenya. " * 30])
def test_what_was_found_once_is_looked_for_no_more_and_is_nobody_elses(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    first = mentions(text)
    expected = list(first)
    first.clear()
    monkeypatch.setattr(places, "_found", None)
    assert mentions(text) == expected != []


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["Poland", "us", "U.S", ".", " ", "'s", "New", "York", "Jordan", "Michael", "É", "İ", "ß", "\n"]
            )
        ).map("".join),
    ),
    st.booleans(),
)
def test_spans_are_slices_in_order(text: str, cased: bool) -> None:
    end = 0
    for mention in mentions(text, cased=cased):
        assert end <= mention.span[0] < mention.span[1] <= len(text)
        assert text[slice(*mention.span)].strip() == text[slice(*mention.span)]
        end = mention.span[1]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("HU", "Hungary"),
        ("US", "the United States"),
        ("NL", "the Netherlands"),
        ("NATO", "NATO"),
        ("EU", "the EU"),
        ("US-TX", "Texas"),
        ("ZZ", "ZZ"),
    ],
)
def test_display_names(key: str, expected: str) -> None:
    assert name(key) == expected


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("polnad", "PL"),
        ("germny", "DE"),
        ("Ukrane", "UA"),
        ("gremany", "DE"),
        ("amercia", "US"),
        ("austrlia", "AU"),
        ("washingtn", "US"),
        ("brusels's", "EU"),
        ("hungary", "HU"),
        # ordinary words near a name, and words too short or too far
        ("hungry", None),
        ("roman", None),
        ("while", None),
        ("started", None),
        ("story", None),
        ("irn", None),
        ("statement", None),
        ("", None),
        ("12345", None),
    ],
)
def test_misspelt_names(word: str, key: str | None) -> None:
    assert closest(word) == key


def test_the_data_says_where_it_comes_from_and_names_each_place_once() -> None:
    data = json.loads(DATA.read_text("utf-8"))
    assert "countryinfo" in data["origin"]
    assert "Apache-2.0" in data["origin"]
    forms = [
        (form.casefold(), key)
        for key, entry in data["places"].items()
        for form in (*entry.get("forms", ()), *entry.get("weak", ()))
    ]
    assert len(forms) == len(dict(forms))


def test_every_country_is_found_by_the_name_it_is_displayed_with() -> None:
    # Obsolete codes, and names that are words or names of people first.
    odd = {"AN", "BQ", "CS", "JE", "TF", "UM"}
    codes = {country.iso(2) for country in all_countries()} - {"", None} - odd
    assert len(codes) > 240
    lost = {code for code in codes if [mention.key for mention in mentions(name(code))] != [code]}
    assert lost == set()
