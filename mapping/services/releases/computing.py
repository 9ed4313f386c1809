"""From frozen organisations to protected figures."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sse_portal.reference.summaries import population

from ...definition.codebook import rules_codebook
from ...definition.documents import document_of
from ...indicators import INDICATORS, SERIES
from ...indicators.control import Earlier, control
from ...indicators.figures import NO_DATA, Figure, Tables
from ...indicators.history import Comparison, Joint
from ...indicators.sensitivity import Sensitivity
from ...indicators.series import NOT_KNOWN, Tabulation
from ...models import Observation
from .freezing import read_units

REPORT_EVERY = 5_000


def tabulate(release, earlier, tell):
    """Count everything in one pass over the organisations of the release and of the earlier ones.

    `tell(part)` hears which part of the release was counted, from 0 to 1.
    """
    tabulated = Tabulated(release, earlier)
    for number, (_entity, states) in enumerate(read_units([release, *earlier]), start=1):
        tabulated.add(states)
        if number % REPORT_EVERY == 0:
            tell(min(1, number / release.entities))
    return tabulated


@dataclass
class Tabulated:
    """The tables of a release, first as counted, then with what is withheld from them."""

    release: object
    earlier: list
    withheld: dict = field(default_factory=dict)
    exposed: dict = field(default_factory=dict)

    def __post_init__(self):
        series = SERIES.values()
        self.tabulation = Tabulation(series)
        self.comparisons = {each.pk: Comparison(series) for each in self.earlier}
        self.joint = Joint(series)
        document = document_of(self.release.definition)
        self.sensitivity = Sensitivity(document, rules_codebook(), self.release.geography_date)
        self.order = [*(each.pk for each in self.earlier), self.release.pk]

    def add(self, states):
        """Take in an organisation: {release id: Unit}."""
        new = states.get(self.release.pk)
        if new:
            self.tabulation.add(new)
            self.sensitivity.add(new)
        if self.earlier:
            self.joint.add([states.get(pk) for pk in self.order])
        for pk, comparison in self.comparisons.items():
            comparison.add(states.get(pk), new)

    def protect(self):
        """Decide what is withheld, series by series, and audit what is left."""
        joint = self.joint if self.earlier else Joint.of_one(self.tabulation)
        told = told_by(self.earlier)
        earlier = [Earlier(self.comparisons[each.pk], told[each.pk]) for each in self.earlier]
        self.groups = {}
        for name, series in SERIES.items():
            self.groups[name] = self.tabulation.groups(series)
            controlled = control(series, self.groups[name], joint, earlier)
            self.withheld[name] = controlled.withheld
            if controlled.exposed:
                self.exposed[name] = len(controlled.exposed)

    def tables(self):
        missing = {name: self.tabulation.missing(series) for name, series in SERIES.items()}
        pivots = self.sensitivity.pivots()
        persons = population(self.release.country_id, self.release.as_of.year)
        return Tables(self.groups, missing, self.withheld, population=persons, pivots=pivots)

    def figures(self):
        """(indicator, key, Figure) of everything that the release tells or withholds."""
        tables = self.tables()
        for indicator in INDICATORS.values():
            for key in _keys(indicator, tables):
                yield indicator, key, indicator.figure(tables, key)

    def observations(self):
        """The figures as rows, not yet stored."""
        self.told = Counter()
        for indicator, key, figure in self.figures():
            self.told[figure.flag] += 1
            yield _observation(self.release, indicator, key, figure)

    def report(self):
        """What disclosure control did, for the release's page: counts, never a cell."""
        reasons = Counter(why for withheld in self.withheld.values() for why in withheld.values())
        return {
            "told": self.told[""],
            "withheld": self.told["c"],
            "no_data": self.told[NO_DATA],
            "reasons": dict(sorted(reasons.items())),
            "exposed": dict(sorted(self.exposed.items())),
        }


def _keys(indicator, tables):
    """The cells that an indicator tells of: those counted in its series, in the tables that it publishes."""
    if indicator.code == "I03":
        return [(("criterion", code),) for code in tables.pivots]
    published = {tuple(sorted((*indicator.choices, *table))) for table in indicator.tables}
    counted = {key for name in indicator.reads for key in tables.groups[name] | tables.withheld[name]}
    return sorted(key for key in counted if _dimensions(key) in published and not _is_unknown(indicator, key))


def _dimensions(key):
    return tuple(dimension for dimension, _category in key)


def _is_unknown(indicator, key):
    # What is not known about a structure is its missing share, not a part of it.
    return any(pair[0] in indicator.items and pair[1] == NOT_KNOWN for pair in key)


def _observation(release, indicator, key, figure: Figure):
    (dimension, category), (dimension_2, category_2) = (*key, ("", ""), ("", ""))[:2]
    return Observation(
        release=release,
        indicator=indicator.code,
        dimension=dimension,
        category=category,
        dimension_2=dimension_2,
        category_2=category_2,
        value=figure.value,
        n=figure.n,
        missing_share=figure.missing,
        flag=figure.flag,
    )


def told_by(releases):
    """{release id: {series name: set of keys}} of the figures that each release told."""
    told = {release.pk: defaultdict(set) for release in releases}
    rows = Observation.objects.filter(release__in=releases).told().values_list(
        "release_id", "indicator", "dimension", "category", "dimension_2", "category_2"
    )  # fmt: skip
    for release, indicator, *names in rows.iterator():
        pairs = ((names[0], names[1]), (names[2], names[3]))
        told[release][indicator].add(tuple(pair for pair in pairs if pair[0]))
    return told
