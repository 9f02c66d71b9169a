"""One class as those see it who organise it, teach it, or send people to it."""

from functools import cached_property

import clock
from accounts.models import User
from classes.models import AttendanceMark, Registration, TrainingClass
from classes.shares import is_enough
from classes.sheets import share_of
from organisation.models import Membership
from organisation.querysets import branch
from organisation.scope import branches_of, people_in_charge, visible_people


def people_to_list(training_class: TrainingClass | None, user):
    """Whom this person may put on a list: the own branch; for a class of others only people of invited units, in time."""
    people = people_in_charge(user).active()
    if training_class is None or is_organiser(training_class, user):
        return people
    if clock.now() > training_class.register_until:
        return User.objects.none()
    return people.filter(pk__in=people_who_may_walk_in(training_class).values("pk"))


def people_who_may_walk_in(training_class: TrainingClass):
    """Whom whoever keeps the list may add in the room: people who work in an invited unit."""
    invited = branch(training_class.open_to.values_list("path", flat=True), "unit__path")
    members = Membership.objects.present().primary().filter(invited)
    return User.objects.active().filter(pk__in=members.values("user"))


def is_organiser(training_class: TrainingClass, user) -> bool:
    """Whether this person acts for the unit that organises the class."""
    return TrainingClass.objects.organised_by(user, acting=True).filter(pk=training_class.pk).exists()


class Management:
    """The page of a class. Whoever neither organises nor teaches it sees the people of the own branch alone."""

    def __init__(self, training_class: TrainingClass, user):
        self.training_class, self.user = training_class, user
        self.now = clock.now()

    @cached_property
    def is_organiser(self) -> bool:
        return is_organiser(self.training_class, self.user)

    @cached_property
    def sees_all(self) -> bool:
        """Everybody on the list: the organiser's branch, observers too, and its trainers."""
        classes = TrainingClass.objects.filter(pk=self.training_class.pk)
        return classes.organised_by(self.user).exists() or classes.kept_by(self.user).exists()

    @cached_property
    def keeps_list(self) -> bool:
        return TrainingClass.objects.filter(pk=self.training_class.pk).kept_by(self.user).exists()

    @cached_property
    def can_add(self) -> bool:
        """Whether this person may put somebody on the list now."""
        if not branches_of(self.user, acting=True) or self.training_class.is_cancelled:
            return False
        return self.is_organiser or self.now <= self.training_class.register_until

    @cached_property
    def sessions(self) -> list:
        return list(self.training_class.sessions.prefetch_related("trainers"))

    @property
    def is_over(self) -> bool:
        return self.sessions[-1].ends_at <= self.now

    @cached_property
    def has_marks(self) -> bool:
        return AttendanceMark.objects.filter(session__in=self.sessions).exists()

    @cached_property
    def seat_count(self) -> int:
        return self.training_class.seats.count()

    @cached_property
    def free(self) -> int:
        return self.training_class.seats.filter(holders=None).count()

    @property
    def taken(self) -> int:
        return self.seat_count - self.free

    @cached_property
    def invited(self) -> list:
        return list(self.training_class.open_to.order_by("depth", "sort_key"))

    def _registrations(self):
        found = Registration.objects.open().filter(training_class=self.training_class)
        if not self.sees_all:
            found = found.filter(user__in=visible_people(self.user).values("pk"))
        return found.select_related("user").with_unit().with_marks()

    @cached_property
    def seated(self) -> list[Registration]:
        """Those with a seat, by given name."""
        return list(self._registrations().seated().by_name())

    @cached_property
    def waiting(self) -> list[Registration]:
        """Those without one, in the order in which they get one."""
        return list(self._registrations().waiting())

    @cached_property
    def share(self) -> int:
        """The per cent of the sessions that one has to attend."""
        return share_of(self.training_class)

    @property
    def enough(self) -> int:
        """How many were there often enough."""
        return sum(is_enough(one.attended, len(self.sessions), self.share) for one in self.seated)
