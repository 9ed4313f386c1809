"""Which organisation a row is about: by identifier, then by public id. Names only make it a likely duplicate."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..models import Entity, EntityContact, EntityIdentifier, SurveyResponse

MOST_ZEROS = 4


def spellings(value):
    """The identifier as registers and spreadsheets write it: spaces gone, leading zeros lost or added."""
    bare = value.replace(" ", "")
    found = [value, bare]
    if bare.isascii() and bare.isdecimal():
        short = bare.lstrip("0") or "0"
        found += [short.zfill(len(short) + zeros) for zeros in range(MOST_ZEROS + 1)]
    return tuple(dict.fromkeys(found))


def registered_scheme(scheme, country):
    """`registration_number` is the number of the country's own register."""
    return f"{country}-REG" if scheme == "registration_number" else scheme


@dataclass
class Found:
    """What the database knows of a chunk of rows, read in a handful of queries."""

    entities: dict = field(default_factory=dict)
    identified: dict = field(default_factory=dict)
    identifiers: dict = field(default_factory=dict)
    responses: dict = field(default_factory=dict)
    in_study: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)


def look_up(some, study, *, with_contacts=False, further=()):
    """Found for the Given of a chunk; `further` are public ids that people chose for rows."""
    found = Found()
    for scheme, values in _asked(some, study.country_id).items():
        rows = EntityIdentifier.objects.filter(scheme=scheme, value__in=values).select_related("entity")
        for row in rows:
            found.identified[scheme, row.value] = row.entity
    uids = {given.entity for given in some if given.entity} | set(further)
    found.entities = {entity.uid: entity for entity in Entity.with_pending.filter(uid__in=uids)}
    responses = {given.response for given in some if given.response}
    rows = SurveyResponse.with_pending.filter(uid__in=responses).select_related("entity", "study")
    found.responses = {response.uid: response for response in rows}
    _complete(found, study, with_contacts)
    return found


def _asked(some, country):
    asked = {}
    for given in some:
        for scheme, value in given.identifiers.items():
            asked.setdefault(registered_scheme(scheme, country), set()).update(spellings(value))
    return asked


def _complete(found, study, with_contacts):
    """Identifiers, responses and contacts of all the entities found."""
    everyone = [*found.identified.values(), *found.entities.values()]
    everyone += [response.entity for response in found.responses.values()]
    keys = {entity.pk for entity in everyone}
    for row in EntityIdentifier.objects.filter(entity__in=keys):
        found.identifiers.setdefault(row.entity_id, {})[row.scheme] = (row.value, row.is_public)
    rows = (
        SurveyResponse.with_pending.of_study(study).filter(entity__in=keys).select_related("entity", "study")
    )
    found.in_study = {response.entity_id: response for response in rows}
    if with_contacts:
        found.contacts = {row.entity_id: row for row in EntityContact.objects.filter(entity__in=keys)}


def entity_of(given, found, country):
    """The entity a row is about, or None. What contradicts itself is refused on `given`."""
    exact, loose = _identified(given, found, country)
    named = found.entities.get(given.entity)
    if given.response in found.responses:
        named = named or found.responses[given.response].entity
    matches = {
        entity.pk: entity for entity in [*exact, *([] if exact else loose), *([named] if named else [])]
    }
    if len(matches) > 1:
        names = ", ".join(f"“{entity.name}”" for entity in matches.values())
        given.refuse(
            "",
            "ambiguous",
            _("The identifiers belong to different organisations: %(names)s.") % {"names": names},
        )
        return None
    entity = next(iter(matches.values()), None)
    if entity is not None:
        _refuse_unusable(given, entity, country)
    return entity


def _identified(given, found, country):
    """(entities with exactly these identifiers, those whose identifier is spelled otherwise)."""
    exact, loose = [], []
    for scheme, value in list(given.identifiers.items()):
        own = registered_scheme(scheme, country)
        if (own, value) in found.identified:
            exact.append(found.identified[own, value])
            continue
        others = [
            (text, found.identified[own, text])
            for text in spellings(value)
            if (own, text) in found.identified
        ]
        if others:
            _note_spelling(given, scheme, value, others[0][0])
        loose += [entity for _text, entity in others]
    return exact, loose


def _note_spelling(given, scheme, value, known):
    """The known spelling stays; that it differs is shown."""
    column = given.columns.get(scheme) or given.columns.get(f"identifier:{scheme}", "")
    given.note(
        column, "spelling", _("“%(value)s” was taken for “%(known)s”.") % {"value": value, "known": known}
    )
    given.identifiers[scheme] = known
    if scheme == "registration_number":
        given.register[scheme] = known


def _refuse_unusable(given, entity, country):
    if entity.country_id != country:
        given.refuse("", "other-country", _("This organisation belongs to another country."))
    elif entity.removed_at:
        given.refuse("", "removed", _("This organisation was taken off the register."))
    elif entity.pending_id:
        given.refuse("", "pending", _("Another import is publishing this organisation at the moment."))


def response_of(given, entity, found, study):
    """The response a row is about, or None. What contradicts itself is refused on `given`."""
    known = found.responses.get(given.response)
    in_study = found.in_study.get(entity.pk) if entity else None
    column = given.columns.get("response", "")
    if known and known.study_id != study.pk:
        given.refuse(column, "other-study", _("This response belongs to another study."))
    elif known and (entity is None or known.entity_id != entity.pk):
        given.refuse(column, "other-entity", _("This response is about another organisation."))
    elif in_study and given.response and in_study.uid != given.response:
        given.refuse(column, "already-started", _("This organisation has a response in this study already."))
    elif in_study and in_study.pending_id:
        given.refuse(column, "pending", _("Another import is publishing this response at the moment."))
    return in_study
