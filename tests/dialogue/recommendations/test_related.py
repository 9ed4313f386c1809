"""What a recommendation rests on and goes to leads back to it."""

import pytest
from django.urls import reverse

from dialogue.services.evidence import pin_evidence
from tests.api.factories import a_definition, a_release
from tests.dialogue.factories import a_recommendation, an_addressee
from tests.network.factories import an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db


def test_a_release_and_an_addressee_name_the_recommendation_and_hide_what_is_not_public(
    client, committee, chenda
):
    release, ministry = a_release(a_definition("KH")), an_organization("KH", kind="government")
    addresses = (
        reverse("mapping:release-detail", args=[release.uid]),
        reverse("network:organization-detail", args=[ministry.uid]),
    )
    figure = {"kind": "figure", "release": str(release.uid), "indicator": "I01"}

    def rests_and_goes(**fields):
        recommendation = a_recommendation(committee, **fields)
        pin_evidence(by=chenda, recommendation=recommendation, values=figure)
        an_addressee(recommendation, ministry)
        return recommendation

    shown = rests_and_goes()
    before = [seen(client, address) for address in addresses]
    assert all(shown.code in page for page in before)
    for fields in ({"status": "draft"}, {"visibility": "committee"}, {"visibility": "secretariat"}):
        rests_and_goes(**fields)
    assert [seen(client, address) for address in addresses] == before

    client.force_login(chenda)
    assert all(seen(client, address).count("/dialogue/recommendations/") == 4 for address in addresses)
