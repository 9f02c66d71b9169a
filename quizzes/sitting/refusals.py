"""Why a person cannot do something with a quiz now: each has a sentence for the page."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


class Refusal(Exception):
    """Something that cannot be done now. `str()` is the sentence for the page, in the language of the person."""

    def __str__(self):
        return self.sentence()

    def sentence(self) -> str:
        raise NotImplementedError


class CannotStart(Refusal):
    """No attempt can begin."""


class NotEnrolled(CannotStart):
    def sentence(self):
        return _("You have not joined this course yet. Join it first, then take the quiz.")


class CourseCompleted(CannotStart):
    def sentence(self):
        return _("You have completed this course; its result stands. The quiz cannot be taken again.")


class EnrolmentEnded(CannotStart):
    def sentence(self):
        return _("Your time in this course has ended. Ask your unit's administrator to open it again.")


class ClosedForNow(CannotStart):
    """Trainers have closed the quiz; `reason` is their sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason

    def sentence(self):
        return self.reason


class NotYetOpen(CannotStart):
    def __init__(self, opens_at):
        super().__init__(opens_at)
        self.opens_at = opens_at

    def sentence(self):
        return _("The quiz opens on %(when)s.") % {"when": in_words(self.opens_at)}


class AlreadyClosed(CannotStart):
    def __init__(self, closes_at):
        super().__init__(closes_at)
        self.closes_at = closes_at

    def sentence(self):
        return _("The quiz closed on %(when)s.") % {"when": in_words(self.closes_at)}


class NoAttemptsLeft(CannotStart):
    def __init__(self, allowed: int):
        super().__init__(allowed)
        self.allowed = allowed

    def sentence(self):
        return _("You have used all %(allowed)s attempts.") % {"allowed": self.allowed}


class OneAttemptOnly(CannotStart):
    def sentence(self):
        return _("This quiz can be taken once only, and you have taken it.")


class HasToWait(CannotStart):
    """The attempt before ended too short a time ago; `until`: when the next one may begin."""

    def __init__(self, until):
        super().__init__(until)
        self.until = until

    def sentence(self):
        return _("The next attempt may begin on %(when)s.") % {"when": in_words(self.until)}


class WrongPassword(CannotStart):
    def sentence(self):
        return _("This is not the password of the quiz. Ask whoever holds it, and mind capital letters.")


class TooManyTries(CannotStart):
    def sentence(self):
        return _("Too many wrong passwords. Please wait a few minutes, then try again.")


class PrerequisiteMissing(CannotStart):
    """`activity` is the page that comes first."""

    def __init__(self, activity):
        super().__init__(activity)
        self.activity = activity

    def sentence(self):
        return _("Finish “%(title)s” first, then take the quiz.") % {"title": self.activity.title}


class CannotBeDrawn(CannotStart):
    """The bank has too few questions; those who look after the quiz find the note in the audit log."""

    def sentence(self):
        return _(
            "The quiz cannot be taken at the moment: questions are being reviewed. "
            "This has been noted for the trainers; please come back later."
        )


class CannotSave(Refusal):
    """An answer was not saved."""


class NoSuchQuestion(CannotSave):
    """There is no such attempt of this person, or no such question in its paper."""

    def sentence(self):
        return _("There is no such question in your paper.")


class AttemptIsClosed(CannotSave):
    def sentence(self):
        return _("This attempt is closed. What was saved before has been handed in.")


class NotAnOption(CannotSave):
    def sentence(self):
        return _("This cannot be chosen here. Open the question again and choose from its options.")


class AnswerIsFixed(CannotSave):
    """It was checked, or one has moved on; `current` is what stands."""

    def __init__(self, current):
        super().__init__(current)
        self.current = current

    def sentence(self):
        return _("This question has been answered for good: your answer to it stands and cannot be changed.")


class NothingToFix(CannotSave):
    def sentence(self):
        return _("The questions of this quiz are marked when you hand in.")


class FileRefused(CannotSave):
    """A file that was not kept; `reason` is a sentence that says why."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason

    def sentence(self):
        return self.reason


class CannotBeMarked(Refusal):
    """Why a marker's word was not kept."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason

    def sentence(self):
        return self.reason


class StaleAnswer(CannotSave):
    """The answer was changed elsewhere since this page was opened; `current` is what stands now (None: nothing)."""

    def __init__(self, current):
        super().__init__(current)
        self.current = current

    def sentence(self):
        return _("This question was answered in another window or on another device.")


def in_words(moment) -> str:
    """A day and time as people here write it: 23/11/2026, 09:41."""
    return date_format(localtime(moment), "d/m/Y, H:i")
