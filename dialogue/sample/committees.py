"""The committees of the sample: their rules, their seats and who sits on them."""

from datetime import timedelta

from network.services.people import add_contact, record_consent, register_person
from sse_portal.records.values import folded
from sse_portal.reference import summaries as reference

from ..models import Committee, Membership, RuleSet, Seat
from .texts import said

# How many seats, and which kinds of organisations send somebody.
BENCHES = {
    "GOV": (4, ("government", "statistics", "local")),
    "EMP": (3, ("employers", "company")),
    "WRK": (3, ("union",)),
    "SSE": (3, ("apex", "cooperative", "association")),
    "EXP": (2, ("research",)),
    "OBS": (1, ("ngo", "un", "donor")),
}
RULES = {
    "format": 1,
    "seats": {constituency: count for constituency, (count, _kinds) in BENCHES.items()},
    "balance": {"equal": ["EMP", "WRK"], "women_at_least": "30"},
    "quorum": {"share": "50", "of": "filled", "present": {"GOV": 1, "EMP": 1, "WRK": 1}},
    "decision": {"method": "consensus", "majority": "66.7"},
    "notice_days": 14,
    "meetings_a_year": 3,
    "minutes_days": 30,
}
CONSENTS = ("directory", "invitations")


class Committees:
    """Makes a committee as it has been at work for a year and a half."""

    def __init__(self, by, today, organizations, names):
        self.by, self.today = by, today
        self.organizations, self.names = organizations, names

    def day(self, days):
        return self.today + timedelta(days=days)

    def make(self, country):
        """The committee of a country (ISO code), or the regional one for None."""
        code = "national" if country else "regional"
        name = said("committee", code, country)
        zone = reference.country(country).timezone if country else "Asia/Bangkok"
        committee = Committee.objects.create(
            country_id=country, name=name, name_folded=folded(name), mandate=said("mandate", "", country),
            legal_basis=said("legal", "", country), status="established", established_on=self.day(-540),
            timezone=zone, email=f"{(country or 'region').lower()}.committee@sample.example", is_sample=True,
        )  # fmt: skip
        self._rules(committee)
        self._seats(committee)
        return committee

    def _rules(self, committee):
        first = RULES | {"notice_days": 7}
        for number, (document, begins) in enumerate(((first, -540), (RULES, -200)), start=1):
            RuleSet.objects.create(
                committee=committee, number=number, document=document, effective_from=self.day(begins)
            )

    def _seats(self, committee):
        position = 0
        for constituency, (count, kinds) in BENCHES.items():
            senders = self.organizations(committee.country_id, kinds)
            for place in range(count):
                position += 1
                seat = Seat.objects.create(
                    committee=committee, constituency=constituency, position=position,
                    role=self._role(constituency, place), is_voting=constituency not in ("EXP", "OBS"),
                    starts_on=self.day(-540), nominated_by=senders[place % len(senders)] if senders else None,
                )  # fmt: skip
                self._holders(committee, seat, position)

    def _role(self, constituency, place):
        if constituency == "OBS":
            return "observer"
        first = {"GOV": "chair", "SSE": "vice_chair"}
        return first.get(constituency, "member") if place == 0 else "member"

    def _holders(self, committee, seat, position):
        """One since the beginning; on one seat somebody followed; one expert's seat is vacant."""
        if position == 15:
            return
        begins = self.day(-520)
        if position == 6:
            self._sits(committee, seat, position + 20, begins, self.day(-250), end_reason="resigned")
            begins = self.day(-240)
        self._sits(committee, seat, position, begins)

    def _sits(self, committee, seat, number, starts_on, ends_on=None, end_reason=""):
        Membership.objects.create(
            seat=seat, person=self._person(committee.country_id, number), on_behalf_of=seat.nominated_by,
            starts_on=starts_on, ends_on=ends_on, end_reason=end_reason,
        )  # fmt: skip

    def _person(self, country, number):
        name, names, sex = self.names(country, number)
        values = {"name": name, "names": names, "sex": sex, "country": country}
        person = register_person(by=self.by, is_sample=True, values=values)
        place = (country or "region").lower()
        address = f"{place}.member{number}@sample.example"
        add_contact(by=self.by, person=person, values={"kind": "email", "value": address})
        for purpose in CONSENTS[: 1 if number % 5 == 0 else 2]:
            given = {"purpose": purpose, "act": "given", "method": "form", "note": "Synthetic sample data."}
            record_consent(by=self.by, person=person, values=given)
        return person
