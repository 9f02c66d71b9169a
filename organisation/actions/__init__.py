"""Writing people and units: adding, moving, locking, answering."""

from organisation.actions.delegating import (
    end_due_administrations,
    grant_administration,
    hand_over,
    revoke_administration,
)
from organisation.actions.importing import (
    NotAgreed,
    confirm_staff_list,
    discard_staff_list,
    read_upload,
    tend_staff_lists,
    upload_staff_list,
    write_staff_list,
)
from organisation.actions.leaving import end_work
from organisation.actions.people import (
    ImpossibleMove,
    IsTaken,
    add_person,
    correct_person,
    lock_account,
    move_person,
    post_called,
    save_under_free_username,
    set_extra_time,
    unlock_account,
)
from organisation.actions.reorganising import (
    add_changes,
    apply_due_reorganisations,
    apply_reorganisation,
    draw_up,
    effects_of,
    plan_reorganisation,
    take_out_change,
    undo_reorganisation,
)
from organisation.actions.requests import answer_request, report_mistake
from organisation.actions.returning import take_back

__all__ = [
    "ImpossibleMove",
    "IsTaken",
    "NotAgreed",
    "add_changes",
    "add_person",
    "answer_request",
    "apply_due_reorganisations",
    "apply_reorganisation",
    "confirm_staff_list",
    "correct_person",
    "discard_staff_list",
    "draw_up",
    "effects_of",
    "end_due_administrations",
    "end_work",
    "grant_administration",
    "hand_over",
    "lock_account",
    "set_extra_time",
    "move_person",
    "plan_reorganisation",
    "post_called",
    "read_upload",
    "report_mistake",
    "revoke_administration",
    "save_under_free_username",
    "take_back",
    "take_out_change",
    "tend_staff_lists",
    "undo_reorganisation",
    "unlock_account",
    "upload_staff_list",
    "write_staff_list",
]
