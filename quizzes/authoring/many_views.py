"""Many questions at once: first what follows, then the deed."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from quizzes.authoring.forms import CategoryField
from quizzes.authoring.many import (
    chosen,
    effects_of_moving,
    effects_of_retiring,
    move_questions,
    retire_questions,
)
from quizzes.authoring.views import page
from quizzes.bank import editable_categories
from quizzes.models import Category


class MovingForm(forms.Form):
    category = CategoryField(
        queryset=Category.objects.none(), label=gettext_lazy("New category"), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = editable_categories(user)


class RetiringForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why (not required)"), required=False, max_length=300)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


@require_POST
def many(request):
    """Move or retire the questions ticked in the list; those of other units are left out."""
    questions = chosen(request.user, request.POST.getlist("question"))
    if not questions:
        messages.error(request, _("Tick questions of your own unit in the list first."))
        return redirect("bank:index")
    moves = request.POST.get("act") != "retire"
    is_sure = "sure" in request.POST
    form = (MovingForm if moves else RetiringForm)(request.POST if is_sure else None, user=request.user)
    if is_sure and form.is_valid():
        done = _move if moves else _retire
        messages.success(request, done(request, questions, form.cleaned_data))
        return redirect("bank:index")
    return page(
        request,
        "many",
        _("Move to another category") if moves else _("Retire"),
        status=422 if is_sure else 200,
        questions=questions,
        left_out=len(set(request.POST.getlist("question"))) - len(questions),
        form=form,
        act="move" if moves else "retire",
        effects=(effects_of_moving if moves else effects_of_retiring)(questions, request.user),
    )


def _move(request, questions, cleaned) -> str:
    count = move_questions(
        questions=questions, category=cleaned["category"], by=request.user, request=request
    )
    sentence = ngettext("%(count)d question is moved.", "%(count)d questions are moved.", count)
    return sentence % {"count": count}


def _retire(request, questions, cleaned) -> str:
    count = retire_questions(questions=questions, reason=cleaned["reason"], by=request.user, request=request)
    sentence = ngettext("%(count)d question is retired.", "%(count)d questions are retired.", count)
    return sentence % {"count": count}
