"""Loads the sample of the network through its services, the same one for the same seed."""

import csv
import random
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from sse_portal.reference import summaries as reference

from ..interchange.files import read_file
from ..models import Organization
from ..services import (
    activities,
    agreements,
    events,
    matches,
    offers,
    organizations,
    relationships,
    resources,
)
from ..services.imports import run_import
from ..services.people import add_contact, affiliate, record_consent, register_person
from . import people
from .organizations import local_members, partners

SEED = 20_260_102
HERE = Path(__file__).parent
ROR = HERE / "ror_five_countries.csv"
SOURCE = "Synthetic sample data."
LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi")
OF_COUNTRY = {"KH": ("km",), "KG": ("ky", "ru"), "MN": ("mn",), "TH": ("th",), "VN": ("vi",)}
DAY = timedelta(days=1)
# Who offers and who needs.
SIDES = {"offer": ("research", "apex", "finance"), "need": ("cooperative", "group", "association")}


def load_network(*, by, tell=lambda text: None):
    """Add the sample; True, or False when it is there already. `by` is somebody who keeps the whole region."""
    if Organization.objects.filter(is_sample=True).exists():
        return False
    with transaction.atomic():
        Maker(by, tell).make()
        # Real ones, which name their source: they are no sample, but there they show what names are like.
        run_import(
            by=by, rows=read_file(ROR).rows, undecided="new", reason="Research Organization Registry, CC0"
        )
    return True


def titles(kind):
    """The rows of titles.csv of one kind."""
    with (HERE / "titles.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


def words(row, country):
    """The title of a row in English and in the languages of a country (None: in all)."""
    wanted = ("en", *OF_COUNTRY[country]) if country else LANGUAGES
    return {language: row[language] for language in wanted}


class Maker:
    """Makes the partners, what ties them together, and what they do."""

    def __init__(self, by, tell):
        self.by, self.tell = by, tell
        self.dice = random.Random(SEED)
        self.today = timezone.localdate()
        self.countries = [row.iso2 for row in reference.countries()]
        self.partners = {iso2: {} for iso2 in (*self.countries, None)}
        self.numbers = count(1)

    def make(self):
        for name in ("organizations", "relationships", "people", "agreements", "activities", "events",
                     "resources", "offers"):  # fmt: skip
            getattr(self, f"make_{name}")()
            self.tell(name)

    def make_organizations(self):
        regions = {
            iso2: [row for row in reference.regions_of(iso2, self.today) if row.has_shape]
            for iso2 in self.countries
        }
        for values in partners():
            if values["country"]:
                values["region"] = regions[values["country"]][0].code
            self._organization(values)
        for iso2 in self.countries:
            for values in local_members(iso2, regions[iso2]):
                self._organization(values)

    def _organization(self, values):
        country = values.pop("country")
        extra = {"founded": self.dice.randint(1955, 2022), "source": SOURCE}
        made = organizations.register_organization(
            by=self.by, country=country, values=values | extra, is_sample=True
        )
        self.partners[country].setdefault(made.kind, []).append(made)

    def _all(self, *kinds, country=...):
        """Partners of these kinds, of one country or of all."""
        pools = [self.partners[country]] if country is not ... else self.partners.values()
        return [each for pool in pools for kind in kinds or pool for each in pool.get(kind, [])]

    def _day(self, years_back, years_on=0):
        """A day between so many years ago and so many years from now."""
        return self.today + timedelta(days=self.dice.randint(-365 * years_back, 365 * years_on))

    def make_relationships(self):
        continental = self._all("network", country=None)
        donors = self._all("donor", "finance", country=None)
        for iso2 in self.countries:
            [union, *_rest] = unions = self._all("apex", country=iso2)
            for member in self._all("cooperative", "association", "group", "mutual", country=iso2):
                self._relate(member, "member_of", self.dice.choice(unions))
            for one in unions:
                self._relate(one, "member_of", self.dice.choice(continental))
            [ministry, *_others] = self._all("government", country=iso2)
            self._relate(ministry, "supervises", union)
            for research in self._all("research", "ngo", "union", "employers", country=iso2):
                self._relate(research, "partner_of", union)
            self._relate(self.dice.choice(donors), "funds", union)
            self._relate(self.dice.choice(donors), "supports", ministry)
        unions = self._all("apex")
        for one, other in zip(unions, unions[3:], strict=False):
            self._relate(one, "partner_of", other)

    def _relate(self, subject, kind, object_):
        starts = self._day(8)
        ends = starts + timedelta(days=self.dice.randint(200, 1500)) if self.dice.random() < 0.12 else None
        values = {"subject": subject.uid, "object": object_.uid, "kind": kind, "starts_on": starts,
                  "ends_on": ends, "source": SOURCE}  # fmt: skip
        relationships.relate_organizations(by=self.by, values=values, is_sample=True)

    def make_people(self):
        for iso2 in self.countries:
            for number, organization in enumerate(self._all(country=iso2)[:12]):
                name, names, sex = people.person(iso2, number)
                person = register_person(
                    by=self.by, is_sample=True,
                    values={"name": name, "names": names, "sex": sex, "country": iso2},
                )  # fmt: skip
                post = {"organization": organization.uid, "post": people.POSTS[number % len(people.POSTS)],
                        "is_focal_point": True, "starts_on": self._day(4)}  # fmt: skip
                affiliate(by=self.by, person=person, values=post)
                address = f"{iso2.lower()}{number + 1}@sample.example"
                add_contact(by=self.by, person=person, values={"kind": "email", "value": address})
                for purpose in ("directory", "invitations")[: number % 3]:
                    record_consent(by=self.by, person=person, values=self._consent(purpose))

    def _consent(self, purpose):
        return {"purpose": purpose, "act": "given", "method": "form", "note": SOURCE}

    def make_agreements(self):
        outside = self._all("un", "donor", "network", country=None)
        for number, iso2 in enumerate(self.countries * 6):
            kind = ("mou", "letter", "grant", "implementation")[number % 4]
            partner = self.dice.choice(self._all("government", "apex", "research", country=iso2))
            other = self.dice.choice(outside)
            signed = self._day(4)
            values = {
                "country": iso2, "kind": kind, "starts_on": signed + DAY,
                "title": {"en": f"Sample agreement {number + 1}: {other.name} with {partner.name}"},
                "ends_on": signed + timedelta(days=self.dice.choice((365, 730, 1095, 1825))),
                "parties": [{"organization": other.uid, "role": "lead"},
                            {"organization": partner.uid, "role": "party"}],
            }  # fmt: skip
            made = agreements.create_agreement(by=self.by, values=values, is_sample=True)
            if number % 7:
                agreements.sign_agreement(
                    by=self.by, agreement=made, values={"signed_on": signed}, version=made.version
                )

    def make_activities(self):
        rows = titles("activity")
        for number in range(60):
            row, iso2 = rows[number % len(rows)], self.countries[number % len(self.countries)]
            start = self._day(3, 1)
            values = self._activity(
                row, iso2, number, start, start + timedelta(days=self.dice.choice((365, 730, 1095)))
            )
            activities.register_activity(by=self.by, values=values, is_sample=True)

    def _activity(self, row, iso2, number, start, end):
        regions = [each for each in reference.regions_of(iso2, self.today) if each.has_shape]
        places = (
            [iso2] if number % 6 == 0 else [each.code for each in self.dice.sample(regions, 1 + number % 3)]
        )
        status, dates = self._status(start, end)
        helpers = self.dice.sample(self._all("apex", "cooperative", "ngo", "research", country=iso2), 2)
        funder = self.dice.choice(self._all("donor", "finance", country=None))
        keeper = self._all("government", country=iso2)[0]
        pairs = [(funder, "1"), (keeper, "2"), *((each, "4") for each in helpers)]
        return {
            "identifier": f"XM-SAMPLE-{iso2}-{number + 1:03}", "title": words(row, iso2), "country": iso2,
            "sector": row["sector"], "themes": [row["theme"]], "sdg": [row["sdg"]], "status": status,
            "planned_start": start, "planned_end": end, "places": places, **dates,
            "participants": [{"organization": each.uid, "role": role} for each, role in pairs],
            "results": [{"title": {"en": "People trained"}, "unit": "persons", "baseline": 0,
                         "target": 100 + number * 5, "reached": number * 4 if status == "2" else None}],
        }  # fmt: skip

    def _status(self, start, end):
        if start > self.today:
            return "1", {}
        if end <= self.today:
            return "4", {"actual_start": start, "actual_end": end}
        return "2", {"actual_start": start}

    def make_events(self):
        rows = titles("event")
        for number in range(15):
            row, iso2 = rows[number % len(rows)], self.countries[number % len(self.countries)]
            country = reference.country(iso2)
            day = self.today + timedelta(days=20 * (number - 5))
            begins = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(country.timezone))
            values = {
                "title": words(row, iso2), "country": iso2, "timezone": country.timezone,
                "organizer": self._all("research", country=iso2)[0].uid, "place": country.capitals["en"],
                "starts_at": begins, "ends_at": begins + timedelta(hours=7),
                "mode": ("in_person", "hybrid", "online")[number % 3],
            }  # fmt: skip
            events.register_event(by=self.by, values=values, is_sample=True)

    def make_resources(self):
        rows = titles("resource")
        for number in range(40):
            row, iso2 = rows[number % len(rows)], (*self.countries, None)[number % 6]
            publishers = self._all("research", "apex", "statistics", country=iso2)
            publisher = self.dice.choice(publishers or self._all("research", country=None))
            values = {
                "title": words(row, iso2), "creators": [publisher.name], "publisher": publisher.uid,
                "issued_on": self._day(5), "type": row["code"], "language": (*OF_COUNTRY.get(iso2, ()), "en")[0],
                "licence": ("CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0")[number % 3], "country": iso2,
                "link": f"https://portal.example/sample/{number + 1}", "themes": [row["theme"]], "sdg": [row["sdg"]],
                "description": {"en": "Synthetic: there is no such publication."},
            }  # fmt: skip
            made = resources.register_resource(by=self.by, values=values, is_sample=True)
            if number % 10 != 9:
                resources.publish_resource(by=self.by, resource=made, version=made.version)

    def make_offers(self):
        made = {"offer": [], "need": []}
        rows = [*titles("offer"), *titles("need")]
        for number in range(40):
            row, iso2 = rows[number % len(rows)], self.countries[number * 2 % len(self.countries)]
            kinds = (
                ("research", "apex", "finance")
                if row["kind"] == "offer"
                else ("cooperative", "group", "association")
            )
            organization = self.dice.choice(self._all(*kinds, country=iso2))
            values = {
                "organization": organization.uid, "direction": row["kind"], "kind": row["code"],
                "title": words(row, iso2), "country": None if row["kind"] == "offer" else iso2,
                "languages": ["en"], "themes": [row["theme"]], "sdg": [row["sdg"]],
                "expires_on": self.today + timedelta(days=60 + 9 * number),
            }  # fmt: skip
            made[row["kind"]].append(offers.create_offer(by=self.by, values=values, is_sample=True))
        self._match(made)

    def _match(self, made):
        """Bring some together: proposed, accepted, fulfilled."""
        needs = {need.kind: need for need in made["need"]}
        for number, offer in enumerate(made["offer"][:5]):
            need = needs.pop(offer.kind, None)
            if need is None or need.organization_id == offer.organization_id:
                continue
            match = matches.propose_match(by=self.by, offer=offer, need=need, site="")
            if number % 2 == 0 and match.state == "proposed":
                match = self._accepted(match)
            if number == 2 and match.state == "accepted":
                matches.fulfil_match(
                    by=self.by, match=match, version=match.version, fulfilled_on=self.today, note=SOURCE
                )

    def _accepted(self, match):
        for side in ("offer", "need"):
            if not getattr(match, f"{side}_side_at"):
                match = matches.accept_match(
                    by=self.by, match=match, side=side, version=match.version, site="", note=SOURCE
                )
        return match
