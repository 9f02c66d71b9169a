"""Joining a course; assigning courses, for administrators; moving people with what they learn."""

from enrolments.views.assigning import assign, confirm
from enrolments.views.assignments import assignment, assignments, change, withdraw
from enrolments.views.joining import join
from enrolments.views.moving import transfer

__all__ = ["assign", "assignment", "assignments", "change", "confirm", "join", "transfer", "withdraw"]
