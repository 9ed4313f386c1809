"""What an app tells the apps above it, which it does not know: they subscribe, it announces (decision 17)."""

from django.db import transaction
from django.utils.module_loading import import_string

# The figures or the definition in force of a country (ISO code; None: the region) are not what they were.
PUBLISHED_CHANGED = "published changed"

_subscribed: dict[str, list[str]] = {}


def subscribe(event, path):
    """Call the function at the dotted `path` with the details of each `event`. Called when an app is ready."""
    paths = _subscribed.setdefault(event, [])
    if path not in paths:
        paths.append(path)


def announce(event, **details):
    """Tell the subscribers once the transaction is committed.

    What goes wrong there is logged and does not undo what was announced: a subscriber with long work makes a task
    of it.
    """
    for path in _subscribed.get(event, ()):
        _tell_on_commit(import_string(path), details)


def _tell_on_commit(subscriber, details):
    def tell():
        subscriber(**details)

    transaction.on_commit(tell, robust=True)
