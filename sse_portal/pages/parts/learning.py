"""Learning from each other: what every country has on one subject, from all outcomes, through their summaries.

Each outcome has one loader in LOADERS: load(topic, language, focus) → {country: (Block, …)}, with the same blocks in
the same order for every place, or {} when it has nothing to do with such a subject. `focus` is the one place that is
asked for, or "". Another outcome joins with its function and its line.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialogue.summaries.learning import recommended
from mapping.summaries.criteria import criteria_by_country, criteria_to_choose
from network.summaries.directory import REGIONAL
from network.summaries.learning import LIVE, NOWHERE, Some, learned
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme
from sse_portal.ui.tables import Cell, Column, body

SHOWN, SHOWN_OF_ONE = 3, 10
# All organisations of one country are told: no other list has them by subject.
ORGANIZATIONS_OF_ONE = 500


@dataclass(frozen=True)
class Topic:
    """A subject: theme:finance, sdg:8.3, principle:autonomy, criterion:C08. `principle` is that of a criterion."""

    scheme: str
    code: str
    label: str
    principle: str = ""

    @property
    def key(self):
        return f"{self.scheme}:{self.code}"

    @property
    def tag(self):
        """(scheme, code) by which the network's records are tagged for it."""
        return ("principle", self.principle) if self.scheme == "criterion" else (self.scheme, self.code)


@dataclass(frozen=True)
class Item:
    """One thing that a country has: its title, where it is, a word about it."""

    title: str
    url: str
    text: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True)
class Block:
    """What a country has of one kind. `url` leads to all `count` of them; `missing` says that there is nothing."""

    name: str
    title: str
    count: int
    items: tuple[Item, ...]
    url: str
    missing: str

    @property
    def has_more(self):
        return bool(self.url) and self.count > len(self.items)


@dataclass(frozen=True)
class Group:
    """A country, or the whole region, with its blocks; `url` shows it alone."""

    code: str
    name: str
    url: str
    blocks: tuple[Block, ...]

    @property
    def filled(self):
        return tuple(block for block in self.blocks if block.count)

    @property
    def missing(self):
        """What there is nothing of, a sentence each."""
        return tuple(block.missing for block in self.blocks if not block.count)

    @property
    def is_empty(self):
        return not self.filled


@dataclass(frozen=True)
class LearningPage:
    """What there is on a subject, country by country, and the same as a table of counts."""

    groups: tuple[Group, ...]
    columns: list
    rows: list

    @property
    def is_empty(self):
        return all(group.is_empty for group in self.groups)


def groups_of_topics():
    """[(title, topics)]: what one may ask about."""
    language = get_language()
    goals = [
        Topic("sdg", item.code, f"{item.code} {in_language(item.titles, language)}")
        for goal in reference.items("SDG", 1)
        for item in (goal, *(each for each in reference.items("SDG", 2) if each.parent_code == goal.code))
    ]
    criteria = [
        Topic("criterion", each.code, f"{each.code} {each.title}", _principle_code(each.principle))
        for each in criteria_to_choose()
    ]
    return [
        (_("Themes"), [Topic("theme", code, str(label)) for code, label in Theme.choices]),
        (_("Sustainable Development Goals"), goals),
        (
            _("Principles of the working definitions"),
            [Topic("principle", code, str(label)) for code, label in Principle.choices],
        ),
        (_("Criteria of the working definitions"), criteria),
    ]


def _principle_code(name):
    """The code of a principle that a criterion names in words; "" for one that is not among them."""
    code = name.replace(" ", "-")
    return code if code in Principle.values else ""


def learning_page(topic, language, focus=""):
    """All loaders, for every country in the order of its name and then the region; `focus`: for one of them only."""
    loaded = [load(topic, language, focus) for load in LOADERS]
    groups = tuple(
        Group(
            code,
            name,
            address(topic, code),
            tuple(block for blocks in loaded for block in blocks.get(code, ())),
        )
        for code, name in places(language)
        if focus in ("", code)
    )
    return LearningPage(groups, *_table(groups))


def places(language):
    """[(ISO code, name)] by name, and the region at the end."""
    named = sorted((in_language(row.names, language), row.iso2) for row in reference.countries())
    return [*((code, name) for name, code in named), (REGIONAL, _("Whole region"))]


def address(topic, country=""):
    return f"{reverse('pages:learning')}?{urlencode(_asked(about=topic.key, country=country))}"


def _asked(**query):
    return {name: value for name, value in query.items() if value}


def _table(groups):
    blocks = groups[0].blocks if groups else ()
    columns = [Column(_("Country")), *(Column(block.title, numeric=True) for block in blocks)]
    rows = [
        [Cell(group.name, url=f"#{group.code}"), *(_count(block) for block in group.blocks)]
        for group in groups
    ]
    return columns, body(columns, rows)


def _count(block):
    return Cell(str(block.count), url=block.url if block.count else "")


def from_mapping(topic, language, focus):
    """What the working definitions in use say: of a principle all of its criteria, of a criterion that one."""
    if topic.scheme not in ("principle", "criterion"):
        return {}
    asked = (
        {"code": topic.code} if topic.scheme == "criterion" else {"principle": topic.code.replace("-", " ")}
    )
    found = criteria_by_country(**asked)
    return {
        code: (_criteria(found.get(None if code == REGIONAL else code)),) for code, _name in places(language)
    }


def _criteria(said):
    """The block of a country's definition; `said` None: there is none."""
    if said is None:
        return Block("criteria", _("Criteria"), 0, (), "", _("There is no working definition yet."))
    url = reverse("mapping:definition-detail", args=[said.brief.uid])
    items = tuple(
        Item(f"{each.code} {each.title}", url, each.wording, f"{each.role_label} · {each.said}")
        for each in said.criteria
    )
    missing = _("The working definition has nothing on it.")
    return Block("criteria", _("Criteria"), len(items), items, url, missing)


def from_network(topic, language, focus):
    """Activities, resources, offers of help and organisations that are tagged with the subject."""
    scheme, code = topic.tag
    if not code:
        return {}
    most, of_organizations = (SHOWN_OF_ONE, ORGANIZATIONS_OF_ONE) if focus else (SHOWN, SHOWN)
    found = learned(scheme, code, language, most=most, most_organizations=of_organizations)
    return {
        country: tuple(_records(kind, topic, getattr(found, kind.name), country) for kind in _kinds())
        for country, _name in places(language)
    }


@dataclass(frozen=True)
class Kind:
    """A kind of record of the network: the page of one, the list of all, and what to say when there is none."""

    name: str
    title: str
    page: str
    all_of: str
    missing: str


def _kinds():
    return (
        Kind("activities", _("Activities"), "activity-detail", "activity-list", _("No activity yet.")),
        Kind("resources", _("Resources"), "resource-detail", "resource-list", _("No resource yet.")),
        Kind("offers", _("Who can help"), "offer-detail", "offer-list", _("Nobody offers help with it yet.")),
        Kind(
            "organizations",
            _("Organisations"),
            "organization-detail",
            "",
            _("No organisation works on it yet."),
        ),
    )


def _records(kind, topic, by_country, country):
    some = by_country.get(country, Some())
    items = tuple(
        Item(line.title, reverse(f"network:{kind.page}", args=[line.uid]), line.note, language=line.language)
        for line in some.lines
    )
    return Block(kind.name, kind.title, some.count, items, _list_url(kind, topic, country), kind.missing)


def _list_url(kind, topic, country):
    """The list that shows the same records; no other one has organisations by subject than this page itself."""
    if not kind.all_of:
        return f"{address(topic, country)}#{country}-{kind.name}"
    scheme, code = topic.tag
    asked = {scheme: code, "country": country}
    if kind.name == "activities":
        asked |= {"country": NOWHERE if country == REGIONAL else country, "status": LIVE}
    return f"{reverse(f'network:{kind.all_of}')}?{urlencode(asked)}"


def from_dialogue(topic, language, focus):
    """What committees recommend on the subject, the newest first, and what becomes of it."""
    scheme, code = topic.tag
    if not code:
        return {}
    scheme = "SDG" if scheme == "sdg" else scheme
    found = recommended(scheme, code, language, SHOWN_OF_ONE if focus else SHOWN)
    return {country: (_recommended(found.get(country)),) for country, _name in places(language)}


def _recommended(learned):
    """The block of a country; `learned` None: its committees recommend nothing on it."""
    items = tuple(
        Item(title, url, note=state, language=language)
        for title, language, url, state in getattr(learned, "lines", ())
    )
    missing = _("No recommendation yet.")
    return Block("recommendations", _("Recommendations"), getattr(learned, "count", 0), items, "", missing)


# One line for each outcome.
LOADERS = (from_mapping, from_dialogue, from_network)
