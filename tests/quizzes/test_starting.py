"""Beginning an attempt: the paper, and every reason not to begin."""

import datetime

import pytest

import clock
from audit.models import Entry
from completions.actions import complete_activity
from completions.models import ActivityProgress
from courses.actions import freeze_edition
from enrolments.actions import close_enrolment, open_round
from legislation.models import LegalDocument, Provision
from quizzes.actions import start_attempt, submit_attempt
from quizzes.models import (
    Attempt,
    Question,
    QuestionCitation,
    QuestionVersion,
    QuizDraw,
    QuizPage,
    QuizQuestion,
    Result,
)
from quizzes.sitting import refusals
from quizzes.sitting.papers import blueprint_of, blueprint_of_draft, draw_paper, missing_from
from quizzes.sitting.standing import standing_of
from tests.factories import (
    a_category,
    a_course,
    a_person,
    a_question,
    a_quiz,
    a_sitting,
    an_answer,
    an_enrolment,
    right_choice,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def quiz():
    return QuizPage.objects.get(pk=a_course_with_quiz().pk)


def a_course_with_quiz(**fields):
    course = a_course(lessons=1)
    quiz = a_quiz(course.get_children().get(), **fields)
    freeze_edition(course=course)
    return quiz


def enrolled_in(quiz):
    return an_enrolment(course=quiz.get_parent().get_parent().specific)


def test_a_paper_freezes_questions_options_points_and_rules(quiz):
    enrolment = enrolled_in(quiz)
    with clock.frozen_at(NOON):
        quiz.time_limit = 20
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    assert len({entry["question"] for entry in attempt.paper}) == 3
    for entry in attempt.paper:
        version = Question.objects.get(pk=entry["question"]).current
        assert entry["version"] == version.pk
        assert sorted(entry["options"]) == sorted(option["id"] for option in version.options)
        assert (entry["kind"], entry["points"]) == ("single", "1.00")
    assert attempt.pass_mark == 70
    assert attempt.started_at == NOON
    assert attempt.deadline_at == NOON + datetime.timedelta(minutes=20)
    assert attempt.user == enrolment.user


def test_starting_opens_the_activity_and_the_course(quiz):
    enrolment = enrolled_in(quiz)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    enrolment.refresh_from_db()
    assert enrolment.started_at == attempt.started_at
    assert ActivityProgress.objects.get(enrolment=enrolment, activity=quiz).opened_at == attempt.started_at


def test_starting_again_returns_the_open_attempt(quiz):
    enrolment = enrolled_in(quiz)
    first = start_attempt(enrolment=enrolment, quiz=quiz)
    assert start_attempt(enrolment=enrolment, quiz=quiz) == first
    assert Attempt.objects.count() == 1


def test_the_deadline_is_the_closing_date_where_that_comes_first(quiz):
    quiz.time_limit, quiz.closes_at = 60, NOON + datetime.timedelta(minutes=30)
    with clock.frozen_at(NOON):
        attempt = start_attempt(enrolment=enrolled_in(quiz), quiz=quiz)
    assert attempt.deadline_at == quiz.closes_at


def test_no_limit_and_no_closing_date_make_no_deadline(quiz):
    assert start_attempt(enrolment=enrolled_in(quiz), quiz=quiz).deadline_at is None


def refusal_of(enrolment, quiz):
    with pytest.raises(refusals.CannotStart) as refused:
        start_attempt(enrolment=enrolment, quiz=quiz)
    assert not Attempt.objects.open().exists()
    assert str(refused.value)
    return type(refused.value)


def test_somebody_who_is_not_enrolled_cannot_begin(quiz):
    standing = standing_of(a_person(), quiz)
    assert isinstance(standing.refusal, refusals.NotEnrolled)


def test_a_completed_course_is_not_examined_again(quiz):
    enrolment = enrolled_in(quiz)
    close_enrolment(enrolment=enrolment, closed_as="completed", at=clock.now())
    assert refusal_of(enrolment, quiz) is refusals.CourseCompleted


def test_a_withdrawn_enrolment_cannot_begin(quiz):
    enrolment = enrolled_in(quiz)
    close_enrolment(enrolment=enrolment, closed_as="withdrawn", at=clock.now())
    assert refusal_of(enrolment, quiz) is refusals.EnrolmentEnded


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (-datetime.timedelta(seconds=1), refusals.NotYetOpen),
        (datetime.timedelta(0), None),
        (HOUR - datetime.timedelta(seconds=1), None),
        (HOUR, refusals.AlreadyClosed),
    ],
)
def test_a_quiz_opens_and_closes_to_the_second(quiz, moment, expected):
    quiz.opens_at, quiz.closes_at = NOON, NOON + HOUR
    enrolment = enrolled_in(quiz)
    with clock.frozen_at(NOON + moment):
        if expected is None:
            assert start_attempt(enrolment=enrolment, quiz=quiz).started_at == NOON + moment
        else:
            assert refusal_of(enrolment, quiz) is expected


def test_the_prerequisite_comes_first(quiz):
    lesson = quiz.get_prev_sibling()
    quiz.prerequisite = lesson
    enrolment = enrolled_in(quiz)
    ActivityProgress.objects.create(enrolment=enrolment, activity=lesson, opened_at=clock.now())
    assert refusal_of(enrolment, quiz) is refusals.PrerequisiteMissing
    complete_activity(enrolment=enrolment, activity_id=lesson.pk)
    assert start_attempt(enrolment=enrolment, quiz=quiz).number == 1


def test_the_prerequisite_of_somebody_else_does_not_count(quiz):
    lesson = quiz.get_prev_sibling()
    quiz.prerequisite = lesson
    complete_activity(enrolment=enrolled_in(quiz), activity_id=lesson.pk)
    assert refusal_of(enrolled_in(quiz), quiz) is refusals.PrerequisiteMissing


def test_attempts_are_numbered_and_end(quiz):
    quiz.attempts_allowed = 2
    enrolment = enrolled_in(quiz)
    for number in (1, 2):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
        assert attempt.number == number
        submit_attempt(attempt=attempt)
    assert refusal_of(enrolment, quiz) is refusals.NoAttemptsLeft


def test_without_a_number_one_may_try_as_often_as_one_likes(quiz):
    quiz.attempts_allowed = None
    enrolment = enrolled_in(quiz)
    for _ in range(5):
        submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz))
    assert standing_of(enrolment.user, quiz).attempts_left is None


def test_unseen_questions_come_in_the_second_attempt(quiz):
    enrolment = enrolled_in(quiz)  # five questions in the bank, three in a paper
    first = start_attempt(enrolment=enrolment, quiz=quiz)
    submit_attempt(attempt=first)
    second = start_attempt(enrolment=enrolment, quiz=quiz)
    met = {entry["question"] for entry in first.paper}
    assert len(met & {entry["question"] for entry in second.paper}) == 1


def test_an_overdue_attempt_is_closed_and_marked_before_the_next_one():
    with clock.frozen_at(NOON):
        first = a_sitting(time_limit=10)
        for slot in (1, 2, 3):
            an_answer(first, slot, right_choice(first, slot)[:0])
    with clock.frozen_at(NOON + HOUR):
        second = start_attempt(enrolment=first.enrolment, quiz=first.quiz)
    first.refresh_from_db()
    assert (first.state, first.closed_at) == ("expired", NOON + datetime.timedelta(minutes=10))
    assert Result.objects.get().attempt == first
    assert second.number == 2


def test_too_small_a_bank_is_a_refusal_that_trainers_find(quiz):
    enrolment = enrolled_in(quiz)
    Question.objects.filter(pk__in=list(Question.objects.values_list("pk", flat=True)[:3])).update(
        state="retired"
    )
    assert refusal_of(enrolment, quiz) is refusals.CannotBeDrawn
    entry = Entry.objects.get(verb="quiz.short_of_questions")
    assert entry.object_id == str(quiz.pk)
    assert entry.detail == {"missing": 1}
    assert missing_from(quiz) == 1


def a_provision(**fields):
    document = LegalDocument.objects.create(
        slug="luat-2022", number="06/2022/QH15", kind="law", title="Luật", short_title="Luật 2022"
    )
    return Provision.objects.create(document=document, path="5", heading="Điều", **fields)


def test_what_rests_on_a_doubtful_provision_is_not_drawn(quiz):
    doubtful, sound = a_provision(needs_review=True), None
    questions = list(Question.objects.order_by("pk"))
    sound = Provision.objects.create(document=doubtful.document, path="6", heading="Điều")
    replaced = Provision.objects.create(
        document=doubtful.document, path="7", heading="Điều", superseded_by=sound
    )
    for question, provision in zip(questions, [doubtful, replaced, sound], strict=False):
        QuestionCitation.objects.create(question=question, provision=provision)
    for blueprint in (blueprint_of(quiz), blueprint_of_draft(quiz)):
        assert set(blueprint[0].candidates) == {question.pk for question in questions[2:]}


def test_a_blueprint_of_fixed_questions_subtrees_and_difficulties():
    root = a_category("Gốc")
    below = root.add_child(name="Nhánh")
    hard = [a_question(below, difficulty="apply") for _ in range(2)]
    easy = [a_question(root) for _ in range(3)]
    fixed = easy[0]
    beside = a_question(a_category("Khác"))
    a_question(root, state="draft")
    quiz = QuizPage(title="Đề", slug="de")
    quiz.fixed_questions = [QuizQuestion(question=fixed, points="2.5")]
    quiz.draws = [
        QuizDraw(category=root, count=2, sort_order=1),
        QuizDraw(category=root, difficulty="apply", count=1, points=3, sort_order=2),
    ]
    a_course(lessons=1).get_children().get().add_child(instance=quiz)
    published = blueprint_of(QuizPage.objects.get(pk=quiz.pk))
    assert [(line.count, line.points) for line in published] == [(1, "2.50"), (2, "1.00"), (1, "3.00")]
    assert [set(line.candidates) for line in published] == [
        {fixed.pk},
        {question.pk for question in [*hard, *easy]},
        {question.pk for question in hard},
    ]
    assert beside.pk not in published[1].candidates
    in_memory = blueprint_of_draft(quiz)
    assert draw_paper(published, "seed") == draw_paper(in_memory, "seed")
    paper = draw_paper(published, "seed")
    assert [entry["points"] for entry in paper] == ["2.50", "1.00", "1.00", "3.00"]
    assert len({entry["question"] for entry in paper}) == 4


def test_options_keep_their_order_where_the_quiz_says_so():
    category = a_category()
    question = a_question(category, options=6)
    for shuffles, orders in ((False, 1), (True, 2)):
        quiz = a_quiz(
            a_course(lessons=1).get_children().get(),
            questions=1,
            category=category,
            shuffles_options=shuffles,
        )
        ids = [option["id"] for option in question.current.options]
        seen = {
            tuple(draw_paper(blueprint_of(quiz), f"{n}", shuffles_options=shuffles)[0]["options"])
            for n in range(9)
        }
        assert len(seen) >= orders
        assert (seen == {tuple(ids)}) is not shuffles


def test_a_round_keeps_its_own_attempts(quiz):
    enrolment = enrolled_in(quiz)
    quiz.attempts_allowed = 1
    submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz))
    close_enrolment(enrolment=enrolment, closed_as="expired", at=clock.now())
    again = open_round(user=enrolment.user, course=enrolment.course, unit=None)
    standing = standing_of(enrolment.user, quiz)
    assert standing.enrolment == again
    assert standing.attempts_left == 1
    assert sum(standing.seen.values()) == 3
    assert start_attempt(enrolment=again, quiz=quiz).number == 1


class TestTheNextStart:
    """What happens to a question takes effect at the very next start: no start remembers what the last one found."""

    @pytest.fixture
    def starts(self):
        """The questions of a paper begun now by somebody new, in a quiz that draws all of its category."""
        category = a_category()
        questions = [a_question(category) for _ in range(3)]
        quiz = a_course_with_quiz()
        QuizDraw.objects.filter(quiz=quiz).delete()
        QuizQuestion.objects.filter(quiz=quiz).delete()
        QuizDraw.objects.create(quiz=quiz, category=category, count=2)
        quiz = QuizPage.objects.get(pk=quiz.pk)

        def begin():
            paper = start_attempt(enrolment=enrolled_in(quiz), quiz=quiz).paper
            return {entry["question"]: entry["version"] for entry in paper}

        begin.questions = questions
        return begin

    def drawn_in(self, starts, times=12):
        return set().union(*(starts() for _ in range(times)))

    def test_every_question_may_be_drawn(self, starts):
        assert self.drawn_in(starts) == {question.pk for question in starts.questions}

    def test_one_that_is_retired_is_not(self, starts):
        starts()
        retired, *others = starts.questions
        Question.objects.filter(pk=retired.pk).update(state="retired")
        assert set(starts()) == {question.pk for question in others}

    def test_one_whose_provision_is_in_review_is_not(self, starts):
        doubtful, *others = starts.questions
        provision = a_provision()
        QuestionCitation.objects.create(question=doubtful, provision=provision)
        assert doubtful.pk in self.drawn_in(starts)
        Provision.objects.filter(pk=provision.pk).update(needs_review=True)
        assert set(starts()) == {question.pk for question in others}
        Provision.objects.filter(pk=provision.pk).update(needs_review=False)
        assert doubtful.pk in self.drawn_in(starts)

    def test_an_edited_version_is_asked(self, starts):
        edited, *_ = starts.questions
        starts()
        old = edited.current
        new = QuestionVersion.objects.create(
            question=edited, number=2, text="Câu đã sửa?", options=old.options, made_at=NOON
        )
        Question.objects.filter(pk=edited.pk).update(current=new)
        found = {}
        for _ in range(12):
            found |= {key: version for key, version in starts().items() if key == edited.pk}
        assert found == {edited.pk: new.pk}

    def test_a_new_question_is_asked(self, starts):
        starts()
        new = a_question(starts.questions[0].category)
        assert new.pk in self.drawn_in(starts, times=20)
