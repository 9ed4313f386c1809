"""What a public output must not show: rows of every kind that this part of the network touches, none of them public."""

from datetime import UTC, date, datetime

from tests.factories import an_entity

from .factories import (
    a_relationship,
    a_resource,
    a_steward,
    an_activity,
    an_agreement,
    an_event,
    an_organization,
)

HIDDEN = ("network", "secretariat")


def add_private_rows(organization, user):
    """Rows that are not public, about and around a public `organization`; `user` keeps its page."""
    for visibility in HIDDEN:
        for number in range(30):
            an_organization(
                "KH", f"Samaki hidden {number} សមាគម", visibility=visibility, region_id="KH-12", kind="apex",
                parent=organization, identifier=("KH-MOI", f"{visibility} {number}"),
            )  # fmt: skip
        hidden = an_organization("KH", f"Samaki hidden {visibility}", visibility=visibility)
        a_relationship(hidden, organization, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
        a_relationship(
            organization, an_organization("KH", f"Also hidden {visibility}", visibility=visibility),
            starts_on=date(2020, 1, 1),
        )  # fmt: skip
        an_agreement(organization, visibility=visibility, ends_on=date(2026, 1, 1))
        an_activity(
            organization, visibility=visibility, actual_start=date(2025, 1, 1), actual_end=date(2026, 1, 1)
        )
        moment = datetime(2026, 1, 5, 3, tzinfo=UTC)
        an_event(
            organizer=organization, visibility=visibility, starts_at=moment, ends_at=moment.replace(hour=9)
        )
        a_resource(publisher=organization, visibility=visibility)
    a_resource(publisher=organization, state="draft", published_at=None)
    survivor = an_organization("KH", "Samaki survivor", visibility="network")
    an_organization("KH", "Samaki signpost", status="merged", merged_into=survivor)
    an_organization("KH", "Samaki forwarded", status="merged", merged_into=organization)
    an_entity("KH", "Samaki unlisted")
    a_steward(organization, user)
