"""`manage.py demo`: the demo province with invented people. Only where DEMO=1 is set."""

import random
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from completions.actions import complete_activity
from courses.models import CoursePage
from enrolments.models import Enrolment
from organisation.models import Membership
from starter.demo.asking import ask_of_administrators
from starter.demo.classes import add_classes
from starter.demo.following_up import follow_up
from starter.demo.learning import Simulation, assign_to_all
from starter.demo.people import NAMED, PASSWORD, add_named_people, add_staff
from starter.demo.units import add_offices

STAFF = 1200
BATCH = 2000


class Command(BaseCommand):
    help = (
        "Load the demo province once: offices, invented people, assignments, what they have learned, classes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--staff", type=int, default=STAFF, help=f"how many people (default {STAFF})")
        parser.add_argument("--sign-ins", action="store_true", help="only print the sign-ins")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same people")

    def handle(self, *, staff: int, seed: int, sign_ins: bool, **options):
        if not settings.DEMO:
            raise CommandError("The demo exists only where DEMO=1 is set; this is not such a site.")
        if sign_ins:
            self.print_sign_ins()
            return
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("  the demo province is already here")
            return
        began, chance = time.monotonic(), random.Random(seed)
        course = CoursePage.objects.live().first()
        units = add_offices()
        self.stdout.write(f"  {len(units)} offices, schools and enterprises")
        named = add_named_people()
        people = add_staff(max(0, staff - len(named)), units, chance)
        self.stdout.write(f"  {len(people) + len(named)} invented people")
        simulation = Simulation(
            course=course, assignments=assign_to_all(course=course, by=named["quantri.tinh"]), chance=chance
        )
        finished = 0
        for start in range(0, len(people), BATCH):
            finished += simulation.run(people[start : start + BATCH])
        self.begin_for_learner(simulation, named["hocvien"])
        self.stdout.write(f"  {add_classes(named=named, people=people, chance=chance)} face-to-face classes")
        self.stdout.write(
            f"  {follow_up(named=named, chance=chance)} exemptions, extensions, trainings elsewhere"
        )
        waiting = ask_of_administrators(named=named, chance=chance)
        self.stdout.write(f"  {waiting} requests and a list of staff with mistakes, waiting")
        self.stdout.write(f"  {finished} of them have finished the course ({time.monotonic() - began:.0f} s)")
        self.print_sign_ins()

    def begin_for_learner(self, simulation: Simulation, learner: User) -> None:
        """The demo's learner has read the first two lessons, so that the front page says where to go on."""
        unit = Membership.objects.present().get(user=learner).unit
        enrolment = simulation.enrolment(learner, unit)
        enrolment.save()
        for activity in simulation.edition.required[:2]:
            complete_activity(enrolment=Enrolment.objects.get(pk=enrolment.pk), activity_id=activity)

    def print_sign_ins(self) -> None:
        self.stdout.write(f"  sign in as (password {PASSWORD}):")
        for username, full_name, _, post in NAMED:
            self.stdout.write(f"    {username:18} {full_name}, {post}")
