from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sse_portal.api"
    label = "api"
