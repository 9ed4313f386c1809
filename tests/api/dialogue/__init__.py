"""The addresses of the dialogue in the table of who may do what: each part has its TABLE, BODIES and records()."""

from . import committees, consultations, decisions, following, meetings, recommendations, tracking

PARTS = (committees, meetings, decisions, recommendations, tracking, consultations, following)
TABLE = {route: methods for part in PARTS for route, methods in part.TABLE.items()}
BODIES = {key: body for part in PARTS for key, body in part.BODIES.items()}


def dialogue_records():
    """{name: record} of all parts, of Cambodia."""
    return {name: record for part in PARTS for name, record in part.records().items()}
