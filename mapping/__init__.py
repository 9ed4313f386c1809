"""Outcome 1: studies, entities, survey responses, working definitions, releases, indicators."""
