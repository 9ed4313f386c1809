"""The cast and the fixtures that every test may use."""

pytest_plugins = ["tests.plugins.databases", "tests.plugins.browser", "tests.plugins.properties"]
