"""One section of the questionnaire, saved as typed: what can be kept is kept, and no answer is overwritten unseen."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require

from ..definition.checks import Scope, as_text, clean_answers
from ..definition.codebook import by_section, contact_variables
from ..models import EntityContact, SurveyResponse
from .entities import IdentifierTaken, save_contact, store_accepted
from .entity_values import known_values, read_values
from .responses import ANSWERS, answers_with_register, save_answers

# The country is that of the study: it is shown, never asked.
FIXED = ("country",)
CONTACTS = tuple(variable.name for variable in contact_variables())


@dataclass(frozen=True)
class Difference:
    """An answer that two people changed: both typed values."""

    variable: str
    mine: object
    theirs: object


@dataclass
class Saved:
    """What became of a section.

    `problems` {variable: message}: not kept, because it is no value. `conflicts`: not kept, because somebody else
    gave another answer since the page was opened. `merged`: answers of somebody else that stayed. `seen`: what the
    page shows from now on, as canonical texts.
    """

    problems: dict = field(default_factory=dict)
    conflicts: list = field(default_factory=list)
    merged: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    seen: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)


def section_variables(letter):
    """The questions that are put in a section, in order."""
    return tuple(variable for variable in by_section()[letter] if variable.name not in FIXED)


def answers_for_entry(response, contact=None):
    """Every typed answer that the pages of the questionnaire show, contacts included."""
    contacts = {name: getattr(contact, name, "") or None for name in CONTACTS}
    return answers_with_register(response) | contacts


def as_seen(answers, letter):
    """The answers of a section as canonical texts, blank ones left out: what a page carries to notice changes."""
    texts = {each.name: as_text(each, answers[each.name]) for each in section_variables(letter)}
    return {name: text for name, text in texts.items() if text}


@transaction.atomic
def save_section(*, by, response, letter, raw, seen):
    """Save the raw answers {variable: value} of a section.

    `seen` are the canonical texts that the page had shown. An answer that only this page changed is kept; one that
    only somebody else changed stays; one that both changed, to different values, is a conflict and stays too.
    Raises NotNow, StudyClosed, PermissionDenied.
    """
    require(by, Can.ENTER_RESPONSES, response.study.country_id)
    locked = lock(response)
    contact = EntityContact.objects.select_for_update().filter(entity=locked.entity).first()
    stored = answers_for_entry(locked, contact)
    raw = {each.name: raw[each.name] for each in section_variables(letter) if each.name in raw}
    scope = Scope(country=locked.study.country_id)
    typed, problems = clean_answers(raw, scope)
    before = _read_seen(seen, raw, scope)
    saved = Saved(problems={each.field: str(each) for each in problems})
    changes = _sort(typed, before, stored, saved)
    _write(by, locked, contact, changes, saved)
    saved.answers = answers_for_entry(
        lock(locked), EntityContact.objects.filter(entity=locked.entity).first()
    )
    saved.kept = [name for name in changes if name not in saved.problems]
    saved.seen = _seen_from_now(saved, seen, letter)
    return saved


def lock(response):
    """The response with its study and entity as they are now, held until the end of the transaction."""
    rows = SurveyResponse.objects.select_related("study", "entity").select_for_update(of=("self", "entity"))
    return rows.get(pk=response.pk)


def _read_seen(seen, names, scope):
    """The typed answers that the page had shown; a text that is no value counts as never seen."""
    texts = {name: seen.get(name, "") for name in names}
    values, _unreadable = clean_answers(
        {name: text for name, text in texts.items() if isinstance(text, str)}, scope
    )
    return values


def _sort(typed, before, stored, saved):
    """The answers to write; conflicts and merged ones go to `saved`."""
    changes = {}
    for name, mine in typed.items():
        theirs = stored[name]
        if _same(mine, theirs):
            continue
        unseen = name not in before or not _same(before[name], theirs)
        if not unseen:
            changes[name] = mine
        elif name in before and _same(before[name], mine):
            saved.merged.append(name)
        else:
            saved.conflicts.append(Difference(name, mine, theirs))
    return changes


def _same(one, other):
    return one == other or (one in (None, "", []) and other in (None, "", []))


def _write(by, response, contact, changes, saved):
    own = {name: value for name, value in changes.items() if name in ANSWERS}
    save_answers(by=by, response=response, answers=own, version=response.version)
    contacts = {name: value for name, value in changes.items() if name in CONTACTS}
    if contacts:
        seen = contact.updated_at if contact else None
        save_contact(by=by, entity=response.entity, values=contacts, seen=seen)
    rest = {name: value for name, value in changes.items() if name not in own and name not in contacts}
    if rest:
        _write_register(by, response.entity, rest, saved)


def _write_register(by, entity, values, saved):
    """Facts of the register have no draft: one that breaks a hard rule is refused, the others are kept."""
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    if "entity_name" in values and not values["entity_name"]:
        del values["entity_name"]
        saved.problems["entity_name"] = _("A name is needed.")
    accepted = read_values(values, entity.country_id, known_values(entity))
    saved.problems |= {problem["field"]: problem["message"] for problem in accepted.problems}
    try:
        with transaction.atomic():
            store_accepted(by=by, entity=entity, accepted=accepted, version=entity.version)
    except IdentifierTaken as problem:
        saved.problems["registration_number"] = problem.message
        accepted.identifiers = None
        fresh = type(entity).objects.get(pk=entity.pk)
        store_accepted(by=by, entity=fresh, accepted=accepted, version=fresh.version)


def _seen_from_now(saved, seen, letter):
    """What was shown before stays "seen" where the page still shows it: conflicts and merged answers."""
    texts = as_seen(saved.answers, letter)
    for name in (*saved.merged, *(each.variable for each in saved.conflicts)):
        texts.pop(name, None)
        if isinstance(seen.get(name), str):
            texts[name] = seen[name]
    return texts
