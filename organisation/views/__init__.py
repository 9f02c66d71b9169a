"""People and units for administrators, and what people report about themselves."""

from organisation.views.activation import activation, send_link, send_links
from organisation.views.administrators import administrators, grant
from organisation.views.administrators import revoke as revoke_administration
from organisation.views.corrections import report_mistake
from organisation.views.imports import confirm as confirm_staff_list
from organisation.views.imports import discard as discard_staff_list
from organisation.views.imports import staff_list, staff_lists
from organisation.views.imports import template as staff_list_template
from organisation.views.people import (
    add_person,
    correct_person,
    extra_time,
    issue_code,
    leave,
    lock,
    people,
    person,
    take_back,
    unlock,
)
from organisation.views.reorganisations import (
    add_change,
    plan_reorganisation,
    reorganisation,
    reorganisations,
    take_out_change,
    undo_reorganisation,
)
from organisation.views.units import unit

__all__ = [
    "activation",
    "add_change",
    "add_person",
    "administrators",
    "confirm_staff_list",
    "correct_person",
    "extra_time",
    "grant",
    "leave",
    "discard_staff_list",
    "issue_code",
    "lock",
    "people",
    "person",
    "plan_reorganisation",
    "reorganisation",
    "reorganisations",
    "report_mistake",
    "revoke_administration",
    "send_link",
    "send_links",
    "staff_list",
    "staff_list_template",
    "staff_lists",
    "take_back",
    "take_out_change",
    "undo_reorganisation",
    "unit",
    "unlock",
]
