"""Joining a course; plans and assignments, for administrators; moving people with what they learn."""

from enrolments.views.assigning import assign, assign_list, confirm
from enrolments.views.assignments import assignment, assignments, change, undo, withdraw
from enrolments.views.joining import join
from enrolments.views.moving import transfer
from enrolments.views.plans import change_plan, close_plan, make_plan, open_plan, plan, plans

__all__ = [
    "assign",
    "assign_list",
    "assignment",
    "assignments",
    "change",
    "change_plan",
    "close_plan",
    "confirm",
    "join",
    "make_plan",
    "open_plan",
    "plan",
    "plans",
    "transfer",
    "undo",
    "withdraw",
]
