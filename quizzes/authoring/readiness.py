"""Whether a quiz may be published: the sentences that stand in the way, none where nothing does. Drafts always save."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CoursePage
from quizzes.models import QuizPage
from quizzes.sitting import review_rules
from quizzes.sitting.papers import BlueprintLine, blueprint_of, blueprint_of_draft, missing_from
from quizzes.visiting.offer import MOST_QUESTIONS, marks_itself


def obstacles_to_publishing(quiz: QuizPage) -> list[str]:
    """What must be put right before learners may sit this quiz as it stands in memory."""
    return [*_without_questions(quiz), *_of_dates(quiz), *_of_sections(quiz), *_of_visitors(quiz)]


def _without_questions(quiz: QuizPage) -> list[str]:
    if not quiz.question_count():
        return [_("Add a random draw or a fixed question: the quiz asks nothing yet.")]
    missing = 0 if quiz.closed_because else missing_from(quiz)
    if not missing:
        return []
    words = ngettext(
        "The bank lacks %(n)d question for these rules. Add questions in use, or draw fewer.",
        "The bank lacks %(n)d questions for these rules. Add questions in use, or draw fewer.",
        missing,
    )
    return [words % {"n": missing}]


def _of_dates(quiz: QuizPage) -> list[str]:
    found = []
    if quiz.opens_at and quiz.closes_at and quiz.closes_at <= quiz.opens_at:
        found.append(_("The quiz closes before it opens: correct one of the two dates."))
    if not quiz.closes_at and review_rules.waits_for_closing(quiz.review, quiz.own_review):
        found.append(
            _(
                "Something is shown only after the quiz has closed: give it a closing date, or show it earlier."
            )
        )
    return found


def _of_visitors(quiz: QuizPage) -> list[str]:
    """A quiz that anybody may practise with counts for nothing, and has no rule that needs a person's record."""
    if not quiz.is_open_to_visitors:
        return []
    told_late = quiz.behaviour == QuizPage.Behaviour.DEFERRED
    forward = quiz.navigation == QuizPage.Navigation.FORWARD
    rules = {
        _("it is required for completing the course, so it counts for the certificate"): quiz.is_required,
        _("its answers are marked at the end: choose checking at once, or practice"): told_late,
        _("it is forward only"): forward,
        _("it has a time limit"): quiz.time_limit,
        _("it has a password"): quiz.password,
        _("it can be taken once only"): quiz.is_single_attempt,
        _("it comes after another activity"): quiz.prerequisite_id,
        _("it has more than %(most)d questions") % {"most": MOST_QUESTIONS}: quiz.question_count()
        > MOST_QUESTIONS,
    }
    found = [
        _("Not open to visitors as it stands: %(reason)s. Change that, or take back “anybody may practise”.")
        % {"reason": reason}
        for reason, stands in rules.items()
        if stands
    ]
    if not found and quiz.question_count() and not any(map(_marks_itself, blueprint_of_draft(quiz))):
        found.append(_("Visitors are asked no essays, and this quiz has nothing else: add other questions."))
    return found


def told_to_visitors(quiz: QuizPage) -> list[str]:
    """What a trainer should know before anybody may practise: quizzes that count and may ask the same questions."""
    if not quiz.is_open_to_visitors:
        return []
    told = _askable(blueprint_of_draft(quiz))
    course = quiz.path[: CoursePage.DEPTH * quiz.steplen]
    counting = QuizPage.objects.live().filter(path__startswith=course, is_required=True).exclude(pk=quiz.pk)
    return [
        ngettext(
            "%(n)d question that visitors see with its answer may also stand in “%(title)s”, which counts.",
            "%(n)d questions that visitors see with their answers may also stand in “%(title)s”, which counts.",
            shared,
        )
        % {"n": shared, "title": other.title}
        for other in counting
        if (shared := len(told & _askable(blueprint_of(other))))
    ]


def _askable(blueprint: list[BlueprintLine]) -> set[int]:
    return {question for line in blueprint for question in line.candidates}


def _marks_itself(line: BlueprintLine) -> bool:
    return any(map(marks_itself, line.candidates.values()))


def _of_sections(quiz: QuizPage) -> list[str]:
    known = [section.name for section in quiz.sections.all()]
    named = [line.section for line in [*quiz.draws.all(), *quiz.fixed_questions.all()] if line.section]
    found = []
    if len(set(known)) < len(known):
        found.append(_("Two sections have the same name."))
    found += [
        _("A draw or question belongs to the section “%(name)s”, which is not among the sections.")
        % {"name": name}
        for name in dict.fromkeys(named)
        if name not in known
    ]
    found += [
        _("The section “%(name)s” has no question: name it in a draw, or remove it.") % {"name": name}
        for name in known
        if name not in named
    ]
    return found
