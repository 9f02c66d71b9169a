"""The front page, one's own learning, help, health, and what goes wrong."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

import clock
import vietnamese
from accounts.ways_back import is_way_back
from courses.catalogue import open_courses
from courses.listing import rows_of
from courses.outline import OutlineActivity, outlines_of
from home import readiness
from home.cards import cards_of
from home.front import front_of
from home.record import record_of

OFFERED_TO_STRANGERS = 6


@require_safe
def front_page(request):
    """What to do next, for somebody who learns; what this is, for a stranger."""
    if not request.user.is_authenticated:
        courses = rows_of(open_courses(request)[:OFFERED_TO_STRANGERS])
        context = {"courses": cards_of(request.user, courses), "practices": practices_in(courses)}
        return render(request, "home/stranger.html", context)
    moment = clock.now()
    today = timezone.localdate(moment)
    context = {
        "front": front_of(request, today),
        "moment": moment,
        "today": today,
        "given_name": vietnamese.given_name(request.user.full_name),
    }
    return render(request, "home/front.html", context)


def practices_in(courses) -> list[OutlineActivity]:
    """What a stranger can do in these courses without signing in, one a course; no query once their outlines were read."""
    outlines = outlines_of(courses).values()
    return [outline.open_practice for outline in outlines if outline.open_practice]


@login_required
@require_safe
def my_learning(request):
    """Everything this person learns, has completed and has earned."""
    return render(request, "home/my_learning.html", {"record": record_of(request)})


@require_safe
def help_page(request):
    return render(request, "home/help.html")


@require_safe
def accessibility(request):
    return render(request, "home/accessibility.html")


@require_safe
def privacy(request):
    return render(request, "home/privacy.html")


def expired_form(request, reason=""):
    """A form was sent with a token that no longer holds: say what to do, with a way back."""
    return render(request, "403_csrf.html", {"back": request.get_full_path()}, status=403)


@require_POST
def theme(request):
    """Remember light, dark or the system's choice in a cookie."""
    back = request.POST.get("next", "/")
    if not is_way_back(back):
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
