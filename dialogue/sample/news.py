"""What happened in the year of the sample, told in its order."""

from ..models import (
    Consultation,
    Decision,
    Happening,
    ManagementResponse,
    Meeting,
    Minutes,
    ProgressUpdate,
    Recommendation,
    Verification,
)

News = Happening.Kind


def tell_the_past():
    """News of all that the sample holds, in the order of its times: lists read them by their key."""
    found = sorted(_all(), key=lambda told: told[0])
    Happening.objects.bulk_create(
        Happening(at=at, kind=kind, committee=committee, country_id=committee.country_id, **about)
        for at, kind, committee, about in found
    )  # fmt: skip


def _all():
    yield from _of_meetings()
    yield from _of_recommendations()
    yield from _of_progress()


def _of_meetings():
    for meeting in Meeting.objects.filter(is_sample=True).select_related("committee"):
        about = {"meeting": meeting, "visibility": meeting.visibility}
        yield meeting.convened_at, News.MEETING_CONVENED, meeting.committee, about
        if meeting.status in ("held", "closed"):
            yield meeting.ends_at, News.MEETING_HELD, meeting.committee, about
    for minutes in Minutes.objects.filter(is_sample=True, status="published").select_related(
        "meeting__committee"
    ):
        about = {"meeting": minutes.meeting, "visibility": minutes.visibility}
        yield minutes.published_at, News.MINUTES_PUBLISHED, minutes.meeting.committee, about
    for decision in Decision.objects.filter(is_sample=True).select_related("committee", "meeting"):
        about = {
            "meeting": decision.meeting, "visibility": decision.visibility,
            "details": {"decision": decision.code, "outcome": decision.outcome},
        }  # fmt: skip
        yield decision.decided_at, News.DECISION_TAKEN, decision.committee, about


def _of_recommendations():
    steps = (
        ("adopted_at", News.RECOMMENDATION_ADOPTED),
        ("transmitted_at", News.RECOMMENDATION_TRANSMITTED),
    )
    ends = {
        "closed": News.RECOMMENDATION_CLOSED,
        "superseded": News.RECOMMENDATION_SUPERSEDED,
    }
    for row in Recommendation.objects.filter(is_sample=True).select_related("committee"):
        about = {"recommendation": row, "visibility": row.visibility}
        for name, kind in steps:
            if moment := getattr(row, name):
                yield moment, kind, row.committee, about
        if row.status in ends:
            yield row.closed_at, ends[row.status], row.committee, about
    for row in Consultation.objects.filter(is_sample=True).select_related("committee", "recommendation"):
        about = {"consultation": row, "recommendation": row.recommendation, "visibility": row.visibility}
        yield row.opens_at, News.CONSULTATION_OPENED, row.committee, about


def _of_progress():
    of_sample = {"recommendation__is_sample": True}
    answers = ManagementResponse.objects.filter(**{f"addressee__{k}": v for k, v in of_sample.items()})
    for answer in answers.select_related("addressee__recommendation__committee"):
        yield (
            answer.at,
            News.RESPONSE_RECEIVED,
            *_about(answer.addressee.recommendation, position=answer.position),
        )
    updates = ProgressUpdate.objects.filter(**{f"action__{k}": v for k, v in of_sample.items()})
    for update in updates.select_related("action__recommendation__committee"):
        yield update.at, News.PROGRESS_TOLD, *_about(update.action.recommendation, state=update.state)
    checks = Verification.objects.filter(**{f"update__action__{k}": v for k, v in of_sample.items()})
    for check in checks.select_related("update__action__recommendation__committee"):
        yield check.at, News.ACTION_VERIFIED, *_about(check.update.action.recommendation)


def _about(recommendation, **details):
    about = {"recommendation": recommendation, "visibility": recommendation.visibility, "details": details}
    return recommendation.committee, about
