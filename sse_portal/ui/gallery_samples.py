"""Sample content of the gallery. Nothing here is real, and nothing is read from the database."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms

from .tables import Cell, Column, body

LONG_NAMES = {
    "km": "សហគមន៍កសិកម្មអភិវឌ្ឍន៍ជនបទស្រុកព្រៃវែងខាងត្បូង",
    "th": "สหกรณ์ออมทรัพย์ครูและบุคลากรทางการศึกษาจังหวัดนครศรีธรรมราช จำกัด",
    "vi": "Hợp tác xã Dịch vụ Nông nghiệp Tổng hợp và Phát triển Nông thôn Nghĩa Hưng",
    "ky": "Ысык-Көл облусунун айыл чарба кызмат көрсөтүүчү кооперативи",
    "mn": "Хөвсгөл аймгийн ноос ноолуур бэлтгэгчдийн нэгдсэн хоршоо",
}


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Name of the organisation", help_text="As it is registered, in the local script."
    )
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("KH", "Cambodia"), ("TH", "ไทย")])
    founded = forms.DateField(
        label="Founded on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    surplus = forms.DecimalField(label="Surplus of last year", min_value=0)
    distribution = forms.ChoiceField(
        label="May surplus be paid to members in proportion to capital?",
        choices=[
            ("no", "No"),
            ("capped", "Yes, up to a limit"),
            ("free", "Yes, without a limit"),
            ("dk", "Don’t know"),
        ],
        widget=forms.RadioSelect,
    )
    activities = forms.MultipleChoiceField(
        label="What does the organisation do?",
        help_text="Choose all that apply.",
        choices=[
            ("farm", "Farming"),
            ("credit", "Savings and credit"),
            ("care", "Care"),
            ("craft", "Crafts"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    notes = forms.CharField(label="Remarks", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="Statutes", required=False)
    consent = forms.BooleanField(label="The organisation agrees to be listed in the public register")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["surplus"].unit = "KHR"


class SampleFilter(forms.Form):
    """What a list is filtered by."""

    q = forms.CharField(label="Search by name", required=False)
    country = forms.ChoiceField(label="Country", choices=[("", "All"), ("KH", "Cambodia")], required=False)
    verdict = forms.MultipleChoiceField(
        label="Verdict",
        choices=[("in_scope", "In scope"), ("out_of_scope", "Out of scope")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def context():
    """Everything that the gallery's template shows, but the form and the charts."""
    return _table() | _facts() | _history() | _navigation()


def _table():
    columns = [
        Column("Organisation", sort_url="?sort=-name", sorted="ascending"),
        Column("Verdict"),
        Column("Status"),
        Column("Members", numeric=True, sort_url="?sort=members"),
        Column("Revenue (LCU)", numeric=True),
    ]
    verdicts, statuses = (
        ("in_scope", "out_of_scope", "undetermined"),
        ("verified", "submitted", "returned", "draft"),
    )
    rows = [
        [
            Cell(name, url="#", language=language),
            Cell(verdict=verdicts[index % 3]),
            Cell(status=statuses[index % 4]),
            "" if index == 2 else 120 * (index + 1),
            Cell(withheld=True) if index == 1 else "12,400,000",
        ]
        for index, (language, name) in enumerate(LONG_NAMES.items())
    ]
    return {"columns": columns, "rows": body(columns, rows)}


def _facts():
    return {
        "facts": [
            {"label": "Legal form", "value": "Agricultural cooperative", "url": "#"},
            {"label": "Name", "value": LONG_NAMES["km"], "language": "km"},
            {"label": "Year established", "value": ""},
        ],
        "stats": [
            {"label": "Organisations", "value": "2,014"},
            {"label": "In scope", "value": "61%"},
            {"label": "Verified", "value": "1,780"},
            {"label": "Regions covered", "value": "25 / 25"},
        ],
        "as_of": date(2026, 11, 24),
        "share": Decimal("14.6"),
        "names": {"en": "Cambodia", "km": "កម្ពុជា", "th": "กัมพูชา", "ru": "Камбоджа"},
    }


def _history():
    change = {"label": "Members", "before": "120", "after": "112"}
    moments = [datetime(2026, 11, day, 7, 30, tzinfo=UTC) for day in (24, 22, 20)]
    return {
        "events": [
            {"what": "Verified", "when": moments[0], "who": "Reviewer", "why": "Checked by telephone."},
            {"what": "Corrected", "when": moments[1], "who": "Researcher", "changes": [change]},
            {"what": "Submitted", "when": moments[2], "who": "Researcher"},
        ],
        "versions": [
            {"label": "Name", "mine": LONG_NAMES["vi"], "theirs": LONG_NAMES["vi"], "differs": False},
            {"label": "Members", "mine": "112", "theirs": "121", "differs": True, "name": "members_total"},
        ],
        "code": 'curl -H "Authorization: Bearer $TOKEN" \\\n  "https://portal.example/api/v1/observations/?country=KH"',
    }


def _navigation():
    titles = ("Identification", "Legal form", "Members", "Work", "Governance", "Surplus", "Activities")
    return {
        "crumbs": [{"label": "Definitions", "url": "#"}, {"label": "Component gallery"}],
        "tabs": [
            {"label": "Overview", "url": "#", "current": True},
            {"label": "Responses", "url": "#", "count": 2014},
            {"label": "Data quality", "url": "#"},
            {"label": "Imports", "url": "#", "count": 3},
        ],
        "sections": [
            {"label": f"{letter}. {title}", "url": "#", "current": letter == "C", "state": "12 / 14"}
            for letter, title in zip("ABCDEFG", titles, strict=True)
        ],
    }
