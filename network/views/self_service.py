"""What people see and do with their own data, without an account: a mailed link opens it for an hour.

The link is exchanged at once for a note in the session, so that the address of no page carries it: not in the
history of the browser, not in a Referer, not in the log of the next page.
"""

import time
from functools import wraps

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.throttling import BaseThrottle

from sse_portal.records.editing import form_page, version_of

from ..forms.people import AddressForm, ContactForm, OwnErasureForm, OwnNameForm, languages_of
from ..models import Person
from ..services.people import self_service as services
from ..summaries.own_data import own_data_as_json, own_page
from ..tasks.people import mail_own_data_links

FORM = ["GET", "HEAD", "POST"]
KEY = "own_data"
OPEN_FOR = 60 * 60
private = cache_control(private=True, no_store=True)


@require_http_methods(FORM)
@private
def own_data_request(request):
    """Ask for a link to one's own data. The answer is the same whether or not anybody has that address."""
    title = _("What the portal holds about you")
    return form_page(
        request, AddressForm(request.POST or None), lambda values, _version: _send_links(request, values["address"]),
        title=title, crumbs=[{"label": title}], done=lambda _nothing: reverse("network:own-data-request"),
        cancel=reverse("network:home"), button=_("Send me the link"),
        lead=_("Are you named in the directory of partners? Give the e-mail address that the network has of you: a "
               "link comes to it, and opens your data for you to see, correct, download and erase."),
        said=_("If the network knows this address, a link is on its way to it. It works for 24 hours."),
    )  # fmt: skip


def _send_links(request, address):
    """A job is made whether or not there is somebody to mail to: the time of the answer tells nothing either."""
    uids = services.points_to_mail(address=address, client=BaseThrottle().get_ident(request))
    mail_own_data_links.enqueue(uids, request.build_absolute_uri("/"), get_language())


@require_safe
@private
def own_data_open(request, token):
    """Exchange the mailed link for a note in the session, and go on to an address without it."""
    try:
        person = services.person_of_link(token)
    except services.BadLink as problem:
        response = _closed(request, problem.message)
    else:
        request.session.cycle_key()
        request.session[KEY] = {"person": str(person.uid), "until": time.time() + OPEN_FOR}
        response = redirect("network:own-data")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _closed(request, text):
    return render(request, "network/own_data_closed.html", {"text": text}, status=403)


def opened(view):
    """The view gets the person whose data the link opened; anybody else is asked to ask for a link."""

    @wraps(view)
    @private
    def guarded(request, *args, **kwargs):
        person = _person_of(request.session.get(KEY))
        if person is None:
            request.session.pop(KEY, None)
            return _closed(
                request, _("Your data open with a link that is mailed to you. It opens them for an hour.")
            )
        return view(request, person, *args, **kwargs)

    return guarded


def _person_of(note):
    if not note or note["until"] < time.time():
        return None
    return Person.objects.present().known_as([note["person"]]).first()


def _crumbs(*labels):
    title = _("Your data")
    if not labels:
        return [{"label": title}]
    return [{"label": title, "url": reverse("network:own-data")}, *({"label": label} for label in labels)]


def _back(_result=None):
    return reverse("network:own-data")


@require_safe
@opened
def own_data(request, person):
    """All that is held about the reader, and what they may do with it."""
    context = {"person": own_page(person, get_language()), "crumbs": _crumbs()}
    return render(request, "network/own_data.html", context)


@require_safe
@opened
def own_data_download(request, person):
    """The same as a file."""
    answer = JsonResponse(own_data_as_json(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_http_methods(FORM)
@opened
def own_name_edit(request, person):
    """Correct the own name and the language of letters."""
    form = OwnNameForm(request.POST or None, record=person, languages=languages_of(person.country_id))
    return form_page(
        request, form,
        lambda values, version: services.change_own_name(person=person, values=values, version=version),
        title=_("Correct your name"), crumbs=_crumbs(_("Correct your name")), done=_back, cancel=_back(),
        record=person, said=_("Your data are corrected."),
    )  # fmt: skip


@require_http_methods(FORM)
@opened
def own_contact_create(request, person):
    """Add a way to be reached."""
    return form_page(
        request, ContactForm(request.POST or None),
        lambda values, _version: services.add_own_contact(person=person, values=values),
        title=_("Add a contact"), crumbs=_crumbs(_("Add a contact")), done=_back, cancel=_back(),
        said=_("The contact is added."), lead=_("It is used only for what you agree to."),
    )  # fmt: skip


def _own_contact(person, uid):
    return get_object_or_404(person.contact_points.select_related("person", "organization"), uid=uid)


@require_http_methods(FORM)
@opened
def own_contact_edit(request, person, uid):
    """Correct a way to be reached."""
    point = _own_contact(person, uid)
    return form_page(
        request, ContactForm(request.POST or None, record=point),
        lambda values, version: services.change_own_contact(contact=point, values=values, version=version),
        title=_("Change the contact"), crumbs=_crumbs(_("Change the contact")), done=_back, cancel=_back(),
        record=point, said=_("The contact is changed."),
    )  # fmt: skip


@require_POST
@opened
def own_contact_remove(request, person, uid):
    """Remove a way to be reached."""
    services.remove_own_contact(contact=_own_contact(person, uid), version=version_of(request))
    messages.success(request, _("The contact is removed."))
    return redirect("network:own-data")


@require_POST
@opened
def own_consent(request, person):
    """Give or withdraw consent for one purpose. The last withdrawal erases, and then nothing is left to show."""
    given = {name: request.POST.get(name, "") for name in ("purpose", "act")}
    line = services.record_own_consent(person=person, **given)
    if line.person.erased_at:
        return _erased(request)
    messages.success(request, _("It is recorded, and works from now on."))
    return redirect("network:own-data")


def _erased(request):
    request.session.pop(KEY, None)
    messages.success(request, _("Your data are erased."))
    return redirect("network:own-data-request")


@require_http_methods(FORM)
@opened
def own_data_erase(request, person):
    """Erase everything, after one question."""

    def erase(_values, version):
        services.erase_own_data(person=person, version=version)
        request.session.pop(KEY, None)

    return form_page(
        request, OwnErasureForm(request.POST or None), erase, title=_("Erase your data"),
        crumbs=_crumbs(_("Erase your data")), done=lambda _nothing: reverse("network:own-data-request"),
        cancel=_back(), record=person, said=_("Your data are erased."), button=_("Erase for good"),
        lead=_("Your names and contacts are erased for good, and you get no more mail. This cannot be undone."),
    )  # fmt: skip


@require_POST
def own_data_leave(request):
    """Close the own data before the hour is over."""
    request.session.pop(KEY, None)
    messages.success(request, _("Your data are closed. The link in the mail opens them again."))
    return redirect("network:own-data-request")
