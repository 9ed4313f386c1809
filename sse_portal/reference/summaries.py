"""What the rest of the house may know of the reference data: small frozen rows, kept in memory.

Reference data changes by deployment only, so each process reads a table once; an empty table is read again.
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import partial

from .models import ClassificationItem, Country, LegalForm, Population, Region

_kept = {}


def forget():
    """Read the tables again at the next question: for `load_reference`, and for tests that change tables."""
    _kept.clear()


def keep(name, read):
    """What `read()` derives from reference data, kept as long as the data; an empty result is not kept."""
    if name not in _kept:
        found = read()
        if not found:
            return found
        _kept[name] = found
    return _kept[name]


@dataclass(frozen=True)
class CountryRow:
    """A country; `bbox` is (west, south, east, north) in degrees."""

    iso2: str
    iso3: str
    m49: str
    names: dict[str, str]
    official_names: dict[str, str]
    capitals: dict[str, str]
    currency: str
    currency_minor_units: int
    languages: list[str]
    ui_languages: list[str]
    script: str
    timezone: str
    un_subregion: str
    phone_prefix: str
    calendar_note: str
    bbox: tuple[float, float, float, float]
    source: str
    confidence: str
    to_be_confirmed: bool


@dataclass(frozen=True)
class Dated:
    """Something valid in the half-open interval [valid_from, valid_to); None is open."""

    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True)
class RegionRow(Dated):
    """A first-level subdivision."""

    code: str
    iso_3166_2: str
    country: str
    names: dict[str, str]
    alt: str
    type: str
    successor: str | None
    change_kind: str
    nso_code: str
    has_shape: bool
    source: str
    confidence: str
    to_be_confirmed: bool


@dataclass(frozen=True)
class LegalFormRow(Dated):
    """A legal form with its law and its standing towards the SSE."""

    code: str
    country: str
    names: dict[str, str]
    alt: str
    law: str
    law_year: int | None
    law_number: str
    registrar: str
    organisation_type: str
    sse_status: str
    condition_criteria: list[str]
    icls_coop_type: str
    tse_component: str
    legal_personality: str
    min_members: int | None
    min_members_note: str
    tier: str
    note: str
    source: str
    confidence: str
    to_be_confirmed: bool


@dataclass(frozen=True)
class ItemRow:
    """An entry of a classification; `key` is what answers store: ISIC4:A, but for ICNP and SDG the code."""

    scheme: str
    code: str
    level: int
    parent_code: str
    position: int
    titles: dict[str, str]
    extra: dict
    to_be_confirmed: bool

    @property
    def key(self):
        return f"{self.scheme}:{self.code}" if self.scheme.startswith("ISIC") else self.code


def _row(kind, record, **given):
    """Copy the fields of a frozen row from a model instance; foreign keys become their codes."""
    names = [f.name for f in fields(kind) if f.name not in given]
    foreign = {"country", "successor"} & set(names)
    values = {name: getattr(record, f"{name}_id" if name in foreign else name) for name in names}
    return kind(**values, **given)


def _country_row(record):
    corners = (record.min_longitude, record.min_latitude, record.max_longitude, record.max_latitude)
    return _row(CountryRow, record, bbox=tuple(map(float, corners)))


def _by(key, kind_row, records):
    return {getattr(record, key): kind_row(record) for record in records}


def _countries():
    return keep("countries", lambda: _by("iso2", _country_row, Country.objects.order_by("iso2")))


def _regions():
    return keep("regions", lambda: _by("code", partial(_row, RegionRow), Region.objects.order_by("code")))


def _legal_forms():
    return keep("forms", lambda: _by("code", partial(_row, LegalFormRow), LegalForm.objects.order_by("code")))


def _items():
    return keep(
        "items", lambda: [_row(ItemRow, item) for item in ClassificationItem.objects.order_by("position")]
    )


def countries():
    """All countries, by ISO code."""
    return tuple(_countries().values())


def country(iso2):
    """One country, or None. The code may be in lower case, as in addresses."""
    return _countries().get(iso2.upper())


def country_codes():
    """ISO 3166-1 alpha-2 codes of the countries that the portal serves."""
    return list(_countries())


def region_codes():
    """Codes of all regions, of any date."""
    return list(_regions())


def region(code):
    """One region of any date, or None."""
    return _regions().get(code)


def regions_of(iso2, on=None):
    """The regions of a country valid on a day (all that ever were, without a day), by code."""
    return _of(_regions(), iso2, on)


def legal_form(code):
    """One legal form of any date, or None."""
    return _legal_forms().get(code)


def legal_forms_of(iso2, on=None):
    """The legal forms of a country valid on a day (all that ever were, without a day), by code."""
    return _of(_legal_forms(), iso2, on)


def _of(rows, iso2, on):
    return tuple(row for row in rows.values() if row.country == iso2 and (on is None or row.is_valid_on(on)))


def items(scheme, level=None):
    """The entries of a classification in their published order, of one level or of all."""
    return tuple(item for item in _items() if item.scheme == scheme and level in (None, item.level))


def sdg_codes():
    """Codes of the Sustainable Development Goals and their targets: 8, 8.3."""
    return [item.code for item in items("SDG")]


def isic4_section(key):
    """The ISIC Rev. 4 section for a key such as ISIC5:K, so that both revisions add up; None for an
    unknown key.

    Every section of revision 5 lies within one of revision 4.
    """
    scheme, _, code = key.partition(":")
    if scheme == "ISIC4":
        return key if any(item.code == code for item in items("ISIC4")) else None
    found = next((item for item in items("ISIC5") if scheme == "ISIC5" and item.code == code), None)
    return f"ISIC4:{found.extra['corresponds_to'][0]}" if found else None


def population(country, year):
    """{region code: persons} of a country, "" being the whole; each the newest figure that is not after `year`.

    A country without a figure of its own is the sum of its regions, when all of those valid at the end of the year
    have one.
    """
    rows = Population.objects.in_country(country).up_to(year).values_list("region_id", "persons")
    newest = {region or "": persons for region, persons in rows}
    parts = [newest.get(region.code) for region in regions_of(country, date(year, 12, 31))]
    if "" not in newest and parts and None not in parts:
        newest[""] = sum(parts)
    return newest


@dataclass(frozen=True)
class Rolled:
    """Where the figures of a region belong on another day; `code` is None when they cannot be compared."""

    code: str | None

    @property
    def comparable(self):
        return self.code is not None


def rolled_forward(code, on):
    """Follow the successors of a region to the one valid on a day.

    Mergers, renamings and unchanged regions roll up exactly. A split does not, nor does a day before the
    region existed: these are not comparable. KeyError for an unknown code.
    """
    place = _regions()[code]
    while not place.is_valid_on(on):
        ended = place.valid_to is not None and place.valid_to <= on
        if not ended or place.successor is None or place.change_kind == Region.Change.SPLIT:
            return Rolled(None)
        place = _regions()[place.successor]
    return Rolled(place.code)
