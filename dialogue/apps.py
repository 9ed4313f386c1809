from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sse_portal.records import subscriptions
from sse_portal.ui import navigation, related, sample

from .api.registration import register_all

RELATED = "dialogue.summaries.related_recommendations"


class DialogueConfig(AppConfig):
    name = "dialogue"
    verbose_name = _("Policy dialogue")

    def ready(self):
        register_all()
        related.register(related.DEFINITION, "dialogue.summaries.decisions.about_definition")
        related.register(related.DEFINITION, "dialogue.summaries.consultations.about_definition")
        navigation.register(navigation.NavItem(_("Dialogue"), "dialogue:home", order=42))
        sample.register(self._sample)
        related.register(related.RELEASE, f"{RELATED}.resting_on_release")
        related.register(related.ORGANIZATION, f"{RELATED}.addressed_to_organization")
        subscriptions.subscribe(subscriptions.PUBLISHED_CHANGED, "dialogue.tasks.evidence.published_changed")

    def _sample(self):
        return self.get_model("Committee")._base_manager.filter(is_sample=True)
