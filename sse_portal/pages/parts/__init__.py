"""What the start page, the country profile and the search are made of: one module for each outcome."""
