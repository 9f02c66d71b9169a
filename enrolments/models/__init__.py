"""Who should learn what, by when."""

from enrolments.models.assignments import UNDO, Assignment
from enrolments.models.enrolments import Enrolment
from enrolments.models.plans import TrainingPlan

__all__ = ["UNDO", "Assignment", "Enrolment", "TrainingPlan"]
