"""Pages of merging: likely duplicates, two entries side by side, what a merge did, and its undoing."""

from urllib.parse import urlencode

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
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.api.parameters import BadParameter, Uid
from sse_portal.basics.problems import Problem
from sse_portal.records.services import StaleVersion
from sse_portal.reference import summaries as reference

from ..forms.merges import CountryForm, MergeForm, OtherEntryForm
from ..models import Merge, Organization
from ..services import merges as services
from ..services.common import may_keep
from ..summaries.directory import REGIONAL, country_name
from ..summaries.duplicates import duplicates_in
from ..summaries.merges import comparison, merge_lines, merge_page
from .ways import below_network


@login_required
@require_safe
def duplicate_list(request):
    """Entries of a country that may be one organisation, and what was merged lately."""
    places = _places(request.user)
    if not places:
        raise PermissionDenied
    form = CountryForm(request.GET, places=places)
    context = {
        "form": form,
        "crumbs": _way((_("Likely duplicates"), "")),
        "merges": merge_lines(request.user),
    }
    if not form.is_valid():
        return render(request, "network/merge_duplicates.html", context, status=422)
    context["found"] = duplicates_in(form.chosen, request.user, get_language())
    context["place"] = dict(places)[form.chosen]
    return render(request, "network/merge_duplicates.html", context)


def _places(user):
    """The countries whose directory the reader keeps: [(code, name)]."""
    held = countries_of(user, Can.RUN_NETWORK)
    codes = [row.iso2 for row in reference.countries() if held is EVERYWHERE or row.iso2 in held]
    found = [(code, country_name(code, get_language())) for code in codes]
    return [*found, (REGIONAL, country_name(None, get_language()))] if held is EVERYWHERE else found


def _way(*further):
    crumbs = [(_("Directory of organisations"), reverse("network:organization-list")), *further]
    return below_network([{"label": label, "url": url} for label, url in crumbs])


def _kept(request, uid):
    """The entry, if the reader may know it and keeps it; a signpost is not merged again."""
    entry = get_object_or_404(Organization.objects.visible_to(request.user).present(), uid=uid)
    if not may_keep(request.user, entry.country_id):
        raise PermissionDenied
    return entry


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge_create(request, uid):
    """The entry that stays; in the address `with` names the other one, which goes."""
    survivor = _kept(request, uid)
    if "with" not in request.GET:
        return _choose(request, survivor)
    absorbed = _kept(request, _uid(request.GET["with"]))
    shown = comparison(survivor, absorbed, request.user, get_language())
    form, status = MergeForm(request.POST if request.method == "POST" else None, comparison=shown), 200
    if form.is_valid():
        try:
            merge = services.merge_organizations(
                by=request.user, survivor=survivor, absorbed=absorbed, **form.values()
            )
        except StaleVersion as problem:
            # Choosing again is a decision, taken with both entries as they are now in view.
            return _again(request, survivor, absorbed, problem)
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        else:
            messages.success(request, _("The two entries are one now. Old addresses lead to it."))
            return redirect("network:merge-detail", merge.uid)
    status = status if status != 200 or not form.errors else 422
    return render(request, "network/merge_create.html", _side_by_side(form, survivor), status=status)


def _uid(text):
    try:
        return Uid("with", "").read(text)
    except BadParameter as problem:
        raise Http404 from problem


def _again(request, survivor, absorbed, problem):
    for entry in (survivor, absorbed):
        entry.refresh_from_db()
    form = MergeForm(comparison=comparison(survivor, absorbed, request.user, get_language()))
    context = _side_by_side(form, survivor) | {"problem": problem.message}
    return render(request, "network/merge_create.html", context, status=problem.status)


def _side_by_side(form, survivor):
    shown = form.comparison
    other = reverse("network:merge-create", args=[shown.absorbed.uid])
    return {
        "form": form,
        "comparison": shown,
        "rows": list(form.rows()),
        "swap_url": f"{other}?{urlencode({'with': shown.survivor.uid})}",
        "crumbs": _way(
            (survivor.name, reverse("network:organization-detail", args=[survivor.uid])), (_("Merge"), "")
        ),
    }


def _choose(request, survivor):
    """Which entry is the same: found by a piece of its name."""
    form, status = OtherEntryForm(request.POST or None, user=request.user), 200
    if form.is_valid():
        other = form.cleaned_data["other"]
        if other != str(survivor.uid):
            address = reverse("network:merge-create", args=[survivor.uid])
            return redirect(f"{address}?{urlencode({'with': other})}")
        form.add_error("other", _("Choose two different entries."))
    status = 422 if form.errors else 200
    way = _way((survivor.name, reverse("network:organization-detail", args=[survivor.uid])), (_("Merge"), ""))
    context = {"form": form, "survivor": survivor.name, "uid": survivor.uid, "crumbs": way}
    return render(request, "network/merge_choose.html", context, status=status)


def _merge_for(request, uid):
    return get_object_or_404(Merge.objects.visible_to(request.user).with_names(), uid=uid)


@login_required
@require_safe
def merge_detail(request, uid):
    """What a merge did."""
    return _detail(request, _merge_for(request, uid))


def _detail(request, merge, *, problem=None):
    page = merge_page(merge)
    way = _way(
        (_("Likely duplicates"), reverse("network:duplicate-list")),
        (f"{page.absorbed.name} → {page.survivor.name}", ""),
    )
    context = {"merge": page, "problem": str(problem.message) if problem else "", "crumbs": way}
    return render(request, "network/merge_detail.html", context, status=problem.status if problem else 200)


@login_required
@require_POST
def merge_undo(request, uid):
    """Restore both entries and all that belonged to them; refused when that would lose later work."""
    merge = _merge_for(request, uid)
    try:
        services.undo_merge(by=request.user, merge=merge, reason=request.POST.get("reason", ""))
    except Problem as problem:
        return _detail(request, merge, problem=problem)
    messages.success(request, _("The merge is undone. Both entries are as they were."))
    return redirect("network:merge-detail", merge.uid)
