"""What the pages of the bank show, gathered."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from courses.cleaning import clean
from legislation.models import Provision
from quizzes.authoring.forms import content_of
from quizzes.authoring.soundness import newest_key, obstacles_of
from quizzes.authoring.usage import Places, places_of, quizzes_sat_with, times_asked
from quizzes.bank import editable_categories, visible_categories
from quizzes.kinds import KINDS
from quizzes.models import Category, KeyRevision, Question, QuizPage
from quizzes.sitting.drawing import Line, missing_questions
from quizzes.sitting.papers import blueprint_of_draft


@dataclass
class ShownOption:
    text: str
    is_right: bool


@dataclass
class QuestionCard:
    """A question as its authors see it: with the key."""

    question: Question
    options: list[ShownOption]
    explanation: str
    provisions: list[Provision]
    asked: int
    places: Places
    obstacles: list[str]
    parts: list[Question] = field(default_factory=list)
    keys: list[KeyRevision] = field(default_factory=list)
    may_edit: bool = False
    sat: list[QuizPage] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, user) -> "QuestionCard":
        key = newest_key(question)
        content = content_of(question)
        lines = KINDS[question.kind].for_authors(content) if content else []
        cited = question.citations.select_related("provision__document").order_by("provision")
        keys = KeyRevision.objects.filter(version__question=question).select_related("version", "made_by")
        return cls(
            question=question,
            options=[ShownOption(*line) for line in lines],
            explanation=clean(key.explanation) if key else "",
            provisions=[citation.provision for citation in cited],
            asked=times_asked(question),
            places=places_of(question, user),
            obstacles=obstacles_of(question),
            parts=list(question.parts.select_related("current").order_by("case_order", "pk")),
            keys=list(keys.order_by("-version__number", "-number")),
            sat=quizzes_sat_with(question, user),
            may_edit=Question.objects.editable_by(user).filter(pk=question.pk).exists(),
        )

    @property
    def doubtful(self) -> list[Provision]:
        """The provisions that keep it from being drawn."""
        return [provision for provision in self.provisions if provision.is_doubtful]


@dataclass
class CategoryRow:
    category: Category
    count: int
    in_use: int
    may_edit: bool

    @property
    def indent(self) -> range:
        return range(self.category.depth - 1)


def category_rows(user) -> list[CategoryRow]:
    """The categories a person sees, in the order of the tree; questions are counted where they stand."""
    own = set(editable_categories(user).values_list("pk", flat=True))
    all_in = dict(Question.objects.values_list("category").annotate(Count("pk")).order_by())
    used_in = dict(Question.objects.in_use().values_list("category").annotate(Count("pk")).order_by())
    return [
        CategoryRow(category, all_in.get(category.pk, 0), used_in.get(category.pk, 0), category.pk in own)
        for category in visible_categories(user).select_related("owner")
    ]


def effects_of_leaving(question: Question, user) -> list[str]:
    """What follows when a question is no longer in use: pages that would lack it."""
    places = places_of(question, user)
    found = [_("“%(title)s” shows it no longer.") % {"title": page.title} for page in places.pages]
    if places.elsewhere:
        found.append(_("%(count)d pages of other units show it no longer.") % {"count": places.elsewhere})
    return found + quizzes_left_short(question, user)


def quizzes_left_short(question: Question, user) -> list[str]:
    """The published quizzes that draw from its category and would lack a question without it."""
    if question.state != Question.State.IN_USE:
        return []
    path = question.category.path
    above = [path[:end] for end in range(Category.steplen, len(path) + 1, Category.steplen)]
    found = []
    for quiz in QuizPage.objects.live().filter(draws__category__path__in=above).distinct():
        lines = [
            Line(line.count, line.candidates.keys() - {question.pk}) for line in blueprint_of_draft(quiz)
        ]
        if missing_questions(lines):
            is_own = quiz.permissions_for_user(user).can_edit()
            title = quiz.title if is_own else _("A quiz of another unit")
            found.append(_("“%(title)s” lacks questions then: nobody can begin it.") % {"title": title})
    return found
