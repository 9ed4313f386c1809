from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.services import audit_reading
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.charts import Datum, region_map

from ..forms.register import RegisterFilter
from ..models import Entity
from ..summaries import entity_pages, register
from ..summaries.definitions import verdict_on_entity
from ..summaries.entity_history import history_of


@require_safe
def entity_list(request):
    """The public register: the same for everybody, whoever is signed in."""
    form = RegisterFilter(request.GET)
    context = {"form": form}
    if not form.is_valid():
        return render(request, "mapping/entity_list.html", context, status=422)
    try:
        page = register.register_page(form.asked, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "mapping/entity_list.html", context, status=400)
    return render(request, "mapping/entity_list.html", context | _links(request, form, page))


def _links(request, form, page):
    following = request.GET.copy()
    following["cursor"] = page.next_cursor
    download = request.GET.copy()
    download.pop("cursor", None)
    return {
        "page": page,
        "active": len(form.asked),
        "next_url": f"?{following.urlencode()}" if page.next_cursor else "",
        "download_query": download.urlencode(),
        "map_url": f"{reverse('mapping:entity-map')}?{download.urlencode()}"
        if form.asked.get("country")
        else "",
    }


@require_safe
def entity_map(request):
    """How many listed organisations there are in each region of a country, with the same filters."""
    form = RegisterFilter(request.GET)
    if not form.is_valid() or not form.asked.get("country"):
        return render(request, "mapping/entity_map.html", {"form": form}, status=422)
    country = reference.country(form.asked["country"])
    today = timezone.localdate()
    figure = _map_of(country, register.region_counts(form.asked, today), today)
    context = {"form": form, "country": country, "figure": figure, "active": len(form.asked)}
    return render(request, "mapping/entity_map.html", context)


def _map_of(country, counts, today):
    language = get_language()
    regions = reference.regions_of(country.iso2, today)
    data = {row.code: Datum(in_language(row.names, language), counts.get(row.code, 0)) for row in regions}
    return region_map(country.iso2, today, title=_("Listed organisations by region"), data=data)


@require_safe
def entity_detail(request, uid):
    """An entity: what the register publishes, the verdict, and for those with the right the rest (audited)."""
    user, language = request.user, get_language()
    entity = get_object_or_404(Entity.objects.visible_to(user), uid=uid)
    if entity_pages.may_read_restricted(entity, user):
        audit_reading(by=user, kind="mapping.entity", country=entity.country_id, record=entity.uid, rows=1)
    page = entity_pages.entity_page(entity, user, language)
    context = {
        "entity": page,
        "crumbs": _crumbs(page),
        "verdict": verdict_on_entity(entity, user),
        "history": history_of(entity, user, language),
    }
    return for_one_reader(request, render(request, "mapping/entity_detail.html", context))


def _crumbs(page):
    register_url = reverse("mapping:entity-list")
    return [
        {"label": _("Register of organisations"), "url": register_url},
        {"label": page.country, "url": f"{register_url}?country={page.iso2}"},
        {"label": page.name_local or page.name},
    ]
