"""Who may do what at the addresses of this part of the dialogue."""

TABLE = {}
BODIES = {}


def records():
    """{name: record}: public ones, ones for the committee and ones for its secretariat, all of Cambodia."""
    return {}
