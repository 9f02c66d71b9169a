"""What the demo's people have learned: assignments, progress, attempts, records and certificates, in bulk."""

import datetime
import random

from django.db import transaction
from django.db.models import Max

import clock
from accounts.models import User
from completions import ledger
from completions.codes import random_code
from completions.models import ActivityProgress, Certificate, CompletionRecord
from courses.models import CourseEdition, CoursePage
from courses.outline import outline_of
from enrolments.models import Assignment, Enrolment, TrainingPlan
from organisation.models import Unit
from quizzes.authoring.usage import note_papers
from quizzes.models import Answer, Attempt, QuizPage, Result
from starter.demo.sittings import Sitters, Sitting
from starter.province import PROVINCE

WEEKS = 9
"""How long ago the first assignment was made."""


@transaction.atomic
def assign_to_all(*, course: CoursePage, by: User) -> dict[str, Assignment]:
    """Two assignments of the year's plan: communes were asked first, all others have some days left."""
    moment = clock.now()
    province = Unit.objects.get(code=PROVINCE)
    plan, _ = TrainingPlan.objects.get_or_create(
        year=moment.year,
        unit=province,
        title=f"Kế hoạch tập huấn công tác thi đua, khen thưởng năm {moment.year}",
        defaults={"decision": "Kế hoạch (bản trình diễn)"},
    )
    assignments = {}
    for name, days, kinds in [
        ("communes", -4, [Unit.Kind.COMMUNE]),
        ("others", 6, [kind for kind in Unit.Kind.values if kind != Unit.Kind.COMMUNE]),
    ]:
        assignment = Assignment.objects.create(
            course=course,
            plan=plan,
            due_on=clock.today() + datetime.timedelta(days=days),
            made_by=by,
            made_for=province,
            made_at=moment - datetime.timedelta(weeks=WEEKS),
        )
        assignment.units.add(*Unit.objects.filter(depth=2, kind__in=kinds))
        assignments[name] = assignment
    return assignments


class Simulation:
    """Lets people learn a course the way people do: some early, some late, some not at all."""

    def __init__(self, *, course: CoursePage, assignments: dict[str, Assignment], chance: random.Random):
        self.course, self.assignments, self.chance = course, assignments, chance
        self.edition: CourseEdition = course.editions.first()
        self.outline = outline_of(course)
        self.quiz: QuizPage = QuizPage.objects.descendant_of(course).live().filter(is_required=True).first()
        self.now = clock.now()
        self.assigned_at = self.now - datetime.timedelta(weeks=WEEKS)
        self.zeal: dict[str, float] = {}
        self.tops = {unit.path: unit for unit in Unit.objects.filter(depth=2)}
        self.root = Unit.objects.get(code=PROVINCE)
        self.sitters = Sitters(quiz=self.quiz, chance=chance)

    def zeal_of(self, unit: Unit) -> float:
        """The share of a commune's or department's people who have finished by now."""
        return self.zeal.setdefault(unit.path[: 2 * unit.steplen], self.chance.betavariate(4, 2.2))

    @transaction.atomic
    def run(self, people: list[tuple[User, Unit]]) -> int:
        """Enrol these people and let them learn; returns how many finished."""
        enrolments = [self.enrolment(person, unit) for person, unit in people]
        finished: list[tuple[Enrolment, list[Sitting]]] = []
        started: list[tuple[Enrolment, list[Sitting]]] = []
        for enrolment, (_, unit) in zip(enrolments, people, strict=True):
            fate = self.chance.random()
            if fate < self.zeal_of(unit):
                sittings = self.sitters.sit(enrolment, self.finishing_time())
                (finished if sittings[-1].result.has_passed else started).append((enrolment, sittings))
                began = sittings[0].attempt.started_at
                reading = datetime.timedelta(days=self.chance.uniform(0.1, 9))
                enrolment.started_at = max(began - reading, self.assigned_at + datetime.timedelta(hours=2))
            elif fate < self.zeal_of(unit) + 0.5 * (1 - self.zeal_of(unit)):
                started.append((enrolment, []))
                enrolment.started_at = self.now - datetime.timedelta(days=self.chance.uniform(0.2, 30))
        for enrolment, sittings in finished:
            enrolment.closed_at = sittings[-1].attempt.closed_at
            enrolment.closed_as = Enrolment.ClosedAs.COMPLETED
        Enrolment.objects.bulk_create(enrolments)
        self.add_progress(finished, started)
        self.add_attempts([sitting for _, sittings in finished + started for sitting in sittings])
        self.add_records(finished)
        return len(finished)

    def enrolment(self, person: User, unit: Unit) -> Enrolment:
        top = self.tops.get(unit.path[: 2 * unit.steplen])
        assignment = self.assignments["communes" if top and top.kind == Unit.Kind.COMMUNE else "others"]
        return Enrolment(
            user=person,
            course=self.course,
            edition=self.edition,
            unit=unit,
            assignment=assignment,
            is_mandatory=True,
            due_on=assignment.due_on,
            enrolled_at=self.assigned_at,
        )

    def finishing_time(self) -> datetime.datetime:
        """More people finish as the day comes nearer; nobody on the day of the assignment."""
        share = self.chance.betavariate(3.2, 1.5)
        return self.assigned_at + datetime.timedelta(weeks=WEEKS) * (0.1 + 0.899 * share)

    def add_progress(self, finished, started) -> None:
        required = self.edition.required
        rows = []
        for enrolment, _ in finished:
            span = enrolment.closed_at - enrolment.started_at
            for place, activity in enumerate(required, 1):
                rows.append(
                    self.progress(enrolment, activity, enrolment.started_at + span * place / len(required))
                )
        for enrolment, sittings in started:
            lessons = [activity for activity in required if activity != self.quiz.pk]
            read = lessons if sittings else lessons[: self.chance.randint(1, len(lessons) - 1)]
            for place, activity in enumerate(read, 1):
                done = min(enrolment.started_at + datetime.timedelta(minutes=9 * place), self.now)
                rows.append(self.progress(enrolment, activity, done))
            if sittings:
                rows.append(
                    ActivityProgress(
                        enrolment=enrolment,
                        activity_id=self.quiz.pk,
                        opened_at=sittings[0].attempt.started_at,
                    )
                )
        ActivityProgress.objects.bulk_create(rows, batch_size=2000)

    def progress(self, enrolment: Enrolment, activity: int, done: datetime.datetime) -> ActivityProgress:
        return ActivityProgress(
            enrolment=enrolment,
            activity_id=activity,
            opened_at=done - datetime.timedelta(minutes=6),
            done_at=done,
        )

    def add_attempts(self, sittings: list[Sitting]) -> None:
        before = Attempt.objects.aggregate(last=Max("pk"))["last"] or 0
        Attempt.objects.bulk_create([sitting.attempt for sitting in sittings], batch_size=1000)
        note_papers(after=before)
        Answer.objects.bulk_create(
            [answer for sitting in sittings for answer in sitting.answers], batch_size=2000
        )
        Result.objects.bulk_create([sitting.result for sitting in sittings], batch_size=1000)

    def add_records(self, finished: list[tuple[Enrolment, list[Sitting]]]) -> None:
        """A record and a certificate for each who passed, by the attempt that passed."""
        records = [
            self.record(enrolment, sittings[-1].attempt, sittings[-1].result)
            for enrolment, sittings in finished
        ]
        CompletionRecord.objects.bulk_create(records, batch_size=1000)
        Certificate.objects.bulk_create([self.certificate(record) for record in records], batch_size=1000)

    def record(self, enrolment: Enrolment, attempt: Attempt, result: Result) -> CompletionRecord:
        unit = enrolment.unit
        top = self.tops.get(unit.path[: 2 * unit.steplen])
        record = CompletionRecord(
            enrolment=enrolment,
            user=enrolment.user,
            course=self.course,
            edition=self.edition,
            completed_at=enrolment.closed_at,
            score=result.score * 100 / result.maximum,
            unit=unit,
            unit_ancestors=list(dict.fromkeys(node.pk for node in (self.root, top, unit) if node)),
            evidence={"attempt": str(attempt.uuid)},
        )
        ledger.stamp(record)
        return record

    def certificate(self, record: CompletionRecord) -> Certificate:
        return Certificate(
            record=record,
            code=random_code(),
            number=f"{record.pk:06d}/{record.completed_at:%Y}/GCN",
            full_name=record.user.full_name,
            unit_name=record.unit.name,
            course_title=self.edition.title,
            issued_at=record.completed_at,
        )
