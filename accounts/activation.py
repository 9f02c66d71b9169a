"""Following the link of an activation mail: looking does nothing, choosing a password opens the account."""

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
import vietnamese
from accounts import throttle
from accounts.actions import disown_link, open_account
from accounts.forms import FirstPasswordForm
from accounts.links import digest_of
from accounts.models import ActivationLink

COOKIE = "activation"
OVER = 410
STATUSES = {"open": 200, "signed_in": 200, "disowned": 200, "unknown": 404}
"""Every other state is a link that is over."""


@login_not_required
@never_cache
@require_safe
def open_activation_link(request, token):
    """Take the token out of the address at once, so that no page, log or neighbour is told it again."""
    response = redirect("activate")
    response.set_cookie(
        COOKIE,
        token,
        max_age=3600,
        path=reverse("activate"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """Choose the first password, or say that one is somebody else; of a link that is over, why and what to do."""
    if request.user.is_authenticated:
        return _page(request, "signed_in")
    if throttle.has_to_wait(throttle.address_key(request)):
        return respond_429(request)
    link = _link_of(request)
    if link is None:
        return _page(request, "unknown")
    if request.method == "POST" and "khong_phai_toi" in request.POST:
        disown_link(link=link, request=request)
        return _page(request, "disowned")
    state = link.state(clock.now())
    form = FirstPasswordForm(request.POST or None, user=link.user)
    if state == "open" and form.is_valid():
        person = open_account(link=link, password=form.cleaned_data["password1"], request=request)
        if person is not None:
            return _sign_in(request, person)
        link.refresh_from_db()
        state = link.state(clock.now())
    return _page(request, state, link=link, form=form, masked_name=vietnamese.mask_name(link.user.full_name))


def _link_of(request) -> ActivationLink | None:
    """The link this browser came by. A token that was never ours is held against its address, as a wrong password is."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    found = ActivationLink.objects.filter(digest=digest_of(token)).select_related("user").first()
    if found is None:
        throttle.begin_try(throttle.address_key(request), throttle.FOR_AN_ADDRESS)
    return found


def _sign_in(request, person):
    flows.login.record_authentication(request, person, method="activation_link")
    response = flows.login.perform_login(
        request, Login(user=person, redirect_url=settings.LOGIN_REDIRECT_URL)
    )
    response.delete_cookie(COOKIE, path=reverse("activate"))
    messages.success(
        request,
        _(
            "Your account is open. From now on you sign in as %(username)s, or with your e-mail, and this password."
        )
        % {"username": person.username},
    )
    return response


def _page(request, state: str, **context):
    context |= {"state": state}
    return render(request, "account/activate.html", context, status=STATUSES.get(state, OVER))
