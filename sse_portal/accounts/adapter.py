from allauth.account.adapter import DefaultAccountAdapter


class ByInvitation(DefaultAccountAdapter):
    """Accounts are made by the administration: there is nothing that a stranger could sign up for."""

    def is_open_for_signup(self, request):
        return False
