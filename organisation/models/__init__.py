"""The tree of units and its history, who works where, and who administers which branch."""

from organisation.models.imports import Group, StaffImport, StaffImportRow
from organisation.models.reorganisations import Reorganisation
from organisation.models.requests import CorrectionRequest
from organisation.models.staff import Administration, Category, Membership, Post
from organisation.models.units import Unit, UnitPlacement

__all__ = [
    "Administration",
    "Category",
    "CorrectionRequest",
    "Group",
    "Membership",
    "Post",
    "Reorganisation",
    "StaffImport",
    "StaffImportRow",
    "Unit",
    "UnitPlacement",
]
