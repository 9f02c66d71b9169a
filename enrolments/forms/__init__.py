"""What administrators fill in about duties."""

from enrolments.forms.assigning import (
    MOST_UNITS,
    AssignmentsFilter,
    BranchAssignmentForm,
    ChangeForm,
    ListAssignmentForm,
    PersonAssignmentForm,
    RenewalForm,
    WithdrawalForm,
    course_choices,
)
from enrolments.forms.dispensations import AskForm, DecisionForm, DispensationForm
from enrolments.forms.plans import PlanForm

__all__ = [
    "MOST_UNITS",
    "AskForm",
    "AssignmentsFilter",
    "BranchAssignmentForm",
    "ChangeForm",
    "DecisionForm",
    "DispensationForm",
    "ListAssignmentForm",
    "PersonAssignmentForm",
    "PlanForm",
    "RenewalForm",
    "WithdrawalForm",
    "course_choices",
]
