"""The pages of a recommendation."""

import pytest
from django.urls import reverse

from dialogue.models import Addressee, Recommendation
from dialogue.services import evidence, recommendations
from tests.api.factories import a_definition, a_release
from tests.dialogue.factories import a_committee, a_document, a_recommendation, an_addressee
from tests.factories import a_user
from tests.network.factories import an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db


def page(client, recommendation, name="recommendation-detail"):
    key = recommendation.code or recommendation.uid
    return seen(client, reverse(f"dialogue:{name}", args=[key]))


@pytest.fixture
def release(reference):
    return a_release(a_definition("KH"))


@pytest.fixture
def recommendation(committee):
    return a_recommendation(committee, text={"en": "The ministry *keeps* a register.\n\n<script>x</script>"})


def a_figure(by, recommendation, release):
    values = {"kind": "figure", "release": str(release.uid), "indicator": "I01", "note": {"en": "How many."}}
    return evidence.pin_evidence(by=by, recommendation=recommendation, values=values)


def test_everybody_reads_what_it_says_and_what_it_rests_on(client, recommendation, release, chenda):
    a_figure(chenda, recommendation, release)
    an_addressee(recommendation, an_organization("KH", "Ministry of Cooperatives"))
    text = page(client, recommendation)

    for part in (
        recommendation.code,
        "<em>keeps</em>",
        "Ministry of Cooperatives",
        "How many.",
        "Current",
        "100",
    ):
        assert part in text
    assert "<script>x" not in text
    assert "Look again" not in text and "Pin evidence" not in text, "acts are the secretariat's"
    assert reverse("mapping:release-indicator", args=[release.uid, "I01"]) in text


def test_a_draft_is_known_to_committee_and_secretariat_only(client, committee, chenda, mealea):
    draft = a_recommendation(committee, "draft")
    address = reverse("dialogue:recommendation-detail", args=[draft.uid])
    for user, status in ((None, 404), (a_user(email="out@example.org"), 404), (mealea, 200), (chenda, 200)):
        if user:
            client.force_login(user)
        assert client.get(address).status_code == status
    assert client.get("/dialogue/recommendations/KHM-2026-R999/").status_code == 404


def test_the_secretariat_writes_one_in_the_browser(client, committee, chenda):
    client.force_login(chenda)
    ministry = an_organization("KH", "Ministry of Labour")
    sent = {
        "title_en": "A register", "text_en": "Keep it.", "themes": ["law"], "sdg": ["8.3"], "origin": "decision",
        "visibility": "public", "addressees-0-organization": "Ministry of Labour", "addressees-0-role": "addressee",
    }  # fmt: skip
    address = reverse("dialogue:recommendation-create", args=[committee.uid])
    empty = client.post(address, sent | {"title_en": "", "themes": ["law"]})
    assert empty.status_code == 422 and 'value="law"' in empty.content.decode()
    client.post(address, sent)

    draft = Recommendation.objects.get()
    assert Addressee.objects.get().organization == ministry
    assert sorted(draft.tags.values_list("code", flat=True)) == ["8.3", "law"]
    changed = client.post(
        reverse("dialogue:recommendation-edit", args=[draft.uid]),
        sent | {"text_en": "Keep it public.", "version": draft.version},
    )
    assert changed.status_code == 302
    stale = client.post(
        reverse("dialogue:recommendation-edit", args=[draft.uid]),
        sent | {"text_en": "Mine.", "version": draft.version},
    )
    assert stale.status_code == 412 and "Mine." in stale.content.decode()
    texts = client.get(reverse("dialogue:recommendation-texts", args=[draft.uid])).content.decode()
    assert "<ins>" in texts


def test_its_life_is_led_in_the_browser(client, committee, chenda):
    client.force_login(chenda)
    draft = a_recommendation(committee, "draft")

    def act(name, **sent):
        record = Recommendation.objects.get()
        address = reverse(f"dialogue:recommendation-{name}", args=[record.uid])
        return client.post(address, sent | {"version": record.version}).status_code

    assert act("open") == 302
    assert act("open") == 409
    Recommendation.objects.filter(pk=draft.pk).update(status="adopted", adopted_at=draft.created_at)
    assert act("transmit") == 409
    ministry = an_organization("KH", "Ministry of Labour")
    row = {"addressees-0-organization": str(ministry.uid), "addressees-0-role": "addressee"}
    assert act("transmit", **row, answer_due_on="2000-01-01") == 422
    assert act("transmit", **row) == 302
    assert act("close") == 422
    assert act("close", reason="All is done.") == 302
    assert "All is done." in page(client, Recommendation.objects.get())


def test_evidence_is_pinned_in_two_steps_without_javascript(
    client, recommendation, release, committee, chenda
):
    client.force_login(chenda)
    address = reverse("dialogue:evidence-create", args=[recommendation.uid])
    assert 'name="release"' in client.get(f"{address}?kind=figure").content.decode()
    step = f"{address}?kind=figure&release={release.uid}&indicator=I01"
    assert "Whole country: 100" in client.get(step).content.decode()
    assert client.post(step, {"which": "nonsense"}).status_code == 422
    assert client.post(step, {"which": "|||", "note_en": "All of them."}).status_code == 302
    assert client.post(step, {"which": "|||"}).status_code == 409
    for query in ("?kind=rumour", "?kind=figure&release=x", "?kind=figure&release=%00"):
        assert client.get(address + query).status_code == 422
    assert client.post(address, {}).status_code == 422

    piece = recommendation.evidence.get()
    assert piece.note == {"en": "All of them."}
    remove = reverse("dialogue:evidence-remove", args=[piece.uid])
    assert client.post(remove, {"version": piece.version}).status_code == 302
    assert recommendation.evidence.in_force().count() == 0


def test_looking_again_says_what_it_found(client, recommendation, release, chenda):
    a_figure(chenda, recommendation, release)
    client.force_login(chenda)
    address = reverse("dialogue:evidence-check", args=[recommendation.uid])
    assert "All evidence is as it was." in client.post(address, follow=True).content.decode()
    type(release).objects.filter(pk=release.pk).update(
        status="withdrawn", withdrawn_at=release.published_at, withdrawal_reason="Wrong."
    )
    text = client.post(address, follow=True).content.decode()
    assert "Unavailable" in text and "The release that it came from was withdrawn." in text
    assert "<strong>100</strong>" not in text, "a withdrawn figure is not shown"


def test_a_public_page_is_the_same_with_and_without_what_is_not_public(
    client, recommendation, committee, release, chenda
):
    a_figure(chenda, recommendation, release)
    before = page(client, recommendation)
    hidden = a_document(committee, visibility="secretariat", sha256="0" * 64, file="x")
    proposed = a_definition("KH", number=2, status="proposed")
    for values in (
        {"kind": "document", "document": str(hidden.uid)},
        {"kind": "definition", "definition": str(proposed.uid)},
    ):
        evidence.pin_evidence(by=chenda, recommendation=recommendation, values=values)
    an_addressee(recommendation, an_organization("KH", visibility="secretariat"))
    a_recommendation(committee, "draft", supersedes=recommendation)
    a_recommendation(committee, visibility="committee", supersedes=recommendation)

    assert page(client, recommendation) == before


def test_the_page_costs_a_fixed_number_of_queries(
    client, recommendation, release, chenda, django_assert_max_num_queries
):
    for number in range(4):
        an_addressee(recommendation)
        values = {"kind": "figure", "release": str(release.uid), "indicator": "I01"}
        where = {"dimension": "region", "category": f"KH-{number}"} if number in (1, 2) else {}
        if number < 3:
            evidence.pin_evidence(by=chenda, recommendation=recommendation, values=values | where)
    with django_assert_max_num_queries(20):
        page(client, recommendation)


def test_the_region_has_recommendations_of_its_own(client, rana):
    client.force_login(rana)
    committee = a_committee(None)
    draft = recommendations.draft_recommendation(
        by=rana, committee=committee, values={"title": {"en": "For all"}, "text": {"en": "All."}}
    )
    recommendations.open_for_consultation(by=rana, recommendation=draft, version=draft.version)
    assert draft.code.startswith("REG-")
    assert "For all" in page(client, draft)
