"""The demo's sittings are such as the engine itself would make, and look like those of people."""

import random
from collections import Counter

import pytest
from django.core.management import call_command
from django.test import override_settings

from classes.models import Registration, TrainingClass
from completions.models import CompletionRecord, OutsideTraining
from enrolments.models import Dispensation, Enrolment
from organisation.models import CorrectionRequest, Reorganisation, StaffImport, Unit
from quizzes.actions import mark_attempt, marks_of
from quizzes.analysis.gathering import analyse_quiz
from quizzes.marking import Key, score_of
from quizzes.models import Answer, Attempt, QuizPage, Result
from quizzes.sitting.saving import Typed, as_typed
from reports.models import SavedView
from starter.demo.answering import Difficulties, right_answer
from starter.demo.classes import WAITING
from tests.databases import made_once
from tests.factories.kinds import SAMPLES, a_question_of

ANSWERED = {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short"}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with made_once(django_db_blocker), override_settings(DEMO=True):
        call_command("load_starter", verbosity=0)
        call_command("demo", staff=400, verbosity=0)
        yield


@pytest.fixture
def province(demo, db):
    """The starter content and a demo province of 400 people."""


@pytest.mark.parametrize("kind", sorted(ANSWERED))
def test_a_right_answer_earns_all_and_a_wrong_one_does_not(db, kind):
    pieces = {"numeric": {"value": "7"}, "short": {"accepted": ["sáng kiến"]}}.get(kind, SAMPLES[kind])
    question = a_question_of(kind, **pieces)
    right = question.current.keys.get().right
    entry = {
        "version": question.current_id,
        "kind": kind,
        "options": [option["id"] for option in question.current.options],
    }
    asked = Difficulties({question.current_id: "apply"}, random.Random(1))
    for _ in range(40):
        assert score_of(kind, entry, right, right_answer(entry, right)) == 1
        assert score_of(kind, entry, right, asked.wrong_answer(entry, right)) < 1

    half = asked.hard[question.current_id]
    for ability, least, most in [(half - 3, 0, 110), (half, 70, 170), (half + 3, 180, 200)]:
        given = [asked.answer(ability, entry, Key(1, right)) for _ in range(200)]
        right_ones = sum(each is not None and score_of(kind, entry, right, each) == 1 for each in given)
        assert least <= right_ones <= most


def test_papers_and_answers_are_those_of_the_engine(province):
    attempts = list(Attempt.objects.order_by("pk"))
    answers = {}
    for answer in Answer.objects.all():
        answers.setdefault(answer.attempt_id, []).append(answer)
    kinds = Counter()
    for attempt in attempts[:60]:
        result = Result.objects.get(attempt=attempt)
        assert result.marks == marks_of(mark_attempt(attempt))
        assert len(attempt.paper) == 10
        for answer in answers[attempt.pk]:
            entry = attempt.paper[answer.slot - 1]
            kinds[entry["kind"]] += 1
            typed = Typed(as_typed(answer.chosen), is_flagged=False, base=0, packet=answer.packet)
            assert typed.fits(entry), (entry, answer.chosen)
            assert attempt.started_at < answer.saved_at < attempt.closed_at <= attempt.deadline_at
    assert set(kinds) == ANSWERED


def test_administrators_have_something_of_every_kind_to_see(province):
    kinds = Counter((one.kind, one.decided_at is None, one.is_granted) for one in Dispensation.objects.all())
    assert kinds["exemption", False, True] == 6
    assert kinds["extension", False, True] == 3
    assert kinds["extension", False, False] == 1
    assert kinds["extension", True, False] >= 2
    assert kinds["exemption", True, False] == 1
    assert CorrectionRequest.objects.open().count() == 3
    waiting = StaffImport.objects.get(made_by__username="quantri.hacthanh")
    assert (waiting.stage, waiting.count("new"), waiting.count("changed") > 0) == ("ready", 1, True)
    assert waiting.count("wrong") == 4, "an unknown unit, a broken address, and one code twice"
    entered = OutsideTraining.objects.entered()
    trainings = Counter((one.decided_at is None, one.is_approved) for one in entered)
    assert trainings == {(False, True): 13, (False, False): 1, (True, False): 6}
    assert Counter(Reorganisation.objects.values_list("state", flat=True)) == {"applied": 1, "planned": 1}
    assert Unit.objects.filter(valid_to__isnull=False).count() == 1
    assert SavedView.objects.filter(schedule="weekly", shared_with__depth=1).count() == 1
    assert SavedView.objects.filter(owner__username="quantri.hacthanh").count() == 1


def test_people_differ_fail_and_try_again(province):
    final = QuizPage.objects.get(pk=Attempt.objects.first().quiz_id)
    verdicts = Counter(Result.objects.values_list("attempt__number", "has_passed"))
    assert verdicts[1, True] > verdicts[1, False] > 20
    assert verdicts[2, True] > 10
    assert verdicts[1, False] == verdicts[2, True] + verdicts[2, False], "all who failed came again"
    passed = Attempt.objects.filter(results__has_passed=True)
    assert set(passed.values_list("enrolment", flat=True)) == set(
        Enrolment.objects.filter(closed_as="completed").values_list("pk", flat=True)
    )
    assert passed.count() == CompletionRecord.objects.count()
    assert not Enrolment.objects.filter(started_at__lt=Enrolment.objects.first().enrolled_at).exists()

    analysis = analyse_quiz(quiz=final)
    assert 0.5 <= analysis.alpha <= 0.8
    facilities = list(analysis.questions.values_list("facility", flat=True))
    assert min(facilities) < 0.7 < 0.9 < max(facilities)


def test_classes_were_held_are_full_and_are_called_off(province):
    held, coming, full, off = TrainingClass.objects.with_numbers().order_by("pk")
    attended = Registration.objects.filter(training_class=held).with_marks()
    assert 0 < sum(one.attended for one in attended) < 2 * len(attended)
    credited = OutsideTraining.objects.filter(is_held_here=True, is_approved=True, periods=8)
    assert credited.count() == sum(one.attended == 2 for one in attended) > 0
    assert coming.registrations.filter(user__username="hocvien", seat__isnull=False).exists()
    assert coming.activity.get_parent().specific.get_parent().specific.live
    assert full.seated == full.seat_count
    assert full.waiting == min(WAITING, full.registrations.count() - 1)
    assert off.is_cancelled
