"""Organisations in files: read from CSV, XLSX, the ROR dump, Popolo JSON and vCard; written to all but ROR."""
