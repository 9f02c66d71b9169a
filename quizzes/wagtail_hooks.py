"""The question bank in the editor."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from quizzes.authoring_chooser import question_chooser
from quizzes.bank import authors_questions
from quizzes.models import Question, QuizPage


@hooks.register("register_admin_urls")
def bank_urls():
    return [
        path("cau-hoi/", include("quizzes.authoring_urls")),
        path("bai-kiem-tra/", include("quizzes.analysis_urls")),
    ]


@hooks.register("register_admin_viewset")
def chooser():
    return question_chooser


class BankMenuItem(MenuItem):
    def is_shown(self, request):
        return authors_questions(request.user)


@hooks.register("register_admin_menu_item")
def bank_menu_item():
    return BankMenuItem(_("Question bank"), reverse("bank:index"), icon_name="help", name="bank", order=200)


class QuestionFinder:
    """The page of a question, for whoever may see it."""

    def __init__(self, user=None):
        self.user = user

    def get_edit_url(self, question):
        if self.user is None or Question.objects.visible_to(self.user).filter(pk=question.pk).exists():
            return reverse("bank:question", args=[question.pk])
        return None


register_admin_url_finder(Question, QuestionFinder)


@hooks.register("register_page_header_buttons")
def analysis_button(page, user, view_name, next_url=None):
    """The way from a quiz in the editor to what its sittings say of its questions."""
    if isinstance(page, QuizPage) and page.live and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Analysis of the questions"),
            reverse("analysis:analysis", args=[page.pk]),
            icon_name="list-ol",
            priority=60,
        )
