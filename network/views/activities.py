"""Activities: the list, one of them, making and changing one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader

from ..forms.activities import ActivityFilter, ActivityForm
from ..forms.choosing import is_uid
from ..models import Activity
from ..services import activities as services
from ..services.common import may_keep
from ..summaries import activities, activity_pages
from ..summaries.activities import IMPLEMENTING
from ..summaries.choosing import choosable
from .ways import below_network


def crumbs(*further):
    """The way to a page about activities: (label, address) each."""
    first = {"label": _("Activities"), "url": reverse("network:activity-list")}
    return below_network([first, *({"label": label, "url": url} for label, url in further)])


@require_safe
def activity_list(request):
    """Who does what where: everybody sees what is public, members of the network what is theirs too."""
    form = ActivityFilter(request.GET, user=request.user)
    context = {"form": form, "may_add": can(request.user, Can.RUN_NETWORK)}
    if not form.is_valid():
        return render(request, "network/activity_list.html", context, status=422)
    try:
        page = activities.activity_page(form.asked, get_language(), request.GET.get("cursor"), request.user)
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/activity_list.html", context, status=400)
    context |= {"page": page, "active": len(form.asked)} | _links(request, page)
    return for_one_reader(request, render(request, "network/activity_list.html", context))


def _links(request, page):
    """The addresses of the next page, and of the matrix and the files with the same filters."""
    query = request.GET.copy()
    query.pop("cursor", None)
    same = query.urlencode()
    query["cursor"] = page.next_cursor
    return {"query": same, "next_url": f"?{query.urlencode()}" if page.next_cursor else ""}


@require_safe
def activity_detail(request, uid):
    """An activity: its part-takers, places, time, results and events."""
    user, language = request.user, get_language()
    activity = get_object_or_404(Activity.objects.visible_to(user), uid=uid)
    page = activity_pages.activity_page_of(activity, user, language)
    context = {
        "activity": page,
        "history": activity_pages.history_of(activity, user),
        "crumbs": crumbs((page.title, "")),
    }
    return for_one_reader(request, render(request, "network/activity_detail.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def activity_create(request):
    """Note an activity; ?country=KH chooses who keeps it, ?organization=… a first participant."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    organization = _asked_organization(request)
    code = organization.country_id if organization else request.GET.get("country", "")[:2]
    country = reference.country(code or "-")
    form = ActivityForm(
        request.POST or None, user=request.user, languages=country.languages if country else ()
    )
    if country:
        form.initial["country"] = country.iso2
    if organization:
        form.initial["participants"] = [(organization, IMPLEMENTING)]
    return form_page(
        request, form, lambda values, _version: services.register_activity(by=request.user, values=values),
        title=_("New activity"), crumbs=crumbs((_("New activity"), "")), done=_address,
        cancel=reverse("network:activity-list"), said=_("The activity is kept."),
    )  # fmt: skip


def _asked_organization(request):
    """The organisation that the address names, if the visitor may name it in a record."""
    uid = request.GET.get("organization", "")
    return choosable(request.user).known_as([uid]).first() if is_uid(uid) else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request, uid):
    """Change an activity."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), uid=uid)
    if not may_keep(request.user, activity.country_id):
        raise PermissionDenied
    country = reference.country(activity.country_id or "-")
    form = ActivityForm(
        request.POST or None, user=request.user, record=activity, languages=country.languages if country else (),
    )  # fmt: skip

    def save(values, version):
        return services.change_activity(by=request.user, activity=activity, values=values, version=version)

    title = in_language(activity.title, get_language())
    return form_page(
        request, form, save, record=activity, title=_("Change the activity"), done=_address,
        crumbs=crumbs((title, _address(activity)), (_("Change"), "")), cancel=_address(activity),
        said=_("The activity is changed."),
    )  # fmt: skip


def _address(activity):
    return reverse("network:activity-detail", args=[activity.uid])
