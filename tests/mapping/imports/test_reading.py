"""Encodings, delimiters and columns are found out, shown, and can be put right."""

import unicodedata

import pytest

from mapping.definition.codebook import CODEBOOK, LANGUAGES
from mapping.imports.columns import suggest
from mapping.imports.identity import spellings
from mapping.imports.names import Name, arrange, put_right, read_names
from mapping.models import Entity
from mapping.services import imports as services
from tests.factories import a_study

from .conftest import outcomes, published, uploaded

TONES = "\u0300\u0301\u0303\u0309\u0323"


def vietnamese(text):
    """Text in Windows-1258, which has vowels with their marks, and tones apart."""
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        vowel = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters += [vowel, *(part for part in parts if part in TONES)]
    return "".join(letters).encode("cp1258")


def encoded(text, encoding):
    return vietnamese(text) if encoding == "cp1258" else text.encode(encoding)


NAMES = {
    "KH": "សហគមន៍កសិកម្មសាមគ្គី",
    "KG": "Кооператив Ак-Суу Бишкек",
    "MN": "Хоршоо Алтан Говь",
    "TH": "สหกรณ์การเกษตรเชียงใหม่ จำกัด",
    "VN": "Hợp tác xã nông nghiệp Đông Phước",
}
LEGACY = [("KG", "cp1251"), ("MN", "cp1251"), ("TH", "cp874"), ("VN", "cp1258")]
UNICODE = [
    (country, name)
    for country in NAMES
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
]


@pytest.mark.parametrize(("country", "encoding"), UNICODE + LEGACY)
def test_a_file_in_any_usual_encoding_is_imported_with_its_names_intact(reference, country, encoding):
    study = a_study(country)
    text = f"entity_name;locality\n{NAMES[country]};x\n"
    batch = published(study, encoded(text, encoding))
    assert (batch.shape["encoding"], batch.shape["delimiter"]) == (encoding, ";")
    assert Entity.objects.get().name == NAMES[country]


def test_western_text_is_told_from_the_others(study):
    batch = uploaded(study, "entity_name,locality\nCoopérative « Dégustation »,Siem Reap\n".encode("cp1252"))
    assert batch.shape["encoding"] == "cp1252"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_also_when_others_stand_in_the_cells(study, mark):
    batch = uploaded(study, f'entity_name{mark}locality\n"a, b; c | d"{mark}"x{mark}y"\n"e"{mark}f\n')
    assert batch.shape["delimiter"] == mark and batch.shape["header"] == ["entity_name", "locality"]


def test_a_wrong_guess_can_be_put_right(study):
    batch = uploaded(study, "entity_name;note, long\nRumdoul;a\n")
    services.read_otherwise(by=None, batch=batch, encoding="cp1252", delimiter=",")
    assert batch.shape["header"] == ["entity_name;note", "long"]
    services.read_otherwise(by=None, batch=batch, delimiter=";")
    assert batch.mapping["entity_name"]["to"] == "entity_name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_matched_by_label_in_every_language(study, language):
    header = [
        CODEBOOK[name].label[language].upper() for name in ("members_total", "surplus", "gov_board_share_pct")
    ]
    found = suggest(header, {}, "KH")
    assert [found[name]["to"] for name in header] == ["members_total", "surplus", "gov_board_share_pct"]


def test_every_variable_is_matched_by_its_own_name(study):
    found = suggest(list(CODEBOOK), {}, "KH")
    assert {name: entry["to"] for name, entry in found.items()} == {name: name for name in CODEBOOK}


def test_names_of_languages_and_identifiers_are_matched_and_nothing_twice(study):
    header = ["Name (km)", "name_th", "KH-TIN", "NAME", "organisation", "whatever", "id"]
    found = suggest(header, {"id": ["https://ror.org/000025p04"]}, "KH")
    targets = [found[name]["to"] for name in header]
    assert targets == ["name:km", "name:th", "identifier:KH-TIN", "entity_name", "", "", "identifier:XI-ROR"]


def test_line_numbers_are_those_of_the_file(study):
    batch = published(study, 'entity_name,locality\n\n"Two\nlines",x\n,\nRumdoul,y\n')
    assert outcomes(batch) == {3: "create", 6: "create"}


def test_spellings_of_a_number_are_few_and_hold_it():
    assert spellings("00 45") == ("00 45", "0045", "45", "045", "00045", "000045")
    assert spellings("AB-1") == ("AB-1",)


def test_a_country_code_used_for_a_language_is_put_right_and_told(reference):
    names, put = put_right([Name("Кыргыз", "kg"), Name("Other", "kg-x")], "KG")
    assert [name.language for name in names] == ["ky", "kg-x"] and [name.text for name in put] == ["Кыргыз"]
    assert put_right([Name("Тест", "mn")], "MN")[1] == []


def test_names_go_where_the_register_has_them(reference):
    names = read_names('[{"value": "TSRI", "types": "acronym"}, {"value": "ชื่อ", "lang": "th", "types": "label"},'
                       ' {"value": "Full", "lang": "en", "types": "label"}]')  # fmt: skip
    arranged = arrange(names, "TH")
    assert arranged == {"entity_name": "Full", "entity_name_local": "ชื่อ", "other_names": [{"name": "TSRI"}]}
