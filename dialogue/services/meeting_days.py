"""Days of a meeting, by the clock of its own zone."""

from zoneinfo import ZoneInfo


def day_of(meeting):
    """The calendar day on which it begins, there."""
    return meeting.starts_at.astimezone(ZoneInfo(meeting.timezone)).date()
