"""What the tests of the API need beside the factories of all tests: tokens, definitions, releases."""

from datetime import UTC, date, datetime
from decimal import Decimal

from mapping.models import (
    DefinitionCriterion,
    DefinitionForm,
    EntityIdentifier,
    Observation,
    Release,
    WorkingDefinition,
)
from sse_portal.accounts.services import issue_token

FORMS = {"KH": "KH-AC", "KG": "KG-COP"}
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def bearer(user, may_write=True):
    """Headers with a fresh token of the user."""
    _token, secret = issue_token(by=user, name="test", may_write=may_write)
    return {"Authorization": f"Bearer {secret}"}


def an_identifier(entity, scheme, value, public):
    return EntityIdentifier.objects.create(entity=entity, scheme=scheme, value=value, is_public=public)


def a_definition(country="KH", number=1, status="adopted", **fields):
    if status in ("adopted", "superseded"):
        fields.setdefault("adopted_at", NOON)
    definition = WorkingDefinition.objects.create(
        country_id=country, number=number, status=status, title={"en": "The SSE"}, **fields
    )
    DefinitionCriterion.objects.create(
        definition=definition,
        position=0,
        code="C11",
        principle="Limited distribution",
        title={"en": "Limited distribution"},
        wording={"en": "At most 50 % of the surplus is distributed in proportion to capital."},
        expression={"var": "dist_capital_pct", "op": "<=", "value": 50},
    )
    DefinitionForm.objects.create(definition=definition, legal_form_id=FORMS[country], status="conditional")
    return definition


def a_release(definition, label="2026", status="published", figures=3, **fields):
    times = {
        "published": {"published_at": NOON, "digest": "0" * 64},
        "withdrawn": {"published_at": NOON, "withdrawn_at": NOON, "withdrawal_reason": "A wrong weight."},
    }
    release = Release.objects.create(
        country_id=definition.country_id,
        label=label,
        definition=definition,
        geography_date=date(2026, 1, 1),
        status=status,
        **{**times.get(status, {}), **fields},
    )
    Observation.objects.bulk_create(
        Observation(
            release=release,
            indicator="I01",
            dimension="region" if place else "",
            category=f"{release.country_id}-{place}" if place else "",
            value=Decimal(100 + place),
            n=10,
            missing_share=Decimal("12.5"),
        )
        for place in range(figures)
    )
    return release
