"""People and units for administrators, and what people report about themselves."""

from organisation.views.corrections import answer, corrections, report_mistake
from organisation.views.people import add_person, correct_person, issue_code, lock, people, person, unlock
from organisation.views.units import unit

__all__ = [
    "add_person",
    "answer",
    "correct_person",
    "corrections",
    "issue_code",
    "lock",
    "people",
    "person",
    "report_mistake",
    "unit",
    "unlock",
]
