"""Making classes, filling their seats, noting who was there."""

from classes.actions.attending import check_in, note_attendance, note_walk_ins
from classes.actions.organising import (
    add_session,
    cancel_class,
    change_class,
    change_session,
    make_class,
    remove_session,
    tell_of_tomorrow,
)
from classes.actions.seating import (
    leave_as_people_left,
    leave_class,
    list_people,
    move_registration,
    register,
    set_seats,
)

__all__ = [
    "add_session",
    "cancel_class",
    "change_class",
    "change_session",
    "check_in",
    "leave_as_people_left",
    "leave_class",
    "list_people",
    "make_class",
    "move_registration",
    "note_attendance",
    "note_walk_ins",
    "register",
    "remove_session",
    "set_seats",
    "tell_of_tomorrow",
]
