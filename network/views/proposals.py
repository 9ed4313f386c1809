"""Pages of those who keep an organisation's page up to date, and of the secretariat that reviews what they propose."""

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
from sse_portal.basics.problems import Problem
from sse_portal.records.editing import form_page, version_of

from ..forms.organizations import AnswerForm, ProposalFilter, ProposalForm, StewardForm
from ..models import Proposal, Steward
from ..services import proposals as services
from ..services.common import may_keep
from ..summaries.proposals import proposal_page, proposal_queue
from .organizations import address_of, country_row, crumbs_below, kept_organization, organization_for
from .ways import below_network

State = Proposal.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_stewards(request, uid):
    """Who keeps the page of an organisation: named and ended by the secretariat."""
    organization = kept_organization(request, uid)
    form, status = StewardForm(request.POST or None), 200
    if form.is_bound and form.is_valid():
        try:
            services.name_steward(by=request.user, organization=organization, **form.cleaned_data)
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        else:
            messages.success(request, _("This person may now propose changes."))
            return redirect("network:organization-stewards", uid)
    context = {
        "form": form,
        "name": organization.name,
        "url": address_of(organization),
        "crumbs": crumbs_below(organization, _("Who keeps this page")),
        "stewards": organization.stewards.in_force().by_id().select_related("user"),
    }
    status = 422 if form.errors and status == 200 else status
    return render(request, "network/organization_stewards.html", context, status=status)


@login_required
@require_POST
def steward_end(request, uid):
    """From now on the person no longer keeps the page."""
    steward = get_object_or_404(Steward.objects.select_related("organization", "user"), uid=uid)
    organization = organization_for(request, steward.organization.uid)
    if not may_keep(request.user, organization.country_id):
        raise PermissionDenied
    try:
        services.end_steward(by=request.user, steward=steward)
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("network:organization-stewards", organization.uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request, uid):
    """Propose a change of the page that one keeps."""
    organization = organization_for(request, uid)
    if not services.is_steward(request.user, organization):
        raise PermissionDenied
    form = ProposalForm(
        request.POST or None, user=request.user, country=country_row(organization), record=organization
    )
    return form_page(
        request, form,
        lambda values, version: services.propose_change(
            by=request.user, organization=organization, message=values.pop("message", ""), values=values,
            seen=version,
        ),
        title=_("Propose a change"), lead=organization.name,
        crumbs=crumbs_below(organization, _("Propose a change")), record=organization,
        done=lambda proposal: reverse("network:proposal-detail", args=[proposal.uid]),
        cancel=address_of(organization), said=_("The secretariat has your proposal."),
    )  # fmt: skip


@login_required
@require_safe
def proposal_list(request):
    """What waits for the secretariat, and what was answered; one's own for who proposed it."""
    form = ProposalFilter(request.GET)
    if not form.is_valid():
        raise Http404
    context, status = {"state": form.asked, "tabs": _tabs(form.asked)}, 200
    try:
        context["queue"] = queue = proposal_queue(request.user, form.asked, request.GET.get("cursor"))
        following = f"?state={form.asked}&cursor={queue.next_cursor}"
        context["next_url"] = following if queue.next_cursor else ""
    except BadParameter as problem:
        context["problem"], status = problem.message, 400
    return render(request, "network/proposal_list.html", context, status=status)


def _tabs(current):
    url = reverse("network:proposal-list")
    labels = {
        State.OPEN: _("Waiting"),
        State.ACCEPTED: _("Accepted"),
        State.REFUSED: _("Refused"),
        State.WITHDRAWN: _("Withdrawn"),
    }
    return [
        {"url": f"{url}?state={state.value}", "label": label, "current": state == current}
        for state, label in labels.items()
    ]


@login_required
@require_safe
def proposal_detail(request, uid):
    """What is proposed beside what the directory says, with the steps that the reader may take."""
    return _proposal(request, _visible(request, uid), AnswerForm())


def _visible(request, uid):
    return get_object_or_404(Proposal.objects.visible_to(request.user).with_names(), uid=uid)


def _proposal(request, proposal, form, status=200):
    page = proposal_page(proposal, request.user, get_language())
    crumbs = below_network(
        [
            {"label": _("Proposals"), "url": reverse("network:proposal-list")},
            {"label": page.organization},
        ]
    )
    context = {"proposal": page, "form": form, "crumbs": crumbs}
    return render(request, "network/proposal_detail.html", context, status=status)


@login_required
@require_POST
def proposal_accept(request, uid):
    """Bring the directory up to the proposal."""
    return _answer(
        request, uid, services.accept_proposal, _("The directory says it now."), version=version_of(request)
    )


@login_required
@require_POST
def proposal_refuse(request, uid):
    """Say no, and why."""
    return _answer(request, uid, services.refuse_proposal, _("The proposer will read your answer."))


def _answer(request, uid, act, said, **given):
    """An answer of the secretariat; what was typed stays when it cannot be taken."""
    proposal = _visible(request, uid)
    if not services.may_decide(request.user, proposal):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _proposal(request, proposal, form, 422)
    site = request.build_absolute_uri("/")
    try:
        act(by=request.user, proposal=proposal, answer=form.cleaned_data["answer"], site=site, **given)
    except Problem as problem:
        form.tell(problem)
        return _proposal(request, _visible(request, uid), form, problem.status)
    messages.success(request, said)
    return redirect("network:proposal-list")


@login_required
@require_POST
def proposal_withdraw(request, uid):
    """Take one's own proposal back."""
    proposal = _visible(request, uid)
    if proposal.proposed_by_id != request.user.pk:
        raise PermissionDenied
    try:
        services.withdraw_proposal(by=request.user, proposal=proposal)
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("network:proposal-detail", uid)
