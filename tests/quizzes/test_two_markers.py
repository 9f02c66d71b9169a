"""Two markers of an essay: each blind, the mean of both, and a decision by a third where they differ too much."""

from fractions import Fraction

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from audit.models import Entry
from completions.models import ActivityProgress
from quizzes.actions import start_attempt, submit_attempt
from quizzes.decisions.late import decide_late
from quizzes.decisions.regrades import regrade
from quizzes.essays.marking import decide_essay, mark_essay
from quizzes.essays.queue import Queue
from quizzes.marking.two_markers import Agreement, Stage, Word, agreement
from quizzes.models import EssayMark, LateAnswer, QuestionVersion, Result
from quizzes.sitting.refusals import CannotBeMarked
from tests.factories import a_person, a_trainer_of, an_enrolment, signed_in
from tests.factories.kinds import a_question_of, a_sitting_of, a_wrong_answer, the_right_answer
from tests.quizzes.test_essays import give

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


# The rule, without a database.


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ([], Agreement(Stage.FIRST)),
        ([Word(1, HALF)], Agreement(Stage.SECOND)),
        ([Word(1, HALF), Word(1, THIRD)], Agreement(Stage.SECOND)),
        ([Word(1, HALF), Word(2, THIRD)], Agreement(Stage.SETTLED, Fraction(5, 12))),
        ([Word(1, HALF), Word(1, THIRD), Word(2, THIRD)], Agreement(Stage.SETTLED, THIRD)),
        ([Word(1, HALF), Word(2, Fraction(0))], Agreement(Stage.SETTLED, Fraction(1, 4))),
        ([Word(1, HALF), Word(2, Fraction(1, 100) * -1)], Agreement(Stage.DECISION)),
        (
            [Word(1, Fraction(1)), Word(2, Fraction(0)), Word(3, THIRD, is_decision=True)],
            Agreement(Stage.SETTLED, THIRD),
        ),
    ],
    ids=["none", "one", "one twice", "mean", "corrected", "as far apart as allowed", "further", "decided"],
)
def test_the_mean_counts_unless_two_differ_too_much(words, stands):
    assert agreement(words, points=Fraction(2), gap=Fraction(1)) == stands


# What is kept, and told.


@pytest.fixture
def attempt(db):
    """An essay of one point for two markers, and a wrong single choice; the pass mark is 40 %."""
    return sitting()


def sitting(gap="0.5", **rules):
    questions = [a_question_of("essay"), a_question_of("single")]
    attempt = a_sitting_of(*questions, pass_mark=40, essay_markers=2, essay_gap=gap, **rules)
    give(attempt, 1, the_right_answer(questions[0]))
    give(attempt, 2, a_wrong_answer(questions[1]))
    submit_attempt(attempt=attempt)
    return attempt


@pytest.fixture
def markers(db):
    return [a_person(name) for name in ("Trần Chấm", "Lê Chấm", "Ngô Quyết")]


def said(attempt, *levels):
    rubric = QuestionVersion.objects.get(pk=attempt.paper[0]["version"]).body["rubric"]
    return {criterion["id"]: level for criterion, level in zip(rubric, levels, strict=True)}


def mark(attempt, by, *levels, comment=""):
    return mark_essay(attempt=attempt, slot=1, levels=said(attempt, *levels), comment=comment, by=by)


def decide(attempt, by, *levels, reason="Đọc lại theo hướng dẫn"):
    return decide_essay(
        attempt=attempt, slot=1, levels=said(attempt, *levels), comment="", reason=reason, by=by
    )


def told(attempt):
    result = Result.objects.filter(attempt=attempt).latest("number")
    return result.number, result.marks[0]["score"], result.is_provisional, result.has_passed


def is_done(attempt):
    return ActivityProgress.objects.filter(activity=attempt.quiz_id, done_at__isnull=False).exists()


def test_the_result_waits_for_both_and_is_their_mean(attempt, markers):
    mark(attempt, markers[0], 1, 1)
    assert told(attempt) == (1, "0", True, False)
    assert mark(attempt, markers[0], 1, 0).is_provisional, "the same person is no second marker"
    assert mark(attempt, markers[0], 1, 1).is_provisional
    mark(attempt, markers[1], 1, 0)
    assert told(attempt) == (2, "5/6", False, True) and is_done(attempt)
    assert [mark(attempt, markers[1], 1, 0).number, len(EssayMark.objects.all())] == [2, 4], "twice is once"
    with pytest.raises(CannotBeMarked, match="chỉ quyết định"):
        mark(attempt, markers[0], 0, 0)


def test_too_great_a_difference_waits_for_a_third_who_says_why(attempt, markers):
    mark(attempt, markers[0], 1, 1)
    mark(attempt, markers[1], 0, 0)
    assert told(attempt) == (1, "0", True, False)
    with pytest.raises(CannotBeMarked):
        mark(attempt, markers[2], 1, 1)
    with pytest.raises(CannotBeMarked, match="người khác"):
        decide(attempt, markers[1], 1, 0)
    for _ in range(2):
        assert decide(attempt, markers[2], 1, 0).reason == "Đọc lại theo hướng dẫn"
    assert told(attempt) == (2, "2/3", False, False)
    entry = Entry.objects.get(verb="essay.decided")
    assert (entry.actor, entry.detail["reason"]) == (markers[2], "Đọc lại theo hướng dẫn")


def test_nothing_is_decided_before_two_have_spoken(attempt, markers):
    mark(attempt, markers[0], 1, 1)
    with pytest.raises(CannotBeMarked):
        decide(attempt, markers[2], 1, 0)
    mark(attempt, markers[1], 1, 1)
    assert decide(attempt, markers[2], 1, 0).number == 3, "what two agreed on may be corrected, with a reason"


def test_a_text_that_came_late_is_read_by_both_again(attempt, markers):
    for marker in markers[:2]:
        mark(attempt, marker, 1, 1)
    LateAnswer.objects.create(
        attempt=attempt, slot=1, chosen={"text": "Bài nộp muộn."}, received_at=attempt.started_at
    )
    decide_late(attempt=attempt, counts=True, reason="Mất điện", by=markers[2])
    assert told(attempt) == (3, "0", True, True)
    mark(attempt, markers[0], 1, 1)
    assert told(attempt)[2], "what the second said was said of the text before"
    mark(attempt, markers[1], 1, 0)
    assert told(attempt) == (4, "5/6", False, True)


def test_marking_another_question_again_keeps_what_the_first_said(attempt, markers):
    mark(attempt, markers[0], 1, 1)
    single = attempt.paper[1]["question"]
    question = type(QuestionVersion.objects.first().question).objects.get(pk=single)
    regrade(quiz=attempt.quiz, question=question, rule="full", reason="Câu sai", by=markers[2])
    assert told(attempt) == (2, "0", True, True)
    mark(attempt, markers[1], 1, 0)
    assert told(attempt) == (3, "5/6", False, True)


# Pages.


def another_trainer_of(quiz, *, publishes=False):
    group = Group.objects.create(name=f"Chấm bài {quiz.pk} {publishes} {Group.objects.count()}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ["change_page", "add_page", *(["publish_page"] if publishes else [])]:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=quiz, permission=permission)
    person = a_person("Vũ Thị Duyệt")
    person.groups.add(group)
    return person


def word(name, level="1", **more):
    return {"bai": name, "criterion_0": level, "criterion_1": level, "comment": ""} | more


def test_each_marker_goes_through_the_queue_without_seeing_the_other(client, attempt):
    quiz, address = attempt.quiz, reverse("analysis:essays", args=[attempt.quiz_id])
    other = start_attempt(enrolment=an_enrolment(a_person(), attempt.enrolment.course), quiz=quiz)
    give(other, 1, {"text": "Căn cứ ba."})
    submit_attempt(attempt=other)
    first, second = a_trainer_of(quiz), another_trainer_of(quiz)
    signed_in(client, first)
    for _ in range(2):
        name = Queue.of(quiz, marker=first.pk).name
        client.post(address, word(name, comment="Lời của người thứ nhất"))
    page = client.get(address).content.decode()
    assert page.count("2/2") == 1 and page.count("0/2") == 2, "read once: 2; read twice, settled: 0"
    assert "không còn bài nào" in page
    assert "Lời của người thứ nhất" in client.get(address, {"bai": name}).content.decode(), "one's own"
    signed_in(client, second)
    assert "Còn 2 bài chờ anh/chị chấm" in client.get(address).content.decode()
    for asked in ({}, {"bai": name}):
        page = client.get(address, asked).content.decode()
        assert "người thứ nhất" not in page and " checked" not in page
    client.post(address, word(Queue.of(quiz, marker=second.pk).name))
    assert (Queue.of(quiz, marker=second.pk).mine, Queue.of(quiz).done) == (1, 1)


def test_the_learner_sees_what_was_said_only_when_it_is_settled(client, attempt, markers):
    address = reverse("quizzes:result", args=[attempt.uuid])
    mark(attempt, markers[0], 1, 1, comment="Lời của người thứ nhất")
    client.force_login(attempt.user)
    assert "người thứ nhất" not in client.get(address).content.decode()
    mark(attempt, markers[1], 1, 0, comment="Lời của người thứ hai")
    page = client.get(address).content.decode()
    assert "người thứ nhất" in page and "người thứ hai" in page and "điểm trung bình" in page


def test_a_decision_is_for_those_who_may_publish_and_shows_both(client, attempt, markers):
    quiz, address = attempt.quiz, reverse("analysis:decide_essays", args=[attempt.quiz_id])
    mark(attempt, markers[0], 1, 1, comment="Rất đủ")
    mark(attempt, markers[1], 0, 0, comment="Thiếu hết")
    signed_in(client, a_trainer_of(quiz))
    assert client.get(address).status_code == client.post(address).status_code == 404
    marking = client.get(reverse("analysis:essays", args=[quiz.pk])).content.decode()
    assert "1 bài chờ quyết định" in marking and address not in marking
    signed_in(client, another_trainer_of(quiz, publishes=True))
    assert address in client.get(reverse("analysis:essays", args=[quiz.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Rất đủ" in page and "Thiếu hết" in page and "Trần Chấm" not in page
    name = Queue.to_decide(quiz).name
    assert client.post(address, word(name, reason=" ")).status_code == 200
    assert told(attempt)[2]
    client.post(address, word(name, reason="Đọc lại"))
    assert told(attempt) == (2, "1", False, True)
    assert "Không có bài nào chờ quyết định" in client.get(address).content.decode()
