"""The library: its list, a resource, writing about it, its file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.records.storing import download
from sse_portal.ui.caching import for_one_reader

from ..forms.resources import ResourceFilter, ResourceForm, WithdrawForm
from ..models import Resource
from ..services import resources as services
from ..services.common import may_keep
from ..summaries import resource_pages
from ..summaries.resources import resources_page
from .ways import below_network


@require_safe
def resource_list(request):
    """The library, for everybody; members of the network and the secretariat also see their own."""
    keeps = can(request.user, Can.RUN_NETWORK)
    form = ResourceFilter(request.GET, keeps=keeps)
    context = {"form": form, "keeps": keeps, "feed_query": _only(request, "country", "type")}
    if not form.is_valid():
        return render(request, "network/resource_list.html", context, status=422)
    try:
        page = resources_page(
            form.asked, request.user, get_language(), order=form.ordered_by, cursor=request.GET.get("cursor")
        )
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/resource_list.html", context, status=400)
    return render(request, "network/resource_list.html", context | _links(request, form, page))


def _links(request, form, page):
    following = request.GET.copy()
    following["cursor"] = page.next_cursor
    return {
        "page": page,
        "active": len(form.asked),
        "next_url": f"?{following.urlencode()}" if page.next_cursor else "",
        "download_query": _only(request, "country", "type", "language", "licence", "theme", "sdg", "q"),
    }


def _only(request, *names):
    """The part of the query that another address takes too."""
    query = request.GET.copy()
    for name in list(query):
        if name not in names or not query[name] or query[name] == "regional":
            del query[name]
    return query.urlencode()


def _resource(request, uid):
    """The resource of the address, with what its page needs; 404 when this user may not know of it."""
    return get_object_or_404(Resource.objects.visible_to(request.user).as_shown(), uid=uid)


def _own(request, uid):
    """The resource of the address for who keeps it: 404 when it is not known, 403 when it is not theirs."""
    resource = _resource(request, uid)
    if not may_keep(request.user, resource.country_id):
        raise PermissionDenied
    return resource


def _address(resource):
    return reverse("network:resource-detail", args=[resource.uid])


def _crumbs(resource, *further):
    way = [{"label": _("Library"), "url": reverse("network:resource-list")}]
    if resource:
        way.append({"label": in_language(resource.title, get_language()), "url": _address(resource)})
    way += [{"label": label, "url": ""} for label in further]
    way[-1] = {**way[-1], "url": ""}
    return below_network(way)


@require_safe
def resource_detail(request, uid):
    """A resource: how to cite it, what is known of it, where to get it."""
    resource = _resource(request, uid)
    address = request.build_absolute_uri(_address(resource))
    page = resource_pages.resource_page(resource, request.user, get_language(), address)
    context = {"resource": page, "crumbs": _crumbs(resource)}
    return for_one_reader(request, render(request, "network/resource_detail.html", context))


@require_safe
def resource_file(request, uid):
    """The file, as an attachment."""
    return download(_resource(request, uid), request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resource_create(request):
    """Put a resource into the library, as a draft."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    form = ResourceForm(request.POST or None, request.FILES or None, user=request.user)

    def save(values, _version):
        file = values.pop("file", None)
        return services.register_resource(by=request.user, values=values, file=file)

    title = _("New resource")
    return form_page(
        request, form, save, title=title, crumbs=_crumbs(None, title), done=_address,
        cancel=reverse("network:resource-list"), said=_("It is kept as a draft. Publish it when it is complete."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request, uid):
    """Change what is said of a resource, or its file."""
    resource = _own(request, uid)
    form = ResourceForm(request.POST or None, request.FILES or None, user=request.user, record=resource)

    def save(values, version):
        file, without_file = values.pop("file", None), values.pop("without_file", False)
        return services.change_resource(
            by=request.user, resource=resource, values=values, version=version, file=file,
            without_file=without_file,
        )  # fmt: skip

    title = _("Change")
    return form_page(
        request, form, save, title=title, crumbs=_crumbs(resource, title), done=_address, record=resource,
        cancel=_address(resource), said=_("It is changed."), lead=in_language(resource.title, get_language()),
    )  # fmt: skip


@login_required
@require_POST
def resource_publish(request, uid):
    """Publish a draft, or what was withdrawn."""
    resource = _own(request, uid)
    services.publish_resource(by=request.user, resource=resource, version=version_of(request))
    messages.success(request, _("It is published."))
    return redirect(_address(resource))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resource_withdraw(request, uid):
    """Take a resource off the library, with a reason."""
    resource = _own(request, uid)
    if resource.state != Resource.State.PUBLISHED:
        raise Http404
    form = WithdrawForm(request.POST or None, record=resource)

    def save(values, version):
        return services.withdraw_resource(
            by=request.user, resource=resource, version=version, reason=values["reason"]
        )

    title = _("Withdraw")
    return form_page(
        request, form, save, title=title, crumbs=_crumbs(resource, title), done=_address, record=resource,
        cancel=_address(resource), said=_("It is withdrawn."), lead=in_language(resource.title, get_language()),
    )  # fmt: skip
