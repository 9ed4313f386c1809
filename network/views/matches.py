"""Matches: proposed from the list of suggestions, accepted side by side, fulfilled or declined."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.basics.problems import Problem
from sse_portal.records.editing import form_page, version_of

from ..forms.offers import AcceptForm, DeclineForm, FulfilForm
from ..models import Match, Offer
from ..services import matches as services
from ..services.sides import speaks_for_somebody
from ..summaries import matches
from .ways import below_network


@login_required
@never_cache
@require_safe
def match_list(request):
    """The matches of the visitor's organisations in which something is still to be done."""
    if not speaks_for_somebody(request.user):
        raise PermissionDenied
    context = {"matches": matches.open_matches(request.user, get_language()), "crumbs": _crumbs()}
    return render(request, "network/match_list.html", context)


@login_required
@require_POST
def match_propose(request, uid, other):
    """Bring the offer or need `uid` together with another one, from its list of suggestions."""
    known = Offer.objects.visible_to(request.user).with_organization()
    pair = sorted((get_object_or_404(known, uid=each) for each in (uid, other)), key=_needs_last)
    if not any(services.standing_of(request.user, each.organization) for each in pair):
        raise PermissionDenied
    site = request.build_absolute_uri("/")
    try:
        match = services.propose_match(by=request.user, offer=pair[0], need=pair[1], site=site)
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("network:offer-detail", uid)
    messages.success(request, _("The match is proposed. Both sides get a letter."))
    return _to(match)


def _needs_last(offer):
    return offer.direction == Offer.Direction.NEED


@login_required
@never_cache
@require_safe
def match_detail(request, uid):
    """Both sides, why they fit, who accepted when, and what can be done now."""
    page = matches.match_page(_match(request, uid), request.user, get_language())
    return render(request, "network/match_detail.html", {"match": page, "crumbs": _crumbs(page)})


def _match(request, uid):
    """The match of the address; to everybody but its parties there is none."""
    return get_object_or_404(Match.objects.visible_to(request.user).with_sides(), uid=uid)


def _crumbs(page=None, *further):
    steps = [
        {"label": _("Offers and needs"), "url": reverse("network:offer-list")},
        {"label": _("Matches"), "url": reverse("network:match-list")},
    ]
    if page:
        steps.append({"label": page.offer.row.title, "url": reverse("network:match-detail", args=[page.uid])})
    steps += [{"label": label, "url": ""} for label in further]
    return below_network([*steps[:-1], {**steps[-1], "url": ""}])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match_accept(request, uid, side):
    """Accept for one side. Who speaks for it does so with a button; from outside it takes a note."""
    match = _match(request, uid)
    if side not in services.SIDES:
        raise Http404
    standing = services.standing_of(request.user, getattr(match, side).organization)
    if not standing:
        raise PermissionDenied
    if standing == "own":
        return _accepted(request, match, side) if request.method == "POST" else _to(match)
    form = AcceptForm(request.POST or None, record=match)
    return _act(
        request, match, form, _("Accept for this side"), _("Accepted."), _accept(request, match, side)
    )


def _accept(request, match, side):
    def save(values, version):
        return services.accept_match(
            by=request.user, match=match, side=side, version=version, note=values.get("note", ""),
            site=request.build_absolute_uri("/"),
        )  # fmt: skip

    return save


def _accepted(request, match, side):
    """Accept at once; what stands against it is said on the page of the match."""
    try:
        _accept(request, match, side)({}, version_of(request))
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("Accepted."))
    return _to(match)


def _to(match):
    return redirect("network:match-detail", match.uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match_decline(request, uid):
    """Decline, with the reason."""
    match = _match(request, uid)
    form = DeclineForm(request.POST or None, record=match)

    def save(values, version):
        return services.decline_match(by=request.user, match=match, version=version, note=values["note"])

    return _act(request, match, form, _("Decline the match"), _("Declined."), save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match_fulfil(request, uid):
    """Record that it was done."""
    match = _match(request, uid)
    form = FulfilForm(request.POST or None, record=match)

    def save(values, version):
        return services.fulfil_match(by=request.user, match=match, version=version, **values)

    return _act(request, match, form, _("It was done"), _("Recorded."), save)


def _act(request, match, form, title, said, save):
    """A page with one act on a match and what it asks."""
    page = matches.match_page(match, request.user, get_language())
    address = reverse("network:match-detail", args=[match.uid])
    return form_page(
        request, form, save, title=title, lead=page.offer.row.title, crumbs=_crumbs(page, title), record=match,
        said=said, done=lambda _match: address, cancel=address,
    )  # fmt: skip
