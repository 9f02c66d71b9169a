"""What administrators fill in about duties."""

from enrolments.forms.assigning import (
    MOST_UNITS,
    AssignmentsFilter,
    BranchAssignmentForm,
    ChangeForm,
    ListAssignmentForm,
    PersonAssignmentForm,
    WithdrawalForm,
    course_choices,
)
from enrolments.forms.plans import PlanForm

__all__ = [
    "MOST_UNITS",
    "AssignmentsFilter",
    "BranchAssignmentForm",
    "ChangeForm",
    "ListAssignmentForm",
    "PersonAssignmentForm",
    "PlanForm",
    "WithdrawalForm",
    "course_choices",
]
