"""axe-core, run in a page."""

from pathlib import Path

AXE = Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """([rules, part]) => axe.run(part, {
  runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']
})"""


def violations(page, part="html"):
    """What axe holds against a part of the page, a line for each: the rule, its help text, the elements."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [described(each) for each in page.evaluate(RUN, [RULES, part])["violations"]]


def described(violation):
    places = ", ".join(node["html"][:200] for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
