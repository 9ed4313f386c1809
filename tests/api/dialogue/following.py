"""Who may do what at the addresses of news and of what one follows."""

from dialogue.models import Happening
from dialogue.services.common import tell
from dialogue.services.following import follow
from tests.dialogue.factories import a_committee
from tests.factories import a_user

from ..roles import PUBLIC, ROLES, only

KEEPERS = ("secretariat", "admin")
SIGNED_IN = {**dict.fromkeys(ROLES, 200), "anonymous": 401}
NOT_OWN = {**dict.fromkeys(ROLES, 404), "anonymous": 401}
TABLE = {
    "news/": {"GET": {"news/": PUBLIC, "news/?group=committees&format=csv": PUBLIC}},
    "news/<uuid:id>/": {
        "GET": {
            "news/{following_news}/": PUBLIC,
            "news/{following_secret}/": {**only(200, *KEEPERS, others=404), "anonymous": 404},
        }
    },
    "follows/": {
        "GET": {"follows/": SIGNED_IN},
        "POST": {"follows/": {**dict.fromkeys(ROLES, 201), "anonymous": 401}},
    },
    "follows/<uuid:id>/": {"GET": {"follows/{following_others}/": NOT_OWN}},
    "follows/<uuid:id>/end/": {"POST": {"follows/{following_others}/end/": NOT_OWN}},
}
BODIES = {("POST", "follows/"): lambda records: {"committee": str(records.following_committee.uid)}}


def records():
    """{name: record}: public ones, ones for the committee and ones for its secretariat, all of Cambodia."""
    committee = a_committee("KH")
    kind = Happening.Kind.COMMITTEE_CHANGED
    return {
        "following_committee": committee,
        "following_news": tell(kind, committee),
        "following_secret": tell(kind, committee, visibility="secretariat"),
        "following_others": follow(by=a_user(), record=committee),
    }
