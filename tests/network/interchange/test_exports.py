"""The public directory as a file: what comes back from it, and what never is in it."""

import csv
import io
import json
import warnings
from datetime import timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from network.interchange.columns import COLUMNS
from network.interchange.exports import FORMATS
from network.interchange.files import read_file
from network.models import ConsentEvent, ContactPoint, Organization
from network.services.import_plan import plan_import
from network.services.imports import counts_of
from network.services.merges import merge_organizations
from sse_portal.records.values import folded
from tests.network.factories import a_person, a_relationship, an_organization

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "popolo" / "organization.json").read_text())
URL = "/network/organizations/export/"


@pytest.fixture
def rich(reference):
    """An organisation about which everything is known."""
    above = an_organization(name="Ministry")
    return an_organization(
        name="=Farmers, Weavers; and “others”", names={"km": "សហព័ន្ធកសិករ", "en": "Farmers"}, acronym="FW",
        other_names=["Old; name", "Second"], region_id="KH-12", locality="Kampot", latitude="10.61000",
        longitude="104.18", parent=above, founded=1999, status="dissolved", dissolved=2020, constituency="SSE",
        website="https://fw.example/a?b=c", description={"en": "Line one\nline; two, “three”", "km": "ក"},
        source="Statutes", identifier=("KH-MOI", "7;8"),
    )  # fmt: skip


def body(client, form, **query):
    answer = client.get(URL, {"format": form, **query})
    assert answer.status_code == 200
    return answer.getvalue()


def planned_again(tmp_path, content, by):
    path = tmp_path / "again"
    path.write_bytes(content)
    return plan_import(by=by, rows=read_file(path).rows)


@pytest.mark.parametrize("form", ["csv", "xlsx", "popolo", "vcard"])
def test_what_was_exported_changes_nothing_when_it_comes_back(client, rana, rich, tmp_path, form):
    an_organization(None, name="Region-wide network", kind="network")
    again = planned_again(tmp_path, body(client, form), rana)
    assert counts_of(again) == {"unchanged": 3}, [(each.name, each.changes, each.problems) for each in again]


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co")),
    max_size=20,
)
# As services keep them: NFC, one space between words.
words = texts.map(lambda text: " ".join(normalize("NFC", text).split())).filter(bool)
entries = st.fixed_dictionaries(
    {
        "name": st.one_of(
            words, st.sampled_from(["=1+1", "'x", "-5", "007", "[x", "a;b", "1e5", "true", "@a, b"])
        ),
        "names": st.dictionaries(st.sampled_from(["en", "km", "ru"]), words, max_size=2),
        "acronym": words.map(lambda text: text[:10].strip()) | st.just(""),
        "other_names": st.lists(words, max_size=3, unique=True),
        "description": st.dictionaries(st.sampled_from(["en", "th"]), words, max_size=1),
        "locality": words | st.just(""),
        "founded": st.none() | st.integers(1000, 2020),
    }
)


NAMED = {
    "name": "Samaki",
    "names": {},
    "acronym": "",
    "other_names": [],
    "description": {},
    "locality": "",
    "founded": None,
}


@example(many=[NAMED | {"other_names": ["+a"]}, NAMED | {"name": "[x", "other_names": ['["a"]', "=b"]}])
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(many=st.lists(entries, min_size=1, max_size=4))
def test_any_text_comes_back_from_every_format(rana, tmp_path, many):
    with transaction.atomic():
        for fields in many:
            names = folded(fields["name"], fields["names"], fields["acronym"], fields["other_names"])
            an_organization("KH", **fields, names_folded=names)
        for form in ("csv", "xlsx", "popolo", "vcard"):
            content = b"".join(FORMATS[form].pieces(Organization.objects.public()))
            again = planned_again(tmp_path, content, rana)
            assert counts_of(again) == {"unchanged": len(many)}, [
                (each.changes, each.problems) for each in again
            ]
        transaction.set_rollback(True)


def test_the_columns_of_the_table_are_those_of_the_import(client, rich):
    header, *rows = csv.reader(io.StringIO(body(client, "csv").decode()))
    assert tuple(header) == COLUMNS
    assert "'=Farmers, Weavers; and “others”" in sum(rows, []), "no spreadsheet calculates a name"


def test_the_filters_of_the_directory_hold(client, rich):
    an_organization("TH", name="Thai union", kind="union")
    assert b"Thai union" in body(client, "csv", country="TH") and b"Farmers" not in body(
        client, "csv", country="TH"
    )
    assert b"Farmers" in body(client, "vcard", q="កសិករ") and b"Thai" not in body(client, "vcard", q="កសិករ")
    assert client.get(URL, {"format": "csv", "country": "XX"}).status_code == 422
    assert client.get(URL, {"q": "\x00"}).status_code == 422
    assert client.get(URL, {"format": "exe"}).status_code == 404


def test_lines_of_json_hold_the_entry_as_it_is(client, rich):
    found = {row["id"]: row for row in map(json.loads, body(client, "jsonl").splitlines())}
    row = found[str(rich.uid)]
    assert row["names"]["km"] == "សហព័ន្ធកសិករ"
    assert (row["latitude"], row["parent"]) == (10.61, str(rich.parent.uid))
    assert row["identifiers"] == [{"scheme": "KH-MOI", "value": "7;8"}]


def closed(schema):
    return schema | {"additionalProperties": False}


def test_popolo_is_valid_and_has_no_other_property(client, rich):
    ContactPoint.objects.create(organization=rich, kind="email", value="office@fw.example", note="main")
    found = json.loads(body(client, "popolo"))
    assert list(found) == ["organizations"]
    for organization in found["organizations"]:
        Draft4Validator(closed(SCHEMA)).validate(organization)
    farmers = next(each for each in found["organizations"] if each["id"] == str(rich.uid))
    assert farmers["founding_date"] == "1999" and farmers["dissolution_date"] == "2020"
    assert farmers["contact_details"] == [{"type": "email", "value": "office@fw.example", "note": "main"}]
    assert {"name": "សហព័ន្ធកសិករ", "note": "in language km"} in farmers["other_names"]


def test_the_schema_bites():
    schema = Draft4Validator(closed(SCHEMA))
    assert not schema.is_valid({"name": "x", "colour": "red"})
    assert not schema.is_valid({"name": "x", "founding_date": "yesterday"})
    assert not schema.is_valid({"id": "x"})


def cards(content):
    """As another program reads them."""
    return list(vobject.readComponents(content.decode()))


def test_another_program_reads_the_cards(client, rich):
    ContactPoint.objects.create(organization=rich, kind="phone", value="012 345 678")
    ContactPoint.objects.create(organization=rich, kind="address", value="Street 1, Kampot")
    content = body(client, "vcard")

    card = next(card for card in cards(content) if "Farmers" in card.fn.value)

    assert card.version.value == "4.0" and card.kind.value == "org"
    assert card.fn.value == "=Farmers, Weavers; and “others”"
    assert {name.params["LANGUAGE"][0]: name.value for name in card.contents["fn"][1:]} == {
        "en": "Farmers", "km": "សហព័ន្ធកសិករ",
    }  # fmt: skip
    assert card.uid.value == f"urn:uuid:{rich.uid}"
    assert card.tel.value == "012 345 678"
    assert card.geo.value == "geo:10.61,104.18"
    assert (
        "line; two, “three”"
        in {note.params["LANGUAGE"][0]: note.value for note in card.contents["note"]}["en"]
    )


def test_lines_of_cards_end_in_crlf_and_are_folded_at_75_octets(client, rich):
    content = body(client, "vcard")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    content.decode()


def consent(person, **fields):
    plain = {"purpose": "directory", "act": "given", "method": "form"}
    return ConsentEvent.objects.create(person=person, **plain | fields)


def test_a_person_is_in_the_cards_only_with_consent_in_force_for_the_directory(client, rich):
    person = a_person(name="Sok Dara", organization=rich)
    ContactPoint.objects.create(person=person, kind="email", value="dara@example.org")
    seen = [b"dara@example.org" in body(client, form) for form in FORMATS]

    consent(person, purpose="news")
    seen += [b"Sok Dara" in body(client, "vcard")]
    assert not any(seen)

    consent(person, expires_at=timezone.now() + timedelta(days=1))
    people = [card for card in cards(body(client, "vcard")) if card.kind.value == "individual"]
    assert [(card.fn.value, card.title.value, card.email.value) for card in people] == [
        ("Sok Dara", "Director", "dara@example.org")
    ]
    consent(person, act="withdrawn")
    assert b"Sok Dara" not in body(client, "vcard")


@pytest.mark.parametrize("form", ["csv", "jsonl", "popolo", "vcard"])
def test_private_rows_leave_no_trace(client, chenda, rich, form):
    before = body(client, form)
    hidden = [
        an_organization(visibility=each, parent=rich) for each in ("network", "secretariat") for _n in (1, 2)
    ]
    Organization.objects.filter(pk=rich.parent_id).update(parent=hidden[0])
    a_relationship(rich, hidden[0])
    merge_organizations(
        by=chenda, survivor=hidden[0], absorbed=hidden[1], choices={}, version_survivor=1, version_absorbed=1
    )
    a_person(organization=hidden[0])
    client.force_login(chenda)
    assert body(client, form) == before


def test_a_parent_that_is_not_public_is_left_out(client, rich):
    Organization.objects.filter(pk=rich.parent_id).update(visibility="network")
    assert str(rich.parent.uid).encode() not in body(client, "csv") + body(client, "popolo") + body(
        client, "jsonl"
    )


def test_the_language_of_the_reader_changes_nothing(client, rich):
    for form in ("csv", "popolo", "vcard", "jsonl"):
        english = client.get(URL, {"format": form}, headers={"accept-language": "en"}).getvalue()
        assert client.get(URL, {"format": form}, headers={"accept-language": "km"}).getvalue() == english


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_an_export_takes_few_queries_whatever_its_length(
    client, reference, django_assert_max_num_queries, form
):
    for _number in range(40):
        an_organization(identifier=("KH-MOI", str(_number)))
    with django_assert_max_num_queries(14):
        body(client, form)


def test_a_spreadsheet_has_an_end(client, rich, monkeypatch):
    monkeypatch.setitem(FORMATS, "xlsx", FORMATS["xlsx"].__class__(**vars(FORMATS["xlsx"]) | {"most": 1}))
    answer = client.get(URL, {"format": "xlsx"})
    assert answer.status_code == 422 and "up to 1 rows" in answer.text
