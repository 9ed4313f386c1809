"""Pages of the directory: the list, the map, an organisation, and what the secretariat does with it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of, is_member
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.charts import Datum, region_map
from sse_portal.ui.related import ORGANIZATION, links

from ..forms.organizations import DirectoryFilter, DissolveForm, OrganizationForm
from ..models import Organization
from ..services import organizations as services
from ..services.common import may_keep
from ..summaries import directory
from ..summaries.organization_history import history_of
from ..summaries.organization_pages import organization_page, survivor_of
from .ways import below_network


@require_safe
def organization_list(request):
    """The directory: public entries, the same for everybody; members may ask for the others as well."""
    may_see_more = is_member(request.user)
    form = DirectoryFilter(request.GET, may_see_more=may_see_more)
    context = {"form": form, "creates": _creates(request.user)}
    if not form.is_valid():
        return render(request, "network/organization_list.html", context, status=422)
    try:
        reader = request.user if form.wants_more else None
        page = directory.directory_page(form.asked, get_language(), request.GET.get("cursor"), reader)
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/organization_list.html", context, status=400)
    return render(request, "network/organization_list.html", context | _links(form, page))


def _links(form, page):
    more = {"more": "on"} if form.wants_more else {}
    following = urlencode(form.asked | more | {"cursor": page.next_cursor})
    country = form.asked.get("country", directory.REGIONAL)
    map_url = f"{reverse('network:organization-map')}?{urlencode(form.asked | more)}"
    return {
        "page": page,
        "next_url": f"?{following}" if page.next_cursor else "",
        "download_query": urlencode(form.asked),
        "map_url": "" if country == directory.REGIONAL else map_url,
    }


def _creates(user):
    """Where the reader may add an organisation: [(code for the address, name)]."""
    held = countries_of(user, Can.RUN_NETWORK)
    codes = [row.iso2 for row in reference.countries() if held is EVERYWHERE or row.iso2 in held]
    found = [(code, directory.country_name(code, get_language())) for code in codes]
    return [*found, (directory.REGIONAL, _("Whole region"))] if held is EVERYWHERE else found


@require_safe
def organization_map(request):
    """How many organisations of the directory there are in each region of a country, with the same filters."""
    form = DirectoryFilter(request.GET, may_see_more=is_member(request.user))
    if not form.is_valid() or form.asked.get("country", directory.REGIONAL) == directory.REGIONAL:
        return render(request, "network/organization_map.html", {"form": form}, status=422)
    country, today = reference.country(form.asked["country"]), timezone.localdate()
    reader = request.user if form.wants_more else None
    counts, elsewhere = directory.region_counts(form.asked, today, reader)
    query = urlencode(form.asked | ({"more": "on"} if form.wants_more else {}))
    context = {
        "form": form,
        "country": country,
        "figure": _map_of(country, counts, today),
        "elsewhere": elsewhere,
        "list_url": f"{reverse('network:organization-list')}?{query}",
    }
    return render(request, "network/organization_map.html", context)


def _map_of(country, counts, today):
    language = get_language()
    regions = reference.regions_of(country.iso2, today)
    data = {row.code: Datum(in_language(row.names, language), counts.get(row.code, 0)) for row in regions}
    return region_map(country.iso2, today, title=_("Organisations of the directory by region"), data=data)


@require_safe
def organization_detail(request, uid):
    """An organisation. One that was merged answers with the address of the one it became."""
    user, language = request.user, get_language()
    organization = get_object_or_404(Organization.objects.visible_to(user), uid=uid)
    if organization.merged_into_id is not None:
        return _moved(organization, user)
    page = organization_page(organization, user, language)
    context = {
        "organization": page,
        "crumbs": crumbs_of(page),
        "history": history_of(organization, user, language),
        "related": links(ORGANIZATION, organization, user, language),
    }
    return for_one_reader(request, render(request, "network/organization_detail.html", context))


def _moved(organization, user):
    survivor = survivor_of(organization, user)
    if survivor is None:
        raise Http404
    # A merge can be undone: who keeps the redirect without asking again would never see the entry that is back.
    return HttpResponsePermanentRedirect(address_of(survivor), headers={"Cache-Control": "no-cache"})


def address_of(organization):
    return reverse("network:organization-detail", args=[organization.uid])


def crumbs_of(page):
    """The way to an organisation's page, from its summary."""
    list_url = reverse("network:organization-list")
    country = urlencode({"country": page.country_code or directory.REGIONAL})
    steps = [
        {"label": _("Directory of organisations"), "url": list_url},
        {"label": page.country, "url": f"{list_url}?{country}"},
        {"label": page.name},
    ]
    return below_network(steps)


def crumbs_below(organization, label):
    """The way to a page about an organisation."""
    steps = [
        {"label": _("Directory of organisations"), "url": reverse("network:organization-list")},
        {"label": organization.name, "url": address_of(organization)},
        {"label": label},
    ]
    return below_network(steps)


def organization_for(request, uid):
    """The organisation, if the reader may know it and it was not merged; else 404."""
    return get_object_or_404(Organization.objects.visible_to(request.user).present(), uid=uid)


def kept_organization(request, uid):
    """The organisation, if the reader keeps the network there; else 403."""
    organization = organization_for(request, uid)
    if not may_keep(request.user, organization.country_id):
        raise PermissionDenied
    return organization


def country_row(organization):
    """The row of an organisation's country; None for one of the region."""
    return reference.country(organization.country_id) if organization.country_id else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_create(request):
    """Add an organisation to the directory of a country, or of the region."""
    places = dict(_creates(request.user))
    if not places:
        raise PermissionDenied
    title = _("Add an organisation")
    crumbs = [{"label": _("Directory of organisations"), "url": reverse("network:organization-list")}]
    crumbs.append({"label": title})
    code = request.GET.get("country") or (next(iter(places)) if len(places) == 1 else "")
    if not code:
        context = {"places": places.items(), "title": title, "crumbs": crumbs}
        return render(request, "network/organization_create.html", context)
    country = None if code == directory.REGIONAL else reference.country(code[:2])
    if code not in places:
        raise PermissionDenied if code == directory.REGIONAL or country else Http404
    form = OrganizationForm(request.POST or None, user=request.user, country=country)
    return form_page(
        request, form,
        lambda values, _version: services.register_organization(
            by=request.user, country=country.iso2 if country else None, values=values
        ),
        title=title, lead=places[code], crumbs=crumbs, done=address_of,
        cancel=reverse("network:organization-list"), said=_("The organisation is in the directory."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request, uid):
    """Change what the directory says about an organisation."""
    organization, title = kept_organization(request, uid), _("Change")
    form = OrganizationForm(
        request.POST or None, user=request.user, country=country_row(organization), record=organization
    )
    return form_page(
        request, form,
        lambda values, version: services.change_organization(
            by=request.user, organization=organization, values=values, version=version
        ),
        title=_("Change %(name)s") % {"name": organization.name}, crumbs=crumbs_below(organization, title),
        done=address_of, cancel=address_of(organization), record=organization, said=_("Saved."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_dissolve(request, uid):
    """Say that an organisation no longer exists."""
    organization, title = kept_organization(request, uid), _("Dissolved")
    form = DissolveForm(request.POST or None, record=organization)
    return form_page(
        request, form,
        lambda values, version: services.dissolve_organization(
            by=request.user, organization=organization, version=version, **values
        ),
        title=_("%(name)s no longer exists") % {"name": organization.name},
        lead=_("Its page and its history stay; it is marked as dissolved."),
        crumbs=crumbs_below(organization, title), done=address_of, cancel=address_of(organization),
        record=organization, said=_("Saved."),
    )  # fmt: skip


@login_required
@require_POST
def organization_reactivate(request, uid):
    """Take back that an organisation was dissolved."""
    organization = kept_organization(request, uid)
    try:
        services.reactivate_organization(
            by=request.user, organization=organization, version=version_of(request)
        )
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("Saved."))
    return redirect(address_of(organization))
