"""Pages of the working definitions: the list, a version, its steps, and how the logic is meant."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal import rules
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.problems import Problem
from sse_portal.records.services import StaleVersion
from sse_portal.reference import summaries as reference
from sse_portal.ui import related
from sse_portal.ui.prose import prose

from ..definition.documents import document_of, read_document
from ..forms.definitions import AdoptForm, ChangeForm, DraftForm, ProposeForm, ReturnForm
from ..models import WorkingDefinition
from ..services import definitions as services
from ..summaries import definition_pages as pages

Status = WorkingDefinition.Status


@dataclass(frozen=True)
class Words:
    """What a step is called, what it means, its button, and what is said when it is done."""

    title: str
    text: str
    action: str
    done: str


@require_safe
def definition_list(request):
    """Every definition that the reader may see, by country."""
    return render(
        request, "mapping/definition_list.html", {"groups": pages.definitions_by_country(request.user)}
    )


@require_safe
def definition_detail(request, uid):
    """A definition in full, with the steps that the reader may take."""
    definition = _visible(request, uid)
    page = pages.definition_page(definition, request.user)
    context = {"page": page, "text": prose(page.text), "steps": _steps(definition, request.user)}
    context["related"] = related.links(related.DEFINITION, definition, request.user, get_language())
    return render(request, "mapping/definition_detail.html", context)


@require_safe
def definition_document(request, uid):
    """The definition as a file that a machine can run: canonical JSON."""
    definition = _visible(request, uid)
    name = f"definition-{(definition.country_id or 'region').lower()}-{definition.number}.json"
    response = HttpResponse(rules.dumps(document_of(definition)), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def definition_draft(request, uid):
    """A new draft for a country from this definition."""
    based_on = _visible(request, uid)
    if not can(request.user, Can.EDIT_DEFINITIONS):
        raise PermissionDenied
    words = Words(
        _("New draft"),
        _("The draft starts with all criteria of this definition. The original stays as it is."),
        _("Make a draft"),
        _("The draft is there."),
    )
    codes = [*(row.iso2 for row in reference.countries()), None]
    own = [code for code in codes if services.holds(request.user, Can.EDIT_DEFINITIONS, code)]
    initial = {"country": based_on.country_id}
    form = DraftForm(request.POST or None, initial=initial, countries=own)
    return _step(request, based_on, form, words, services.draft_definition, {"based_on": based_on})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def definition_change(request, uid):
    """Change a draft through its document (JSON): thresholds, roles, wording, criteria, legal forms."""
    definition = _own(request, uid, Can.EDIT_DEFINITIONS)
    words = Words(
        _("Change the draft"),
        _(
            "The whole definition as a document. Every mistake is shown with its place before anything is saved."
        ),
        _("Save the draft"),
        _("The draft is saved."),
    )
    initial = {"document": _indented(document_of(definition)), "version": definition.version}
    form = ChangeForm(request.POST or None, initial=initial)
    return _step(request, definition, form, words, services.change_definition, {"definition": definition})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def definition_propose(request, uid):
    """Put a draft to the committee."""
    definition = _own(request, uid, Can.EDIT_DEFINITIONS)
    words = Words(
        _("Propose this definition"),
        _("The committee reads it as it is now. Until it decides, nobody can change it."),
        _("Propose"),
        _("The definition is proposed."),
    )
    form = ProposeForm(request.POST or None, initial={"version": definition.version})
    return _step(request, definition, form, words, services.propose_definition, {"definition": definition})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def definition_return(request, uid):
    """Give a proposal back to its authors."""
    definition = _own(request, uid, Can.EDIT_DEFINITIONS, Can.ADOPT_DEFINITIONS)
    words = Words(
        _("Return to draft"),
        _("Its authors can change it and propose it again."),
        _("Return"),
        _("The definition is a draft again."),
    )
    form = ReturnForm(request.POST or None, initial={"version": definition.version})
    return _step(request, definition, form, words, services.return_to_draft, {"definition": definition})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def definition_adopt(request, uid):
    """Record that the committee adopted a proposal."""
    definition = _own(request, uid, Can.ADOPT_DEFINITIONS)
    words = Words(
        _("Record the adoption"),
        _("From then on it is in use and can never be changed. The version before it is superseded."),
        _("Record the adoption"),
        _("The adoption is recorded."),
    )
    form = AdoptForm(request.POST or None, initial={"version": definition.version})
    return _step(request, definition, form, words, services.adopt_definition, {"definition": definition})


@require_safe
def methodology(request):
    """What the logic means, with a worked example; written in English."""
    return render(request, "mapping/definition_methodology.html", {"text": _methodology()})


@cache
def _methodology():
    text = (settings.BASE_DIR / "docs" / "methodology.md").read_text(encoding="utf-8")
    return prose(text.partition("\n")[2])


def _visible(request, uid):
    return get_object_or_404(WorkingDefinition.objects.visible_to(request.user), uid=uid)


def _own(request, uid, *rights):
    """A visible definition that the reader holds one of these rights on; 403 otherwise."""
    definition = _visible(request, uid)
    if not any(services.holds(request.user, right, definition.country_id) for right in rights):
        raise PermissionDenied
    return definition


def _indented(document):
    return json.dumps(document, ensure_ascii=False, indent=2)


def _step(request, definition, form, words, act, given):
    """A page that asks for confirmation, and the act when it is given. What was typed stays in the form."""
    status, problem = 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                result = act(by=request.user, **given, **form.cleaned_data)
            except Problem as found:
                problem, status = found, found.status
                said = _("Nothing was saved: the document has mistakes.") if found.errors else found.message
                form.add_error(found.field if found.field in form.fields else None, said)
            else:
                messages.success(request, words.done)
                return redirect("mapping:definition-detail", result.uid)
    context = {"definition": pages.brief(definition), "form": form, "words": words, "problem": problem}
    context["changes"] = _mine_and_theirs(form, problem)
    return render(request, "mapping/definition_step.html", context, status=status)


def _mine_and_theirs(form, problem):
    """What the typed document would change in the saved one, when somebody saved it in the meantime."""
    if not isinstance(problem, StaleVersion) or "document" not in form.fields:
        return []
    saved = document_of(problem.extra["current"])
    try:
        typed, _parsed = read_document(form.cleaned_data["document"])
    except rules.RuleError:
        return []
    return pages.difference_in_words(saved, typed)


def _steps(definition, user):
    """(URL name, label) of what the reader may do with the definition now."""
    editor = services.holds(user, Can.EDIT_DEFINITIONS, definition.country_id)
    adopter = services.holds(user, Can.ADOPT_DEFINITIONS, definition.country_id)
    is_draft = definition.status == Status.DRAFT and not definition.is_template
    is_proposed = definition.status == Status.PROPOSED
    possible = [
        (editor and is_draft, "change", _("Change")),
        (editor and is_draft, "propose", _("Propose")),
        (adopter and is_proposed and definition.proposed_by_id != user.pk, "adopt", _("Record the adoption")),
        ((editor or adopter) and is_proposed, "return", _("Return to draft")),
        (can(user, Can.EDIT_DEFINITIONS), "draft", _("New draft from this")),
    ]
    return [(f"mapping:definition-{name}", label) for allowed, name, label in possible if allowed]
