"""Why something cannot be done with a class, as sentences for the person who asked."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """`str()` is a sentence that says what to do."""

    words = ""

    def __str__(self):
        return str(self.words)


class ClassIsCancelled(Refusal):
    words = _("This class was cancelled. Please choose another one.")


class RegistrationIsOver(Refusal):
    words = _("Registration for this class has ended. Ask the unit that organises it.")


class OnlyByList(Refusal):
    words = _("One does not register for this class oneself: your unit puts people on the list.")


class NotInvited(Refusal):
    words = _("Your unit is not invited to this class.")


class TooLateToCancel(Refusal):
    words = _("It is too late to cancel here. Please ring the unit that organises the class.")


class WasThere(Refusal):
    words = _("This person's attendance is noted: the registration stays.")


class SeatsAreTaken(Refusal):
    words = _("More people hold a seat already. Take some off the list first.")


class SessionsAreFixed(Refusal):
    words = _("Attendance was noted already: sessions can no longer be added or taken away.")


class LastSession(Refusal):
    words = _("A class has at least one session. Cancel the class instead.")


class SameTime(Refusal):
    words = _("Another session of this class begins at the same time.")


class ReasonMissing(Refusal):
    words = _("Say why this is corrected.")


class NotNow(Refusal):
    words = _("Attendance is noted from one hour before the session until thirty minutes after it.")


class HasNoSeat(Refusal):
    words = _("You are not on the list of this class. Please speak to the trainer.")


class NotedAbsent(Refusal):
    words = _("The trainer noted that you were absent. Please speak to the trainer.")


class CodeIsStale(Refusal):
    words = _("This code is too old. Point the camera at the code on the screen again.")


class TooEarly(Refusal):
    words = _("The session has not begun: attendance is noted from one hour before it.")
