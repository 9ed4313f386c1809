"""The table of activities: its shape, what others read in it, and that it comes back unchanged."""

import csv
import io
import re
import warnings
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.hxl.columns import COLUMNS, NAMES
from network.hxl.writing import pieces
from network.models import Activity, ActivityPlace, ActivityResult, ActivityTag, Participation
from network.services.activities import register_activity
from network.services.activity_imports import FileChanged, check_activities, import_activities
from sse_portal.records.models import Change
from sse_portal.spreadsheets.problems import BadFile

from ..factories import an_activity, an_organization
from .world import a_world

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import hxl

pytestmark = pytest.mark.django_db


def exported(*, hashtags=True):
    return b"".join(pieces(Activity.objects.public(), hashtags=hashtags))


def lines_of(content, *, hashtags=True):
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    return rows[1:] if hashtags else rows


def state():
    """All that is kept of activities, but versions and times."""
    parts = Participation.objects.values_list("activity__uid", "organization", "role").order_by(
        "activity", "organization", "role"
    )
    places = ActivityPlace.objects.values_list(
        "activity__uid", "country", "region", "is_nationwide"
    ).order_by("activity", "country", "region")
    tags = ActivityTag.objects.values_list("activity__uid", "scheme", "code").order_by(
        "activity", "scheme", "code"
    )
    columns = [field.attname for field in Activity._meta.concrete_fields if field.name not in ("id",)]
    results = ActivityResult.objects.values(
        "activity__uid", "title", "unit", "baseline", "target", "reached", "reached_on"
    )
    return (
        list(Activity.objects.order_by("uid").values_list(*columns)), list(parts), list(places), list(tags),
        list(results.order_by("activity", "id")),
    )  # fmt: skip


def acts(plan):
    return [outcome.act for outcome in plan.outcomes]


def told(plan):
    return " ".join(text for outcome in plan.outcomes for _line, text in outcome.problems)


def a_file(*rows, columns=None):
    """A file with these rows; {column: value} each."""
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def new(**cells):
    plain = {
        "iati_identifier": "KH-1-A", "title_en": "Training", "status": "2", "planned_start": "2026-01-01",
        "keeper_country": "KH", "country": "KH", "region": "KH-12", "nationwide": "no",
    }  # fmt: skip
    return plain | cells


# --- Its shape ----------------------------------------------------------------------------------------------


def test_an_activity_has_a_row_for_each_place_and_implementer_and_results_once():
    first, second = an_organization(name="Áo"), an_organization(name="Bo")
    activity = an_activity(first, second, region="KH-12", title={"en": "Training", "km": "វគ្គ"})
    ActivityPlace.objects.create(activity=activity, country_id="TH", is_nationwide=True)
    Participation.objects.create(activity=activity, organization=first, role="1")
    ActivityTag.objects.create(activity=activity, scheme="SDG", code="8.3")
    ActivityTag.objects.create(activity=activity, scheme="SDG", code="5")
    ActivityResult.objects.create(
        activity=activity, title={"en": "Trained"}, target=100, reached=Decimal("40.50")
    )
    rows = lines_of(exported())
    pairs = [(row["implementing_name"], row["region"], row["country"], row["nationwide"]) for row in rows]
    assert sorted(pairs) == [
        ("Bo", "", "TH", "yes"),
        ("Bo", "KH-12", "KH", "no"),
        ("Áo", "", "TH", "yes"),
        ("Áo", "KH-12", "KH", "no"),
    ]
    assert {row["title_km"] for row in rows} == {"វគ្គ"} and {row["sdg"] for row in rows} == {"5;8.3"}
    assert [row["result_reached"] for row in rows] == ["40.5", "", "", ""]
    assert {row["funding_names"] for row in rows} == {"Áo"}
    assert rows[0]["region_name"] == "Phnom Penh" and {row["region_name"] for row in rows} == {
        "Phnom Penh",
        "nationwide",
    }


def test_an_activity_without_anything_has_one_row():
    an_activity().places.all().delete()
    (row,) = lines_of(exported())
    assert row["country"] == row["implementing_code"] == row["result_en"] == ""


def test_names_and_hashtags_are_there_once():
    assert len(set(NAMES)) == len({column.tag for column in COLUMNS}) == len(COLUMNS)


def test_libhxl_reads_it():
    union = an_organization(name="=Union")
    activity = an_activity(union, region="KH-12")
    an_activity(union)
    ActivityResult.objects.create(activity=activity, title={"en": "Trained"}, target=100, reached=40)
    source = hxl.data(io.BytesIO(exported()))
    tags = {column.tag for column in source.columns}
    assert {
        "#activity",
        "#org",
        "#sector",
        "#adm1",
        "#country",
        "#date",
        "#status",
        "#sdg",
        "#reached",
        "#targeted",
    } <= tags
    rows = list(source)
    assert [row.get("#adm1+code") for row in rows] == ["KH-12", None]
    assert [row.get("#adm1+name") for row in rows] == ["Phnom Penh", "nationwide"]
    assert rows[0].get("#org+impl+name") == "'=Union", "a spreadsheet does not calculate it"
    assert (rows[0].get("#targeted"), rows[0].get("#reached")) == ("100", "40")
    assert (
        rows[0].get("#date+start") == "2025-01-01" and rows[0].get("#activity+name") == activity.title["en"]
    )
    counted = hxl.data(io.BytesIO(exported())).count("#adm1+name")
    assert {row.get("#adm1+name"): row.get("#meta+count") for row in counted} == {
        "Phnom Penh": 1,
        "nationwide": 1,
    }


def test_lines_end_as_the_standard_says_and_no_text_is_a_formula():
    an_activity(title={"en": "=1+1"}, description={"en": "-2\nlines"})
    content = exported(hashtags=False)
    assert content.count(b"\r\n") == 2 and not content.startswith(b"\xef\xbb\xbf")
    (row,) = lines_of(content, hashtags=False)
    assert row["title_en"] == "'=1+1" and row["description_en"].startswith("'-2")


# --- It comes back unchanged ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hashtags", [True, False])
def test_importing_what_was_exported_changes_nothing(rana, hashtags):
    a_world(7)
    for number, activity in enumerate(Activity.objects.all()):
        ActivityTag.objects.create(activity=activity, scheme="theme", code="law")
        for _each in range(number % 4):
            ActivityResult.objects.create(
                activity=activity, title={"en": "=A", "vi": "B"}, unit="%", baseline=-1, target="2.50"
            )
    before, history = state(), Change.objects.count()
    content = exported(hashtags=hashtags)
    plan = check_activities(by=rana, content=content)
    assert set(acts(plan)) == {"unchanged"} and len(plan.outcomes) == Activity.objects.public().count()
    assert not plan.can_be_done and plan.ignored == ()
    assert (state(), Change.objects.count(), exported(hashtags=hashtags)) == (before, history, content)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS.map(str.strip).filter(bool), description=TEXTS, name=TEXTS.map(str.strip).filter(bool))
def test_any_text_comes_back(rana, title, description, name):
    Activity.objects.all().delete()
    union = an_organization(name=name)
    values = {"title": {"en": title}, "description": {"en": description}, "country": "KH"}
    values["participants"] = [{"organization": str(union.uid), "role": role} for role in "14"]
    activity = register_activity(by=rana, values=values)
    plan = check_activities(by=rana, content=exported())
    assert acts(plan) == ["unchanged"], (told(plan), activity.title)


def test_a_participant_that_the_file_does_not_show_stays(chenda):
    hidden = an_organization(name="Hidden", visibility="secretariat")
    activity = an_activity(hidden, an_organization(name="Union"))
    content = exported()
    assert b"Hidden" not in content
    assert acts(check_activities(by=chenda, content=content)) == ["unchanged"]
    changed = content.replace(activity.title["en"].encode(), b"Other")
    plan = check_activities(by=chenda, content=changed)
    import_activities(by=chenda, content=changed, digest=plan.digest)
    assert activity.participations.count() == 2


# --- Importing --------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(chenda):
    content = a_file(new(), new(iati_identifier="KH-1-B", status="9"))
    plan = check_activities(by=chenda, content=content)
    assert acts(plan) == ["create", "refused"] and plan.outcomes[1].line == 3
    assert "status" in told(plan) and not plan.can_be_done
    assert not Activity.objects.exists() and not Change.objects.exists()
    with pytest.raises(FileChanged):
        import_activities(by=chenda, content=content, digest=plan.digest)
    assert not Activity.objects.exists(), "all or nothing"


def test_what_was_shown_is_done(chenda):
    union = an_organization(name="Union", identifier=("XI-ROR", "00abc1234"))
    ministry = an_organization(name="Ministry")
    content = a_file(
        new(
            implementing_code="XI-ROR-00abc1234",
            funding_names="Ministry",
            sdg="8; 8.3",
            result_en="Trained",
            result_target="10",
        ),
        new(
            implementing_name="ministry",
            region="",
            region_name="kandal",
            result_en="Jobs",
            result_target="2.5",
        ),
    )
    plan = check_activities(by=chenda, content=content)
    assert acts(plan) == ["create"], told(plan)
    import_activities(by=chenda, content=content, digest=plan.digest, reason="Import: a.csv")
    activity = Activity.objects.get()
    parts = {(part.organization, part.role) for part in activity.participations.all()}
    assert parts == {(union, "4"), (ministry, "4"), (ministry, "1")}
    assert sorted(str(place) for place in activity.places.all()) == ["KH-12", "KH-8"]
    assert [result.title["en"] for result in activity.results.order_by("id")] == ["Trained", "Jobs"]
    assert Change.objects.about(activity).get().reason == "Import: a.csv"
    assert acts(check_activities(by=chenda, content=content)) == ["unchanged"]


def test_what_a_file_does_not_say_stays(chenda):
    activity = an_activity(
        an_organization(), identifier="KH-1-A", title={"en": "Old", "km": "ចាស់"}, website="https://a.org"
    )
    content = a_file({"iati_identifier": "KH-1-A", "title_en": "New"})
    plan = check_activities(by=chenda, content=content)
    import_activities(by=chenda, content=content, digest=plan.digest)
    activity.refresh_from_db()
    assert activity.title == {"en": "New", "km": "ចាស់"} and activity.website == "https://a.org"
    assert activity.participations.count() == activity.places.count() == 1


def test_the_keeper_is_the_country_of_the_places_or_the_region(rana):
    columns = [name for name in new() if name != "keeper_country"]
    rows = [
        new(iati_identifier="A"),
        new(iati_identifier="B"),
        new(iati_identifier="B", country="TH", region="TH-10"),
    ]
    rows = [{name: row[name] for name in columns} for row in rows]
    content = a_file(*rows)
    plan = check_activities(by=rana, content=content)
    import_activities(by=rana, content=content, digest=plan.digest)
    kept = dict(Activity.objects.values_list("identifier", "country"))
    assert kept == {"A": "KH", "B": None}


def test_a_confirmation_counts_for_what_was_shown_only(chenda):
    content = a_file(new())
    plan = check_activities(by=chenda, content=content)
    an_activity(identifier="KH-1-A")
    with pytest.raises(FileChanged):
        import_activities(by=chenda, content=content, digest=plan.digest)


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"activity_id": "x"}, "UUID"),
        ({"iati_identifier": ""}, "IATI"),
        ({"region": "TH-10"}, "region"),
        ({"region": "", "region_name": "Nowhere"}, "region"),
        ({"nationwide": "yes"}, "region"),
        ({"implementing_name": "Nobody"}, "Nobody"),
        ({"implementing_code": "XI-ROR-000000000"}, "XI-ROR-000000000"),
        ({"keeper_country": "TH"}, "keep"),
        ({"keeper_country": "XX"}, "country"),
        ({"result_en": "A", "result_target": "many"}, "results/0/target"),
        ({"planned_start": "soon"}, "planned_start"),
        ({"title_en": ""}, "title"),
        ({"sdg": "99"}, "sdg"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(chenda, cells, word):
    plan = check_activities(by=chenda, content=a_file(new(**cells)))
    assert acts(plan) == ["refused"] and word in told(plan)
    assert plan.outcomes[0].problems[0][0] == 2


def test_rows_of_one_activity_agree(chenda):
    plan = check_activities(by=chenda, content=a_file(new(), new(region="KH-1", title_en="Other")))
    assert acts(plan) == ["refused"] and "title_en" in told(plan)
    assert plan.outcomes[0].problems[0][0] == 3


def test_two_organisations_of_one_name_need_a_code(chenda):
    an_organization(name="Union")
    union = an_organization(name="Union")
    assert acts(check_activities(by=chenda, content=a_file(new(implementing_name="Union")))) == ["refused"]
    content = a_file(new(implementing_name="Union", implementing_code=str(union.uid)))
    assert acts(check_activities(by=chenda, content=content)) == ["create"]


def test_a_table_tagged_by_others_is_read_with_its_own_headings(chenda):
    content = (
        b"Project no.,Name,Where,Where (code),Country,Began,Colour\r\n"
        b"#activity+code,#activity +name,#adm1+name,#adm1 +code,#country+code,#date+start,#meta+colour\r\n"
        b"KH-9,Training,Phnom Penh,KH-12,KH,2026-01-01,red\r\n"
    )
    plan = check_activities(by=chenda, content=content)
    assert acts(plan) == ["create"], told(plan)
    assert plan.ignored == ("Colour",) and plan.outcomes[0].line == 3


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"a,b\r\n1,2\r\n", "IATI"),
        (b"%PDF-1.7 x", "no table"),
        (b"iati_identifier,iati_identifier\r\nA,B\r\n", "both called"),
        (b"iati_identifier\r\n" + b"A\r\n" * 5001, "5000"),
        (b"x" * (9 * 1024 * 1024), "8 MB"),
    ],
)
def test_what_is_no_such_table_is_refused(chenda, content, word):
    with pytest.raises(BadFile, match=re.escape(word)):
        check_activities(by=chenda, content=content)
