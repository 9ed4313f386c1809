"""What became of a comment, mailed to its author once; then the address is forgotten."""

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sse_portal.basics.text import in_language

from ..models import Comment, Consultation


def mail_report(*, uid, site):
    """Mail each author of shown comments one letter in their language, and erase all addresses of the consultation.

    `site` is the portal's address. Running it again mails nobody twice: whoever was told has no address any more.
    """
    consultation = Consultation.objects.known_as([uid]).filter(reported_at__isnull=False).first()
    if consultation is None:
        return
    comments = Comment.objects.of_consultation(consultation).to_be_told()
    # To the address of a refused comment nothing is sent: anybody could have written it there.
    comments.exclude(state=Comment.State.SHOWN).update(author_email="")
    letters = {}
    for comment in comments.shown().by_id():
        letters.setdefault(comment.author_email.lower(), []).append(comment)
    for written in letters.values():
        _mail(consultation, written, site.rstrip("/"))


def _mail(consultation, comments, site):
    """The address goes in the transaction of the letter: when that fails, it stays for the next run."""
    address, language = comments[0].author_email, comments[-1].language or "en"
    with transaction.atomic(), override(language):
        Comment.objects.filter(pk__in=[each.pk for each in comments]).update(author_email="")
        text = render_to_string("dialogue/report_mail.txt", {
            "title": in_language(consultation.title, language),
            "comments": [
                {
                    "text": each.text, "disposition": each.get_disposition_display(),
                    "reason": in_language(each.disposition_reason, language),
                }
                for each in comments
            ],
            "link": site + reverse("dialogue:consultation-report", args=[consultation.uid]),
        })  # fmt: skip
        send_mail(_("What became of your comment"), text, None, [address])
