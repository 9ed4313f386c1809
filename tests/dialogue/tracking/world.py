"""A recommendation that was transmitted, and who may add to it."""

from dialogue.services.responses import respond
from tests.dialogue.factories import a_recommendation, an_addressee

PROOF = "https://example.org/proof"


def an_asked_addressee(committee, organization=None, **fields):
    """An addressee of a transmitted recommendation."""
    return an_addressee(a_recommendation(committee, "transmitted", **fields), organization)


def accepted(by, addressee, **values):
    """The addressee accepts, and plans its first action: the action."""
    respond(
        by=by, addressee=addressee,
        values={"position": "accepted", "action": {"en": "Keep a register"}} | values,
    )  # fmt: skip
    return addressee.actions.get()
