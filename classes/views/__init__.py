"""Classes: for learners, for those who organise them, and in the room."""

from classes.views.attending import (
    attendance,
    check_in,
    history,
    list_file,
    results_file,
    screen,
    sheet,
    upload,
)
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
    "attendance",
    "calendar",
    "call_off",
    "cancel",
    "change",
    "change_session",
    "check_in",
    "class_",
    "classes",
    "history",
    "join",
    "list_file",
    "make",
    "manage",
    "move",
    "organised",
    "remove",
    "remove_session",
    "results_file",
    "screen",
    "sheet",
    "upload",
]
