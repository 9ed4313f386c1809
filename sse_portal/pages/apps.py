from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sse_portal.pages"
    label = "pages"
