"""The window in which a question is chosen for a lesson or a quiz: no other unit's ever shows in it."""

from operator import attrgetter

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from quizzes.authoring.listing import words_of
from quizzes.bank import visible_categories
from quizzes.models import Question


class QuestionFilterForm(BaseFilterForm):
    """Words (tones do not matter) and a category."""

    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
        max_length=200,
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=None,
        required=False,
        empty_label=_("All categories"),
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = visible_categories(user)
        self.fields["category"].label_from_instance = attrgetter("indented")

    def filter(self, questions):
        self.search_query = self.cleaned_data["q"]
        category = self.cleaned_data["category"]
        self.is_searching = bool(self.search_query or category)
        if category:
            questions = questions.within(category)
        return super().filter(questions).matching(self.search_query)


class Choice:
    """What may be chosen: what this person sees of the bank, is not retired and no part of a case study."""

    per_page = 20

    def get_object_list(self):
        questions = Question.objects.visible_to(self.request.user).select_related("category", "current")
        return questions.exclude(state=Question.State.RETIRED).filter(case=None).order_by("code")

    def get_filter_form(self):
        return QuestionFilterForm(self.request.GET, user=self.request.user)

    @property
    def title_column(self):
        column = super().title_column
        column.label = _("Question text")
        column.accessor = words_of
        return column

    @property
    def columns(self):
        return [
            *super().columns,
            Column("code", label=_("Code")),
            Column("category", label=_("Category")),
            Column("get_difficulty_display", label=_("Difficulty")),
            Column("get_state_display", label=_("State")),
        ]


class ChooseQuestionView(Choice, ChooseView):
    pass


class ChooseQuestionResultsView(Choice, ChooseResultsView):
    pass


class Chosen:
    def get_object(self, pk):
        return Question.objects.visible_to(self.request.user).select_related("current").get(pk=pk)

    def get_objects(self, pks):
        return Question.objects.visible_to(self.request.user).select_related("current").filter(pk__in=pks)

    def get_display_title(self, question):
        return title_of(question)


class QuestionChosenView(Chosen, ChosenView):
    pass


class QuestionChosenMultipleView(Chosen, ChosenMultipleView):
    pass


def title_of(question: Question) -> str:
    return f"{question.code} · {words_of(question)}"


class QuestionChooserWidget(BaseChooser):
    """Shows the words of the chosen question. Forms that use it drop what their writer may not see before it renders."""

    model = Question
    icon = "help"
    chooser_modal_url_name = "question_chooser:choose"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    link_to_chosen_text = _("Open this question")

    def get_display_title(self, instance):
        return title_of(instance)


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Open this question")
    choose_view_class = ChooseQuestionView
    choose_results_view_class = ChooseQuestionResultsView
    chosen_view_class = QuestionChosenView
    chosen_multiple_view_class = QuestionChosenMultipleView
    widget_class = QuestionChooserWidget
    form_fields = None


question_chooser = QuestionChooserViewSet("question_chooser", url_prefix="cau-hoi/chon")
