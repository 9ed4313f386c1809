"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from network.models import Affiliation
from tests.network.factories import a_contact, a_person, an_organization

from ..table import EVERYBODY, KEEP, KEEP_SOMEWHERE, NOBODY, Page, both, of

# Whoever comes without a mailed link is asked to ask for one: nobody's role opens anybody's own data.
LINKED_ONLY = NOBODY

PAGES = {
    "network:person-list": Page({"GET": KEEP_SOMEWHERE}),
    "network:person-create": Page(both(KEEP_SOMEWHERE)),
    "network:person-detail": of("person", GET=KEEP),
    "network:person-edit": of("person", **both(KEEP)),
    "network:person-erase": of("person", **both(KEEP)),
    "network:post-create": of("person", **both(KEEP)),
    "network:post-edit": of("post", **both(KEEP)),
    "network:post-end": of("post", POST=KEEP),
    "network:contact-create": of("person", **both(KEEP)),
    "network:office-contact-create": of("office", **both(KEEP)),
    "network:contact-edit": of("contact", **both(KEEP)),
    "network:contact-remove": of("contact", POST=KEEP),
    "network:consent-create": of("person", **both(KEEP)),
    "network:own-data-request": Page(both(EVERYBODY)),
    "network:own-data-open": Page({"GET": LINKED_ONLY}, lambda records: ("forged",)),
    "network:own-data": Page({"GET": LINKED_ONLY}),
    "network:own-data-download": Page({"GET": LINKED_ONLY}),
    "network:own-name-edit": Page(both(LINKED_ONLY)),
    "network:own-contact-create": Page(both(LINKED_ONLY)),
    "network:own-contact-edit": of("contact", **both(LINKED_ONLY)),
    "network:own-contact-remove": of("contact", POST=LINKED_ONLY),
    "network:own-consent": Page({"POST": LINKED_ONLY}),
    "network:own-data-erase": Page(both(LINKED_ONLY)),
    "network:own-data-leave": Page({"POST": EVERYBODY}),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    office = an_organization(name="Office of people", visibility="secretariat")
    person = a_person(name="Sok Dara", organization=office)
    return {
        "office": office,
        "person": person,
        "post": Affiliation.objects.get(person=person),
        "contact": a_contact(person),
    }
