"""Sitting a quiz: starting, submitting, closing what is overdue, and trying a question in a lesson.

Saving an answer has a module of its own (`saving`).
"""

import logging
from functools import lru_cache, reduce
from operator import or_

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import JSONField, Q, Value
from django.utils import timezone

import clock
from audit.actions import log
from completions.actions import complete_activity, open_activity
from completions.models import ActivityProgress
from courses.models import LessonPage
from enrolments.models import Enrolment
from prepared import Prepared
from quizzes.marking import Key, Mark, Marking, mark_paper, per_cent, rounded, score_of
from quizzes.marking.retries import with_retries
from quizzes.marking.voids import as_marked, counted
from quizzes.models import (
    Answer,
    Attempt,
    KeyRevision,
    Question,
    QuizPage,
    Result,
    TriedQuestion,
    Try,
    VoidedQuestion,
)
from quizzes.querysets import AttemptQuerySet
from quizzes.sitting.beginning import note_begun
from quizzes.sitting.deadlines import deadline_of
from quizzes.sitting.drawing import DrawImpossible, new_seed
from quizzes.sitting.grading import sections_short
from quizzes.sitting.papers import BlueprintLine, blueprint_of, draw_paper, minimums_of
from quizzes.sitting.passwords import check_password
from quizzes.sitting.refusals import CannotBeDrawn
from quizzes.sitting.standing import Standing, standing_of

logger = logging.getLogger(__name__)


def start_attempt(
    *, enrolment: Enrolment, quiz: QuizPage, standing: Standing | None = None, password: str = ""
) -> Attempt:
    """Begin an attempt with a paper of its own, or return the one that is open; many starts at once give one.

    `standing` is what `standing_of` just said, where the caller has asked already. `password`: what was given for
    that of the quiz. Raises a CannotStart.
    """
    standing = standing or standing_of(enrolment.user, quiz)
    if standing.overdue_sitting:
        close_overdue_attempt(attempt=Attempt(pk=standing.overdue_sitting.id))
        standing = standing_of(enrolment.user, quiz)
    if standing.open_sitting:
        return Attempt.objects.get(pk=standing.open_sitting.id)
    if standing.refusal:
        raise standing.refusal
    check_password(quiz=quiz, user=enrolment.user, given=password)
    seed, blueprint = new_seed(), blueprint_of(quiz, timezone.localdate(standing.at))
    try:
        paper = draw_paper(
            blueprint,
            seed,
            seen=standing.seen,
            shuffles_options=quiz.shuffles_options,
            shuffles_questions=quiz.shuffles_questions,
        )
    except DrawImpossible as impossible:
        log(actor=enrolment.user, verb="quiz.short_of_questions", target=quiz, missing=impossible.missing)
        raise CannotBeDrawn from impossible
    attempt = Attempt(
        enrolment=enrolment,
        user_id=enrolment.user_id,
        quiz=quiz,
        number=standing.next_number,
        paper=paper,
        rules=rules_of(quiz, blueprint),
        seed=seed,
        pass_mark=quiz.pass_mark,
        started_at=standing.at,
        deadline_at=deadline_of(standing.at, quiz.time_limit, quiz.closes_at, enrolment.user.extra_time),
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
            note_begun(attempt, enrolment)
    except IntegrityError:
        return _begun_meanwhile(enrolment, quiz, password)
    return attempt


def rules_of(quiz: QuizPage, blueprint: list[BlueprintLine]) -> dict:
    """The rules by which an attempt is answered and marked, as they are at its start."""
    return {
        "minimums": minimums_of(blueprint),
        "behaviour": quiz.behaviour,
        "penalty": quiz.penalty if quiz.behaviour == QuizPage.Behaviour.RETRIES else 0,
        "navigation": quiz.navigation,
    }


def _begun_meanwhile(enrolment: Enrolment, quiz: QuizPage, password: str) -> Attempt:
    """Another request of the same person was quicker: its attempt is the answer, or the rules are asked anew."""
    attempt = Attempt.objects.open().filter(enrolment=enrolment, quiz=quiz).first()
    return attempt or start_attempt(enrolment=enrolment, quiz=quiz, password=password)


def submit_attempt(*, attempt: Attempt) -> Result:
    """Close an attempt and mark it, once; whoever comes later gets the same result."""
    return submit_one_of(Attempt.objects.filter(pk=attempt.pk))


@transaction.atomic
def submit_one_of(attempts: AttemptQuerySet) -> Result:
    """Submit the one attempt that these hold, as narrow as the caller may see; raises Attempt.DoesNotExist.

    The attempt is locked before the answers are read: what was acknowledged is counted, and nothing is
    acknowledged after. Past deadline and grace it closes as of its deadline. A pass completes the activity.
    """
    attempt = (
        attempts.select_for_update(of=("self", "enrolment"))
        .select_related("enrolment__edition", "enrolment__user")
        .at_the_moment()
        .get()
    )
    if attempt.state != Attempt.State.OPEN:
        return Result.objects.filter(attempt=attempt).latest("number")
    is_late = attempt.is_over(attempt.asked_at)
    marking = mark_attempt(attempt)
    result = Result(
        attempt=attempt,
        number=1,
        score=rounded(marking.score, 4),
        maximum=rounded(marking.maximum, 4),
        has_passed=has_passed(attempt, marking),
        is_provisional=marking.is_provisional,
        marks=marks_of(marking),
        made_at=attempt.asked_at,
    )
    result.save(force_insert=True)
    Attempt.objects.filter(pk=attempt.pk).update(
        state=Attempt.State.EXPIRED if is_late else Attempt.State.SUBMITTED,
        closed_at=attempt.deadline_at if is_late else attempt.asked_at,
    )
    if result.has_passed:
        with clock.frozen_at(attempt.asked_at):  # one act, one moment
            complete_activity(
                enrolment=attempt.enrolment,
                activity_id=attempt.quiz_id,
                score=per_cent(marking.score, marking.maximum),
                evidence={"attempt": str(attempt.uuid)},
                is_locked=True,
            )
    return result


def has_passed(attempt: Attempt, marking: Marking) -> bool:
    """Whether the whole reaches the pass mark, and every section its own minimum."""
    minimums = attempt.rules.get("minimums", ())
    if not minimums or not marking.has_passed(attempt.pass_mark):
        return marking.has_passed(attempt.pass_mark)
    scores = {mark.slot: mark.score for mark in marking.marks}
    paper = as_marked(attempt.paper, marks_of(marking))
    return not sections_short(paper, scores, minimums)


def mark_attempt(attempt: Attempt) -> Marking:
    """Mark what was answered by the newest keys, and by what was voided; one query, writes nothing."""
    answers, keys, tries, voids = marking_inputs(attempt, {entry["version"] for entry in attempt.paper})
    paper = counted(attempt.paper, voids)
    marking = mark_paper(paper, answers, keys)
    return with_retries(marking, paper, answers, tries, keys, attempt.penalty)


def marking_inputs(
    attempt: Attempt, versions
) -> tuple[dict, dict[int, Key], dict[int, list], dict[int, str]]:
    """What marking is a function of, by one query.

    Answers by slot, keys by version, what was checked by slot, and the rule of voided questions by question.
    """
    ask = _written_inputs(len(versions), attempt.may_retry)
    asked = {f"version_{place}": version for place, version in enumerate(versions)}
    rows = ask(attempt=attempt.pk, quiz=attempt.quiz_id, **asked)
    answers, newest, tries, voids = {}, {}, {}, {}
    for what, place, pk, number, content in rows:
        if what == "answer":
            answers[place] = content
        elif what == "try":
            tries.setdefault(place, {})[number] = content
        elif what != "key":
            voids[place] = what
        elif place not in newest or number > newest[place][0]:
            newest[place] = number, Key(pk, content)
    in_order = {slot: [content for _, content in sorted(own.items())] for slot, own in tries.items()}
    return answers, {version: key for version, (_, key) in newest.items()}, in_order, voids


@lru_cache(maxsize=200)
def _written_inputs(versions: int, with_tries: bool) -> Prepared:
    """The query of `marking_inputs` for papers of so many versions."""
    names = [f"version_{place}" for place in range(versions)]

    def query(attempt, quiz, **asked):
        given = Answer.objects.filter(attempt=attempt).values_list(
            Value("answer"), "slot", "pk", "revision", "chosen"
        )
        one_of_them = reduce(or_, (Q(version=version) for version in asked.values()), Q(pk__in=[]))
        keys = KeyRevision.objects.filter(one_of_them).values_list(
            Value("key"), "version", "pk", "number", "right"
        )
        voided = VoidedQuestion.objects.filter(quiz=quiz).values_list(
            "rule", "question", "pk", Value(0), Value(None, JSONField())
        )
        tried = Try.objects.filter(attempt=attempt).values_list(
            Value("try"), "slot", "pk", "number", "chosen"
        )
        return given.union(keys, voided, *([tried] if with_tries else []), all=True)

    return Prepared(query, "attempt", "quiz", *names)


def newest_keys(versions) -> dict[int, Key]:
    """The keys that count for these versions."""
    revisions = KeyRevision.objects.newest().filter(version__in=versions)
    return {
        version: Key(pk, right) for pk, version, right in revisions.values_list("pk", "version_id", "right")
    }


def marks_of(marking: Marking) -> list[dict]:
    """The marks as a result keeps them: points earned as an exact fraction ("2/3")."""
    return [_mark_kept(mark) for mark in marking.marks]


def _mark_kept(mark: Mark) -> dict:
    kept = {"slot": mark.slot, "score": str(mark.score), "key": mark.key, "answered": mark.is_answered}
    if mark.wrong_tries:
        kept |= {"wrong_tries": mark.wrong_tries, "right_at_last": mark.is_right_at_last}
    if mark.is_awaiting:
        kept["awaiting"] = True
    if mark.void:
        kept["void"] = mark.void
    return kept


def close_overdue_attempt(*, attempt: Attempt) -> bool:
    """Close an attempt if its time is over once it is held: time may have been given back while it was waited for."""
    try:
        submit_one_of(Attempt.objects.filter(pk=attempt.pk).overdue(clock.now()))
    except Attempt.DoesNotExist:
        return False
    return True


def close_overdue_attempts(*, at_most: int = 500) -> int:
    """Write the result of attempts whose deadline and grace have passed; returns how many. For the timed job."""
    overdue = Attempt.objects.overdue(clock.now()).order_by("deadline_at")[:at_most]
    closed = 0
    for attempt in list(overdue.only("pk")):
        try:
            closed += close_overdue_attempt(attempt=attempt)
        except DatabaseError:  # one that cannot be closed keeps no other waiting
            logger.exception("attempt %s could not be closed", attempt.pk)
    return closed


@transaction.atomic
def try_question(
    *, enrolment: Enrolment, lesson: LessonPage, question: Question, chosen: tuple[str, ...]
) -> bool:
    """Answer a question that stands in a lesson; returns whether the first answer to it was right.

    Only the first answer is noted: it is what says how much the reader knew.
    """
    opened = open_activity(enrolment=enrolment, activity_id=lesson.pk)
    progress = ActivityProgress.objects.select_for_update().get(pk=opened.pk)
    content = question.current.body | {"options": [option["id"] for option in question.current.options]}
    key = question.current.keys.latest("number")
    first = progress.checks.setdefault(
        str(question.pk), score_of(question.kind, content, key.right, chosen) == 1
    )
    ActivityProgress.objects.filter(pk=progress.pk).update(checks=progress.checks)
    TriedQuestion.objects.bulk_create(
        [TriedQuestion(question=question, progress=progress)], ignore_conflicts=True
    )
    return first
