"""What keeps floods and machines away from the form for comments, without asking people to prove anything.

A form carries a signed token: which consultation it is for, the public identifier of the comment that it makes, and
when it was given out. Somebody who takes all day is taken; who fills it in within three seconds is asked again.
"""

import time
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from sse_portal.basics.ids import uuid7
from sse_portal.basics.problems import Problem
from sse_portal.records.tallies import count_in_hour

SALT = "dialogue.comment"
LEAST_SECONDS, FORM_LASTS = 3, 24 * 60 * 60
# Comments in an hour: of one client (an office may share its address), and in one consultation without an account.
MOST_OF_CLIENT, MOST_OF_CONSULTATION = 30, 300


class FormRefused(Problem):
    """The form was not filled in as people do. It comes back with everything typed; sending it again is enough."""

    code, status = "form-refused", 422


class TooFast(FormRefused):
    code = "too-fast"


class FormTooOld(FormRefused):
    code = "form-too-old"


class TrapFilled(FormRefused):
    code, field = "trap-filled", "website"


class TooManyComments(Problem):
    """One client, or all of them together, send more than people do."""

    code, status = "too-many-comments", 429


def form_token(consultation, at=None):
    """The token of a form given out now, or at a moment (seconds since 1970)."""
    content = [str(consultation.uid), str(uuid7()), int(at or time.time())]
    return signing.dumps(content, salt=SALT)


def is_genuine(token, consultation):
    """May a form that comes back keep this token? What is not ours, or too old, is given out anew."""
    try:
        _read(token, consultation)
    except FormRefused:
        return False
    return True


def uid_from_form(token, consultation, trap=""):
    """The identifier of the comment that the form makes. Raises TrapFilled, TooFast, FormTooOld, FormRefused."""
    if trap:
        raise TrapFilled(_("Leave this field empty, then send the form again."))
    uid, given_out = _read(token, consultation)
    if time.time() - given_out < LEAST_SECONDS:
        raise TooFast(_("That was very fast. Please send the form again."))
    return uid


def _read(token, consultation):
    try:
        about, uid, given_out = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise FormRefused(_("Please send the form again.")) from error
    if about != str(consultation.uid):
        raise FormRefused(_("Please send the form again."))
    if time.time() - given_out > FORM_LASTS:
        raise FormTooOld(_("The form was open for more than a day. Please send it again."))
    return UUID(uid), given_out


def refuse_flood(consultation, by, client):
    """Count one more comment. Raises TooManyComments; whoever signed in counts on their own only."""
    message = _("Too many comments come in just now. Please keep your text and send it again in an hour.")
    who = f"user {by.pk}" if by else f"client {client}"
    if count_in_hour("comments-of-client", who) > MOST_OF_CLIENT:
        raise TooManyComments(message)
    if not by and count_in_hour("comments-on", str(consultation.uid)) > MOST_OF_CONSULTATION:
        raise TooManyComments(message)
