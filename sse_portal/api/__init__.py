"""The one REST API: router, pages, renderers, problems, throttles, schema."""
