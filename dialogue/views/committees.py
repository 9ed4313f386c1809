"""Committees: the list, one of them on any day, setting one up, and the steps of its life."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.records.editing import form_page
from sse_portal.records.values import Day, Refused
from sse_portal.ui.caching import for_one_reader

from ..forms.committees import CommitteeForm, NewCommitteeForm, RulesForm, StepForm, countries_run
from ..models import Committee, RuleSet
from ..services import committees as services
from ..services.common import may_run
from ..summaries import committees as summaries
from ..summaries.following import follow_state
from .ways import below_dialogue

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])
STEPS = {
    "establish": (gettext_lazy("Establish"), gettext_lazy("The committee is established.")),
    "suspend": (gettext_lazy("Suspend"), gettext_lazy("The committee is suspended.")),
    "resume": (gettext_lazy("Resume"), gettext_lazy("The committee is at work again.")),
    "dissolve": (gettext_lazy("Dissolve"), gettext_lazy("The committee is dissolved.")),
}


@require_safe
def committee_list(request):
    """The committees of the region."""
    context = {
        "committees": summaries.committee_rows(request.user, get_language()),
        "may_add": bool(countries_run(request.user)), "crumbs": crumbs(),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/committee_list.html", context))


@require_safe
def committee_detail(request, uid):
    """A committee, with who sits on it today or, with ?on=2026-01-31, on another day."""
    committee = known(request, uid)
    try:
        day = Day().read(request.GET.get("on", ""))
    except Refused as problem:
        raise Http404 from problem
    shown = summaries.committee_page(committee, request.user, get_language(), day)
    context = {"page": shown, "row": shown.row, "acts": _acts(shown), "crumbs": crumbs(shown.row.name)}
    context["follow"] = follow_state(committee, request.user)
    return for_one_reader(request, render(request, "dialogue/committee_detail.html", context))


def _acts(page):
    """[(label, address)] of what may be done now."""
    if not page.may_run:
        return []
    steps = [
        (STEPS[name][0], reverse(f"dialogue:committee-{name}", args=[page.row.uid])) for name in page.steps
    ]
    return [(_("Edit"), reverse("dialogue:committee-edit", args=[page.row.uid])), *steps]


@login_required
@TAKES_FORM
def committee_create(request):
    """Set up a committee."""
    if not countries_run(request.user):
        raise PermissionDenied
    form = NewCommitteeForm(request.POST or None, user=request.user)

    def save(values, version):
        return services.set_up_committee(by=request.user, values=values)

    return form_page(
        request, form, save, title=_("Set up a committee"), crumbs=crumbs(_("Set up a committee")),
        done=page_of, cancel=reverse("dialogue:committee-list"), said=_("The committee is set up."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def committee_edit(request, uid):
    """Change what is said of a committee."""
    committee = run_by(request, uid)
    form = CommitteeForm(
        request.POST or None, user=request.user, record=committee, languages=_languages(committee)
    )
    change = partial(services.change_committee, by=request.user, committee=committee)
    return _form(
        request, committee, form, _("Edit the committee"), _("The committee is changed."),
        lambda values, version: change(values=values, version=version), record=committee,
    )  # fmt: skip


def _languages(committee):
    return tuple(committee.name)


def _step(request, uid, name):
    committee = run_by(request, uid)
    label, said = STEPS[name]
    form = _Step(request.POST or None)

    def save(values, version):
        return services.take_step(name, by=request.user, committee=committee, version=version, **values)

    return _form(request, committee, form, label, said, save, record=committee, button=label)


class _Step(StepForm):
    """As a record's form: what was typed, and how a problem is told."""

    def values(self):
        return {"on": self.cleaned_data["on"] or None, "reason": self.cleaned_data["reason"]}


@login_required
@TAKES_FORM
def committee_establish(request, uid):
    """It begins to work."""
    return _step(request, uid, "establish")


@login_required
@TAKES_FORM
def committee_suspend(request, uid):
    """It rests."""
    return _step(request, uid, "suspend")


@login_required
@TAKES_FORM
def committee_resume(request, uid):
    """It works again."""
    return _step(request, uid, "resume")


@login_required
@TAKES_FORM
def committee_dissolve(request, uid):
    """It ends."""
    return _step(request, uid, "dissolve")


@login_required
@TAKES_FORM
def rule_set_create(request, uid):
    """Write the next version of the rules; it begins with those in force."""
    committee = run_by(request, uid)
    newest = RuleSet.objects.of_committee(committee).order_by("-effective_from").first()
    held = RulesForm._of(newest) | {"effective_from": "", "note": ""} if newest else {}
    form = RulesForm(request.POST or None, initial=held)

    def save(values, version):
        document, rest = values
        return services.write_rules(by=request.user, committee=committee, document=document, values=rest)

    return _form(request, committee, form, _("Write new rules"), _("The rules are written."), save)


@login_required
@TAKES_FORM
def rule_set_edit(request, uid):
    """Change rules that are not in force yet."""
    rule_set = get_object_or_404(RuleSet.objects.visible_to(request.user), uid=uid)
    if not may_run(request.user, rule_set.committee.country_id):
        raise PermissionDenied
    form = RulesForm(request.POST or None, record=rule_set)

    def save(values, version):
        document, rest = values
        return services.change_rules(
            by=request.user, rule_set=rule_set, document=document, values=rest, version=version
        )

    return _form(
        request, rule_set.committee, form, _("Change the rules"), _("The rules are changed."), save,
        record=rule_set,
    )  # fmt: skip


def _form(request, committee, form, title, said, save, record=None, button=""):
    return form_page(
        request, form, save, title=title, crumbs=crumbs_of(committee, title), said=said, record=record,
        done=lambda _made: page_of(committee), cancel=page_of(committee), button=button,
    )  # fmt: skip


def page_of(committee):
    return reverse("dialogue:committee-detail", args=[committee.uid])


def crumbs(here=None):
    """Below the dialogue: the committees, and what is shown."""
    steps = [{"label": _("Committees"), "url": reverse("dialogue:committee-list")}]
    return below_dialogue([*steps, {"label": here}] if here else [{"label": _("Committees")}])


def crumbs_of(committee, here):
    """Below a committee."""
    language = get_language()
    name = summaries.in_language(committee.name, language)
    return below_dialogue(
        [
            {"label": _("Committees"), "url": reverse("dialogue:committee-list")},
            {"label": name, "url": page_of(committee)},
            {"label": here},
        ]
    )


def known(request, uid):
    """The committee, if the visitor may know it; 404 otherwise."""
    return get_object_or_404(Committee.objects.visible_to(request.user), uid=uid)


def run_by(request, uid):
    """The committee, if the visitor may know it (else 404) and runs its dialogue (else 403)."""
    committee = known(request, uid)
    if not may_run(request.user, committee.country_id):
        raise PermissionDenied
    return committee
