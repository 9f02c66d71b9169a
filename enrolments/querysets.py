"""Reading duties."""

from django.db import models
from django.db.models import Q

from organisation.querysets import branch
from organisation.scope import branches_of


class AssignmentQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user):
        """Assignments made in the name of a unit within this person's branches."""
        return self.filter(branch(branches_of(user), "made_for__path"))


class EnrolmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def completed(self):
        return self.filter(closed_as="completed")

    def counted(self):
        """Those a report counts: open or completed; a withdrawn duty is none."""
        return self.filter(Q(closed_at__isnull=True) | Q(closed_as="completed"))

    def mandatory(self):
        return self.filter(is_mandatory=True)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)

    def due_between(self, first, last):
        return self.open().filter(due_on__range=(first, last))

    def by(self, learner):
        return self.filter(user=learner)

    def within(self, *units):
        """Those that count at these units or below."""
        return self.filter(branch([unit.path for unit in units], "unit__path"))

    def visible_to(self, user):
        """Those that count at a unit this person may see."""
        return self.filter(branch(branches_of(user), "unit__path"))
