"""Offers and needs: the list, one of them, writing, closing and opening again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.records.editing import form_page, version_of
from sse_portal.ui.caching import for_one_reader

from ..forms.offers import OfferFilter, OfferForm, ReopenForm
from ..models import Offer
from ..services import offers as services
from ..services.choosing import organization_meant
from ..services.sides import may_write_for, only_one_spoken_for, speaks_for_somebody
from ..summaries import matches, offers
from .ways import below_network

Direction = Offer.Direction


@require_safe
def offer_list(request):
    """What is offered, or with ?direction=need what is needed: standing ones unless another state is asked for."""
    form = OfferFilter(request.GET)
    context = {"form": form, "may_write": speaks_for_somebody(request.user)}
    if not form.is_valid():
        return render(request, "network/offer_list.html", context, status=422)
    direction, asked, cursor = form.tab, form.asked, request.GET.get("cursor")
    try:
        page = offers.offers_page(asked, direction, request.user, get_language(), cursor)
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/offer_list.html", context, status=400)
    context |= {"page": page, "active": len(asked), "direction": direction}
    context["tabs"] = _tabs(request, direction, page)
    context["next_url"] = _query(request, cursor=page.next_cursor) if page.next_cursor else ""
    return for_one_reader(request, render(request, "network/offer_list.html", context))


def _tabs(request, direction, page):
    counts = {direction: page.count}
    names = {Direction.OFFER: _("Offers"), Direction.NEED: _("Needs")}
    return [
        {
            "label": label, "url": _query(request, direction=code, cursor=None), "current": code == direction,
            "count": counts.get(code, page.others),
        }
        for code, label in names.items()
    ]  # fmt: skip


def _query(request, **changes):
    """The same question with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@require_safe
def offer_detail(request, uid):
    """An offer or a need, what fits it and why, and what came of it."""
    offer, language = _offer(request, uid), get_language()
    page = offers.offer_page(offer, request.user, language)
    context = {
        "offer": page,
        "suggestions": matches.suggestions_for(offer, request.user, language),
        "matches": matches.matches_of(offer, request.user, language),
        "crumbs": crumbs(page.row),
    }
    return for_one_reader(request, render(request, "network/offer_detail.html", context))


def _offer(request, uid):
    visible = Offer.objects.visible_to(request.user).with_organization()
    return get_object_or_404(visible, uid=uid)


def own_offer(request, uid):
    """The offer of the address, for who may write it: 404 when it is not known, 403 when it is not theirs."""
    offer = _offer(request, uid)
    if not may_write_for(request.user, offer.organization):
        raise PermissionDenied
    return offer


def crumbs(row, *further):
    """The way to an offer or need; `row` None is the list itself."""
    here = [{"label": _("Offers and needs"), "url": reverse("network:offer-list")}]
    if row:
        here.append({"label": row.title, "url": reverse("network:offer-detail", args=[row.uid])})
    steps = [*here, *({"label": label, "url": ""} for label in further)]
    steps[-1] = {**steps[-1], "url": ""}
    return below_network(steps)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_create(request):
    """Publish an offer or a need; ?organization=…&direction=need say for whom and which."""
    if not speaks_for_somebody(request.user):
        raise PermissionDenied
    initial = {
        "direction": request.GET.get("direction", "offer"),
        "organization": _organization(request),
        "expires_on": None,
    }
    form = OfferForm(request.POST or None, user=request.user, initial=initial)
    title = _("New offer or need")
    return form_page(
        request, form, lambda values, _version: services.create_offer(by=request.user, values=values),
        title=title, crumbs=crumbs(None, title), cancel=reverse("network:offer-list"), said=_("It is published."),
        done=_address,
    )  # fmt: skip


def _organization(request):
    """The organisation that the address names, else the only one that the visitor speaks for.

    404 for one that is not known, 403 for one that the visitor does not speak for.
    """
    uid = request.GET.get("organization")
    if not uid:
        return only_one_spoken_for(request.user)
    organization = organization_meant(request.user, uid)
    if organization is None:
        raise Http404
    if not may_write_for(request.user, organization):
        raise PermissionDenied
    return organization


def _address(offer):
    return reverse("network:offer-detail", args=[offer.uid])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request, uid):
    """Change what is said of an offer or a need."""
    offer = own_offer(request, uid)
    form = OfferForm(request.POST or None, user=request.user, record=offer)

    def save(values, version):
        return services.change_offer(by=request.user, offer=offer, values=values, version=version)

    return _page_about(request, offer, form, save, _("Change"), _("It is changed."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_reopen(request, uid):
    """Let it stand again, until a new day."""
    offer = own_offer(request, uid)
    form = ReopenForm(request.POST or None, record=offer)

    def save(values, version):
        day = values["expires_on"]
        return services.reopen_offer(by=request.user, offer=offer, expires_on=day, version=version)

    return _page_about(request, offer, form, save, _("Open again"), _("It stands again."))


def _page_about(request, offer, form, save, title, said):
    row = offers.rows_of([offer], get_language())[0]
    return form_page(
        request, form, save, title=title, lead=row.title, crumbs=crumbs(row, title), record=offer, said=said,
        done=_address, cancel=_address(offer),
    )  # fmt: skip


@login_required
@require_POST
def offer_close(request, uid):
    """Take it off the lists."""
    offer = own_offer(request, uid)
    services.close_offer(by=request.user, offer=offer, version=version_of(request))
    messages.success(request, _("It is closed."))
    return redirect(_address(offer))
