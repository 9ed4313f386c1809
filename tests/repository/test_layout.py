"""The rules about imports and settings cover all there is: nothing new escapes them."""

import re
import tomllib

from .files import ROOT, SOURCE, texts

OUTSIDE = {"sse_portal.settings", "sse_portal.wsgi", "sse_portal.asgi"}
SETTING = re.compile(r"""(?:env\.\w+|switch|required|whole_number)\(\s*["']([A-Z_]+)["']""")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_part_of_the_portal_has_its_storey():
    parts = {
        f"sse_portal.{path.stem}"
        for path in (ROOT / "sse_portal").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    storeys = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    assert parts - {"sse_portal.__init__"} - OUTSIDE | set(SOURCE) - {"sse_portal"} == storeys


def test_every_setting_is_explained_and_every_explained_setting_exists():
    explained = set(re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.M))
    files = [text for path, text in texts().items() if path.name in {"settings.py", "run.py"}]
    local = set(re.findall(r'"([A-Z_]+)": "', read("scripts/run.py")))
    assert {name for text in files for name in SETTING.findall(text)} | local == explained
