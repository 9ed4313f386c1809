"""What one may ask of the page for learning from each other: a subject, and perhaps one country."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.summaries.directory import REGIONAL
from sse_portal.ui.filtering import country_choices

from .parts.learning import groups_of_topics


class LearningForm(forms.Form):
    """A subject such as theme:finance, SDG 8.3, a principle or a criterion of the definitions."""

    about = forms.ChoiceField(label=_("What do you want to learn about?"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        # The themes, to begin with one of them by a link.
        self.topics, self.suggested = {}, ()
        choices = [("", _("choose a subject"))]
        for title, topics in groups_of_topics():
            choices.append((title, [(topic.key, topic.label) for topic in topics]))
            self.topics |= {topic.key: topic for topic in topics}
            self.suggested = self.suggested or topics
        self.fields["about"].choices = choices
        countries = country_choices()
        self.fields["country"].choices = [("", _("all countries")), *countries, (REGIONAL, _("Whole region"))]

    @property
    def topic(self):
        """The Topic that is asked about, or None."""
        return self.topics.get(self.cleaned_data["about"])
