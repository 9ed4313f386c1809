from sse_portal.ui.admin import look_at

from .models import Change, Reading

look_at(Change, "at", "by", "act", "kind", "record", "country", list_filter=("kind", "country"))
look_at(Reading, "at", "by", "act", "kind", "country", "rows", list_filter=("kind", "act", "country"))
