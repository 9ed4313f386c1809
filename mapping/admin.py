from sse_portal.ui.admin import look_at

from .models import ImportBatch, Release, Study, WorkingDefinition

look_at(Study, "country", "wave", "status", "version", list_filter=("country", "status"))
look_at(WorkingDefinition, "country", "number", "status", "adopted_at", list_filter=("country", "status"))
look_at(Release, "country", "label", "status", "published_at", list_filter=("country", "status"))
look_at(ImportBatch, "file_name", "study", "state", "by", exclude=("file", "mapping"))
