"""Every row of every table of the network, to compare before and after."""

from django.apps import apps

# Merges themselves, and what harvesters are told: its datestamps go on (see test_services).
APART = {"network.merge", "network.harvestrecord"}
# The version lock goes on (see undo_merge): whoever read the merged state must not write over the restored one.
LOCK = ("version", "updated_at")


def everything():
    """{model: {key: row}} of the network, byte for byte, but for the version lock and the merges themselves."""
    models = (
        model for model in apps.get_app_config("network").get_models() if model._meta.label_lower not in APART
    )
    return {model._meta.label_lower: _rows(model) for model in models}


def _rows(model):
    names = [field.attname for field in model._meta.concrete_fields if field.name not in LOCK]
    return {row[model._meta.pk.attname]: row for row in model._base_manager.values(*names)}
