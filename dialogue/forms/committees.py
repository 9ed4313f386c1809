"""Forms about committees: what they are, their rules, their seats, who sits there, their papers."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.forms.choosing import OrganizationField, offer_organizations
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm
from sse_portal.records.storing import ACCEPTED
from sse_portal.ui.filtering import country_choices

from ..models import Document, Membership, Seat, SeatConstituency, Visibility
from ..services.seats import people_of
from ..standing_orders import ALL as ALL_SEATS
from ..standing_orders import CONSENSUS, FILLED, VOTE
from .meetings import clock_field, in_zone, zone_choices

NONE = ("", "–")
MOST_PEOPLE = 500


def day_field(label, help_text="", required=False):
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


def countries_run(user):
    """[(code, name)] of the countries whose dialogue `user` runs; with all of them, also the region as ""."""
    held = countries_of(user, Can.RUN_DIALOGUE)
    if held is EVERYWHERE:
        return [*country_choices(), ("", _("Whole region"))]
    return [choice for choice in country_choices() if choice[0] in held]


class CommitteeForm(RecordForm):
    """What a committee is. `user` decides which organisations are offered."""

    words = {"name": (_("Name"), 1), "mandate": (_("Mandate"), 6), "legal_basis": (_("Legal basis"), 2)}
    timezone = forms.ChoiceField(label=_("Time zone"))
    host = OrganizationField(label=_("Who keeps its secretariat"), required=False)
    email = forms.CharField(
        label=_("Address of the secretariat"), required=False,
        help_text=_("Of the office, not of a person: it is published."),
    )  # fmt: skip
    website = forms.CharField(label=_("Website"), required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["timezone"].choices = zone_choices(self.record.timezone if self.record else "")
        offer_organizations(self, user)


class NewCommitteeForm(CommitteeForm):
    """A committee that is not there yet: of which country it is, is said once."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, user=user, **options)
        self.fields["country"].choices = countries_run(user)


class StepForm(forms.Form):
    """A step of a committee's life: its day, and why."""

    on = day_field(_("On"), _("Empty: today."))
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000)


def count_field(label):
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=200)


class RulesForm(RecordForm):
    """The rules of a committee, without JSON: numbers by constituency, shares, days."""

    own_names = {"document.balance.equal": "equal", "document.notice_days": "notice_days",
                 "document.quorum.share": "quorum_share", "document.decision.majority": "majority",
                 "document.balance.women_at_least": "women_at_least"}  # fmt: skip
    effective_from = day_field(_("In force from"), required=True)
    equal = forms.MultipleChoiceField(
        label=_("Equally many voting seats"), required=False, choices=SeatConstituency.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    women_at_least = forms.CharField(label=_("Women at least, percent"), required=False)
    quorum_share = forms.CharField(label=_("Quorum: share of the voting seats, percent"), required=False)
    quorum_of = forms.ChoiceField(
        label=_("Share of"), choices=[(FILLED, _("the filled seats")), (ALL_SEATS, _("all seats"))]
    )
    method = forms.ChoiceField(
        label=_("Decisions"), choices=[(CONSENSUS, _("by consensus")), (VOTE, _("by vote"))]
    )
    majority = forms.CharField(label=_("Majority in a vote, percent"), required=False)
    notice_days = forms.IntegerField(label=_("Notice of a meeting, days"), min_value=0, max_value=730)
    meetings_a_year = forms.IntegerField(label=_("Meetings a year"), min_value=0, max_value=52)
    minutes_days = forms.IntegerField(label=_("Minutes within, days"), min_value=0, max_value=730)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args, record=None, initial=None, **options):
        started = self._of(record) if record else {}
        super().__init__(*args, record=None, initial=started | (initial or {}), **options)
        self.record = record
        for code, label in SeatConstituency.choices:
            self.fields[f"seats_{code}"] = count_field(_("%(name)s: seats") % {"name": label})
            self.fields[f"present_{code}"] = count_field(_("%(name)s: must be present") % {"name": label})
            self.initial.setdefault(f"seats_{code}", None)
        names = [f"{part}_{code}" for part in ("seats", "present") for code in SeatConstituency.values]
        self.order_fields(["effective_from", *names])

    @staticmethod
    def _of(rule_set):
        """What the fields hold for a version of the rules."""
        document = rule_set.document
        counts = {
            f"{part}_{code}": count
            for part, held in (("seats", document["seats"]), ("present", document["quorum"]["present"]))
            for code, count in held.items()
        }
        return counts | {
            "effective_from": rule_set.effective_from, "note": rule_set.note, "equal": document["balance"]["equal"],
            "women_at_least": document["balance"]["women_at_least"], "quorum_share": document["quorum"]["share"],
            "quorum_of": document["quorum"]["of"], "method": document["decision"]["method"],
            "majority": document["decision"]["majority"], "notice_days": document["notice_days"],
            "meetings_a_year": document["meetings_a_year"], "minutes_days": document["minutes_days"],
        }  # fmt: skip

    def values(self):
        """(document, other values) as the service takes them."""
        data = self.cleaned_data
        counts = {
            part: {code: data[f"{part}_{code}"] for code in SeatConstituency.values if data[f"{part}_{code}"]}
            for part in ("seats", "present")
        }
        document = {
            "format": 1, "seats": counts["seats"],
            "balance": {"equal": data["equal"], "women_at_least": data["women_at_least"] or None},
            "quorum": {"share": data["quorum_share"], "of": data["quorum_of"], "present": counts["present"]},
            "decision": {"method": data["method"], "majority": data["majority"]},
        } | {name: data[name] for name in ("notice_days", "meetings_a_year", "minutes_days")}  # fmt: skip
        return document, {"effective_from": data["effective_from"], "note": data["note"]}

    def tell(self, problem):
        """Numbers by constituency have fields of their own."""
        for entry in problem.errors:
            place = entry["field"]
            for prefix, part in (("document.seats.", "seats"), ("document.quorum.present.", "present")):
                if place.startswith(prefix):
                    entry["field"] = f"{part}_{place.removeprefix(prefix)}"
        super().tell(problem)


class SeatForm(RecordForm):
    """A seat: its bench, its part, who chooses."""

    words = {"title": (_("Title"), 1)}
    constituency = forms.ChoiceField(label=_("Constituency"), choices=SeatConstituency.choices)
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.MEMBER.value)
    is_voting = forms.BooleanField(label=_("Has a vote"), required=False, initial=True)
    nominated_by = OrganizationField(label=_("Who chooses who sits here"), required=False)
    alternate_of = forms.ChoiceField(label=_("Stands in for"), required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=1000, initial=0)
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"), _("The first day without it."))

    def __init__(self, *args, user, seats, **options):
        super().__init__(*args, **options)
        self.fields["alternate_of"].choices = [NONE, *seats]
        offer_organizations(self, user)

    def initial_of(self, record):
        held = super().initial_of(record)
        if record and record.alternate_of_id:
            held["alternate_of"] = str(record.alternate_of.uid)
        return held


class MembershipForm(RecordForm):
    """Who sits on a seat: somebody of the directory, or somebody new."""

    person = forms.ChoiceField(label=_("Person"), required=False, help_text=_("Of the directory."))
    name = forms.CharField(label=_("Or a new person: name"), required=False, max_length=200)
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    on_behalf_of = OrganizationField(label=_("On behalf of"), required=False)
    starts_on = day_field(_("From"), required=True)
    ends_on = day_field(_("Until"), _("The first day without it."))
    end_reason = forms.ChoiceField(
        label=_("Why it ended"), required=False, choices=[NONE, *Membership.EndReason.choices]
    )
    account = forms.CharField(
        label=_("Address of the login that reads the papers"), required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    nomination = forms.ChoiceField(label=_("Letter of nomination"), required=False)

    def __init__(self, *args, user, committee, **options):
        super().__init__(*args, **options)
        people = people_of(user).by_name()
        if committee.country_id:
            people = people.in_country(committee.country_id)
        self.fields["person"].choices = [
            NONE, *((str(each.uid), each.name) for each in people[:MOST_PEOPLE])
        ]  # fmt: skip
        sexes = Membership._meta.get_field("person").related_model.Sex.choices
        self.fields["sex"].choices = [("", _("not said")), *sexes]
        letters = Document.objects.of_committee(committee).newest_first()[:MOST_PEOPLE]
        self.fields["nomination"].choices = [NONE, *((str(each.uid), each.title) for each in letters)]
        if self.record:
            del self.fields["name"], self.fields["sex"]
        offer_organizations(self, user)

    def initial_of(self, record):
        held = super().initial_of(record)
        if record is None:
            return held
        return held | {
            "person": str(record.person.uid), "account": record.user.email if record.user else "",
            "nomination": str(record.nomination.uid) if record.nomination else "",
        }  # fmt: skip

    def values(self):
        values = super().values()
        if not self.record and values["person"]:
            values = {name: value for name, value in values.items() if name not in ("name", "sex")}
        return values


class EndForm(forms.Form):
    """When somebody leaves, and why."""

    ends_on = day_field(_("Until"), _("The first day without it."), required=True)
    end_reason = forms.ChoiceField(label=_("Why it ended"), choices=Membership.EndReason.choices)


class DocumentForm(RecordForm):
    """What is said of a paper. Times are by the clock of the committee."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices)
    language = forms.CharField(label=_("Language"), required=False, help_text=_("A code such as km."))
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)
    embargo_until = clock_field(_("Under embargo until"), _("Before, only the secretariat sees it."))
    translation_of = forms.ChoiceField(label=_("Translation of"), required=False)

    def __init__(self, *args, committee, **options):
        self.committee = committee
        super().__init__(*args, **options)
        others = Document.objects.of_committee(committee).newest_first()
        if self.record:
            others = others.exclude(pk=self.record.pk)
        offered = [(str(each.uid), each.title) for each in others[:MOST_PEOPLE] if not each.translation_of_id]
        self.fields["translation_of"].choices = [NONE, *offered]

    def initial_of(self, record):
        held = super().initial_of(record)
        if record is None:
            return {"visibility": Visibility.COMMITTEE.value, "kind": Document.Kind.PAPER.value}
        held["translation_of"] = str(record.translation_of.uid) if record.translation_of else ""
        return held

    def values(self):
        values = super().values()
        if values.get("embargo_until"):
            values["embargo_until"] = in_zone(values["embargo_until"], self.committee.timezone)
        return values


class NewDocumentForm(DocumentForm):
    """A paper with its file."""

    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))


def seat_choices(seats, language=None):
    """[(public identifier, name)] of seats that an alternate may stand in for."""
    language = language or get_language()
    return [
        (
            str(seat.uid),
            f"{seat.get_constituency_display()} · {in_language(seat.title, language) or seat.get_role_display()}"
            f" {seat.position}",
        )
        for seat in seats
        if seat.alternate_of_id is None
    ]
