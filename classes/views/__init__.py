"""Classes: for learners, for those who organise them, and in the room."""

from classes.views.learning import calendar, cancel, class_, classes, join
from classes.views.organising import (
    add_people,
    add_session,
    call_off,
    change,
    change_session,
    make,
    manage,
    move,
    organised,
    remove,
    remove_session,
)

__all__ = [
    "add_people",
    "add_session",
    "calendar",
    "call_off",
    "cancel",
    "change",
    "change_session",
    "class_",
    "classes",
    "join",
    "make",
    "manage",
    "move",
    "organised",
    "remove",
    "remove_session",
]
