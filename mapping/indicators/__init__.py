"""The indicators: what each one measures, by which formula, in which tables, under which disclosure rule."""

from .registry import INDICATORS, SERIES, Indicator
from .series import Series, Unit
from .texts import describe, unit_label

__all__ = ["INDICATORS", "SERIES", "Indicator", "Series", "Unit", "describe", "unit_label"]
