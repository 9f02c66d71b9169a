"""What the demo's people have learned: assignments, progress, attempts, records and certificates, in bulk."""

import datetime
import random
import uuid
from decimal import Decimal

from django.db import transaction

import clock
from accounts.models import User
from completions import ledger
from completions.codes import random_code
from completions.models import ActivityProgress, Certificate, CompletionRecord
from courses.models import CourseEdition, CoursePage
from courses.outline import outline_of
from enrolments.models import Assignment, Enrolment, TrainingPlan
from organisation.models import Unit
from quizzes.models import Answer, Attempt, KeyRevision, Question, QuizPage, Result
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
        self.quiz: QuizPage = QuizPage.objects.descendant_of(course).live().first()
        self.now = clock.now()
        self.assigned_at = self.now - datetime.timedelta(weeks=WEEKS)
        self.zeal: dict[str, float] = {}
        self.tops = {unit.path: unit for unit in Unit.objects.filter(depth=2)}
        self.root = Unit.objects.get(code=PROVINCE)
        self.papers = [self.sample_paper() for _ in range(60)]

    def sample_paper(self) -> list[tuple[Question, KeyRevision, list[dict]]]:
        """Questions as the quiz would draw them, with their keys."""
        drawn: list[Question] = []
        for draw in self.quiz.draws.select_related("category"):
            pool = Question.objects.drawable().within(draw.category).select_related("current")
            if draw.difficulty:
                pool = pool.filter(difficulty=draw.difficulty)
            drawn += self.chance.sample([question for question in pool if question not in drawn], draw.count)
        keys = {
            key.version_id: key
            for key in KeyRevision.objects.filter(version__in=[q.current_id for q in drawn])
        }
        return [(question, keys[question.current_id], question.current.options) for question in drawn]

    def zeal_of(self, unit: Unit) -> float:
        """The share of a commune's or department's people who have finished by now."""
        return self.zeal.setdefault(unit.path[: 2 * unit.steplen], self.chance.betavariate(4, 2.2))

    @transaction.atomic
    def run(self, people: list[tuple[User, Unit]]) -> int:
        """Enrol these people and let them learn; returns how many finished."""
        enrolments = [self.enrolment(person, unit) for person, unit in people]
        finished, started = [], []
        for enrolment, (_, unit) in zip(enrolments, people, strict=True):
            fate = self.chance.random()
            if fate < self.zeal_of(unit):
                finished.append((enrolment, self.finishing_time()))
            elif fate < self.zeal_of(unit) + 0.5 * (1 - self.zeal_of(unit)):
                started.append(enrolment)
                enrolment.started_at = self.now - datetime.timedelta(days=self.chance.uniform(0.2, 30))
        for enrolment, at in finished:
            enrolment.started_at = at - datetime.timedelta(days=self.chance.uniform(0.1, 9))
            enrolment.closed_at, enrolment.closed_as = at, Enrolment.ClosedAs.COMPLETED
        Enrolment.objects.bulk_create(enrolments)
        self.add_progress(finished, started)
        self.add_attempts([(enrolment, at) for enrolment, at in finished])
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
        for enrolment, at in finished:
            for place, activity in enumerate(required):
                done = enrolment.started_at + (at - enrolment.started_at) * (place + 1) / len(required)
                rows.append(self.progress(enrolment, activity, done))
        for enrolment in started:
            for place, activity in enumerate(required[: self.chance.randint(1, len(required) - 2)]):
                done = min(enrolment.started_at + datetime.timedelta(minutes=9 * (place + 1)), self.now)
                rows.append(self.progress(enrolment, activity, done))
        ActivityProgress.objects.bulk_create(rows, batch_size=2000)

    def progress(self, enrolment: Enrolment, activity: int, done: datetime.datetime) -> ActivityProgress:
        return ActivityProgress(
            enrolment=enrolment,
            activity_id=activity,
            opened_at=done - datetime.timedelta(minutes=6),
            done_at=done,
        )

    def add_attempts(self, finished: list[tuple[Enrolment, datetime.datetime]]) -> None:
        """One passed sitting each, with its answers, result, record and certificate."""
        sittings = [self.sitting(enrolment, at) for enrolment, at in finished]
        Attempt.objects.bulk_create([attempt for attempt, _, _ in sittings], batch_size=1000)
        Answer.objects.bulk_create(
            [answer for _, answers, _ in sittings for answer in answers], batch_size=2000
        )
        Result.objects.bulk_create([result for _, _, result in sittings], batch_size=1000)
        records = [
            self.record(enrolment, attempt, result)
            for (enrolment, _), (attempt, _, result) in zip(finished, sittings, strict=True)
        ]
        CompletionRecord.objects.bulk_create(records, batch_size=1000)
        Certificate.objects.bulk_create([self.certificate(record) for record in records], batch_size=1000)

    def sitting(self, enrolment: Enrolment, at: datetime.datetime) -> tuple[Attempt, list[Answer], Result]:
        paper = self.chance.choice(self.papers)
        right = set(
            self.chance.sample(range(len(paper)), self.chance.choices([7, 8, 9, 10], [2, 3, 4, 3])[0])
        )
        began = at - datetime.timedelta(minutes=self.chance.uniform(4, 17))
        attempt = Attempt(
            enrolment=enrolment,
            user=enrolment.user,
            quiz=self.quiz,
            number=1,
            state=Attempt.State.SUBMITTED,
            paper=[
                {
                    "question": question.pk,
                    "version": question.current_id,
                    "options": [option["id"] for option in options],
                    "points": "1.00",
                }
                for question, _, options in paper
            ],
            seed=f"{self.chance.getrandbits(256):064x}",
            pass_mark=self.quiz.pass_mark,
            started_at=began,
            deadline_at=began + datetime.timedelta(minutes=self.quiz.time_limit)
            if self.quiz.time_limit
            else None,
            closed_at=at,
        )
        answers, marks = [], []
        for place, (_, key, options) in enumerate(paper):
            wrong = [option["id"] for option in options if option["id"] not in key.right]
            chosen = key.right if place in right else [self.chance.choice(wrong)]
            saved_at = began + (at - began) * (place + 1) / (len(paper) + 1)
            answers.append(
                Answer(attempt=attempt, slot=place + 1, chosen=chosen, packet=uuid.uuid4(), saved_at=saved_at)
            )
            marks.append(
                {"slot": place + 1, "score": "1" if place in right else "0", "key": key.pk, "answered": True}
            )
        result = Result(
            attempt=attempt,
            score=Decimal(len(right)),
            maximum=Decimal(len(paper)),
            has_passed=len(right) * 100 >= self.quiz.pass_mark * len(paper),
            marks=marks,
            made_at=at,
        )
        return attempt, answers, result

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
