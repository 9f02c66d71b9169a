"""Joining a course; plans and assignments, for administrators; moving people with what they learn."""

from enrolments.views.assigning import assign, assign_list, confirm
from enrolments.views.assignments import assignment, assignments, change, undo, withdraw
from enrolments.views.dispensing import ask as ask_dispensation
from enrolments.views.dispensing import dispense
from enrolments.views.joining import join
from enrolments.views.moving import transfer
from enrolments.views.plans import change_plan, close_plan, make_plan, open_plan, plan, plans
from enrolments.views.renewing import end_repeating, repeat

__all__ = [
    "ask_dispensation",
    "dispense",
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
    "end_repeating",
    "repeat",
    "transfer",
    "undo",
    "withdraw",
]
