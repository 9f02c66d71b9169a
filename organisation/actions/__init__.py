"""Writing people and units: adding, moving, locking, answering."""

from organisation.actions.people import (
    ImpossibleMove,
    IsTaken,
    add_person,
    correct_person,
    lock_account,
    move_person,
    post_called,
    save_under_free_username,
    unlock_account,
)
from organisation.actions.requests import answer_request, report_mistake

__all__ = [
    "ImpossibleMove",
    "IsTaken",
    "add_person",
    "answer_request",
    "correct_person",
    "lock_account",
    "move_person",
    "post_called",
    "report_mistake",
    "save_under_free_username",
    "unlock_account",
]
