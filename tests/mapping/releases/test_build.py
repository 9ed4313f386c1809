from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from mapping.models import (
    Classification,
    Entity,
    Observation,
    Release,
    ReleaseUnit,
    SurveyResponse,
    WorkingDefinition,
)
from mapping.sample.load import load_country
from mapping.services.releases import (
    NoDefinition,
    NotBuilt,
    NothingVerified,
    Overtaken,
    build_release,
    rebuild_release,
    run_build,
    start_release,
    verify_release,
)
from mapping.services.releases.building import LabelTaken
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.reference.models import Population
from tests.factories import a_response, a_study, an_entity

from .figures import expected


def values_of(release):
    rows = Observation.objects.of_release(release).order_by(
        "indicator", "dimension", "category", "dimension_2", "category_2"
    )
    return list(rows.values_list("indicator", "dimension", "category", "category_2", "value", "n", "flag"))


def test_the_figures_are_those_of_the_formulas(study, built):
    told = dict(
        Observation.objects.of_release(built).filter(dimension="", flag="").values_list("indicator", "value")
    )
    again = expected(study)
    assert {code: told[code] for code in again if code in told} == {
        code: again[code] for code in again if code in told
    }
    assert len(told) >= 15


def test_it_counts_verified_responses_of_entities_on_the_register(study):
    gone = Entity.objects.filter(responses__status="verified").first()
    Entity.objects.filter(pk=gone.pk).update(removed_at="2026-01-01T00:00Z", is_listed=False)
    release = build_release(by=None, studies=[study])
    counted = set(ReleaseUnit.objects.filter(release=release).values_list("entity_id", flat=True))
    verified = set(study.responses.verified().values_list("entity_id", flat=True))
    assert counted == verified - {gone.pk}
    assert release.entities == len(counted) and release.status == Release.Status.BUILT


def test_every_count_in_scope_is_that_of_the_classification(study, built):
    verdicts = Classification.objects.filter(definition=built.definition)
    by_type = Observation.objects.of_release(built).of_indicator("I01").in_table("organisation_type", "")
    for row in by_type:
        judged = verdicts.filter(response__organisation_type=row.category)
        assert (row.value, row.n) == (judged.filter(verdict=2).count(), judged.count())


def test_what_a_release_freezes_does_not_follow_later_answers(study, built):
    before = values_of(built)
    SurveyResponse.objects.update(workers_total=1, members_total=1)
    assert values_of(built) == before and verify_release(built)


def test_of_an_entity_in_two_studies_the_later_one_counts(study):
    entity = study.responses.verified().first().entity
    later = a_study("KH", period_start=date(2026, 1, 1), period_end=date(2027, 1, 1))
    newer = a_response(later, entity, status="verified", workers_total=7)
    release = build_release(by=None, studies=[study, later])
    assert ReleaseUnit.objects.get(release=release, entity=entity).response == newer


def test_regions_that_merged_are_counted_in_their_successor(definitions):
    study = load_country("VN", 30)
    old = Entity.objects.in_country("VN").exclude(region__successor=None).first()
    entity = old or an_entity("VN")
    Entity.objects.filter(pk=entity.pk).update(region_id="VN-04")
    SurveyResponse.objects.filter(entity=entity).update(status="verified", verified_at="2026-03-01T00:00Z")
    if not entity.responses.exists():
        a_response(study, entity, status="verified")
    release = build_release(by=None, studies=[study], geography_date=date(2026, 1, 1))
    region = ReleaseUnit.objects.get(release=release, entity=entity).region
    assert region.startswith("VN34-")


def test_on_an_earlier_day_the_regions_of_that_day_stand(definitions):
    study = load_country("VN", 5)
    entity = an_entity("VN", region_id="VN-04")
    a_response(study, entity, status="verified")
    release = build_release(by=None, studies=[study], geography_date=date(2025, 6, 30))
    assert ReleaseUnit.objects.get(release=release, entity=entity).region == "VN-04"


def test_labels_count_up_and_are_taken_once(study):
    first, second = (start_release(by=None, studies=[study]) for _ in range(2))
    year = first.geography_date.year
    assert [first.label, second.label] == [f"{year}.1", f"{year}.2"]
    with pytest.raises(LabelTaken):
        start_release(by=None, studies=[study], label=first.label)


@pytest.mark.parametrize("label", ["x" * 81, "a\x00b", "\ud800"])
def test_a_label_that_no_row_should_hold_is_refused(study, label):
    with pytest.raises(Exception) as refusal:
        start_release(by=None, studies=[study], label=label)
    assert refusal.value.status < 500 and not Release.objects.exists()


def test_studies_of_two_countries_make_no_release(study, definitions):
    for studies in ([], [study, a_study("TH")]):
        with pytest.raises(Invalid):
            start_release(by=None, studies=studies)


def test_without_a_definition_there_is_nothing_to_build(reference):
    with pytest.raises(NoDefinition):
        start_release(by=None, studies=[a_study("KH")])


def test_only_who_builds_releases_of_the_country_starts_one(study, sokha, aigul, narin, guest, dara):
    for user in (sokha, aigul, narin, guest):
        with pytest.raises(PermissionDenied):
            start_release(by=user, studies=[study])
    release = start_release(by=dara, studies=[study])
    assert Change.objects.about(release).get().by == dara


def test_a_study_without_verified_responses_fails_and_says_why(definitions):
    with pytest.raises(NothingVerified):
        build_release(by=None, studies=[a_study("KH")])
    release = Release.objects.get()
    assert release.status == Release.Status.FAILED and "verified" in release.error


def test_progress_is_told_step_by_step(study):
    told = []
    build_release(by=None, studies=[study], tell=lambda step, done: told.append((step, done)))
    assert [step for step, _ in told] == [
        "classifying",
        "freezing",
        "counting",
        "protecting",
        "sealing",
        "built",
    ]
    assert [done for _, done in told] == sorted(done for _, done in told)


class Killed(BaseException):
    """What a kill looks like from inside: nothing catches it."""


def killed_at(release, wanted):
    def tell(step, done):
        if step == wanted:
            raise Killed

    with pytest.raises(Killed):
        run_build(release, tell=tell)


@pytest.mark.parametrize("step", ["classifying", "freezing", "counting", "protecting", "sealing"])
def test_a_killed_build_can_be_run_again_to_the_same_figures(study, built, step):
    release = start_release(by=None, studies=[study])
    killed_at(release, step)
    assert Release.objects.get(pk=release.pk).status == Release.Status.BUILDING
    again = run_build(release)
    assert again.status == Release.Status.BUILT and verify_release(again)
    assert values_of(again) == values_of(built)


def test_a_second_run_takes_over_and_the_first_stops(study):
    release = start_release(by=None, studies=[study])
    other = Release.objects.get(pk=release.pk)

    def tell(step, done):
        if step == "counting" and other.status == Release.Status.BUILDING:
            run_build(other)

    with pytest.raises(Overtaken):
        run_build(release, tell=tell)
    other.refresh_from_db()
    assert other.status == Release.Status.BUILT and verify_release(other)


def test_a_built_release_is_not_built_again(built, dara):
    with pytest.raises(NotBuilt):
        run_build(built)
    with pytest.raises(NotBuilt):
        rebuild_release(by=dara, release=built)


def test_a_failed_build_is_set_back_by_who_may_build(definitions, dara, aigul):
    study = a_study("KH")
    with pytest.raises(NothingVerified):
        build_release(by=None, studies=[study])
    release = Release.objects.get()
    with pytest.raises(PermissionDenied):
        rebuild_release(by=aigul, release=release)
    rebuild_release(by=dara, release=release)
    a_response(study, status="verified")
    assert run_build(release).status == Release.Status.BUILT


def test_the_command_builds_and_publishes(study, capsys):
    call_command("build_release", study=str(study.uid), label="First")
    release = Release.objects.get()
    assert (release.label, release.status, release.built_by) == ("First", Release.Status.PUBLISHED, None)
    assert "figures told" in capsys.readouterr().out


def test_the_command_builds_for_all_countries_and_leaves_publishing_out(study):
    load_country("MN", 20)
    call_command("build_release", all=True, publish=False, verbosity=0)
    assert {(r.country_id, r.status) for r in Release.objects.all()} == {("KH", "built"), ("MN", "built")}


@pytest.mark.parametrize("uid", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
def test_the_command_names_a_study_that_is_not_there(definitions, uid):
    with pytest.raises(CommandError, match=uid):
        call_command("build_release", study=uid)


def test_it_rests_on_the_adopted_definition_once_there_is_one(study):
    template = WorkingDefinition.objects.in_country("KH").get()
    assert start_release(by=None, studies=[study]).definition == template
    adopted = WorkingDefinition.objects.create(
        country_id="KH", number=9, title={"en": "x"}, status="adopted", adopted_at="2026-01-01T00:00Z"
    )
    assert start_release(by=None, studies=[study]).definition == adopted


def test_density_needs_a_population_figure(study):
    Population.objects.create(country_id="KH", year=2020, persons=1_000_000, source="Census")
    release = build_release(by=None, studies=[study])
    rows = Observation.objects.of_release(release).of_indicator("I04")
    in_scope = Observation.objects.of_release(release).of_indicator("I01").in_table("", "").get().value
    assert rows.in_table("", "").get().value == in_scope / 10
    assert set(rows.in_table("region", "").values_list("flag", "value")) == {("x", None)}


def test_activities_by_both_revisions_of_isic_add_up(study):
    verified = study.responses.verified()
    SurveyResponse.objects.filter(pk__in=verified.values("pk")).update(
        isic_main="ISIC4:K", has_economic_activity="market"
    )
    SurveyResponse.objects.filter(pk=verified.first().pk).update(isic_main="ISIC5:L")
    release = build_release(by=None, studies=[study])
    assert set(release.units.values_list("isic_main", flat=True)) == {"ISIC4:K"}, (
        "finance is K in one, L in the other"
    )
