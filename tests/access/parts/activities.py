"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from network.models import Visibility
from tests.network.factories import an_activity, an_event, an_organization

from ..table import EVERYBODY, KEEP, KEEP_SOMEWHERE, NOBODY, Page, both, of, public

PAGES = {
    "network:activity-list": public(),
    "network:activity-export": Page({"GET": EVERYBODY}, lambda records: ("hxl",)),
    "network:activity-create": Page(both(KEEP_SOMEWHERE)),
    "network:activity-import": Page(both(KEEP_SOMEWHERE)),
    "network:activity-import-confirm": Page({"POST": KEEP_SOMEWHERE}),
    "network:activity-detail": of("activity", GET=KEEP),
    "network:activity-edit": of("activity", **both(KEEP)),
    "network:matrix": public(),
    "network:event-list": public(),
    "network:event-feed": public(),
    "network:event-create": Page(both(KEEP_SOMEWHERE)),
    "network:event-detail": of("event", GET=KEEP),
    "network:event-edit": of("event", **both(KEEP)),
    "network:event-cancel": of("event", POST=KEEP),
    # A calendar file is public, or there is none.
    "network:event-calendar": of("event", GET=NOBODY),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    hidden = {"visibility": Visibility.SECRETARIAT}
    activity = an_activity(an_organization(**hidden), **hidden)
    return {"activity": activity, "event": an_event(activity=activity, **hidden)}
