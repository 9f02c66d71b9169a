"""The question bank in the editor."""

from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from quizzes.authoring.chooser import question_chooser
from quizzes.authoring.readiness import obstacles_to_publishing, told_to_visitors
from quizzes.bank import authors_questions
from quizzes.models import LateAnswer, Question, QuizPage


@hooks.register("register_admin_urls")
def bank_urls():
    return [
        path("cau-hoi/", include("quizzes.authoring.urls")),
        path("bai-kiem-tra/", include("quizzes.analysis.urls")),
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


@hooks.register("register_page_header_buttons")
def guess_button(page, user, view_name, next_url=None):
    """The way from a quiz in the editor to what blind guessing would bring."""
    if isinstance(page, QuizPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Guess meter"), reverse("analysis:guess_meter", args=[page.pk]), icon_name="view", priority=61
        )


@hooks.register("register_page_header_buttons")
def late_button(page, user, view_name, next_url=None):
    """The way from a quiz in the editor to the answers that arrived late, while there are some to decide."""
    if not isinstance(page, QuizPage) or not page.live or not page.permissions_for_user(user).can_edit():
        return
    if LateAnswer.objects.filter(attempt__quiz=page.pk, decision="").exists():
        yield Button(
            _("Late answers"), reverse("analysis:late", args=[page.pk]), icon_name="time", priority=62
        )


@hooks.register("register_page_header_buttons")
def sittings_buttons(page, user, view_name, next_url=None):
    """The way from a quiz in the editor to who sat it, and to its essays."""
    if isinstance(page, QuizPage) and page.live and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Sittings"), reverse("analysis:sittings", args=[page.pk]), icon_name="group", priority=63
        )
        yield Button(
            _("Disputed questions"),
            reverse("analysis:disputes", args=[page.pk]),
            icon_name="comment",
            priority=65,
        )
        yield Button(
            _("Marking essays"), reverse("analysis:essays", args=[page.pk]), icon_name="edit", priority=64
        )


@hooks.register("before_publish_page")
def refuse_to_publish_what_cannot_be_sat(request, page):
    """A quiz that nobody could sit stays a draft; its editor says why."""
    if not isinstance(page, QuizPage):
        return None
    obstacles = obstacles_to_publishing(page)
    for words in obstacles:
        messages.error(request, words)
    if obstacles:
        return redirect("wagtailadmin_pages:edit", page.pk)
    for words in told_to_visitors(page):
        messages.warning(request, words)
    return None


@hooks.register("before_bulk_action")
def refuse_to_publish_them_in_bulk(request, action_type, objects, action):
    """The same for pages chosen in a list, and for the quizzes below them."""
    if action_type != "publish":
        return None
    for page in objects:
        for quiz in QuizPage.objects.descendant_of(page, inclusive=True):
            draft = quiz.get_latest_revision_as_object()
            if obstacles := obstacles_to_publishing(draft):
                messages.error(request, f"{draft.title}: {obstacles[0]}")
                return redirect("wagtailadmin_pages:edit", quiz.pk)
    return None
