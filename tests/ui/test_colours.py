"""WCAG 2.2 AA contrast of the colours that the stylesheets put together, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEXT, PART = 4.5, 3.0
TONES = ("good", "bad", "warn", "info", "quiet", "plum")
INKS = ("ink", "ink-soft", "link", "brand", "brand-strong", "accent", *TONES)
INK_GROUNDS = ("surface-2", "brand-soft", "accent-soft", *(f"{tone}-soft" for tone in TONES))
TEXT_PAIRS = [
    *[(ink, ground) for ink in INKS for ground in ("paper", "surface")],
    *[("ink", ground) for ground in INK_GROUNDS],
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[("link", ground) for ground in ("brand-soft", "info-soft", "warn-soft")],
    *[("header-ink", "header"), ("header-soft", "header")],
    *[("ink-soft", "surface-2"), ("on-brand", "brand"), ("surface", "bad")],
]
PART_PAIRS = [
    *[(part, ground) for part in ("line-strong", "focus") for ground in ("surface", "paper")],
    *[(part, "surface") for part in ("brand", "c1", "c3", "c4", "c5", "c-in", "c-out")],
    ("ink-soft", "m-none"),
]
ON_BARS = [("on-deep", "c-in"), ("on-deep", "c-out")]


def schemes():
    """The custom colours as {"light": {...}, "dark": {...}}; dark inherits what it does not set."""
    text = (CSS / "portal.css").read_text() + (CSS / "charts.css").read_text()
    light, dark = {}, {}
    dark_blocks = re.findall(
        r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", text, re.S
    )
    for block in re.findall(r"(?m)^:root \{(.*?)\n\}", text, re.S):
        light |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in dark_blocks:
        dark |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    return {"light": light, "dark": light | dark}


def luminance(colour):
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(TEXT_PAIRS + ON_BARS, TEXT), (PART_PAIRS, PART)], ids=["text", "parts"]
)
def test_every_pair_of_colours_can_be_read(scheme, pairs, least):
    colours = schemes()[scheme]
    measured = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in measured.items() if ratio < least}


def test_dark_ink_stands_on_the_amber_bar():
    for colours in schemes().values():
        assert contrast("#12272c", colours["c-und"]) >= TEXT


def test_the_dark_scheme_is_another_scheme():
    light, dark = schemes().values()
    assert luminance(light["paper"]) > 0.8
    assert luminance(dark["paper"]) < 0.05
