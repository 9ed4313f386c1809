"""Outcome 3: partners, agreements, activities, resources."""
