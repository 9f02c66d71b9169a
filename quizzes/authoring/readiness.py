"""Whether a quiz may be published: the sentences that stand in the way, none where nothing does. Drafts always save."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.models import QuizPage
from quizzes.sitting import review_rules
from quizzes.sitting.papers import missing_from


def obstacles_to_publishing(quiz: QuizPage) -> list[str]:
    """What must be put right before learners may sit this quiz as it stands in memory."""
    return [*_without_questions(quiz), *_of_dates(quiz), *_of_sections(quiz)]


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
