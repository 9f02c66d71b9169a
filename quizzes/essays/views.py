"""Files of essays over HTTP: attached by whoever sits, read by them and by those who look after the quiz."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from quizzes.essays.files import attach_file
from quizzes.models import EssayFile
from quizzes.sitting import refusals
from quizzes.sitting.forms import Unreadable, typed_in
from quizzes.sitting.saving import save_answer
from quizzes.sitting.views import get, get_or_post, not_saved, question_url, signed_in


@signed_in
@get_or_post
def attach(request, attempt_uuid, slot):
    """Keep a file with the words that were typed beside it, and go back to the question."""
    if request.method != "POST":
        return redirect(question_url(request, attempt_uuid, slot))
    typed, uploaded = None, request.FILES.get("file")
    try:
        typed = typed_in(request)
        if uploaded is None:
            messages.warning(request, _("Choose a file first."))
        else:
            kept = attach_file(
                user_id=request.user.pk, attempt_uuid=attempt_uuid, slot=slot, uploaded=uploaded
            )
            if not typed.chosen["text"]:
                typed.chosen["text"] = _("See the attached file: %(name)s") % {"name": kept.name}
        save_answer(user_id=request.user.pk, attempt=attempt_uuid, slot=slot, typed=typed)
    except (Unreadable, KeyError, TypeError):
        return not_saved(request, attempt_uuid, slot, typed, refusals.NotAnOption())
    except refusals.CannotSave as refusal:
        return not_saved(request, attempt_uuid, slot, typed, refusal)
    return redirect(question_url(request, attempt_uuid, slot))


@signed_in
@get
def download(request, file_uuid):
    """A file, for whoever handed it in and for those who look after the quiz; never shown inline."""
    file = get_object_or_404(EssayFile.objects.select_related("attempt__quiz"), uuid=file_uuid)
    is_own = file.attempt.user_id == request.user.pk
    if not is_own and not file.attempt.quiz.permissions_for_user(request.user).can_edit():
        raise Http404
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
