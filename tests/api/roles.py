"""Who asks: the roles of the table, and the shortest way to say what each of them gets."""

# Those with a role in Cambodia, but for the ones called foreign: theirs is in Kyrgyzstan.
ROLES = (
    "anonymous", "guest", "partner", "policymaker", "researcher", "reviewer", "foreign_reviewer", "secretariat",
    "foreign_secretariat", "admin",
)  # fmt: skip
PUBLIC = dict.fromkeys(ROLES, 200)
NOBODY = {**dict.fromkeys(ROLES, 404)}


def only(allowed, *roles, others=403, anonymous=401):
    """`allowed` for these roles, `others` for the rest."""
    return {**dict.fromkeys(ROLES, others), "anonymous": anonymous, **dict.fromkeys(roles, allowed)}
