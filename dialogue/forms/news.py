"""What one may ask of the news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sse_portal.ui.filtering import ALL, ListFilter, country_choices

from ..summaries.news import REGIONAL

GROUPS = (
    ("committees", _("Committees")),
    ("meetings", _("Meetings")),
    ("decisions", _("Decisions")),
    ("consultations", _("Consultations")),
    ("recommendations", _("Recommendations")),
    ("progress", _("Progress")),
)


class NewsFilter(ListFilter):
    """By country and by what it is about; who is signed in also by what they follow."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    group = forms.ChoiceField(label=_("About"), required=False, choices=(("", ALL), *GROUPS))
    followed = forms.BooleanField(label=_("Only what I follow"), required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        if not user.is_authenticated:
            del self.fields["followed"]
