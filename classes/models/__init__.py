"""Face-to-face classes: sessions with a place and trainers, seats and a waiting list, who was there."""

from classes.models.attendance import AttendanceMark
from classes.models.classes import Seat, Session, TrainingClass
from classes.models.notices import ClassNotice
from classes.models.pages import ClassPage
from classes.models.registrations import ClassCredit, Registration

__all__ = [
    "AttendanceMark",
    "ClassCredit",
    "ClassNotice",
    "ClassPage",
    "Registration",
    "Seat",
    "Session",
    "TrainingClass",
]
