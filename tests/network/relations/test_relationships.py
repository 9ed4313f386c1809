from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.models import Relationship
from network.models.relations import INVERSES, SYMMETRIC
from network.services.relationships import (
    AlreadyEnded,
    AlreadyRelated,
    change_relationship,
    end_relationship,
    relate_organizations,
)
from network.summaries.relationships import seen_by
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.network.factories import a_relationship, an_organization

pytestmark = pytest.mark.django_db
KINDS = Relationship.Kind.values
BOTH = {code for code, _label in INVERSES.values()} | set(KINDS)


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


def related(by, subject, object_, kind="member_of", **values):
    values = {"subject": str(subject.uid), "object": str(object_.uid), "kind": kind} | values
    return relate_organizations(by=by, values=values)


def codes(problem):
    return {(entry["field"], entry["code"]) for entry in problem.value.errors}


def test_it_is_put_down_once_and_remembered(chenda, pair):
    relationship = related(chenda, *pair, starts_on="2020-01-01", source="Annual report")
    assert (relationship.subject, relationship.object, relationship.kind) == (*pair, "member_of")
    line = Change.objects.about(relationship).get()
    assert (line.act, line.by, line.country) == ("related", chenda, "KH")
    assert line.after["object"] == str(pair[1].uid) and line.after["starts_on"] == "2020-01-01"


def test_every_kind_has_an_inverse_and_only_symmetric_ones_are_their_own():
    assert set(INVERSES) == set(KINDS)
    assert {kind for kind, (code, _label) in INVERSES.items() if code == kind} == SYMMETRIC
    assert len({code for code, _label in INVERSES.values()}) == len(KINDS)


days = st.none() | st.integers(-3, 3).map(lambda n: timezone.localdate() + timedelta(days=n))
TRIPLES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(KINDS), days, days), max_size=12
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(triples=TRIPLES, day=days)
def test_both_sides_read_the_same_relationships_on_every_day(db, rana, triples, day):
    """N2: A is code of B if and only if B is the inverse code of A."""
    Relationship.objects.all().delete()
    organizations = [an_organization() for _ in range(4)]
    day = day or timezone.localdate()
    for one, other, kind, starts_on, ends_on in triples:
        try:
            related(
                rana, organizations[one], organizations[other], kind, starts_on=starts_on, ends_on=ends_on
            )
        except (Invalid, AlreadyRelated):
            continue
    seen = set()
    for organization in organizations:
        rows = Relationship.objects.of(organization).in_force_on(day).with_sides()
        sides = [seen_by(organization, row) for row in rows]
        seen |= {(str(organization.uid), side.code, side.other_uid) for side in sides}
        assert len(sides) == len({(side.code, side.other_uid) for side in sides}), "never twice at a time"
    inverse = {str(kind): code for kind, (code, _label) in INVERSES.items()}
    inverse |= {code: str(kind) for kind, (code, _label) in INVERSES.items()}
    assert seen == {(other, inverse[code], one) for one, code, other in seen}


def test_it_needs_the_right_in_the_country_of_the_subject(chenda, narin, pat, rana, pair):
    for nobody in (narin, pat):
        with pytest.raises(PermissionDenied):
            related(nobody, *pair)
    related(chenda, *pair)
    related(narin, pair[1], pair[0], "funds")
    related(rana, pair[1], pair[0], "supports")


def test_only_a_regional_administrator_speaks_for_a_regional_organisation(chenda, rana, pair):
    region = an_organization(None, name="Asia Network")
    with pytest.raises(PermissionDenied):
        related(chenda, region, pair[0], "funds")
    assert related(rana, region, pair[0], "funds").pk


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ((None, None), (None, None), True),
        ((None, "2025-01-01"), ("2025-01-01", None), False),
        ((None, "2025-01-02"), ("2025-01-01", None), True),
        (("2024-01-01", "2025-01-01"), ("2023-01-01", "2024-01-01"), False),
        (("2024-01-01", "2025-01-01"), ("2023-01-01", "2024-01-02"), True),
        (("2024-01-01", "2025-01-01"), ("2024-03-01", "2024-04-01"), True),
        (("2024-03-01", "2024-04-01"), (None, None), True),
    ],
)
def test_the_same_twice_at_a_time_is_refused_and_one_after_the_other_is_not(
    chenda, pair, first, second, refused
):
    related(chenda, *pair, starts_on=first[0], ends_on=first[1])
    other = {"starts_on": second[0], "ends_on": second[1]}
    if refused:
        with pytest.raises(AlreadyRelated) as problem:
            related(chenda, *pair, **other)
        assert (problem.value.code, problem.value.field, problem.value.status) == (
            "already-related",
            "kind",
            409,
        )
    else:
        related(chenda, *pair, **other)


def test_a_symmetric_one_is_the_same_from_both_sides_and_a_directed_one_is_not(rana, pair):
    related(rana, *pair, "partner_of")
    with pytest.raises(AlreadyRelated):
        related(rana, pair[1], pair[0], "partner_of")
    related(rana, *pair, "supports")
    related(rana, pair[1], pair[0], "supports")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"kind": "loves"}, {("kind", "unknown-code")}),
        ({"kind": None}, {("kind", "required")}),
        ({"starts_on": "2024-02-30"}, {("starts_on", "bad-day")}),
        ({"starts_on": "2024-02-01", "ends_on": "2024-02-01"}, {("ends_on", "ends-before-it-starts")}),
        ({"ends_on": "9999-12-31"}, {("ends_on", "day-out-of-range")}),
        ({"source": "a\x00"}, {("source", "unclean-text")}),
        ({"source": "\ud800"}, {("source", "unclean-text")}),
        ({"source": "x" * 301}, {("source", "unclean-text")}),
        ({"object": 10**30}, {("object", "unknown-organization")}),
        ({"object": "00000000-0000-0000-0000-000000000000"}, {("object", "unknown-organization")}),
        ({"object": None}, {("object", "required")}),
        ({"visibility": "mine"}, {("visibility", "unknown-code")}),
        ({"colour": "red"}, {("colour", "unknown-field")}),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_place(chenda, pair, values, found):
    with pytest.raises(Invalid) as problem:
        related(chenda, *pair, **values)
    assert codes(problem) == found and not Relationship.objects.exists()


def test_nobody_is_related_to_itself(chenda, pair):
    with pytest.raises(Invalid) as problem:
        related(chenda, pair[0], pair[0])
    assert codes(problem) == {("object", "with-itself")}


def test_a_merged_organisation_is_read_as_the_one_it_went_into(chenda, pair):
    old = an_organization(name="Old", status="merged", merged_into=pair[1])
    assert related(chenda, pair[0], old).object == pair[1]


def test_an_organisation_that_one_may_not_know_does_not_exist(chenda, pair):
    secret = an_organization("TH", visibility="secretariat")
    with pytest.raises(Invalid) as problem:
        related(chenda, pair[0], secret)
    assert codes(problem) == {("object", "unknown-organization")}


def test_the_callers_own_identifier_is_kept_and_used_once(chenda, pair):
    uid = "01936b3e-0000-7000-8000-000000000001"
    values = {"subject": str(pair[0].uid), "object": str(pair[1].uid), "kind": "funds"}
    assert str(relate_organizations(by=chenda, values=values, uid=uid).uid) == uid
    with pytest.raises(UidTaken):
        relate_organizations(by=chenda, values=values | {"kind": "supports"}, uid=uid)


def test_it_ends_today_unless_a_day_is_given_and_only_once(chenda, pair):
    relationship = related(chenda, *pair, starts_on="2020-01-01")
    ended = end_relationship(by=chenda, relationship=relationship, version=1, reason="Left")
    assert ended.ends_on == timezone.localdate()
    line = Change.objects.about(relationship).newest_first().first()
    assert (line.act, line.reason) == ("ended", "Left")
    with pytest.raises(AlreadyEnded):
        end_relationship(by=chenda, relationship=ended, version=2)
    other = related(chenda, *pair, "funds")
    ended = end_relationship(by=chenda, relationship=other, version=1, ends_on=date(2030, 1, 1))
    assert ended.ends_on == date(2030, 1, 1)


def test_an_end_before_the_beginning_is_refused(chenda, pair):
    relationship = related(chenda, *pair, starts_on="2024-01-01")
    with pytest.raises(Invalid) as problem:
        end_relationship(by=chenda, relationship=relationship, version=1, ends_on=date(2023, 1, 1))
    assert codes(problem) == {("ends_on", "ends-before-it-starts")}


def test_a_change_keeps_the_rules_and_the_version(chenda, narin, pair):
    first = related(chenda, *pair, ends_on="2024-01-01")
    second = related(chenda, *pair, starts_on="2024-01-01")
    with pytest.raises(AlreadyRelated):
        change_relationship(by=chenda, relationship=second, values={"starts_on": "2023-06-01"}, version=1)
    with pytest.raises(PermissionDenied):
        change_relationship(by=narin, relationship=first, values={"source": "x"}, version=1)
    change_relationship(by=chenda, relationship=first, values={"source": "Report"}, version=1)
    with pytest.raises(StaleVersion):
        change_relationship(by=chenda, relationship=first, values={"source": "Other"}, version=1)


def test_only_those_in_force_are_read_as_of_a_day(pair):
    a_relationship(*pair, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    a_relationship(*pair, "funds")
    on = lambda *day: {row.kind for row in Relationship.objects.in_force_on(date(*day))}
    assert on(2023, 12, 31) == on(2025, 1, 1) == {"funds"}
    assert on(2024, 1, 1) == on(2024, 12, 31) == {"funds", "member_of"}
