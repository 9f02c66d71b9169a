"""Many questions of the bank at once: into another category, or out of use."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import log
from quizzes.authoring.usage import drafted_questions, lessons_drafted
from quizzes.authoring.writing import retire_question
from quizzes.models import Category, Question, QuizPage
from quizzes.sitting.drawing import Line, missing_questions
from quizzes.sitting.papers import blueprint_of_draft

MOST_AT_ONCE = 200


def chosen(user, ids: Iterable[str]) -> list[Question]:
    """Those of these that this person may write, in the order of their codes."""
    wanted = [int(id) for id in ids if id.isascii() and id.isdigit() and len(id) < 10][:MOST_AT_ONCE]
    own = Question.objects.editable_by(user).filter(pk__in=wanted)
    return list(own.select_related("category", "current").order_by("code"))


@transaction.atomic
def move_questions(*, questions: Sequence[Question], category: Category, by, request=None) -> int:
    """Put questions into another category; how many were not there before. The same again moves none."""
    ids = [question.pk for question in questions]
    moved = Question.objects.select_for_update(of=("self",)).filter(pk__in=ids).exclude(category=category)
    moved = list(moved.select_related("category"))
    for question in moved:
        before, question.category = question.category, category
        question.save(update_fields=["category"])
        log(
            actor=by,
            verb="question.moved",
            target=question,
            unit_id=category.owner_id,
            request=request,
            before=before.pk,
            after=category.pk,
        )
    return len(moved)


@transaction.atomic
def retire_questions(*, questions: Sequence[Question], by, reason: str = "", request=None) -> int:
    """Take questions out of use; how many were not so before."""
    standing = [question for question in questions if question.state != Question.State.RETIRED]
    for question in standing:
        retire_question(question=question, by=by, reason=reason, request=request)
    return len(standing)


def effects_of_moving(questions: Sequence[Question], user) -> list[str]:
    """The quizzes that would lack questions if these were drawn from their category no more."""
    return _quizzes_left_short({question.pk for question in questions}, user, keeps_fixed=True)


def effects_of_retiring(questions: Sequence[Question], user) -> list[str]:
    """What follows when all of these leave: pages that show them no longer, quizzes that nobody can begin."""
    gone = {question.pk for question in questions if question.state == Question.State.IN_USE}
    pages = [lesson for lesson in lessons_drafted() if gone & drafted_questions(lesson)]
    pages += QuizPage.objects.filter(fixed_questions__question__in=gone).distinct()
    own = [page for page in pages if page.permissions_for_user(user).can_edit()]
    found = [_("“%(title)s” shows some of them no longer.") % {"title": page.title} for page in own]
    if len(own) < len(pages):
        others = len(pages) - len(own)
        found.append(_("%(count)d pages of other units show some of them no longer.") % {"count": others})
    return found + _quizzes_left_short(gone, user)


def _quizzes_left_short(gone: set[int], user, *, keeps_fixed: bool = False) -> list[str]:
    found = []
    for quiz in QuizPage.objects.live():
        blueprint = blueprint_of_draft(quiz)
        fixed = len(quiz.fixed_questions.all())
        if not any(gone & line.candidates.keys() for line in blueprint):
            continue
        lines = [
            Line(line.count, line.candidates.keys() - (set() if keeps_fixed and place < fixed else gone))
            for place, line in enumerate(blueprint)
        ]
        if missing_questions(lines):
            is_own = quiz.permissions_for_user(user).can_edit()
            title = quiz.title if is_own else _("A quiz of another unit")
            found.append(_("“%(title)s” may lack questions then: nobody could begin it.") % {"title": title})
    return found
