"""Questions that may be the same, over HTTP, inside the editor's frame."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from quizzes.alike.bank import MOST_PAIRS, Pair, decided_seen_by, decided_shown, pairs_seen_by
from quizzes.alike.different import call_different, take_back
from quizzes.authoring.views import page
from quizzes.bank import authors_questions
from quizzes.models import Question

PAIRS_A_PAGE = 10
DIFFERENT, MAYBE = "khac", "chua"


class DecisionForm(forms.Form):
    """Two questions, and what somebody says of them."""

    one = forms.IntegerField()
    other = forms.IntegerField()
    say = forms.ChoiceField(choices=[(DIFFERENT, ""), (MAYBE, "")])


@require_http_methods(["GET", "HEAD", "POST"])
def alike(request):
    """Pairs of questions side by side, the most alike first; with ?xem=khac those that were called different."""
    if not authors_questions(request.user):
        raise PermissionDenied
    is_decided = request.GET.get("xem") == DIFFERENT
    if request.method == "POST":
        _decide(request)
        return redirect(request.get_full_path())
    found = decided_seen_by(request.user) if is_decided else pairs_seen_by(request.user)
    shown = Paginator(found, PAIRS_A_PAGE).get_page(request.GET.get("trang"))
    pairs = decided_shown(list(shown), request.user) if is_decided else Pair.shown(list(shown), request.user)
    return page(
        request,
        "alike",
        _("Questions that may be the same"),
        shown=shown,
        pairs=pairs,
        most=MOST_PAIRS,
        is_decided=is_decided,
        address="?xem=khac&trang=" if is_decided else "?trang=",
    )


def _decide(request) -> None:
    """Keep what was said of a pair, by whoever sees both and looks after one of them."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = {form.cleaned_data["one"], form.cleaned_data["other"]}
    seen = Question.objects.visible_to(request.user).filter(pk__in=asked, current__isnull=False)
    questions = list(seen.select_related("category").order_by("pk"))
    is_own = Question.objects.editable_by(request.user).filter(pk__in=asked).exists()
    if len(questions) != 2 or not is_own:
        raise Http404
    one, other = questions
    if form.cleaned_data["say"] == DIFFERENT:
        call_different(one=one, other=other, by=request.user, request=request)
        messages.success(request, _("The pair is not shown again until one of the two is changed."))
    else:
        take_back(one=one, other=other, by=request.user, request=request)
        messages.success(request, _("The pair is shown again."))
