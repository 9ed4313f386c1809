"""The story of a figure under a recommendation, with releases that were really built and published."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dialogue.models import Happening
from dialogue.services.evidence import pin_evidence
from mapping.models import Observation, SurveyResponse
from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, publish_release, withdraw_release
from tests.dialogue.factories import a_recommendation
from tests.factories import a_user
from tests.reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(reference):
    create_starter_definitions()
    return load_country("KH", 160)


@pytest.fixture
def publish(study, django_capture_on_commit_callbacks):
    """Build and publish a release of what is verified by now."""

    def built():
        release = build_release(by=None, studies=[study])
        with django_capture_on_commit_callbacks(execute=True):
            return publish_release(by=None, release=release, version=release.version)

    return built


def number_of(release):
    return Observation.objects.of_release(release).of_indicator("I01").in_table("", "").get().value


def test_a_new_release_changes_the_evidence_and_the_recommendation_says_so(
    client, study, publish, committee, chenda, django_capture_on_commit_callbacks
):
    recommendation, first = a_recommendation(committee), publish()
    values = {"kind": "figure", "release": str(first.uid), "indicator": "I01"}
    piece = pin_evidence(by=chenda, recommendation=recommendation, values=values)
    address = reverse("dialogue:recommendation-detail", args=[recommendation.code])
    assert "Current" in seen(client, address)

    late = list(SurveyResponse.objects.filter(study=study).exclude(status="verified")[:40])
    verified = SurveyResponse.objects.filter(study=study, status="verified").first()
    SurveyResponse.objects.filter(pk__in=[each.pk for each in late]).update(
        status="verified", verified_at=verified.verified_at, verified_by=verified.verified_by,
        submitted_at=verified.submitted_at, submitted_by=verified.submitted_by,
    )  # fmt: skip
    second = publish()
    old, new = number_of(first), number_of(second)
    assert new is not None and new > old

    text = seen(client, address)
    assert "Changed" in text and reverse("mapping:release-indicator", args=[second.uid, "I01"]) in text
    assert f"<strong>{old.normalize():f}</strong>" in text and f">{new.normalize():f}</a></strong>" in text
    news = Happening.objects.get(kind="evidence_changed")
    assert (Decimal(news.details["old"]), Decimal(news.details["new"])) == (old, new)

    admin = a_user("regional_admin", None, "again@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_release(by=admin, release=second, reason="A wrong weight.", version=second.version)
    piece.refresh_from_db()
    assert piece.status == "current", "the first release is the newest again"
    assert f"{new.normalize():f}</a></strong>" not in seen(client, address)
