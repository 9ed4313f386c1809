"""The files of the repository, by kind: what people wrote, not what tools made or others published."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("sse_portal", "mapping", "network", "dialogue")
MADE_BY_TOOLS = {".git", ".venv", "var", "node_modules", "__pycache__", "vendor"}
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".csv",
    ".md",
    ".toml",
    ".in",
    ".sh",
    ".po",
    ".yml",
    "",
}


def is_ours(path):
    parts = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
    return not hidden and not MADE_BY_TOOLS & set(parts)


@cache
def texts():
    """Every text file we wrote, as {path: text}."""
    paths = (path for path in ROOT.rglob("*") if path.suffix in TEXT and is_ours(path) and path.is_file())
    return {path: path.read_text(encoding="utf-8") for path in sorted(paths)}


def named(path):
    return path.relative_to(ROOT).as_posix()


def of_kind(*suffixes):
    return {path: text for path, text in texts().items() if path.suffix in suffixes}


def is_migration(path):
    return "migrations" in path.parts


def modules():
    """Every Python file but the migrations, which a tool wrote and we only named."""
    return {path: text for path, text in of_kind(".py").items() if not is_migration(path)}


def migrations():
    return {
        path: text for path, text in of_kind(".py").items() if is_migration(path) and path.stem != "__init__"
    }


def source():
    """The Python files of the portal itself."""
    return {path: text for path, text in modules().items() if path.relative_to(ROOT).parts[0] in SOURCE}


def tests():
    return {path: text for path, text in modules().items() if path.relative_to(ROOT).parts[0] == "tests"}


def templates():
    return {
        path: text
        for path, text in texts().items()
        if "templates" in path.parts and path.suffix in {".html", ".txt"}
    }


def functions(files):
    """Every function of the files as (place, number of lines)."""
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{named(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1
