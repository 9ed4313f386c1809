"""What belongs to a person (posts, contacts, the ledger of consent), and the contacts of an office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sse_portal.records.editing import form_page, version_of

from ..forms.people import ConsentForm, ContactForm, PostForm, languages_of
from ..models import Affiliation, ContactPoint, Organization
from ..services import people as services
from ..services.choosing import organization_meant
from ..services.common import require_keeper
from ..services.people.contacts import owner_of
from .people import FORM, crumbs, detail_url, present_person, private
from .ways import below_network


@login_required
@require_http_methods(FORM)
@private
def post_create(request, uid):
    """Give a person a post; ?organization=… names where."""
    person = present_person(request, uid)
    form = PostForm(
        request.POST or None, user=request.user, languages=languages_of(person.country_id),
        initial={"organization": organization_meant(request.user, request.GET.get("organization"))},
    )  # fmt: skip
    return form_page(
        request, form,
        lambda values, _version: services.affiliate(by=request.user, person=person, values=values),
        title=_("Add a post"), crumbs=crumbs(person, _("Add a post")), done=lambda _post: detail_url(person),
        cancel=detail_url(person), said=_("The post is added."),
    )  # fmt: skip


def _post_for(request, uid):
    posts = Affiliation.objects.editable_by(request.user).select_related("person", "organization")
    return get_object_or_404(posts, uid=uid)


@login_required
@require_http_methods(FORM)
@private
def post_edit(request, uid):
    """Change the title or the days of a post."""
    post = _post_for(request, uid)
    form = PostForm(
        request.POST or None, user=request.user, record=post, languages=languages_of(post.person.country_id)
    )
    return form_page(
        request, form,
        lambda values, version: services.change_affiliation(
            by=request.user, affiliation=post, values=values, version=version
        ),
        title=_("Change the post"), crumbs=crumbs(post.person, _("Change the post")),
        done=lambda _post: detail_url(post.person), cancel=detail_url(post.person), record=post,
        said=_("The post is changed."),
    )  # fmt: skip


@login_required
@require_POST
def post_end(request, uid):
    """End a post: today is the first day that it is no longer held."""
    post = _post_for(request, uid)
    services.end_affiliation(
        by=request.user, affiliation=post, on=timezone.localdate(), version=version_of(request)
    )
    messages.success(request, _("The post has ended."))
    return redirect(detail_url(post.person))


@login_required
@require_http_methods(FORM)
@private
def contact_create(request, uid):
    """Add a way to reach a person."""
    person = present_person(request, uid)
    return form_page(
        request, ContactForm(request.POST or None),
        lambda values, _version: services.add_contact(by=request.user, person=person, values=values),
        title=_("Add a contact"), crumbs=crumbs(person, _("Add a contact")), done=lambda _point: detail_url(person),
        cancel=detail_url(person), said=_("The contact is added."),
        lead=_("It is used only for what the person agreed to."),
    )  # fmt: skip


@login_required
@require_http_methods(FORM)
@private
def office_contact_create(request, uid):
    """Add a way to reach the office of an organisation, which everybody sees who sees the organisation."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).present(), uid=uid)
    require_keeper(request.user, organization.country_id)
    title = _("Add a contact of the office")
    return form_page(
        request, ContactForm(request.POST or None),
        lambda values, _version: services.add_contact(by=request.user, organization=organization, values=values),
        title=title, crumbs=_office_crumbs(organization, title), done=lambda _point: _office_url(organization),
        cancel=_office_url(organization), said=_("The contact is added."),
        lead=_("Of the office, not of a person: it is shown on the organisation’s page without anybody’s consent."),
    )  # fmt: skip


def _office_url(organization):
    return reverse("network:organization-detail", args=[organization.uid])


def _office_crumbs(organization, title):
    steps = [
        {"label": _("Directory of organisations"), "url": reverse("network:organization-list")},
        {"label": organization.name, "url": _office_url(organization)},
        {"label": title},
    ]
    return below_network(steps)


def _contact_for(request, uid):
    points = ContactPoint.objects.editable_by(request.user).select_related("person", "organization")
    return get_object_or_404(points, uid=uid)


def _home_of(point):
    """The page that shows a contact point."""
    return detail_url(point.person) if point.person else _office_url(point.organization)


@login_required
@require_http_methods(FORM)
@private
def contact_edit(request, uid):
    """Change a way to reach a person or an office."""
    point, title = _contact_for(request, uid), _("Change the contact")
    way = crumbs(point.person, title) if point.person else _office_crumbs(owner_of(point), title)
    return form_page(
        request, ContactForm(request.POST or None, record=point),
        lambda values, version: services.change_contact(
            by=request.user, contact=point, values=values, version=version
        ),
        title=title, crumbs=way, done=lambda _point: _home_of(point), cancel=_home_of(point), record=point,
        said=_("The contact is changed."),
    )  # fmt: skip


@login_required
@require_POST
def contact_remove(request, uid):
    """Remove a way to reach a person or an office."""
    point = _contact_for(request, uid)
    services.remove_contact(by=request.user, contact=point, version=version_of(request))
    messages.success(request, _("The contact is removed."))
    return redirect(_home_of(point))


@login_required
@require_http_methods(FORM)
@private
def consent_create(request, uid):
    """Record what a person agreed to, or withdrew; ?purpose=… names for what."""
    person = present_person(request, uid)
    form = ConsentForm(
        request.POST or None, country=person.country_id,
        initial={"purpose": request.GET.get("purpose"), "act": request.GET.get("act") or "given"},
    )  # fmt: skip
    return form_page(
        request, form,
        lambda values, _version: services.record_consent(by=request.user, person=person, values=values),
        title=_("Record consent or its withdrawal"), crumbs=crumbs(person, _("Record consent or its withdrawal")),
        done=lambda _line: detail_url(person), cancel=detail_url(person), said=_("It is recorded."),
        lead=_("A withdrawal works at once. When nothing is in force any more for any purpose, the data are erased."),
    )  # fmt: skip
