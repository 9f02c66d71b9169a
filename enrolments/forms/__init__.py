"""What administrators fill in about duties."""

from enrolments.forms.assigning import (
    MOST_UNITS,
    BranchAssignmentForm,
    ListAssignmentForm,
    PersonAssignmentForm,
)
from enrolments.forms.dispensations import AskForm, DecisionForm, DispensationForm
from enrolments.forms.lists import AssignmentsFilter, course_choices
from enrolments.forms.plans import PlanForm
from enrolments.forms.renewals import RenewalForm
from enrolments.forms.terms import ChangeForm, WithdrawalForm

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
