"""Reading duties."""

from django.db import models
from django.db.models import Q

from organisation.models import Unit
from organisation.querysets import branch
from organisation.scope import branches_of, people_in_charge, visible_people


class TrainingPlanQuerySet(models.QuerySet):
    def open(self):
        """Plans under which something can still be assigned."""
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user, *, acting=False):
        """Plans issued in this person's branches (`acting`: may be changed); to read also those of the units above."""
        paths = branches_of(user, acting=acting)
        found = branch(paths, "unit__path")
        return self.filter(found if acting else found | above(paths))


def above(paths) -> Q:
    """Plans of the units that stand above these branches."""
    ends = {path[:end] for path in paths for end in range(Unit.steplen, len(path), Unit.steplen)}
    return Q(unit__path__in=ends)


class AssignmentQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def running(self, day):
        """Standing ones whose day has not passed: they also reach people who join later."""
        return self.standing().filter(due_on__gte=day)

    def past_due(self, day):
        """Standing ones whose day has passed."""
        return self.standing().filter(due_on__lt=day)

    def strictest_first(self):
        """A mandatory one before every voluntary one, then the earlier day."""
        return self.order_by("-is_mandatory", "due_on", "pk")

    def visible_to(self, user, *, acting=False):
        """Assignments made in the name of a unit within this person's branches (`acting`: may be changed)."""
        return self.filter(branch(branches_of(user, acting=acting), "made_for__path"))


class EnrolmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def completed(self):
        return self.filter(closed_as="completed")

    def counted(self):
        """Those a report counts: open or completed; a withdrawn duty is none."""
        return self.filter(Q(closed_at__isnull=True) | Q(closed_as="completed"))

    def remembered(self):
        """Those a learner is shown: what counts, and what counted until it was taken back."""
        return self.filter(Q(closed_at__isnull=True) | Q(closed_as__in=["completed", "revoked"]))

    def mandatory(self):
        return self.filter(is_mandatory=True)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)

    def due_between(self, first, last):
        return self.open().filter(due_on__range=(first, last))

    def by(self, learner):
        return self.filter(user=learner)

    def looser_than(self, *, is_mandatory, due_on):
        """Those that ask for less: a voluntary one asks for less than a mandatory one, a later day or none for less."""
        later = Q(due_on__gt=due_on) | Q(due_on__isnull=True)
        return self.filter(Q(is_mandatory=False) | later if is_mandatory else Q(is_mandatory=False) & later)

    def within(self, *units):
        """Those that count at these units or below."""
        return self.filter(branch([unit.path for unit in units], "unit__path"))

    def owed(self):
        """Those that somebody asked for: mandatory, assigned, or with a day."""
        return self.filter(Q(is_mandatory=True) | Q(assignment__isnull=False) | Q(due_on__isnull=False))

    def visible_to(self, user):
        """Those that count at a unit this person may see."""
        return self.filter(branch(branches_of(user), "unit__path"))

    def dispensable_by(self, user):
        """Those of people this person is in charge of; nobody's own."""
        return self.filter(user__in=people_in_charge(user).order_by().values("pk")).exclude(user=user)


class RenewalQuerySet(models.QuerySet):
    def standing(self):
        """Those that still open rounds."""
        return self.filter(
            ended_at__isnull=True,
            origin__withdrawn_at__isnull=True,
            origin__course__live=True,
            origin__course__is_closed=False,
        )


class DispensationQuerySet(models.QuerySet):
    def waiting(self):
        """Those nobody has decided yet."""
        return self.filter(decided_at__isnull=True)

    def decided(self):
        return self.filter(decided_at__isnull=False)

    def exempting(self, day):
        """Exemptions that hold on a day."""
        holds = Q(until__isnull=True) | Q(until__gte=day)
        return self.filter(holds, kind="exemption", is_granted=True)

    def visible_to(self, user, *, acting=False):
        """Of people who work in a branch this person may see; to decide (`acting`), of those he is in charge of, never his own."""
        people = people_in_charge(user) if acting else visible_people(user)
        found = self.filter(enrolment__user__in=people.order_by().values("pk"))
        return found.exclude(enrolment__user=user) if acting else found
