"""Questions that may be the same, over HTTP, inside the editor's frame."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quizzes.alike.bank import MOST_PAIRS, Pair, pairs_seen_by
from quizzes.authoring.views import page
from quizzes.bank import authors_questions

PAIRS_A_PAGE = 10


@require_GET
def alike(request):
    """Pairs of questions side by side, the most alike first."""
    if not authors_questions(request.user):
        raise PermissionDenied
    shown = Paginator(pairs_seen_by(request.user), PAIRS_A_PAGE).get_page(request.GET.get("trang"))
    pairs = Pair.shown(list(shown), request.user)
    return page(
        request, "alike", _("Questions that may be the same"), shown=shown, pairs=pairs, most=MOST_PAIRS
    )
