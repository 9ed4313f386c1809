"""Real organisations of the five countries (tests/data), and files that the portal itself exports."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest

from mapping.models import Entity, SurveyResponse
from mapping.services import imports as services
from sse_portal.basics.text import fold
from tests.factories import a_response, a_study, an_entity

from .conftest import as_csv, checked, outcomes, publish, published

SAMPLE = Path(__file__).parents[2] / "data" / "ror_sample.csv"
CODES = {"status": {"to": "operational_status", "codes": {"withdrawn": "closed", "inactive": "dormant"}}}
pytestmark = pytest.mark.django_db


def rows_of(country):
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["country"] == country]


@pytest.mark.parametrize("country", ["KH", "KG", "MN", "TH", "VN"])
def test_real_organisations_are_imported_fully_and_recognised_the_second_time(reference, country):
    rows, study = rows_of(country), a_study(country)
    batch = checked(study, as_csv(rows), mapping=CODES)
    assert batch.counts.get("refused", 0) == 0, [row.problems for row in batch.rows.filter(outcome="refused")]
    services.decide_all(by=None, batch=batch, decision="new")
    publish(batch)

    assert Entity.objects.count() == len(rows)
    again = checked(study, as_csv(rows), mapping=CODES)
    assert again.counts == {"unchanged": len(rows)}
    row = rows[0]
    entity = Entity.objects.get(identifiers__scheme="XI-ROR", identifiers__value=row["id"])
    assert (entity.name, entity.locality, entity.website) == (row["name"], row["city"], row["website"])
    assert (str(entity.year_established or ""), float(entity.latitude)) == (
        row["established"],
        float(row["lat"]),
    )


def test_names_in_all_scripts_are_kept_and_found(reference):
    everything = []
    for country in ("KH", "KG", "MN", "TH", "VN"):
        study = a_study(country)
        batch = checked(study, as_csv(rows_of(country)), mapping=CODES)
        services.decide_all(by=None, batch=batch, decision="new")
        publish(batch)
        everything += [name for row in rows_of(country) for name in _names(row)]
    assert {_script(name) for name in everything} >= {"LATIN", "CYRILLIC", "KHMER", "THAI", "CJK"}
    stored = "\n".join(Entity.objects.values_list("names_folded", flat=True)).split("\n")
    assert {fold(name) for name in everything} <= set(stored)


def _names(row):
    return [item["value"] for item in json.loads(row["names_json"])]


def _script(name):
    letter = next(letter for letter in name if letter.isalpha())
    return unicodedata.name(letter).split(" ")[0]


@pytest.fixture
def answered(reference):
    """A study with two responses full of what files like to break."""
    study = a_study("KH")
    first = an_entity("KH", "=1+1 Weavers", region_id="KH-12")
    second = an_entity("KH", "សហគមន៍", region_id="KH-12")
    a_response(
        study, first, members_total=1_234, revenue_total="1250000.50", surplus="-5", interview_date="2026-03-02",
        purpose_statutory=["member_needs", "community"], isic_main="ISIC4:A", gov_control="dk", legal_form="KH-AC",
    )  # fmt: skip
    a_response(study, second, dist_capital_pct="12.5", voting_rule="one_member_one_vote")
    return study


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_responses_comes_back_as_it_went(client, dara, answered, kind):
    content = _export(client, dara, f"/api/v1/responses/?format={kind}")
    batch = checked(answered, content, name=f"responses.{kind}")
    assert set(outcomes(batch).values()) == {"unchanged"}, [
        row.problems + [row.told] for row in batch.rows.all()
    ]

    kept = list(SurveyResponse.objects.order_by("id").values())
    SurveyResponse.objects.all().delete()
    published(answered, content)
    apart = {"id", "version", "updated_at", "created_at", "batch_id", "entered_by_id", "interviewer"}
    restored = list(SurveyResponse.objects.order_by("entity").values())
    assert [_without(row, apart) for row in restored] == [_without(row, apart) for row in kept]


def _without(row, names):
    return {name: value for name, value in row.items() if name not in names}


def test_an_export_of_the_register_comes_back_as_it_went(client, dara, answered):
    entity = Entity.objects.first()
    entity.other_names = [{"name": "+Plus", "language": "en"}, {"name": "-5"}]
    entity.locality, entity.latitude, entity.longitude = "@home", "11.55640", "104.92820"
    entity.save()
    entity.identifiers.create(scheme="KH-TIN", value="-007")
    content = _export(client, dara, "/api/v1/entities/?format=csv&include=restricted")
    batch = checked(answered, content)
    assert set(outcomes(batch).values()) == {"unchanged"}, [
        row.problems + [row.told] for row in batch.rows.all()
    ]


def _export(client, user, address):
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_the_templates_are_taken_back_with_all_their_columns(client, sokha, reference):
    study = a_study("KH")
    client.force_login(sokha)
    answer = client.get(f"/studies/{study.uid}/imports/template.csv")
    header = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    row = dict.fromkeys(header, "") | {"entity_name": "Rumdoul Weavers"}
    assert outcomes(checked(study, as_csv([row]))) == {2: "create"}
    book = client.get(f"/studies/{study.uid}/imports/template.xlsx")
    assert book.content.startswith(b"PK") and "attachment" in book["Content-Disposition"]
