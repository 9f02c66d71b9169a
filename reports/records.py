"""The file of one person, as far as the reader may see it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from completions.models import CompletionRecord
from enrolments.models import Enrolment
from organisation.models import Membership
from organisation.scope import visible_people
from quizzes.models import Attempt, Result
from reports.words import due_words, score_words, state_words


@dataclass(frozen=True)
class PersonFile:
    """The branch of a present unit sees the whole person; one that the person has left, the records earned in it."""

    person: object
    is_whole: bool
    memberships: list[Membership]
    enrolments: list[Enrolment]
    attempts: list[Attempt]


def person_file(*, user_id: int, reader) -> PersonFile:
    """The file of somebody the reader may see something of; everybody else is not found."""
    earned = CompletionRecord.objects.visible_to(reader)
    person = get_object_or_404(
        get_user_model()
        .objects.annotate(is_present=Exists(visible_people(reader).filter(pk=OuterRef("pk"))))
        .filter(Q(is_present=True) | Exists(earned.filter(user=OuterRef("pk")))),
        pk=user_id,
    )
    enrolments = (
        Enrolment.objects.by(person)
        .select_related(
            "course", "record__certificate", "record__revocation", "record__unit", "assignment__made_for"
        )
        .order_by(F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    )
    if not person.is_present:
        return PersonFile(person, False, [], list(enrolments.filter(record__in=earned)), [])
    memberships = Membership.objects.present().filter(user=person).select_related("unit", "post")
    return PersonFile(
        person=person,
        is_whole=True,
        memberships=list(memberships.order_by("-is_primary", "pk")),
        enrolments=list(enrolments),
        attempts=list(attempts_of(person)),
    )


def attempts_of(person) -> QuerySet[Attempt]:
    """Closed attempts, the latest first, with the results that count first among `results`."""
    return (
        Attempt.objects.by(person)
        .closed()
        .select_related("quiz", "enrolment__course")
        .prefetch_related(Prefetch("results", Result.objects.defer("marks").order_by("-number")))
        .defer("paper")
        .order_by("-closed_at", "-pk")
    )


class CourseLine(NamedTuple):
    """One enrolment on a person's page; a record where there is one that the reader sees."""

    enrolment: Enrolment
    course: str
    state: str
    due: str
    tone: str
    record: CompletionRecord | None
    score: str
    certificate: str
    is_revoked: bool


def course_lines(file: PersonFile, day: datetime.date) -> Iterator[CourseLine]:
    for enrolment in file.enrolments:
        record = getattr(enrolment, "record", None)
        due, tone = due_words(enrolment, day)
        yield CourseLine(
            enrolment=enrolment,
            course=enrolment.course.title,
            state=state_words(enrolment.closed_as, enrolment.started_at is not None),
            due=due,
            tone=tone,
            record=record,
            score=score_words(record.score) if record else "",
            certificate=record.certificate.code if hasattr(record, "certificate") else "",
            is_revoked=hasattr(record, "revocation"),
        )


class AttemptLine(NamedTuple):
    """One closed attempt with the result that counts."""

    attempt: Attempt
    score: str
    has_passed: bool | None


def attempt_lines(file: PersonFile) -> Iterator[AttemptLine]:
    for attempt in file.attempts:
        result = next(iter(attempt.results.all()), None)
        if result is None:
            yield AttemptLine(attempt, "", None)
        else:
            percent = 100 * result.score / result.maximum if result.maximum else None
            yield AttemptLine(attempt, score_words(percent), result.has_passed)
