"""A mail a day to those who follow something: what happened since the last one, as far as they may know it now."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ..models import Digest, Happening
from ..summaries.news import items_of
from .following import stop_token

# Keys are given out before transactions end: what is younger than this may be followed by a lower key.
SETTLED = timedelta(minutes=5)
MOST_TOLD = 50


@dataclass(frozen=True)
class Sent:
    """How many mails went out, and how many did not."""

    sent: int
    failed: int


def send_digests(*, now, site):
    """Mail each follower what they follow and may know at this moment; nobody is told of anything twice.

    `site` is the portal's address, such as https://portal.example/. Safe to repeat and to run twice at a time: how
    far somebody was told moves in the transaction in which the mail goes out, so what fails is left to the next run.
    """
    newest = Happening.objects.settled_at(now - SETTLED)
    until = newest.newest_first().values_list("pk", flat=True).first() or 0
    sent = failed = 0
    for key in list(Digest.objects.wanted().order_by("pk").values_list("pk", flat=True)):
        try:
            sent += _send(key, until, now, site)
        except OSError:  # Of these are the errors of sockets and of mail servers.
            failed += 1
    return Sent(sent, failed)


@transaction.atomic
def _send(key, until, now, site):
    """Did a mail go out? Not when there is nothing to tell, nor when another run was faster."""
    wanted = Digest.objects.select_for_update(of=("self",)).wanted().select_related("user")
    digest = wanted.filter(pk=key).first()
    if digest is None:
        return False
    rows = _untold(digest, until, now)
    digest.told_until, digest.looked_at = max(until, digest.told_until), now
    digest.sent_at = now if rows else digest.sent_at
    digest.save()
    if rows:
        _mail(digest.user, rows, site)
    return bool(rows)


def _untold(digest, until, now):
    """The happenings to tell, the oldest first; of very many the newest."""
    user = digest.user
    rows = Happening.objects.visible_to(user).untold(digest.told_until, digest.looked_at, until, now)
    newest = rows.followed_by(user).with_records().newest_first()[:MOST_TOLD]
    return list(reversed(newest))


def _mail(user, rows, site):
    root = site.rstrip("/")
    stop = root + reverse("dialogue:digest-stop", args=[stop_token(user)])
    with override(user.language or get_language()):
        lines = [
            {"text": item.sentence, "committee": item.committee, "link": root + item.url if item.url else ""}
            for item in items_of(rows, user, get_language())
        ]
        facts = {"lines": lines, "settings": root + reverse("dialogue:follow-list"), "stop": stop}
        mail = EmailMessage(
            _("News of what you follow"), render_to_string("dialogue/digest.txt", facts), None, [user.email],
            # RFC 2369, RFC 8058: one click in the mail program, without sign-in.
            headers={
                "List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )  # fmt: skip
        mail.send()
