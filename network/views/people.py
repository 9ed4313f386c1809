"""People, for the secretariats that keep them: the list, a person with all that is held, registering, erasing."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.api.parameters import BadParameter
from sse_portal.records.editing import form_page

from ..forms.choices import countries_kept
from ..forms.people import ErasureForm, PeopleFilter, PersonForm, languages_of
from ..models import Person
from ..services import people as services
from ..services.choosing import organization_meant
from ..summaries.people import name_of
from ..summaries.person_pages import people_page, person_page
from .ways import below_network

FORM = ["GET", "HEAD", "POST"]
private = cache_control(private=True, no_store=True)


def crumbs(person=None, *more):
    """The way from the list of people; `more` are labels of what lies below the person."""
    way = [{"label": _("People"), "url": reverse("network:person-list") if person or more else ""}]
    if person:
        address = reverse("network:person-detail", args=[person.uid]) if more else ""
        way.append({"label": name_of(person, get_language()) or _("erased"), "url": address})
    return below_network([*way, *({"label": label} for label in more)])


def person_for(request, uid):
    """A person that the reader keeps, erased or not; 404 for everybody else."""
    return get_object_or_404(Person.objects.visible_to(request.user), uid=uid)


def detail_url(person):
    return reverse("network:person-detail", args=[person.uid])


@login_required
@require_safe
@private
def person_list(request):
    """The people of the countries that the reader keeps; each such reading is noted."""
    require(request.user, Can.RUN_NETWORK)
    form = PeopleFilter(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, "network/person_list.html", {"form": form, "crumbs": crumbs()}, status=422)
    try:
        page = people_page(request.user, form.asked, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/person_list.html", {"form": form, "crumbs": crumbs()}, status=400)
    following = urlencode(form.asked | {"cursor": page.next_cursor})
    context = {
        "form": form, "page": page, "active": len(form.asked), "crumbs": crumbs(),
        "next_url": f"?{following}" if page.next_cursor else "",
    }  # fmt: skip
    return render(request, "network/person_list.html", context)


@login_required
@require_safe
@private
def person_detail(request, uid):
    """All that is held about a person: names, posts, contacts, what they agreed to, and the history."""
    person = person_for(request, uid)
    page = person_page(person, request.user, get_language())
    context = {"person": page, "crumbs": crumbs(person)}
    return render(request, "network/person_detail.html", context)


@login_required
@require_http_methods(FORM)
@private
def person_create(request):
    """Register a person; with ?organization=… the next page gives them a post there."""
    require(request.user, Can.RUN_NETWORK)
    organization = organization_meant(request.user, request.GET.get("organization"))
    country = _country_of(request, organization)
    form = PersonForm(
        request.POST or None, user=request.user, languages=languages_of(country), initial={"country": country}
    )

    def done(person):
        if organization is None:
            return detail_url(person)
        return reverse("network:post-create", args=[person.uid]) + f"?organization={organization.uid}"

    return form_page(
        request, form, lambda values, _version: services.register_person(by=request.user, values=values),
        title=_("Register a person"), crumbs=crumbs(None, _("Register a person")), done=done,
        cancel=reverse("network:person-list"), said=_("The person is registered. Nothing is shown without consent."),
        lead=_("Only what is needed to reach them. It is shown to nobody else before they agree."),
    )  # fmt: skip


def _country_of(request, organization):
    """Where a new person belongs: to the country of the organisation, else to the first one that the reader keeps."""
    kept = [code for code, _name in countries_kept(request.user)]
    if organization is not None and (organization.country_id or "") in kept:
        return organization.country_id or ""
    return kept[0] if kept else ""


@login_required
@require_http_methods(FORM)
@private
def person_edit(request, uid):
    """Change what is known of a person."""
    person = present_person(request, uid)
    form = PersonForm(
        request.POST or None, user=request.user, record=person, languages=languages_of(person.country_id)
    )
    return form_page(
        request, form,
        lambda values, version: services.change_person(
            by=request.user, person=person, values=values, version=version
        ),
        title=_("Change the person"), crumbs=crumbs(person, _("Change the person")), done=detail_url,
        cancel=detail_url(person), record=person, said=_("The person is changed."),
    )  # fmt: skip


@login_required
@require_http_methods(FORM)
@private
def person_erase(request, uid):
    """Erase the data of a person for good, because they asked for it."""
    person = present_person(request, uid)
    return form_page(
        request, ErasureForm(request.POST or None),
        lambda values, version: services.erase_person(
            by=request.user, person=person, values=values, version=version
        ),
        title=_("Erase the data of this person"), crumbs=crumbs(person, _("Erase the data of this person")),
        done=detail_url, cancel=detail_url(person), record=person, said=_("The data are erased."),
        button=_("Erase for good"),
        lead=_("Names and contacts are erased for good; posts and the ledger stay without a name. "
               "This cannot be undone."),
    )  # fmt: skip


def present_person(request, uid):
    """A person that the reader keeps and whose data are there."""
    person = person_for(request, uid)
    if person.erased_at:
        raise PermissionDenied(_("The data of this person were erased."))
    return person
