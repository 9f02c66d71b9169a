"""Saving an answer: once a packet, only over what the page knew, only in time, only by its owner."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import clock
from quizzes.actions import submit_attempt
from quizzes.models import Answer
from quizzes.sitting.refusals import AttemptIsClosed, NoSuchQuestion, NotAnOption, StaleAnswer
from quizzes.sitting.saving import Typed, save_answer
from tests.factories import a_person, a_sitting, an_answer, right_choice, wrong_choice

NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    with clock.frozen_at(NOON):
        return a_sitting(kinds=("single", "multiple", "true_false"), time_limit=20)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen_at(NOON):
        yield


def stored(attempt, slot=1):
    answer = Answer.objects.get(attempt=attempt, slot=slot)
    return answer.revision, answer.chosen


def test_an_answer_is_kept_with_its_revision_and_time(attempt):
    saved = an_answer(attempt, 1, right_choice(attempt, 1)[:1])
    answer = Answer.objects.get()
    assert (saved.revision, answer.revision) == (1, 1)
    assert (answer.saved_at, saved.saved_at) == (NOON, NOON)
    assert answer.chosen == right_choice(attempt, 1)[:1]
    assert not answer.is_flagged


def test_each_save_makes_the_next_revision(attempt):
    for base in range(3):
        assert an_answer(attempt, 1, wrong_choice(attempt, 1), base=base).revision == base + 1
    assert Answer.objects.count() == 1


def test_an_answer_may_be_taken_back_and_flagged(attempt):
    an_answer(attempt, 1, wrong_choice(attempt, 1))
    an_answer(attempt, 1, [], base=1, is_flagged=True)
    assert stored(attempt) == (2, [])
    assert Answer.objects.get().is_flagged


def test_the_same_packet_again_changes_nothing_and_is_answered(attempt):
    packet = uuid.uuid4()
    first = an_answer(attempt, 1, wrong_choice(attempt, 1), packet=packet)
    assert an_answer(attempt, 1, wrong_choice(attempt, 1), packet=packet) == first
    assert stored(attempt)[0] == 1


def test_the_same_packet_is_answered_even_after_submission(attempt):
    packet = uuid.uuid4()
    first = an_answer(attempt, 1, wrong_choice(attempt, 1), packet=packet)
    submit_attempt(attempt=attempt)
    assert an_answer(attempt, 1, wrong_choice(attempt, 1), packet=packet) == first


def test_a_stale_answer_is_refused_with_what_stands(attempt):
    right, wrong = right_choice(attempt, 1)[:1], wrong_choice(attempt, 1)
    an_answer(attempt, 1, right)
    newer = an_answer(attempt, 1, wrong, base=1)
    with pytest.raises(StaleAnswer) as refused:
        an_answer(attempt, 1, right, base=1)
    assert refused.value.current == newer
    assert stored(attempt) == (2, wrong)


def test_a_revision_that_was_never_given_is_refused(attempt):
    with pytest.raises(StaleAnswer) as refused:
        an_answer(attempt, 1, wrong_choice(attempt, 1), base=5)
    assert refused.value.current is None
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("late", "accepted"),
    [(-SECOND, True), (0 * SECOND, True), (9.9 * SECOND, True), (10 * SECOND, True), (10.1 * SECOND, False)],
)
def test_answers_are_taken_until_ten_seconds_after_the_deadline(attempt, late, accepted):
    with clock.frozen_at(attempt.deadline_at + late):
        if accepted:
            assert an_answer(attempt, 1, wrong_choice(attempt, 1)).revision == 1
        else:
            with pytest.raises(AttemptIsClosed):
                an_answer(attempt, 1, wrong_choice(attempt, 1))
    assert Answer.objects.exists() is accepted


def test_nothing_is_taken_after_submission(attempt):
    submit_attempt(attempt=attempt)
    with pytest.raises(AttemptIsClosed):
        an_answer(attempt, 1, wrong_choice(attempt, 1))


def test_anothers_attempt_does_not_exist(attempt):
    typed = Typed(tuple(wrong_choice(attempt, 1)), False, 0, uuid.uuid4())
    with pytest.raises(NoSuchQuestion):
        save_answer(user_id=a_person().pk, attempt=attempt.uuid, slot=1, typed=typed)
    assert an_answer(attempt, 1, wrong_choice(attempt, 1)).revision == 1


@pytest.mark.parametrize("slot", [-1, 0, 4, 32_767, 32_768, 10**12])
def test_a_question_that_is_not_in_the_paper_does_not_exist(attempt, slot):
    with pytest.raises(NoSuchQuestion):
        an_answer(attempt, slot, [])


def test_only_options_of_the_question_can_be_chosen(attempt):
    for chosen in (right_choice(attempt, 2)[:1], [str(uuid.uuid4())], ["không phải mã"]):
        with pytest.raises(NotAnOption):
            an_answer(attempt, 1, chosen)


def test_a_single_choice_takes_one_option_and_a_multiple_choice_many(attempt):
    kinds = {entry["kind"]: slot for slot, entry in enumerate(attempt.paper, 1)}
    for kind, slot in kinds.items():
        two = attempt.paper[slot - 1]["options"][:2]
        if kind == "multiple":
            assert an_answer(attempt, slot, two).revision == 1
        else:
            with pytest.raises(NotAnOption):
                an_answer(attempt, slot, two)


@pytest.mark.parametrize("questions", [5, 50])
def test_a_save_is_one_statement_whatever_the_number_of_questions(questions):
    attempt = a_sitting(questions=questions)
    for base in range(2):
        with CaptureQueriesContext(connection) as asked:
            an_answer(attempt, questions, [attempt.paper[-1]["options"][base]], base=base)
        assert len(asked) == 1


moves = st.lists(
    st.tuples(
        st.sampled_from(["new", "repeat", "stale"]), st.integers(1, 3), st.integers(0, 4), st.integers(0, 1)
    ),
    max_size=25,
)


class Tabs(TestCase):
    """Two tabs that save, repeat and come late in any order: no acknowledged value is lost to an older base."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(moves)
    def test_any_order_of_saves_keeps_what_was_acknowledged(self, steps):
        attempt = a_sitting()
        model = {slot: (0, []) for slot in (1, 2, 3)}
        tabs = [dict.fromkeys((1, 2, 3), 0), dict.fromkeys((1, 2, 3), 0)]
        sent = []
        for what, slot, option, tab in steps:
            chosen = [attempt.paper[slot - 1]["options"][option]]
            if what == "repeat" and sent:
                slot, chosen, base, packet = sent[option % len(sent)]
            else:
                base = tabs[tab][slot] if what == "new" else max(0, tabs[tab][slot] - 1)
                packet = uuid.uuid4()
                sent.append((slot, chosen, base, packet))
            known = Answer.objects.filter(attempt=attempt, slot=slot).values_list("packet", flat=True).first()
            try:
                saved = an_answer(attempt, slot, chosen, base=base, packet=packet)
            except StaleAnswer as stale:
                assert base != model[slot][0]
                tabs[tab][slot] = stale.current.revision if stale.current else 0
                continue
            if known == packet:
                assert saved.revision == model[slot][0]
                continue
            assert base == model[slot][0]
            assert saved.revision == base + 1
            model[slot] = saved.revision, chosen
            tabs[tab][slot] = saved.revision
        held = {a.slot: (a.revision, a.chosen) for a in Answer.objects.filter(attempt=attempt)}
        assert held == {slot: value for slot, value in model.items() if value[0]}
