"""Reading classes, sessions and registrations: who sees and who keeps which."""

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from organisation.querysets import branch
from organisation.scope import branches_of, present_unit


class TrainingClassQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def upcoming(self, moment):
        """Those with a session that is not over."""
        return self.filter(
            Exists(self._of("sessions").filter(training_class=OuterRef("pk"), ends_at__gt=moment))
        )

    def organised_by(self, user, *, acting: bool = False):
        """Those of units in a branch this person sees (`acting`: acts on)."""
        return self.filter(branch(branches_of(user, acting=acting), "unit__path"))

    def kept_by(self, user):
        """Those whose whole list this person keeps: the organiser's administrators, and whoever teaches in it."""
        if not user.is_authenticated:
            return self.none()
        taught = self._of("sessions").filter(training_class=OuterRef("pk"), trainers=user)
        return self.filter(branch(branches_of(user, acting=True), "unit__path") | Q(Exists(taught)))

    def inviting(self, paths):
        """Those that invite a unit in one of these branches, or above it."""
        above = {path[:end] for path in paths for end in range(4, len(path) + 1, 4)}
        invited = self.model.open_to.through.objects.filter(trainingclass=OuterRef("pk")).filter(
            Q(unit__path__in=above) | branch(paths, "unit__path")
        )
        return self.filter(Exists(invited))

    def visible_to(self, user):
        """Those an administrator or observer sees: the branch's own, those that invite it, those this person teaches."""
        if not user.is_authenticated:
            return self.none()
        mine = branches_of(user)
        inviting = self.inviting(mine).values("pk") if mine else self.none().values("pk")
        taught = self._of("sessions").filter(training_class=OuterRef("pk"), trainers=user)
        return self.filter(branch(mine, "unit__path") | Q(pk__in=inviting) | Q(Exists(taught)))

    def offered_to(self, user):
        """Those that this person's present unit is invited to."""
        unit = present_unit(user)
        if unit is None:
            return self.none()
        invited = self.model.open_to.through.objects.filter(
            trainingclass=OuterRef("pk"), unit__path__in=unit.ancestor_paths
        )
        return self.filter(Exists(invited))

    def readable_by(self, user):
        """Those whose page this person may open as a learner: invited, or registered now or before."""
        own = self._of("registrations").filter(training_class=OuterRef("pk"), user=user)
        offered = self.offered_to(user).values("pk")
        return self.filter(Q(pk__in=offered) | Q(Exists(own)))

    def with_numbers(self):
        """Each with `starts_at` (of its first session), `seat_count`, `seated` and `waiting`."""
        return self.annotate(
            starts_at=Min("sessions__starts_at"),
            seat_count=self._count("seats"),
            seated=self._count("registrations", seat__isnull=False),
            waiting=self._count("registrations", seat__isnull=True, left_at__isnull=True),
        )

    def _of(self, name: str):
        """The rows of a table that refers to classes, unordered."""
        return self.model._meta.get_field(name).related_model.objects.order_by()

    def _count(self, name: str, **conditions):
        rows = self._of(name).filter(training_class=OuterRef("pk"), **conditions)
        counted = rows.values("training_class").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)


class SessionQuerySet(models.QuerySet):
    def kept_by(self, user):
        """Those of classes this person organises, and those this person teaches."""
        if not user.is_authenticated:
            return self.none()
        through = self.model.trainers.through.objects.filter(session=OuterRef("pk"), user=user)
        return self.filter(
            branch(branches_of(user, acting=True), "training_class__unit__path") | Q(Exists(through))
        )


class RegistrationQuerySet(models.QuerySet):
    def open(self):
        """Those that were not cancelled by the person or taken off the list."""
        return self.filter(left_at__isnull=True)

    def seated(self):
        return self.filter(seat__isnull=False)

    def waiting(self):
        """In the order in which they get a seat."""
        return self.filter(left_at__isnull=True, seat__isnull=True).order_by("registered_at", "pk")

    def by(self, user):
        return self.filter(user=user)

    def by_name(self):
        return self.order_by("user__sort_key", "pk")

    def with_marks(self):
        """Each with `attended`: in how many sessions the newest mark says present."""
        marks = self.model._meta.get_field("marks").related_model.objects.order_by()
        newer = marks.filter(
            registration=OuterRef("registration"), session=OuterRef("session"), number__gt=OuterRef("number")
        )
        present = (
            marks.filter(registration=OuterRef("pk"), is_present=True)
            .filter(~Exists(newer))
            .values("registration")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(attended=Coalesce(Subquery(present), 0))

    def with_unit(self):
        """Each with `unit_name`: where the person works today."""
        from organisation.models import Membership

        own = Membership.objects.present().primary().filter(user=OuterRef("user"))
        return self.annotate(
            unit_name=Subquery(own.values("unit__name")[:1]),
            unit_path=Subquery(own.values("unit__path")[:1]),
            post_name=Subquery(own.values("post__name")[:1]),
        ).annotate(place=F("seat__number"))
