"""Activities: who does what where, in the terms of IATI."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.records.services import UidTaken, differences, plain, remember, stale, update_record
from sse_portal.records.tags import set_tags
from sse_portal.records.values import read_values

from ..models import Activity, Organization
from .activity_values import FIELDS, Place, accept, entry
from .common import require_keeper

Status = Activity.Status
NOT_TOLD = ("title_folded",)


class IdentifierOfAnother(Conflict):
    """Another activity has this IATI identifier: probably it is the same."""

    code, field = "identifier-taken", "identifier"


@transaction.atomic
def register_activity(*, by, values, uid=None, is_sample=False, reason=""):
    """Note an activity: by `values` raw by name (`activity_values.FIELDS`, participants, places, results, sdg, themes).

    Who keeps it is its `country` (None: the region, which takes the right everywhere). Raises Invalid with every
    value that cannot be accepted, IdentifierOfAnother, UidTaken.
    """
    kept = {"country": FIELDS["country"]}
    require_keeper(by, read_values(kept, {"country": values.get("country")})["country"])
    accepted = accept(by=by, values=values, complete=True)
    _check(accepted.columns, accepted)
    if uid and Activity.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    activity = Activity(is_sample=is_sample, **accepted.columns)
    if uid:
        activity.uid = uid
    with _one_identifier(activity.identifier):
        activity.save(force_insert=True)
    after = {name: value for name, value in accepted.columns.items() if name not in NOT_TOLD}
    for name, value in _parts(accepted, {}).items():
        if told := TOLD[name](value):
            WRITERS[name](activity, value)
            after[name] = told
    remember("registered", activity, by=by, country=activity.country_id, after=after, reason=reason)
    return activity


@transaction.atomic
def change_activity(*, by, activity, values, version, reason=""):
    """Change what is said of an activity. What is left out stays; lists are given whole.

    Participants that `by` may not know stay as they are. Raises Invalid, IdentifierOfAnother, StaleVersion.
    """
    require_keeper(by, activity.country_id)
    accepted = accept(by=by, values=values, complete=False)
    columns = accepted.columns
    if "country_id" in columns:
        require_keeper(by, columns["country_id"])
    held = _held(activity, by)
    before, after = differences(activity, columns)
    parts = {
        name: value
        for name, value in _parts(accepted, held).items()
        if TOLD[name](value) != TOLD[name](held[name])
    }
    if not after and not parts:
        return update_record(activity, {}, by=by, version=version)
    _check({name: getattr(activity, name) for name in RULED} | columns, accepted)
    _raise_version(activity, after, version)
    for name, value in parts.items():
        before[name], after[name] = TOLD[name](held[name]), TOLD[name](value)
        WRITERS[name](activity, value)
    told = [{name: value for name, value in side.items() if name not in NOT_TOLD} for side in (before, after)]
    remember(
        "changed", activity, by=by, country=activity.country_id, before=told[0], after=told[1], reason=reason
    )
    return activity


def _raise_version(activity, columns, version):
    """Write the columns and raise the version, if nobody changed the record since `version`."""
    now = timezone.now()
    rows = Activity.objects.filter(pk=activity.pk, version=version)
    with _one_identifier(columns.get("identifier", "")):
        if not rows.update(version=F("version") + 1, updated_at=now, **columns):
            raise stale(activity)
    for name, value in {**columns, "version": version + 1, "updated_at": now}.items():
        setattr(activity, name, value)


@contextmanager
def _one_identifier(identifier):
    """Says in words that the identifier is another activity's."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "identifier" not in str(error):
            raise
        message = _("Another activity has the identifier %(value)s.") % {"value": identifier}
        raise IdentifierOfAnother(message) from error


# --- Rules over several values ---------------------------------------------------------------------------

RULED = ("status", "planned_start", "planned_end", "actual_start", "actual_end")


def _check(columns, accepted):
    """Raise Invalid unless status, dates, places and participants agree."""
    errors = [*_date_errors(columns), *_status_errors(columns)]
    errors += _place_errors(accepted.places or []) + _participant_errors(accepted.participants or [])
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)


def _date_errors(columns):
    for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
        if columns[start] and columns[end] and columns[start] >= columns[end]:
            yield entry(end, "ends-before-it-begins", _("The end must be after the beginning."))
    if columns["actual_end"] and not columns["actual_start"]:
        yield entry("actual_start", "required", _("What has ended had begun: say when."))
    # Somewhere it is tomorrow already.
    latest = timezone.localdate() + timedelta(days=1)
    for name in ("actual_start", "actual_end"):
        if columns[name] and columns[name] > latest + timedelta(days=name == "actual_end"):
            yield entry(name, "in-the-future", _("This has not come yet: give it as planned."))


def _status_errors(columns):
    """IATI: the status says how far the activity is, so it cannot contradict the dates."""
    status = columns["status"]
    begun, ended = columns["actual_start"], columns["actual_end"]
    if status == Status.CLOSED and not ended:
        yield entry("actual_end", "required", _("A closed activity has ended: say when."))
    if status == Status.PIPELINE and begun:
        yield entry("status", "contradicts-dates", _("It has begun, so it is not being prepared any more."))
    if status in (Status.IMPLEMENTATION, Status.SUSPENDED) and ended:
        yield entry(
            "status", "contradicts-dates", _("It has ended: it is being finished, closed or cancelled.")
        )
    if status in (Status.IMPLEMENTATION, Status.FINALISATION) and not (begun or columns["planned_start"]):
        yield entry("actual_start", "required", _("It has begun: say when."))


def _place_errors(places):
    errors = [
        entry(f"places/{number}", "given-twice", _("This place is given twice."))
        for number, place in enumerate(places)
        if place in places[:number]
    ]
    whole = {place.country for place in places if place.region is None}
    errors += [
        entry(f"places/{number}", "in-the-whole-country", _("The whole country is given already."))
        for number, place in enumerate(places)
        if place.region and place.country in whole
    ]
    return errors


def _participant_errors(participants):
    return [
        entry(f"participants/{number}", "given-twice", _("This organisation has that role already."))
        for number, part in enumerate(participants)
        if part in participants[:number]
    ]


# --- Participants, places, results and tags: compared and written as wholes ----------------------------------


def _held(activity, by):
    """The parts as they are."""
    tags = {}
    for scheme, code in activity.tags.order_by("scheme", "code").values_list("scheme", "code"):
        tags.setdefault(scheme, []).append(code)
    parts = activity.participations.select_related("organization").by_role()
    known = set(Organization.objects.visible_to(by).filter(participations__activity=activity))
    return {
        "participants": [(part.organization, part.role) for part in parts],
        "unknown": [(part.organization, part.role) for part in parts if part.organization not in known],
        "places": [Place(place.country_id, place.region_id) for place in activity.places.in_order()],
        "results": list(activity.results.order_by("id").values(*RESULT_COLUMNS)),
        "tags": tags,
    }


RESULT_COLUMNS = ("title", "unit", "baseline", "target", "reached", "reached_on")


def _parts(accepted, held):
    """The given parts as they are to be. What the writer may not know stays: participants, further tags."""
    parts = {}
    if accepted.participants is not None:
        parts["participants"] = [*accepted.participants, *held.get("unknown", [])]
    if accepted.places is not None:
        parts["places"] = accepted.places
    if accepted.results is not None:
        parts["results"] = accepted.results
    if accepted.tags:
        parts["tags"] = held.get("tags", {}) | accepted.tags
    return parts


def _write_participants(activity, participants):
    wanted = {(organization.pk, role) for organization, role in participants}
    held = set(activity.participations.values_list("organization_id", "role"))
    for organization, role in held - wanted:
        activity.participations.filter(organization_id=organization, role=role).delete()
    for organization, role in sorted(wanted - held):
        activity.participations.create(organization_id=organization, role=role)


def _write_places(activity, places):
    activity.places.all().delete()
    for place in sorted(places, key=lambda place: (place.country, place.region or "")):
        activity.places.create(
            country_id=place.country, region_id=place.region, is_nationwide=place.region is None
        )


def _write_results(activity, results):
    activity.results.all().delete()
    for result in results:
        activity.results.create(**result)


WRITERS = {
    "participants": _write_participants,
    "places": _write_places,
    "results": _write_results,
    "tags": set_tags,
}
TOLD = {
    "participants": lambda parts: sorted([str(organization.uid), role] for organization, role in parts),
    "places": lambda places: sorted(place.code for place in places),
    "results": lambda rows: [{name: plain(value) for name, value in row.items()} for row in rows],
    "tags": lambda tags: {scheme: sorted(codes) for scheme, codes in sorted(tags.items()) if codes},
}
