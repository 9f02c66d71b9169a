"""Writing duties: enrolling and closing, assigning and taking back, moving with the person."""

from enrolments.actions.adopting import adopt_edition, follow_content
from enrolments.actions.assigning import (
    ChangedMeanwhile,
    assign_course,
    change_assignment,
    follow_joiners,
    preview_assignment,
    withdraw_assignment,
)
from enrolments.actions.enrolling import CourseIsClosed, close_enrolment, enrol, open_round
from enrolments.actions.moving import transfer

__all__ = [
    "ChangedMeanwhile",
    "CourseIsClosed",
    "adopt_edition",
    "assign_course",
    "change_assignment",
    "close_enrolment",
    "enrol",
    "follow_content",
    "follow_joiners",
    "open_round",
    "preview_assignment",
    "transfer",
    "withdraw_assignment",
]
