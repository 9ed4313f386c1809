"""What keeps the code small enough to read. A budget is a reason to look, not to cut a clear thing in two."""

import ast

from .files import functions, modules, named, of_kind, templates


def over(limit, sizes):
    return [f"{place}: {size} lines" for place, size in sizes if size > limit]


def lines(files):
    return ((named(path), len(text.splitlines())) for path, text in files.items())


def test_no_file_is_longer_than_400_lines():
    assert over(400, lines(modules() | of_kind(".css", ".js", ".mjs", ".sh"))) == []


def test_no_function_is_longer_than_40_lines():
    assert over(40, functions(modules())) == []


def test_no_template_is_longer_than_120_lines():
    assert over(120, lines(templates())) == []


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{named(path)}:{node.lineno}"
        for path, text in modules().items()
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_nothing_is_put_off():
    words = ("TO" + "DO", "FIX" + "ME")
    files = of_kind(".py", ".html", ".css", ".js", ".mjs", ".sh", ".md")
    found = [f"{named(path)}: {word}" for path, text in files.items() for word in words if word in text]
    assert found == []
