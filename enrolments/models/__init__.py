"""Who should learn what, by when."""

from enrolments.models.assignments import UNDO, Assignment
from enrolments.models.dispensations import Dispensation
from enrolments.models.enrolments import Enrolment
from enrolments.models.plans import TrainingPlan
from enrolments.models.renewals import Renewal

__all__ = ["UNDO", "Assignment", "Dispensation", "Enrolment", "Renewal", "TrainingPlan"]
