"""The pages about this part of the dialogue, and one record of each kind in Cambodia for them."""

from dialogue.services.following import follow, stop_token
from tests.dialogue.factories import a_committee, a_recommendation
from tests.factories import a_user

from ..table import NOBODY, SIGNED_IN, Page, of, public

PAGES = {
    "dialogue:home": public(),
    "dialogue:news": public(),
    "dialogue:news-feed": public(),
    "dialogue:region-news-feed": public(),
    "dialogue:country-news-feed": public("kh"),
    "dialogue:committee-news-feed": of("followed_committee", GET=public().methods["GET"]),
    "dialogue:recommendation-news-feed": Page(
        public().methods, lambda records: (records.followed_recommendation.code,)
    ),
    "dialogue:follow-list": Page({"GET": SIGNED_IN}),
    "dialogue:digest-change": Page({"POST": SIGNED_IN}),
    "dialogue:digest-stop": Page(
        {name: public().methods["GET"] for name in ("GET", "POST")}, lambda records: (records.digest_token,)
    ),
    "dialogue:follow": Page(
        {"POST": SIGNED_IN}, lambda records: ("committee", records.followed_committee.uid)
    ),
    "dialogue:unfollow": Page(
        {"POST": SIGNED_IN}, lambda records: ("committee", records.followed_committee.uid)
    ),
    "dialogue:follow-end": of("follow_of_another", POST=NOBODY),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee, reader = a_committee("KH"), a_user()
    return {
        "followed_committee": committee,
        "followed_recommendation": a_recommendation(committee),
        "follow_of_another": follow(by=reader, record=committee),
        "digest_token": stop_token(reader),
    }
