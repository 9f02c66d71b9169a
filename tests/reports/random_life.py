"""A province that lives: random acts of every kind, one after the other, through the product's own actions."""

import datetime
import random
from collections import Counter
from contextlib import suppress
from decimal import Decimal

import clock
from accounts.models import User
from completions.actions import complete_activity, open_activity, revoke_record
from completions.models import CompletionRecord, OutsideTraining
from completions.outside import decide_training, enter_training
from courses.actions import freeze_edition
from courses.models import CoursePage
from enrolments.actions import (
    CourseIsClosed,
    adopt_edition,
    ask_dispensation,
    assign_course,
    change_assignment,
    decide_dispensation,
    end_renewal,
    enrol,
    follow_joiners,
    grant_dispensation,
    open_rounds_due,
    repeat_assignment,
    transfer,
    undo_assignment,
    withdraw_assignment,
)
from enrolments.models import Assignment, Dispensation, Enrolment, Renewal, TrainingPlan
from organisation.actions.leaving import end_work
from organisation.actions.people import ImpossibleMove, add_person
from organisation.actions.reorganising import apply_due_reorganisations, draw_up, plan_reorganisation
from organisation.forest import ImpossibleChange
from organisation.models import Membership, Unit, UnitPlacement
from tests.factories import a_course, a_person, a_unit

BEGAN = datetime.datetime(2026, 1, 5, 2, 0, tzinfo=datetime.UTC)
SINCE = datetime.date(2025, 7, 1)
HOUR = datetime.timedelta(hours=1)
KINDS = ("commune", "ward", "division", "department")

ACTS = {
    "begin": 20,
    "finish_one": 16,
    "finish_all": 14,
    "choose": 8,
    "move": 8,
    "join": 4,
    "leave": 2,
    "assign": 3,
    "change": 3,
    "withdraw": 2,
    "undo": 1,
    "exempt": 3,
    "extend": 4,
    "ask": 2,
    "decide": 2,
    "revoke": 3,
    "repeat": 1,
    "end_repeating": 1,
    "new_edition": 1,
    "train_elsewhere": 2,
    "approve": 2,
    "reorganise": 1,
    "tick": 6,
    "a_day_passes": 5,
}
"""What happens, and how often beside the others."""


class NothingToDo(Exception):
    """There is nobody to do it to."""


class Life:
    """Some communes with divisions, people, two courses and a plan; `live` lets something happen."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.moment = BEGAN
        self.done: Counter[str] = Counter()
        self.founded = 0
        with self.now():
            self.province = a_unit("Tỉnh Thử", kind="province", valid_from=SINCE)
            for place in range(4):
                top = a_unit(f"Xã {place}", self.fresh(self.province), KINDS[place], valid_from=SINCE)
                for number in range(2):
                    a_unit(f"Phòng {place}.{number}", self.fresh(top), "division", valid_from=SINCE)
            for unit in Unit.objects.all():
                UnitPlacement.objects.create(unit=unit, parent=unit.get_parent(), valid_from=SINCE)
            self.chief = a_person("Trưởng ban", password=None)
            shelf = {"credited_periods": Decimal(8), "approving_decision": "12/QĐ-UBND"}
            self.courses = [a_course("Khóa một", lessons=2, **shelf), a_course("Khóa hai", lessons=1)]
            self.plan = TrainingPlan.objects.create(year=2026, title="Kế hoạch", unit=self.province)
            for _ in range(40):
                self.join()

    @staticmethod
    def fresh(unit: Unit) -> Unit:
        return Unit.objects.get(pk=unit.pk)

    def now(self):
        return clock.frozen_at(self.moment)

    @property
    def today(self) -> datetime.date:
        return clock.today()

    def live(self, acts: int) -> None:
        names, weights = zip(*ACTS.items(), strict=True)
        for name in self.random.choices(names, weights, k=acts):
            self.moment += self.random.randint(1, 40) * datetime.timedelta(minutes=1)
            with self.now(), suppress(NothingToDo, CourseIsClosed, ImpossibleMove, ImpossibleChange):
                getattr(self, name)()
                self.done[name] += 1

    def any(self, found):
        """One row of these by chance, whatever order the database keeps them in."""
        keys = list(found.order_by("pk").values_list("pk", flat=True).distinct())
        if not keys:
            raise NothingToDo
        return found.model.objects.get(pk=self.random.choice(keys))

    def any_unit(self) -> Unit:
        return self.any(Unit.objects.present())

    def a_day(self, first: int = -10, last: int = 40) -> datetime.date:
        return self.today + datetime.timedelta(days=self.random.randint(first, last))

    def any_open(self) -> Enrolment:
        return self.any(Enrolment.objects.open().filter(user__is_active=True))

    # Learning

    def begin(self):
        found = self.any_open()
        open_activity(enrolment=found, activity_id=self.activity_of(found))

    def activity_of(self, enrolment: Enrolment) -> int:
        return self.random.choice(enrolment.edition.required)

    def finish_one(self):
        found = self.any_open()
        complete_activity(enrolment=found, activity_id=self.activity_of(found))

    def finish_all(self):
        found = self.any_open()
        for activity in found.edition.required:
            complete_activity(enrolment=found, activity_id=activity)

    def choose(self):
        enrol(user=self.any(User.objects.filter(is_active=True)), course=self.random.choice(self.courses))

    def revoke(self):
        record = self.any(CompletionRecord.objects.standing())
        revoke_record(record=record, by=self.chief, reason="Ghi nhầm người")

    def new_edition(self):
        course = CoursePage.objects.get(pk=self.random.choice(self.courses).pk)
        edition = freeze_edition(course=course, asks_again=True)
        adopt_edition(edition=edition, ask_again=self.random.random() < 0.5)

    def train_elsewhere(self):
        enter_training(
            user=self.any(User.objects.filter(is_active=True)),
            title=f"Lớp {self.random.randint(1, 50)}",
            organiser="Trường Chính trị",
            finished_on=self.a_day(-200, 0),
            periods=Decimal(self.random.randint(4, 40)),
            evidence="Giấy chứng nhận",
        )

    def approve(self):
        training = self.any(OutsideTraining.objects.waiting())
        decide_training(training=training, is_approved=self.random.random() < 0.8, by=self.chief)

    # Duties

    def assign(self):
        target = self.random.choice(["units", "units", "person", "people"])
        people = list(User.objects.filter(is_active=True).order_by("pk"))
        chosen = {
            "units": {
                "units": list({unit.pk: unit for unit in (self.any_unit(), self.any_unit())}.values()),
                "kinds": self.random.choice([(), (), ("division",)]),
            },
            "person": {"person": self.random.choice(people)},
            "people": {"people": self.random.sample(people, min(5, len(people)))},
        }[target]
        return assign_course(
            course=self.random.choice(self.courses),
            due_on=self.a_day(1, 60),
            is_mandatory=self.random.random() < 0.7,
            made_by=self.chief,
            made_for=self.province,
            plan=self.random.choice([None, self.plan]),
            **chosen,
        )

    def change(self):
        found = self.any(Assignment.objects.standing())
        change_assignment(
            assignment=found,
            due_on=self.a_day(),
            is_mandatory=self.random.random() < 0.7,
            note="",
            reason="Đổi hạn",
            by=self.chief,
        )

    def withdraw(self):
        found = self.any(Assignment.objects.standing())
        withdraw_assignment(assignment=found, reason="Giao nhầm", by=self.chief)

    def undo(self):
        undo_assignment(assignment=self.assign(), by=self.chief)

    def exempt(self):
        found = self.any_open()
        until = self.random.choice([None, self.a_day(5, 60)])
        grant_dispensation(
            enrolment=found, kind="exemption", reason="Nghỉ thai sản", until=until, by=self.chief
        )

    def extend(self):
        found = self.any(Enrolment.objects.open().filter(due_on__isnull=False))
        until = found.due_on + datetime.timedelta(days=self.random.randint(1, 30))
        grant_dispensation(
            enrolment=found, kind="extension", reason="Đi công tác", until=until, by=self.chief
        )

    def ask(self):
        found = self.any(Enrolment.objects.open().filter(due_on__isnull=False))
        until = found.due_on + datetime.timedelta(days=self.random.randint(1, 30))
        kind = self.random.choice(["exemption", "extension"])
        ask_dispensation(enrolment=found, kind=kind, reason="Xin phép", until=until)

    def decide(self):
        found = self.any(Dispensation.objects.waiting().filter(enrolment__closed_at__isnull=True))
        decide_dispensation(
            dispensation=found, is_granted=self.random.random() < 0.7, by=self.chief, answer="Đã xem"
        )

    def repeat(self):
        found = self.any(Assignment.objects.standing().filter(renewal_of=None))
        if self.random.random() < 0.5:
            first = self.a_day(0, 20)
            terms = {"rule": "yearly", "opens_on": first, "closes_on": first + datetime.timedelta(days=30)}
        else:
            terms = {"rule": "expiry", "valid_months": self.random.randint(1, 3)}
        repeat_assignment(assignment=found, by=self.chief, **terms)

    def end_repeating(self):
        found = self.any(Renewal.objects.standing())
        end_renewal(renewal=found, by=self.chief)

    # People and units

    def join(self):
        add_person(full_name=f"Nguyễn Văn {User.objects.count()}", unit=self.any_unit(), by=self.chief)

    def move(self):
        membership = self.any(Membership.objects.present().primary())
        transfer(user=membership.user, to_unit=self.any_unit(), on=self.today, by=self.chief)

    def leave(self):
        membership = self.any(Membership.objects.present().primary())
        end_work(person=membership.user, on=self.today, reason="Nghỉ hưu", by=self.chief)

    def reorganise(self):
        units = list(Unit.objects.present().exclude(pk=self.province.pk).order_by("pk"))
        one, other = self.random.sample(units, 2)
        self.founded += 1
        new = {
            "kind": "found",
            "code": f"M{self.founded}",
            "name": f"Đơn vị mới {self.founded}",
            "under": self.province.code,
            "unit_kind": self.random.choice(KINDS),
        }
        changes = self.random.choice(
            [
                [{"kind": "merge", "units": [one.code], "into": other.code}, new],
                [new, {"kind": "merge", "units": [one.code, other.code], "into": new["code"]}],
                [new, {"kind": "split", "unit": one.code, "heirs": [new["code"]]}],
                [{"kind": "rename", "unit": one.code, "name": f"{one.name} mới"}],
                [{"kind": "move", "unit": one.code, "under": other.code}],
                [new, {"kind": "move", "unit": one.code, "under": new["code"]}],
            ]
        )
        drawn = draw_up(
            decision=f"{self.founded}/NQ-HĐND",
            title="Sắp xếp",
            effective_on=self.a_day(0, 3),
            made_for=self.province,
            by=self.chief,
            changes=changes,
        )
        plan_reorganisation(reorganisation=drawn, by=self.chief)

    def tick(self):
        apply_due_reorganisations()
        open_rounds_due()
        follow_joiners()

    def a_day_passes(self):
        self.moment += self.random.randint(8, 60) * HOUR
