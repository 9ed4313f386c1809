"""Merging as a test says it."""

from network.services.merges import merge_organizations


def merge(by, survivor, absorbed, reason="", **choices):
    """Merge the two as they are now; `choices` by field, languages as names__km."""
    for entry in (survivor, absorbed):
        entry.refresh_from_db()
    return merge_organizations(
        by=by, survivor=survivor, absorbed=absorbed, reason=reason,
        choices={key.replace("__", ":"): side for key, side in choices.items()},
        version_survivor=survivor.version, version_absorbed=absorbed.version,
    )  # fmt: skip
