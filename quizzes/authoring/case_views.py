"""The page on which the questions of a case study are named and put in order."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from quizzes.authoring.case_parts import codes_in, codes_of, set_parts
from quizzes.authoring.views import editable, page
from quizzes.authoring.writing import CannotBeWritten
from quizzes.models import Question


@require_http_methods(["GET", "HEAD", "POST"])
def parts(request, question_id):
    """Name the questions of a case study in their order."""
    case = editable(request, question_id)
    if case.kind != Question.Kind.CASE:
        raise Http404
    codes, refusals = codes_of(case), ()
    if request.method == "POST":
        codes = request.POST.get("codes", "")[:4000]
        try:
            set_parts(case=case, codes=codes_in(codes), by=request.user, request=request)
        except CannotBeWritten as refusal:
            refusals = refusal.sentences
        else:
            messages.success(request, _("The questions of the case study are saved."))
            return redirect("bank:question", case.pk)
    return page(
        request,
        "case_parts",
        _("Questions of the case study"),
        subtitle=case.code,
        crumbs=[{"url": reverse("bank:question", args=[case.pk]), "label": case.code}],
        status=422 if refusals else 200,
        question=case,
        codes=codes,
        refusals=refusals,
    )
