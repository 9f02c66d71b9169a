"""The front page, health, and what goes wrong."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from home import readiness


def expired_form(request, reason=""):
    """A form was sent with a token that no longer holds: say what to do, with a way back."""
    return render(request, "403_csrf.html", {"back": request.get_full_path()}, status=403)


@require_POST
def theme(request):
    """Remember light, dark or the system's choice in a cookie."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in {"light", "dark"}:
        response.set_cookie("theme", chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@require_GET
def alive(request):
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def ready(request):
    """Whether this process can serve; 503 with what stands in the way where it cannot."""
    problems = readiness.problems()
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)
