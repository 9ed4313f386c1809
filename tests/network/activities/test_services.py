"""Activities are written by services: who may, which values agree, what is remembered."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Activity
from network.services.activities import IdentifierOfAnother, change_activity, register_activity
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken

from ..factories import an_activity, an_organization
from .values import part, values

pytestmark = pytest.mark.django_db


def refused(act, **arguments):
    """{place: code} of everything that is refused."""
    with pytest.raises(Invalid) as problem:
        act(**arguments)
    return {error["field"]: error["code"] for error in problem.value.errors}


def registered(by, **given):
    return register_activity(by=by, values=values(**given))


def parts_of(activity):
    return set(activity.participations.values_list("organization__name", "role"))


def places_of(activity):
    return sorted(str(place) for place in activity.places.all())


def test_an_activity_has_its_parts_and_is_remembered_with_them(chenda):
    union, ministry = an_organization(name="Union"), an_organization(name="Ministry", kind="government")
    activity = registered(
        chenda, identifier="KH-MOI-1-TRAIN", title={"en": "Training", "km": "វគ្គបណ្តុះបណ្តាល"},
        participants=[part(union), part(union, "1"), part(ministry, "2")], places=["KH-12", "KH-1", "TH"],
        sdg=["8.3", "5"], themes=["skills"], principles=["decent-work"],
        results=[{"title": {"en": "People trained"}, "unit": "persons", "target": "100", "reached": 40}],
    )  # fmt: skip
    assert parts_of(activity) == {("Union", "4"), ("Union", "1"), ("Ministry", "2")}
    assert places_of(activity) == ["KH-1", "KH-12", "TH"]
    assert activity.places.get(is_nationwide=True).country_id == "TH"
    assert {str(tag) for tag in activity.tags.all()} == {
        "SDG:5",
        "SDG:8.3",
        "theme:skills",
        "principle:decent-work",
    }
    result = activity.results.get()
    assert (result.target, result.reached, result.baseline, result.reached_on) == (
        Decimal(100),
        40,
        None,
        None,
    )
    line = Change.objects.about(activity).get()
    assert (line.act, line.by, line.country) == ("registered", chenda, "KH")
    assert line.after["places"] == ["KH-1", "KH-12", "TH"] and "title_folded" not in line.after
    assert Activity.objects.named("បណ្តុះ").get() == activity


def test_only_its_title_is_needed(chenda):
    activity = register_activity(by=chenda, values={"title": {"en": "Idea"}, "country": "KH"})
    assert (activity.status, activity.sector, activity.visibility) == ("1", "", "public")


def test_only_who_keeps_the_network_there_writes(chenda, rana, narin, pat, sokha):
    for by, country in ((pat, "KH"), (sokha, "KH"), (narin, "KH"), (chenda, None), (chenda, "TH")):
        with pytest.raises(PermissionDenied):
            registered(by, country=country)
    assert registered(rana, country=None).country_id is None
    activity = registered(chenda)
    with pytest.raises(PermissionDenied):
        change_activity(by=narin, activity=activity, values={"sector": ""}, version=1)
    with pytest.raises(PermissionDenied):
        change_activity(by=chenda, activity=activity, values={"country": "TH"}, version=1)


@pytest.mark.parametrize(
    ("given", "place", "code"),
    [
        ({"title": {}}, "title", "required"),
        ({"title": {"xx": "A"}}, "title", "bad-language"),
        ({"title": {"en": "A\x00"}}, "title", "unclean-text"),
        ({"title": {"en": "\ud800"}}, "title", "unclean-text"),
        ({"title": {"en": "x" * 301}}, "title", "unclean-text"),
        ({"sector": "ISIC4:Z"}, "sector", "unknown-code"),
        ({"status": "7"}, "status", "unknown-code"),
        ({"planned_start": "yesterday"}, "planned_start", "bad-day"),
        ({"planned_end": "2025-03-01"}, "planned_end", "ends-before-it-begins"),
        ({"website": "javascript:alert(1)"}, "website", "bad-address"),
        ({"identifier": "a b"}, "identifier", "bad-code"),
        ({"identifier": "a&b"}, "identifier", "bad-code"),
        ({"places": ["XX-1"]}, "places/0", "unknown-place"),
        ({"places": ["KH-12", {"country": "TH", "region": "KH-12"}]}, "places/1", "contradictory-place"),
        ({"places": [{"country": "KH", "region": None}, "KH-12"]}, "places/1", "in-the-whole-country"),
        ({"places": ["KH-12", "KH-12"]}, "places/1", "given-twice"),
        ({"places": "KH-12"}, "places", "not-a-list"),
        ({"places": ["KH-12"] * 101}, "places", "too-many"),
        ({"places": [None]}, "places/0", "unknown-place"),
        ({"places": [10**30]}, "places/0", "unknown-place"),
        ({"participants": [{"organization": "x", "role": "4"}]}, "participants/0/organization", "unknown-organization"),
        ({"participants": ["x"]}, "participants/0", "not-an-object"),
        ({"results": [{"title": {"en": "A"}, "target": "1e30"}]}, "results/0/target", "out-of-range"),
        ({"results": [{"target": 1}]}, "results/0/title", "required"),
        ({"results": [{"title": {"en": "A"}, "colour": 1}]}, "results/0/colour", "unknown-field"),
        ({"sdg": ["99"]}, "sdg", "unknown-code"),
        ({"themes": "law"}, "themes", "not-a-list"),
        ({"colour": "red"}, "colour", "unknown-field"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_with_its_place(chenda, given, place, code):
    assert refused(registered, by=chenda, **given) == {place: code}
    assert not Activity.objects.exists()


def test_everything_wrong_is_told_at_once(chenda):
    wrong = {"sector": "x", "places": ["KH-12", "x"], "results": [{}], "participants": [{"role": "9"}]}
    assert set(refused(registered, by=chenda, **wrong)) == {
        "sector", "places/1", "results/0/title", "participants/0/organization", "participants/0/role",
    }  # fmt: skip


LONG_AGO, LATER = "2024-01-01", "2024-12-01"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"status": "4"}, "actual_end"),
        ({"status": "2", "planned_start": None, "planned_end": None}, "actual_start"),
        ({"status": "1", "actual_start": LONG_AGO}, "status"),
        ({"status": "2", "actual_start": LONG_AGO, "actual_end": LATER}, "status"),
        ({"status": "6", "actual_start": LONG_AGO, "actual_end": LATER}, "status"),
        ({"status": "5", "actual_end": LATER}, "actual_start"),
        ({"status": "4", "actual_start": LATER, "actual_end": LONG_AGO}, "actual_end"),
        ({"actual_start": (timezone.localdate() + timedelta(days=9)).isoformat()}, "actual_start"),
    ],
)
def test_status_and_dates_agree(chenda, given, place):
    assert set(refused(registered, by=chenda, **given)) == {place}


@pytest.mark.parametrize(
    "given",
    [
        {"status": "1", "planned_start": None, "planned_end": None},
        {"status": "2", "actual_start": LONG_AGO},
        {"status": "3", "actual_start": LONG_AGO, "actual_end": LATER},
        {"status": "4", "actual_start": LONG_AGO, "actual_end": LATER},
        {"status": "5"},
        {"status": "6", "actual_start": LONG_AGO},
    ],
)
def test_plausible_ones_are_taken(chenda, given):
    assert registered(chenda, **given).status == given["status"]


def test_a_change_of_the_status_is_judged_with_the_dates_that_stand(chenda):
    activity = registered(chenda)
    closed = {"by": chenda, "activity": activity, "values": {"status": "4"}, "version": 1}
    assert set(refused(change_activity, **closed)) == {"actual_end"}
    today = timezone.localdate()
    ended = {"status": "4", "actual_start": "2025-03-01", "actual_end": today}
    change_activity(by=chenda, activity=activity, values=ended, version=1)
    activity.refresh_from_db()
    assert (activity.status, activity.actual_end, activity.version) == ("4", today, 2)


def test_the_database_holds_what_must_never_be_false():
    for wrong in ({"status": "4"}, {"actual_end": date(2025, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            an_activity(**wrong)


def test_what_is_left_out_stays_and_one_line_tells_the_change(chenda):
    union, ministry = an_organization(name="Union"), an_organization(name="Ministry")
    activity = registered(chenda, participants=[part(union)], sdg=["8"], themes=["law"])
    changes = {"places": ["KH"], "participants": [part(union), part(ministry, "1")], "sdg": []}
    change_activity(by=chenda, activity=activity, values=changes, version=1, reason="It grew")
    assert places_of(activity) == ["KH"]
    assert parts_of(activity) == {("Union", "4"), ("Ministry", "1")}
    assert [str(tag) for tag in activity.tags.all()] == ["theme:law"]
    line = Change.objects.about(activity).newest_first()[0]
    assert (line.act, line.reason) == ("changed", "It grew")
    assert (line.before["places"], line.after["places"]) == (["KH-12"], ["KH"])
    assert set(line.before) == set(line.after) == {"places", "participants", "tags"}


def test_a_change_that_changes_nothing_is_none(chenda):
    union = an_organization()
    given = values(participants=[part(union)], results=[{"title": {"en": "A"}, "target": "10.00"}], sdg=["8"])
    activity = register_activity(by=chenda, values=given)
    change_activity(by=chenda, activity=activity, values=given, version=1)
    assert activity.version == 1 and Change.objects.about(activity).count() == 1
    with pytest.raises(StaleVersion):
        change_activity(by=chenda, activity=activity, values=given, version=7)


def test_who_was_slower_gets_the_record_as_it_is(chenda):
    activity = registered(chenda)
    change_activity(by=chenda, activity=activity, values={"places": ["KH-1"]}, version=1)
    with pytest.raises(StaleVersion) as problem:
        change_activity(by=chenda, activity=activity, values={"places": ["KH-2"]}, version=1)
    assert problem.value.extra["current"].version == 2
    assert places_of(activity) == ["KH-1"]


def test_participants_that_the_writer_may_not_know_stay(chenda, narin):
    hidden = an_organization("TH", "Hidden", visibility="secretariat")
    activity = an_activity(hidden, an_organization(name="Union"))
    assert refused(
        change_activity, by=chenda, activity=activity, values={"participants": [part(hidden)]}, version=1
    ) == {"participants/0/organization": "unknown-organization"}
    other = an_organization(name="Other")
    change_activity(by=chenda, activity=activity, values={"participants": [part(other)]}, version=1)
    assert parts_of(activity) == {("Hidden", "4"), ("Other", "4")}


def test_an_identifier_is_that_of_one_activity(chenda):
    registered(chenda, identifier="KH-1")
    with pytest.raises(IdentifierOfAnother):
        registered(chenda, identifier="KH-1")
    other = registered(chenda)
    with pytest.raises(IdentifierOfAnother):
        change_activity(by=chenda, activity=other, values={"identifier": "KH-1"}, version=1)
    other.refresh_from_db()
    assert (other.identifier, other.version) == ("", 1)


def test_a_program_chooses_the_public_identifier_once(chenda):
    uid = uuid.uuid4()
    assert register_activity(by=chenda, values=values(), uid=uid).uid == uid
    with pytest.raises(UidTaken):
        register_activity(by=chenda, values=values(), uid=uid)
