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
from enrolments.actions.dispensing import (
    NothingToDispense,
    ask_dispensation,
    decide_dispensation,
    grant_dispensation,
)
from enrolments.actions.enrolling import CourseIsClosed, close_enrolment, enrol, open_round
from enrolments.actions.moving import ask_again, count_where_people_work, release, transfer
from enrolments.actions.plans import change_plan, close_plan, make_plan, open_plan
from enrolments.actions.renewing import end_renewal, open_rounds_due, repeat_assignment

__all__ = [
    "ChangedMeanwhile",
    "CourseIsClosed",
    "NothingToDispense",
    "TooLateToUndo",
    "adopt_edition",
    "ask_again",
    "ask_dispensation",
    "assign_course",
    "change_assignment",
    "change_plan",
    "close_enrolment",
    "close_plan",
    "count_where_people_work",
    "decide_dispensation",
    "end_renewal",
    "enrol",
    "follow_content",
    "follow_joiners",
    "grant_dispensation",
    "make_plan",
    "open_plan",
    "open_round",
    "open_rounds_due",
    "preview_assignment",
    "release",
    "repeat_assignment",
    "transfer",
    "undo_assignment",
    "withdraw_assignment",
]
