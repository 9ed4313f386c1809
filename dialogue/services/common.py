"""What all services of the dialogue share: the right to run it, the news of what happened, the codes of records."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.reference import summaries as reference

from ..models import Decision, Happening, Recommendation, Visibility

REGION = "REG"


def may_run(user, country):
    """May `user` run the dialogue of a country (ISO code)? None, the region, takes the right everywhere."""
    held = countries_of(user, Can.RUN_DIALOGUE)
    return held is EVERYWHERE or (country is not None and country in held)


def require_runner(by, country):
    """Raise PermissionDenied unless `by` may run the dialogue of `country` (None: the region)."""
    if not may_run(by, country):
        raise PermissionDenied(_("You do not run the dialogue here."))


def tell(
    kind, committee, *, meeting=None, recommendation=None, consultation=None, visibility=None, **details
):
    """Note what happened, for news, feeds and digests, in the transaction of the write itself.

    `kind` is of Happening.Kind; `details` is what its sentence needs, as JSON keeps it. Nobody learns of it who may
    not know the records that it names; `visibility` narrows that further.
    """
    return Happening.objects.create(
        kind=kind, committee=committee, country_id=committee.country_id, meeting=meeting,
        recommendation=recommendation, consultation=consultation,
        visibility=visibility or Visibility.PUBLIC, details=details,
    )  # fmt: skip


def next_code(committee, letter, day: date):
    """The next readable code of a country and year: KHM-2026-R003; REG-2026-D001 for the region.

    Call it in the transaction that writes the record: the unique constraint decides between two at a time.
    """
    model = {"R": Recommendation, "D": Decision}[letter]
    place = reference.country(committee.country_id).iso3 if committee.country_id else REGION
    prefix = f"{place}-{day.year}-{letter}"
    codes = model._base_manager.filter(code__startswith=prefix).values_list("code", flat=True)
    highest = max((int(code.removeprefix(prefix)) for code in codes), default=0)
    return f"{prefix}{highest + 1:03d}"
