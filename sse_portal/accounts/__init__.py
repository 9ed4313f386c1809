"""Who may do what: users, role grants by country, API tokens, sign-in."""
