import pytest
from django.core.exceptions import PermissionDenied

from mapping.models import Observation, Release
from mapping.services.releases import (
    DisclosureRisk,
    NotBuilt,
    Overtaken,
    ReleaseSealed,
    build_release,
    publish_release,
    verify_release,
    withdraw_release,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
from tests.factories import a_user


def publish(by, release):
    return publish_release(by=by, release=release, version=release.version)


def withdraw(by, release, reason="A file was imported twice."):
    return withdraw_release(by=by, release=release, reason=reason, version=release.version)


def test_a_reviewer_publishes_what_she_built(study, dara):
    release = publish(dara, build_release(by=dara, studies=[study]))
    assert (release.status, release.published_by) == (Release.Status.PUBLISHED, dara)
    acts = Change.objects.about(release).order_by("id").values_list("act", "by")
    assert list(acts) == [("started", dara.pk), ("built", dara.pk), ("published", dara.pk)]


def test_nobody_else_publishes_or_withdraws(built, published, sokha, aigul, narin, guest):
    for user in (sokha, aigul, narin, guest):
        for act in (publish, withdraw):
            with pytest.raises(PermissionDenied):
                act(user, published)


def test_the_regional_administrator_may_publish_but_not_build(study, built):
    admin = a_user("regional_admin")
    with pytest.raises(PermissionDenied):
        build_release(by=admin, studies=[study])
    assert publish(admin, built).status == Release.Status.PUBLISHED


def test_it_is_published_once(published, dara):
    with pytest.raises(NotBuilt):
        publish(dara, published)


def test_a_stale_version_is_refused(built, dara):
    with pytest.raises(StaleVersion):
        publish_release(by=dara, release=built, version=built.version - 1)
    assert Release.objects.get().status == Release.Status.BUILT


def test_figures_that_were_touched_after_the_audit_are_not_published(built, dara):
    Observation.objects.filter(release=built, indicator="I11", flag="").update(value=1)
    with pytest.raises(ReleaseSealed):
        publish(dara, built)


@pytest.mark.parametrize("change", [{"value": 3}, {"n": 3}, {"missing_share": 3}, {"category": "other"}])
def test_the_seal_shows_every_change_of_a_figure(published, change):
    assert verify_release(published)
    row = Observation.objects.filter(release=published, flag="").order_by("id")[40]
    Observation.objects.filter(pk=row.pk).update(**change)
    assert not verify_release(published)


def test_the_seal_shows_a_figure_that_is_missing(published):
    Observation.objects.filter(release=published).first().delete()
    assert not verify_release(published)


def test_what_would_expose_an_organisation_is_not_published_and_the_table_is_named(built, dara):
    audit = built.audit | {"exposed": {"I11": 1}}
    Release.objects.filter(pk=built.pk).update(audit=audit)
    built.refresh_from_db()
    with pytest.raises(DisclosureRisk, match="I11 Paid employment"):
        publish(dara, built)


def test_a_release_that_another_one_overtook_has_to_be_built_again(study, built, dara):
    rival = build_release(by=None, studies=[study])
    publish(dara, rival)
    with pytest.raises(Overtaken):
        publish(dara, built)


def test_a_withdrawn_release_keeps_its_reason_and_its_history(published, dara):
    release = withdraw(dara, published)
    assert (release.status, release.withdrawn_by) == (Release.Status.WITHDRAWN, dara)
    assert Change.objects.about(release).newest_first().first().reason == "A file was imported twice."


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_withdrawn(published, dara, reason):
    with pytest.raises(Invalid):
        withdraw(dara, published, reason)
    assert Release.objects.get().status == Release.Status.PUBLISHED


def test_only_a_published_release_is_withdrawn(built, published, dara):
    withdrawn = withdraw(dara, published)
    with pytest.raises(NotBuilt):
        withdraw(dara, withdrawn)
    with pytest.raises(NotBuilt):
        publish(dara, withdrawn)
