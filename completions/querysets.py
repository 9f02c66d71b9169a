"""Reading completion records."""

from django.db import models
from django.db.models import Q

from organisation.querysets import branch
from organisation.scope import branches_of, people_in_charge, visible_people


class CompletionRecordQuerySet(models.QuerySet):
    def by(self, learner):
        return self.filter(user=learner)

    def standing(self):
        """Those that were not revoked."""
        return self.filter(revocation__isnull=True)

    def within(self, *units):
        return self.filter(branch([unit.path for unit in units], "unit__path"))

    def visible_to(self, user):
        """Records earned in a unit this person may see."""
        return self.filter(branch(branches_of(user), "unit__path"))


class OutsideTrainingQuerySet(models.QuerySet):
    def waiting(self):
        """Those nobody has decided yet."""
        return self.filter(decided_at__isnull=True)

    def entered(self):
        """Those that people entered themselves, and so asked for."""
        return self.filter(imported__isnull=True, is_held_here=False)

    def approved(self):
        return self.filter(is_approved=True)

    def visible_to(self, user, *, acting=False):
        """Of people this person sees; to decide (`acting`), of those he is in charge of, never his own."""
        people = people_in_charge(user) if acting else visible_people(user)
        found = self.filter(user__in=people.order_by().values("pk"))
        return found.exclude(user=user) if acting else found


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of people or of records in a unit this person may see."""
        return self.filter(
            Q(record__user=user)
            | branch(branches_of(user), "record__unit__path")
            | Q(record__user__in=visible_people(user).values("pk"))
        )

    def revocable_by(self, user):
        """Standing ones of records earned in a unit this person acts for; nobody's own."""
        acting = branch(branches_of(user, acting=True), "record__unit__path")
        return self.filter(acting, record__revocation__isnull=True).exclude(record__user=user)
