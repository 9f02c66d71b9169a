"""The bank as a list."""

from operator import attrgetter

import django_filters
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from quizzes.bank import authors_questions, editable_categories, visible_categories
from quizzes.models import Question


def words_of(question: Question) -> str:
    """The question itself, cut to a line or two; its code where nothing is written yet."""
    text = question.current.text if question.current else ""
    return Truncator(text).chars(140) or question.code


def page_of(question: Question) -> str:
    return reverse("bank:question", args=[question.pk])


QUESTION_COLUMNS = [
    Column("code", label=_("Code"), sort_key="code"),
    Column("category", label=_("Category"), sort_key="category__path"),
    Column("get_kind_display", label=_("Kind"), sort_key="kind"),
    Column("get_difficulty_display", label=_("Difficulty"), sort_key="difficulty"),
    StatusTagColumn(
        "get_state_display",
        label=_("State"),
        sort_key="state",
        primary=lambda question: question.state == Question.State.IN_USE,
    ),
]


class TickColumn(Column):
    """A box to tick a question, for the deeds below the list."""

    cell_template_name = "quizzes/authoring/tick.html"

    def get_value(self, instance):
        return instance.pk


class CategoryFilter(django_filters.ModelChoiceFilter):
    """Categories as a tree: one below another is indented."""

    @property
    def field(self):
        field = super().field
        field.label_from_instance = attrgetter("indented")
        return field


class QuestionFilterSet(WagtailFilterSet):
    category = CategoryFilter(
        label=_("Category"),
        queryset=lambda request: visible_categories(request.user),
        method="in_category",
    )

    class Meta:
        model = Question
        fields = ["category", "kind", "difficulty", "state"]

    def in_category(self, queryset, name, category):
        return queryset.within(category) if category else queryset


class QuestionIndexView(IndexView):
    """The questions this person may see."""

    model = Question
    page_title = _("Question bank")
    header_icon = "help"
    index_url_name = "bank:index"
    index_results_url_name = "bank:index_results"
    add_item_label = _("Write a question")
    default_ordering = "code"
    paginate_by = 30
    search_fields = ["search_text"]
    filterset_class = QuestionFilterSet
    template_name = "quizzes/authoring/list.html"
    columns = [
        TickColumn("tick", label=""),
        TitleColumn("text", label=_("Question text"), accessor=words_of, get_url=page_of),
        *QUESTION_COLUMNS,
    ]

    def dispatch(self, request, *args, **kwargs):
        if not authors_questions(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return Question.objects.visible_to(self.request.user).select_related("category", "current")

    def search_queryset(self, queryset):
        return queryset.matching(self.search_query)

    def get_add_url(self):
        return reverse("bank:add") if editable_categories(self.request.user).exists() else None

    @cached_property
    def header_buttons(self):
        categories = HeaderButton(
            _("Categories"), url=reverse("bank:categories"), icon_name="folder-open-inverse", icon_only=False
        )
        exchange = HeaderButton(
            _("Import and export"), url=reverse("bank:exchange"), icon_name="upload", icon_only=False
        )
        alike = HeaderButton(
            _("Questions that may be the same"), url=reverse("bank:alike"), icon_name="copy", icon_only=False
        )
        return [*super().header_buttons, categories, exchange, alike]
