"""Loads the sample: studies, organisations and answers in bulk, the same ones for the same seed."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from sse_portal.records.services import remember
from sse_portal.reference import geo
from sse_portal.reference.models import Country, LegalForm, Region

from ..models import Entity, EntityIdentifier, Study, SurveyResponse
from ..services.entity_values import folded_names
from .answers import Respondent
from .names import Namer

YEAR = 2026
CHUNK = 2_000
SEED = 20_260_101
TITLES = {
    "en": "Mapping study of the social and solidarity economy {}",
    "km": "ការសិក្សាផែនទីសេដ្ឋកិច្ចសង្គម និងសាមគ្គីភាព {}",
    "ky": "Социалдык жана тилектештик экономикасын картага түшүрүү {}",
    "ru": "Картирование социальной и солидарной экономики {}",
    "mn": "Нийгмийн ба эв санааны нэгдлийн эдийн засгийн зураглал {}",
    "th": "การศึกษาแผนที่เศรษฐกิจเพื่อสังคมและความสมานฉันท์ {}",
    "vi": "Nghiên cứu lập bản đồ kinh tế xã hội và đoàn kết {}",
}
STATUSES = {"verified": 84, "submitted": 7, "draft": 6, "returned": 3}


def load_country(iso2, count, *, tell=lambda done, total: None):
    """Add a study of `count` synthetic responses to a country; returns the study, or None when it is there already."""
    country = Country.objects.get(iso2=iso2)
    if Study.objects.in_country(iso2).filter(wave=1).exists():
        return None
    with transaction.atomic():
        study = _study(country)
        maker = Maker(country, study)
        for start in range(0, count, CHUNK):
            maker.make(range(start, min(start + CHUNK, count)))
            tell(min(start + CHUNK, count), count)
        remember(
            "loaded",
            study,
            by=None,
            country=iso2,
            after={"responses": count},
            reason="Synthetic sample data.",
        )
    return study


def _study(country):
    return Study.objects.create(
        country=country, title={language: text.format(YEAR) for language, text in TITLES.items()}, wave=1,
        period_start=date(YEAR - 1, 1, 1), period_end=date(YEAR, 1, 1), status=Study.Status.OPEN, is_sample=True,
        lead_organisation="Sample statistical office", target_responses=2_500,
    )  # fmt: skip


class Maker:
    """Makes organisations of one country with their answers."""

    def __init__(self, country, study):
        self.country, self.study = country, study
        self.dice = random.Random(f"{SEED} {country.iso2}")
        survey_day = date(YEAR, 6, 30)
        regions = Region.objects.in_country(country.iso2).valid_on(survey_day).order_by("code")
        self.regions = list(regions.filter(has_shape=True))
        forms = LegalForm.objects.in_country(country.iso2).valid_on(survey_day).order_by("code")
        self.forms = [form for form in forms if form.tier != "tertiary"]
        self.form_weights = [_commonness(form) for form in self.forms]
        # A few regions hold most organisations, as in life.
        self.region_weights = [1 / (rank + 2) for rank in range(len(self.regions))]
        self.dice.shuffle(self.region_weights)
        self.places = {region.code: _places(region.code, self.dice) for region in self.regions}
        self.namer = Namer(country.iso2, self.dice)

    def make(self, numbers):
        """Insert the organisations with these numbers and their responses."""
        pairs = [self._pair() for _ in numbers]
        Entity.objects.bulk_create([entity for entity, _ in pairs])
        for entity, response in pairs:
            response.entity_id = entity.pk
        SurveyResponse.objects.bulk_create([response for _, response in pairs])
        EntityIdentifier.objects.bulk_create(
            EntityIdentifier(entity=entity, scheme=f"{self.country.iso2}-REG", value=f"S{number:07d}")
            for number, (entity, response) in zip(numbers, pairs, strict=True)
            if response.legal_status == "registered"
        )

    def _pair(self):
        form = self.dice.choices(self.forms, self.form_weights)[0]
        region = self.dice.choices(self.regions, self.region_weights)[0]
        entity = self._entity(form, region)
        respondent = Respondent(self.dice, self.country.iso2, form, YEAR)
        response = self._response(respondent.answers())
        entity.legal_form_id, entity.isic_main = response.legal_form, response.isic_main or ""
        entity.is_listed = response.status == "verified" and entity.consent_public_listing == "yes"
        return entity, response

    def _entity(self, form, region):
        name, name_local = self.namer.name(form, region)
        longitude, latitude = self.dice.choice(self.places[region.code])
        return Entity(
            uid=self._uid(), country_id=self.country.iso2, region_id=region.code, name=name, name_local=name_local,
            names_folded=folded_names(name, name_local, []), organisation_type=form.organisation_type,
            latitude=latitude, longitude=longitude,
            year_established=min(YEAR - 1, max(1950, int(self.dice.gauss(YEAR - 12, 9)))),
            operational_status=self.dice.choices(("active", "dormant", "closing", "closed"), (92, 5, 1, 2))[0],
            consent_public_listing="yes" if self.dice.random() < 0.8 else "no", is_sample=True,
        )  # fmt: skip

    def _response(self, answers):
        status = self.dice.choices(list(STATUSES), list(STATUSES.values()))[0]
        day = datetime(YEAR, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=self.dice.randint(0, 200_000))
        sent = day if status in {"submitted", "verified"} else None
        return SurveyResponse(
            uid=self._uid(), study=self.study, status=status, weight=Decimal(self.dice.randint(90, 160)) / 100,
            interviewer=f"{self.country.iso2}-{self.dice.randint(1, 12):02d}", submitted_at=sent,
            verified_at=day + timedelta(days=3) if status == "verified" else None, **answers,
        )  # fmt: skip

    def _uid(self):
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)


def _commonness(form):
    if form.tier == "secondary":
        return 1
    return {"out": 2, "by_form": 10, "conditional": 6}[form.sse_status]


def _places(region, dice):
    """Some points inside a region: (longitude, latitude) with five decimals."""
    east, north = geo.centroid(region)
    tried = [(dice.gauss(east, 0.25), dice.gauss(north, 0.25)) for _ in range(60)]
    inside = [point for point in tried if geo.distance_km(region, *point) == 0]
    return [tuple(Decimal(f"{degrees:.5f}") for degrees in point) for point in inside or [(east, north)]]
