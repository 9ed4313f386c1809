"""Releases under two versions of the definition: what changed must not give anybody away."""

from collections import defaultdict

import pytest

from mapping.definition.documents import document_of
from mapping.indicators import SERIES
from mapping.models import Observation, SurveyResponse
from mapping.services.definitions import (
    adopt_definition,
    change_definition,
    draft_definition,
    propose_definition,
)
from mapping.services.releases import build_release, publish_release, withdraw_release
from mapping.services.releases.computing import told_by
from mapping.services.releases.freezing import read_units
from sse_portal.rules import with_changes
from tests.factories import a_user
from tests.mapping.disclosure.attacker import recovered


@pytest.fixture
def stricter(published, dara, reference):
    """The adopted next version of the definition: less may be paid to capital."""
    secretary = a_user("secretariat", "KH")
    draft = draft_definition(by=dara, country="KH", based_on=published.definition)
    document = with_changes(document_of(draft), [{"criterion": "C11", "threshold": 10}])
    draft = change_definition(by=dara, definition=draft, document=document, version=draft.version)
    draft = propose_definition(by=dara, definition=draft, version=draft.version)
    return adopt_definition(by=secretary, definition=draft, version=draft.version, decision="Minutes 1")


def second(study):
    release = build_release(by=None, studies=[study])
    return publish_release(by=None, release=release, version=release.version)


def sums_of(releases, series):
    """Whom each told sum adds up, over all releases: (entity, what it brings) is the unknown."""
    told = told_by(releases)
    members = defaultdict(set)
    unknowns = set()
    for entity, states in read_units(releases):
        for release, unit in states.items():
            for item, amounts in (series.measure(unit) or {}).items():
                unknowns.add((entity, item, amounts))
                for key in series.cells(item, series.place(unit)):
                    if key in told[release][series.name]:
                        members[release, key].add((entity, item, amounts))
    return list(members.values()), unknowns


def test_nobody_is_recovered_from_all_sums_of_two_definition_versions(study, published, stricter):
    other = second(study)
    assert other.definition == stricter != published.definition
    protected = [series for series in SERIES.values() if series.rule.protects and series.rule.additive]
    for series in protected:
        sums, unknowns = sums_of([published, other], series)
        assert recovered(sums, unknowns) == set(), series.name


def test_the_second_version_withholds_for_the_sake_of_the_change(study, published, stricter):
    reasons = second(study).audit["reasons"]
    assert reasons.get("change", 0) > 0


def test_a_count_is_withheld_where_a_definition_alone_moved_fewer_than_five(study, published, stricter):
    other = second(study)
    old = {e: s[published.pk].verdict for e, s in read_units([published])}
    new = {e: s[other.pk].verdict for e, s in read_units([other])}
    moved = sum(old[e] != new[e] for e in old)
    row = Observation.objects.of_release(other).of_indicator("I01").in_table("", "").get()
    assert moved, "the stricter limit puts somebody out"
    assert (row.flag == "c") == (0 < moved < 5)


def test_the_same_responses_again_tell_the_same_again(study, published):
    again = second(study)
    assert again.audit["withheld"] == published.audit["withheld"]
    assert "change" not in again.audit["reasons"]


def test_one_changed_answer_is_not_told_by_difference(study, published):
    in_scope = published.units.filter(verdict=2).values("response")
    response = SurveyResponse.objects.filter(pk__in=in_scope, workers_total__gt=0).first()
    SurveyResponse.objects.filter(pk=response.pk).update(workers_total=response.workers_total + 500)
    other = second(study)
    row = Observation.objects.of_release(other).of_indicator("I11").in_table("", "").get()
    assert row.flag == "c" and row.value is None and row.n is None


def test_a_withdrawn_release_was_seen_and_still_counts(study, published, dara):
    withdraw_release(by=dara, release=published, reason="An error.", version=published.version)
    response = SurveyResponse.objects.filter(
        pk__in=published.units.filter(verdict=2).values("response"), workers_total__gt=0
    ).first()
    SurveyResponse.objects.filter(pk=response.pk).update(workers_total=response.workers_total + 500)
    other = second(study)
    assert other.audit["against"] == [str(published.uid)]
    assert Observation.objects.of_release(other).of_indicator("I11").in_table("", "").get().flag == "c"
