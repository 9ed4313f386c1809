"""Recommendations: one of them with its sections, writing, the versions of its text, the steps of its life."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader

from ..forms.recommendations import ReasonForm, RecommendationForm, TransmitForm
from ..models import Committee, Recommendation
from ..services import recommendations as services
from ..services.answer_links import send_answer_links
from ..services.common import may_run
from ..summaries import recommendation_pages as summaries
from ..summaries.addresses import address
from ..summaries.following import follow_state
from ..summaries.text_versions import text_versions
from .letters import say_sent
from .ways import below_dialogue

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def recommendation_detail(request, key):
    """One recommendation: what it says, what it rests on, what becomes of it."""
    known = Recommendation.objects.visible_to(request.user).select_related("committee", "proposed_by")
    is_code = "-R" in key
    found = known.with_code(key) if is_code else known.known_as([uuid.UUID(key)])
    recommendation = get_object_or_404(found)
    page = summaries.recommendation_page(recommendation, request.user, get_language())
    context = {
        "page": page,
        "follow": follow_state(recommendation, request.user),
        "crumbs": crumbs({"label": page.code or page.title}),
    }
    return for_one_reader(request, render(request, "dialogue/recommendation_detail.html", context))


@require_safe
def recommendation_texts(request, uid):
    """Every version of the text, with what differs from the one before."""
    recommendation = known(request, uid)
    title = in_language(recommendation.title, get_language())
    context = {
        "title": title,
        "versions": text_versions(recommendation),
        "crumbs": crumbs(_way(recommendation), {"label": _("Versions of the text")}),
    }
    return for_one_reader(request, render(request, "dialogue/recommendation_texts.html", context))


@login_required
@TAKES_FORM
def recommendation_create(request, uid):
    """Draft a recommendation of a committee."""
    user = request.user
    committee = get_object_or_404(Committee.objects.visible_to(user), uid=uid)
    if not may_run(user, committee.country_id):
        raise PermissionDenied
    form = RecommendationForm(
        request.POST or None, user=user, country=committee.country_id, languages=languages_of(committee)
    )
    title = _("New recommendation")
    return form_page(
        request, form,
        lambda values, _version: services.draft_recommendation(by=user, committee=committee, values=values),
        title=title, lead=in_language(committee.name, get_language()), crumbs=crumbs({"label": title}),
        done=summaries.address_of, cancel=address("committee-detail", committee.uid),
        said=_("The draft is saved."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def recommendation_edit(request, uid):
    """Change what is said of a recommendation."""
    recommendation, user = kept(request, uid), request.user
    form = RecommendationForm(
        request.POST or None, user=user, country=recommendation.country_id, record=recommendation,
        languages=languages_of(recommendation),
    )  # fmt: skip
    return about(
        request, recommendation, form, _("Change the recommendation"), _("The recommendation is changed."),
        lambda values, version: services.change_recommendation(
            by=user, recommendation=recommendation, values=values, version=version
        ),
    )  # fmt: skip


@login_required
@require_POST
def recommendation_open(request, uid):
    """Put the draft to consultation: everybody may know of it from now on."""
    recommendation = kept(request, uid)
    services.open_for_consultation(
        by=request.user, recommendation=recommendation, version=version_of(request)
    )
    messages.success(request, _("The recommendation is in consultation."))
    return redirect(summaries.address_of(recommendation))


@login_required
@TAKES_FORM
def recommendation_transmit(request, uid):
    """Send it to its addressees, each with a link to answer."""
    recommendation, user = kept(request, uid), request.user
    form = TransmitForm(request.POST or None, user=user, record=recommendation)

    def save(values, version):
        services.transmit_recommendation(
            by=user, recommendation=recommendation, values=values, version=version
        )
        site = request.build_absolute_uri("/")
        say_sent(request, send_answer_links(by=user, recommendation=recommendation, site=site))

    return about(
        request, recommendation, form, _("Transmit to the addressees"), _("The recommendation is transmitted."),
        save,
    )  # fmt: skip


@login_required
@TAKES_FORM
def recommendation_close(request, uid):
    """It is no longer followed."""
    return _end(
        request, uid, services.close_recommendation, _("Close the recommendation"),
        _("The recommendation is closed."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def recommendation_withdraw(request, uid):
    """The committee does not stand by it any more."""
    return _end(
        request, uid, services.withdraw_recommendation, _("Withdraw the recommendation"),
        _("The recommendation is withdrawn."),
    )  # fmt: skip


def _end(request, uid, service, title, said):
    recommendation = kept(request, uid)
    form = ReasonForm(request.POST or None, record=recommendation)
    return about(
        request, recommendation, form, title, said,
        lambda values, version: service(
            by=request.user, recommendation=recommendation, version=version, **values
        ),
    )  # fmt: skip


def known(request, uid):
    """The recommendation, if the visitor may know it; 404 otherwise."""
    rows = Recommendation.objects.visible_to(request.user).select_related("committee")
    return get_object_or_404(rows, uid=uid)


def kept(request, uid):
    """The recommendation, if the visitor may know it (else 404) and runs its country’s dialogue (else 403)."""
    recommendation = known(request, uid)
    if not may_run(request.user, recommendation.country_id):
        raise PermissionDenied
    return recommendation


def about(request, recommendation, form, title, said, save, **options):
    """A page with a form about a recommendation, which leads back to it."""
    name, here = in_language(recommendation.title, get_language()), summaries.address_of(recommendation)
    return form_page(
        request, form, save, title=title, lead=name, said=said, cancel=here,
        done=lambda _result: summaries.address_of(recommendation),
        crumbs=crumbs(_way(recommendation), {"label": title}), **{"record": recommendation} | options,
    )  # fmt: skip


def _way(recommendation):
    name = recommendation.code or in_language(recommendation.title, get_language())
    return {"label": name, "url": summaries.address_of(recommendation)}


def crumbs(*further):
    """The way to a page about recommendations."""
    return below_dialogue([{"label": _("Recommendations"), "url": address("recommendation-list")}, *further])


def languages_of(record):
    """The languages of the country that a record belongs to."""
    return reference.country(record.country_id).languages if record.country_id else ()
