"""What the secretariat is told of the letters with links."""

from django.contrib import messages
from django.utils.translation import gettext as _


def say_sent(request, sent):
    """What became of each letter; a link that could not be mailed is shown this once."""
    for each in sent:
        if each.is_mailed:
            messages.success(request, _("The link is mailed to %(name)s.") % {"name": each.organization})
        else:
            said = _("No address of %(name)s is known. Pass this link on; it is shown once: %(link)s")
            messages.warning(request, said % {"name": each.organization, "link": each.link})
