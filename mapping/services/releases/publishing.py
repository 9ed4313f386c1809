"""Publication by one switch, and withdrawal with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Invalid
from sse_portal.basics.text import clean_text
from sse_portal.records.services import update_record
from sse_portal.records.subscriptions import PUBLISHED_CHANGED, announce

from ...indicators import describe
from ...models import Release
from .building import is_up_to_date
from .problems import DisclosureRisk, NotBuilt, Overtaken, ReleaseSealed
from .sealing import verify_release

REASON_LENGTH = 1_000


@transaction.atomic
def publish_release(*, by, release, version):
    """Make a built release public; from then on it never changes. `by` is None only for the command line.

    Refused: NotBuilt, ReleaseSealed when its figures are not those that were audited, DisclosureRisk when the audit
    found an organisation exposed, Overtaken when another release was published since it was built.
    """
    if by is not None:
        require(by, Can.PUBLISH_RELEASES, release.country_id)
    if release.status != Release.Status.BUILT:
        raise NotBuilt(_("Only a release that was built can be published."))
    _check_audit(release)
    values = {
        "status": Release.Status.PUBLISHED,
        "published_at": timezone.now(),
        "published_by_id": by and by.pk,
    }
    announce(PUBLISHED_CHANGED, country=release.country_id)
    return update_record(release, values, by=by, version=version, act="published", country=release.country_id)


def _check_audit(release):
    if exposed := release.audit.get("exposed"):
        raise DisclosureRisk(
            _("Single answers could be worked out from these tables: %(tables)s. Nothing was published.")
            % {"tables": ", ".join(f"{code} {describe(code, 'en').title}" for code in exposed)}
        )
    if not is_up_to_date(release):
        raise Overtaken(
            _("Another release of the country was published since this one was built. Build it again.")
        )
    if not verify_release(release):
        raise ReleaseSealed(_("The figures are not those that were audited. Build the release again."))


@transaction.atomic
def withdraw_release(*, by, release, reason, version):
    """Take a published release back. Its address stays and says why; its figures are no longer shown."""
    require(by, Can.PUBLISH_RELEASES, release.country_id)
    if release.status != Release.Status.PUBLISHED:
        raise NotBuilt(_("Only a published release can be withdrawn."))
    reason = clean_text(reason, limit=REASON_LENGTH, field="reason")
    if not reason:
        raise Invalid(_("Say why."), field="reason")
    values = {
        "status": Release.Status.WITHDRAWN,
        "withdrawn_at": timezone.now(),
        "withdrawn_by_id": by.pk,
        "withdrawal_reason": reason,
    }
    announce(PUBLISHED_CHANGED, country=release.country_id)
    return update_record(
        release, values, by=by, version=version, act="withdrawn", country=release.country_id, reason=reason
    )
