"""People: registered, given posts and contact points; what they agreed to; erased; and what they do themselves."""

from .consents import record_consent
from .contacts import add_contact, change_contact, remove_contact
from .erasure import erase_person
from .persons import change_person, register_person
from .posts import affiliate, change_affiliation, end_affiliation

__all__ = [
    "add_contact",
    "affiliate",
    "change_affiliation",
    "change_contact",
    "change_person",
    "end_affiliation",
    "erase_person",
    "record_consent",
    "register_person",
    "remove_contact",
]
