"""Studies and their workspaces: how far they are, and the responses in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.api.pagination import after, bounded_count, decode, encode
from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..models import Entity, Study, SurveyResponse
from .entity_pages import name_in

PAGE = 50
FOUND_ENTITIES = 20


@dataclass(frozen=True)
class Counts:
    """Responses by status."""

    draft: int = 0
    submitted: int = 0
    returned: int = 0
    verified: int = 0

    @property
    def total(self):
        return self.draft + self.submitted + self.returned + self.verified


@dataclass(frozen=True)
class StudyBrief:
    """A study in the reader's language. `counts` is None for those who may not know them."""

    uid: str
    version: int
    title: str
    description: str
    iso2: str
    country: str
    wave: int
    first_day: date
    last_day: date
    lead_organisation: str
    status: str
    target: int | None
    is_sample: bool
    counts: Counts | None


@dataclass(frozen=True)
class ResponseRow:
    """A response in a list."""

    uid: str
    name: str
    name_local: str
    language: str
    region: str
    study: str
    iso2: str
    status: str
    interviewer: str
    moment: datetime | None


@dataclass(frozen=True)
class ResponsePage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class FoundEntity:
    """An entity that a response may be about; `response` is its response in the study, if there is one."""

    uid: str
    name: str
    name_local: str
    language: str
    region: str
    legal_form: str
    response: str | None
    reasons: tuple = ()


def studies_for(user, language):
    """The studies that `user` may see, the newest first, with counts where drafts may be read."""
    studies = list(Study.objects.visible_to(user).newest_first())
    countries = countries_of(user, Can.READ_DRAFTS)
    counted = [each for each in studies if countries is EVERYWHERE or each.country_id in countries]
    counts = _counts([each.pk for each in counted])
    return tuple(study_brief(each, language, counts.get(each.pk)) for each in studies)


def counts_of(study):
    """The responses of a study by status."""
    return _counts([study.pk])[study.pk]


def _counts(keys):
    rows = SurveyResponse.objects.of_studies(keys).order_by().values_list("study_id", "status")
    found = {key: {} for key in keys}
    for key, status, number in rows.annotate(n=Count("pk")):
        found[key][status] = number
    return {key: Counts(**numbers) for key, numbers in found.items()}


def study_brief(study, language, counts=None):
    """A study in words."""
    country = reference.country(study.country_id)
    return StudyBrief(
        uid=str(study.uid), version=study.version, title=in_language(study.title, language),
        description=in_language(study.description, language), iso2=country.iso2,
        country=in_language(country.names, language), wave=study.wave, first_day=study.period_start,
        last_day=study.period_end - timedelta(days=1), lead_organisation=study.lead_organisation,
        status=study.status, target=study.target_responses, is_sample=study.is_sample, counts=counts,
    )  # fmt: skip


COLUMNS = (
    "id", "uid", "status", "interviewer", "updated_at", "submitted_at", "study__title", "study__country_id",
    "entity__name", "entity__name_local", "entity__region_id",
)  # fmt: skip


def response_page(study, asked, language, cursor=None, size=PAGE):
    """A page of a study's responses, the newest first. `asked` is {filter: value}. BadParameter for a bad cursor."""
    found = _asked(SurveyResponse.objects.of_study(study), asked)
    rows = found.older_than(decode(cursor, (int,))[0]) if cursor else found
    values = list(rows.newest_first().values(*COLUMNS)[: size + 1])
    more = encode([values[size - 1]["id"]]) if len(values) > size else None
    return ResponsePage(
        tuple(_row(each, language, "updated_at") for each in values[:size]), more, *bounded_count(found)
    )


def _asked(found, asked):
    for name, value in asked.items():
        found = ASKED[name](found, value)
    return found


ASKED = {
    "status": lambda found, value: found.in_status(value),
    "region": lambda found, value: found.in_region(value),
    "interviewer": lambda found, value: found.asked_by(value),
    "q": lambda found, value: found.about_any(Entity.objects.named(value)),
}


def queue_page(found, language, cursor=None, size=PAGE):
    """A page of responses that wait for a review, the one that waits longest first."""
    rows = found.oldest_first()
    if cursor:
        rows = after(rows, ("submitted_at", "id"), _queue_key(cursor))
    values = list(rows.values(*COLUMNS)[: size + 1])
    last = values[size - 1] if len(values) > size else None
    more = encode([last["submitted_at"].isoformat(), last["id"]]) if last else None
    return ResponsePage(
        tuple(_row(each, language, "submitted_at") for each in values[:size]), more, *bounded_count(found)
    )


def _queue_key(cursor):
    text, key = decode(cursor, (str, int))
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadParameter("cursor", _("This cursor is not one of ours; follow the “next” link."))
    return moment, key


def _row(values, language, moment):
    return ResponseRow(
        uid=str(values["uid"]), name=values["entity__name"], name_local=values["entity__name_local"],
        language=_language_of(values["study__country_id"]),
        region=name_in(reference.region(values["entity__region_id"]), language),
        study=in_language(values["study__title"], language), iso2=values["study__country_id"],
        status=values["status"], interviewer=values["interviewer"], moment=values[moment],
    )  # fmt: skip


def _language_of(iso2):
    return reference.country(iso2).languages[0]


def waiting_for(user):
    """The responses that `user` may review and did not submit."""
    return SurveyResponse.objects.reviewable_by(user).not_submitted_by(user)


def interviewers_of(study):
    """The interviewers of a study, by name; at most 200."""
    rows = SurveyResponse.objects.of_study(study).order_by("interviewer")
    return tuple(filter(None, rows.values_list("interviewer", flat=True).distinct()[:200]))


def entities_to_ask(study, text, language):
    """Entities of the study's country whose name or identifier matches a text, at most 20."""
    here = Entity.objects.in_country(study.country_id).present()
    keys = list(here.with_identifier(text).values_list("pk", flat=True)[:FOUND_ENTITIES])
    keys += here.named(text).by_name().values_list("pk", flat=True)[:FOUND_ENTITIES]
    return found_entities(study, here.among(keys[:FOUND_ENTITIES]).by_name(), language)


def likely_entities(study, candidates, language):
    """The entities that a search for duplicates came up with, the likeliest first."""
    found = {each.uid: each for each in found_entities(
        study, Entity.objects.known_as([candidate.uid for candidate in candidates]), language,
        reasons={candidate.uid: candidate.reasons for candidate in candidates},
    )}  # fmt: skip
    return tuple(found[candidate.uid] for candidate in candidates if candidate.uid in found)


def found_entities(study, entities, language, reasons=None):
    """Entities of a queryset as FoundEntity."""
    rows = list(entities)
    answered = SurveyResponse.objects.of_study(study).about_any(rows).values_list("entity_id", "uid")
    responses = dict(answered)
    return tuple(
        FoundEntity(
            uid=str(each.uid), name=each.name, name_local=each.name_local, language=_language_of(each.country_id),
            region=name_in(reference.region(each.region_id), language),
            legal_form=name_in(reference.legal_form(each.legal_form_id), language),
            response=str(responses[each.pk]) if each.pk in responses else None,
            reasons=(reasons or {}).get(str(each.uid), ()),
        )
        for each in rows
    )  # fmt: skip
