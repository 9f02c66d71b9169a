"""Writing duties: enrolling and closing, assigning and taking back, moving with the person."""

from enrolments.actions.adopting import adopt_edition, follow_content
from enrolments.actions.assigning import (
    ChangedMeanwhile,
    TooLateToUndo,
    assign_course,
    change_assignment,
    follow_joiners,
    preview_assignment,
    undo_assignment,
    withdraw_assignment,
)
from enrolments.actions.enrolling import CourseIsClosed, close_enrolment, enrol, open_round
from enrolments.actions.moving import count_where_people_work, release, transfer
from enrolments.actions.plans import change_plan, close_plan, make_plan, open_plan

__all__ = [
    "ChangedMeanwhile",
    "CourseIsClosed",
    "TooLateToUndo",
    "adopt_edition",
    "assign_course",
    "change_assignment",
    "change_plan",
    "close_enrolment",
    "close_plan",
    "count_where_people_work",
    "enrol",
    "follow_content",
    "follow_joiners",
    "make_plan",
    "open_plan",
    "open_round",
    "preview_assignment",
    "release",
    "transfer",
    "undo_assignment",
    "withdraw_assignment",
]
