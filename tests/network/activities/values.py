"""What a form or a program would send about an activity and an event."""


def values(**given):
    """A plausible activity of Cambodia, raw."""
    plain = {
        "title": {"en": "Training for cooperatives"}, "country": "KH", "status": "2", "sector": "ISIC4:A",
        "planned_start": "2025-03-01", "planned_end": "2027-01-01", "places": ["KH-12"],
    }  # fmt: skip
    return plain | given


def part(organization, role="4"):
    return {"organization": str(organization.uid), "role": role}


def event_values(**given):
    plain = {
        "title": {"en": "Workshop"}, "country": "KH", "timezone": "Asia/Phnom_Penh", "place": "Phnom Penh",
        "starts_at": "2027-03-02T09:00:00+07:00", "ends_at": "2027-03-02T16:00:00+07:00",
    }  # fmt: skip
    return plain | given
