"""Signing in and out, one's own account, and the second step."""

from allauth.account import views as allauth_views
from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import FormView, TemplateView

from accounts import second_factor
from accounts.actions import end_sessions, remove_second_factor, renew_recovery_codes, set_up_second_factor
from accounts.forms import LanguageForm, SignInCodeForm
from accounts.sessions import sessions_of
from accounts.ways_back import is_way_back

sign_in = allauth_views.LoginView.as_view(template_name="account/login.html")
change_password = allauth_views.PasswordChangeView.as_view(template_name="account/password_change.html")
set_password = allauth_views.PasswordSetView.as_view(template_name="account/password_set.html")
confirm_password = allauth_views.ReauthenticateView.as_view(template_name="account/reauthenticate.html")

second_step = mfa_views.AuthenticateView.as_view(template_name="mfa/authenticate.html")
confirm_second_step = mfa_views.ReauthenticateView.as_view(template_name="mfa/reauthenticate.html")


class SignOut(allauth_views.LogoutView):
    """By POST; a GET asks first. What this browser kept of the person is cleared."""

    template_name = "account/logout.html"

    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


sign_out = SignOut.as_view()


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("code")], name="dispatch")
class SignInWithCode(FormView):
    """With a name and a one-use code; a second step follows where there is one, then a new password."""

    template_name = "account/sign_in_code.html"
    form_class = SignInCodeForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def get_initial(self):
        return {"login": self.request.GET.get("ten", "")[:254]}

    def form_valid(self, form):
        flows.login.record_authentication(self.request, form.user, method="sign_in_code")
        return flows.login.perform_login(
            self.request, Login(user=form.user, redirect_url=reverse("account_set_password"))
        )


sign_in_with_code = SignInWithCode.as_view()


@require_GET
@login_required
def account(request):
    """A person's own data, language, second step and sessions."""
    place = request.user.memberships.present().primary().select_related("unit", "post").first()
    context = {
        "place": place,
        "language_form": LanguageForm(instance=request.user),
        "sessions": sessions_of(request),
        "has_second_factor": second_factor.is_set_up(request.user),
        "section": "account",
    }
    return render(request, "accounts/account.html", context)


@require_POST
@login_required
def language(request):
    """Vietnamese or English, from the next page on."""
    form = LanguageForm(request.POST, instance=request.user)
    if form.is_valid():
        form.save()
    return redirect("account")


@require_POST
@login_required
def end_session(request):
    """End one session of one's own (`session`), or every one but this."""
    chosen = request.POST.get("session")
    ended = end_sessions(
        user=request.user,
        by=request.user,
        only=chosen and (int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0),
        but=request.session.session_key,
        request=request,
    )
    if ended:
        messages.success(request, _("Signed out there."))
    return redirect("account")


@require_GET
def whoami(request):
    """Whether this browser is still signed in, as whom (a digest), and a token for its next POST."""
    person = request.user.digest if request.user.is_authenticated else None
    response = JsonResponse({"person": person, "token": get_token(request)})
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
def second_factor_page(request):
    """Whether a second step is set up, whether the role needs one, and the way to set it up."""
    authenticators = {row.type: row for row in Authenticator.objects.filter(user=request.user)}
    codes = authenticators.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": authenticators.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "needed": settings.SECOND_FACTOR_REQUIRED and second_factor.is_needed(request.user),
        "shown": second_factor.was_shown(request),
        "next": next_in(request),
    }
    return render(request, "mfa/index.html", context)


class SetUpSecondFactor(totp_views.ActivateTOTPView):
    template_name = "mfa/totp/activate_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return context

    def form_valid(self, form):
        set_up_second_factor(user=self.request.user, secret=form.secret, request=self.request)
        messages.success(self.request, _("The second step is on."))
        return redirect(with_next(reverse("mfa_view_recovery_codes"), next_in(self.request)))


set_up = login_required(SetUpSecondFactor.as_view())


@method_decorator([login_required, reauthentication_required(app="allauth.mfa")], name="dispatch")
class RecoveryCodes(TemplateView):
    """The recovery codes that are left. Unlike allauth's page it writes nothing down when it is read."""

    template_name = "mfa/recovery_codes/index.html"

    def get_context_data(self, **kwargs):
        kept = Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        ).first()
        if kept is None:
            raise Http404
        codes = kept.wrap().get_unused_codes()
        return super().get_context_data(**kwargs) | {"codes": codes, "next": next_in(self.request)}


recovery_codes = RecoveryCodes.as_view()


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    """New codes in place of the old, after a question."""

    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form):
        renew_recovery_codes(user=self.request.user, request=self.request)
        return redirect(self.success_url)


new_recovery_codes = NewRecoveryCodes.as_view()


class SwitchOffSecondFactor(totp_views.DeactivateTOTPView):
    """Only where no role needs it."""

    template_name = "mfa/totp/deactivate_form.html"
    success_url = reverse_lazy("second_factor")

    def form_valid(self, form):
        remove_second_factor(user=self.request.user, by=self.request.user, request=self.request)
        messages.success(self.request, _("The second step is switched off."))
        return redirect(self.success_url)


switch_off = login_required(SwitchOffSecondFactor.as_view())


@require_http_methods(["GET", "HEAD", "POST"])
def to_sign_in(request, **kwargs):
    """Wagtail's own doors lead to the one sign-in."""
    return redirect(with_next(reverse("account_login"), next_in(request)))


def next_in(request) -> str:
    """The way back that this request names, if it is one."""
    way = request.POST.get("next") or request.GET.get("next") or ""
    return way if is_way_back(way) else ""


def with_next(url: str, way: str) -> str:
    return f"{url}?{urlencode({'next': way})}" if way else url
