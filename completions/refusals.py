"""Why a lesson cannot be finished now: each has a sentence for the page and a place on it."""

from django.utils.translation import gettext as _

from courses.outline import OutlineActivity


class CannotFinish(Exception):
    """`str()` is the sentence for the page; `question_id` the question in the lesson beside which it belongs."""

    question_id: int | None = None

    def __str__(self):
        return self.sentence()

    def sentence(self) -> str:
        raise NotImplementedError


class NotEnrolled(CannotFinish):
    def sentence(self):
        return _("You have not joined this course yet. Join it first, so that what you learn is recorded.")


class PrerequisiteMissing(CannotFinish):
    def __init__(self, waits_for: OutlineActivity):
        super().__init__(waits_for)
        self.waits_for = waits_for

    def sentence(self):
        return _("Finish “%(title)s” first: this lesson comes after it.") % {"title": self.waits_for.title}


class QuestionUnanswered(CannotFinish):
    def __init__(self, question_id: int):
        super().__init__(question_id)
        self.question_id = question_id

    def sentence(self):
        return _(
            "Answer the question in the lesson first. A wrong answer counts too: it is there to learn from."
        )


class OnlyByItself(CannotFinish):
    """What is not a lesson is finished by its own rule, for example a quiz by passing it."""

    def sentence(self):
        return _("This is not finished by reading it.")
