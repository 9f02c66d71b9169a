"""Signing in with whichever name a person knows."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from accounts import roles


class StaffBackend(AuthenticationBackend):
    """User name, staff code or e-mail in one field; an unknown name costs the same time as a wrong password."""

    def authenticate(self, request, username=None, password=None, **credentials):
        name = username or credentials.get("login") or credentials.get("email")
        if not name or password is None:
            return None
        user = get_user_model().objects.known_as(name).first()
        if user is None:
            make_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None

    def get_user(self, user_id):
        """Whose session it is, roles included; whoever was locked is nobody."""
        user = roles.person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
