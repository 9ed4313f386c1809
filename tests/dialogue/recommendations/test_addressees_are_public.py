"""What everybody sees is addressed to organisations that everybody may know: else its state would tell of them."""

import pytest

from dialogue.models import Recommendation
from dialogue.services.recommendations import (
    CodeTaken,
    change_recommendation,
    draft_recommendation,
    open_for_consultation,
    transmit_recommendation,
)
from sse_portal.basics.problems import Invalid
from tests.dialogue.factories import a_recommendation
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(reference):
    return an_organization("KH", visibility="network")


def drafted(by, committee, **values):
    return draft_recommendation(by=by, committee=committee, values={"title": {"en": "Draft"}} | values)


def test_a_public_one_is_not_addressed_to_a_hidden_organisation(chenda, committee, hidden):
    with pytest.raises(Invalid) as refusal:
        drafted(chenda, committee, addressees=[str(hidden.uid)])
    assert refusal.value.errors[0]["code"] == "not-public"

    public = a_recommendation(committee)
    values = {"addressees": [str(hidden.uid)]}
    with pytest.raises(Invalid):
        transmit_recommendation(by=chenda, recommendation=public, values=values, version=public.version)
    public.refresh_from_db()
    assert (public.status, public.addressees.count()) == ("adopted", 0)


def test_one_of_the_committee_may_be_and_then_stays_with_it(chenda, committee, hidden):
    own = drafted(chenda, committee, addressees=[str(hidden.uid)], visibility="committee")

    with pytest.raises(Invalid):
        change_recommendation(
            by=chenda, recommendation=own, values={"visibility": "public"}, version=own.version
        )
    own.refresh_from_db()
    assert own.visibility == "committee"


def test_a_code_that_is_taken_is_told(chenda, committee, monkeypatch):
    a_recommendation(committee, code="KHM-2026-R777")
    draft = drafted(chenda, committee, text={"en": "Text"})
    monkeypatch.setattr("dialogue.services.recommendations.next_code", lambda *_: "KHM-2026-R777")

    with pytest.raises(CodeTaken):
        open_for_consultation(by=chenda, recommendation=draft, version=draft.version)
    assert Recommendation.objects.get(pk=draft.pk).status == "draft"
