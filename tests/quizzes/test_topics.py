"""Success by topic: the weakest first, on the page of a result and of the analysis."""

from fractions import Fraction

import pytest
from django.urls import reverse

from quizzes.actions import submit_attempt
from quizzes.analysis.gathering import analyse_quiz
from quizzes.analysis.topics import topics_of
from tests.factories import a_category, a_trainer_of, signed_in
from tests.factories.kinds import a_question_of, a_sitting_of, a_wrong_answer, the_right_answer
from tests.quizzes.test_essays import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    """All of one topic right, half of another wrong."""
    weak, strong = a_category("Hồ sơ <trình>"), a_category("Danh hiệu")
    questions = [
        a_question_of("single", weak),
        a_question_of("single", weak),
        a_question_of("single", strong),
    ]
    attempt = a_sitting_of(*questions)
    give(attempt, 1, a_wrong_answer(questions[0]))
    for slot in (2, 3):
        give(attempt, slot, the_right_answer(questions[slot - 1]))
    submit_attempt(attempt=attempt)
    return attempt


def test_topics_are_summed_the_weakest_first(attempt):
    one, two, three = (entry["question"] for entry in attempt.paper)
    found = topics_of(
        [(one, Fraction(0), Fraction(1)), (two, Fraction(1), Fraction(1)), (three, Fraction(1), Fraction(1))]
    )
    assert [(topic.name, topic.questions, topic.percent) for topic in found] == [
        ("Hồ sơ <trình>", 2, 50),
        ("Danh hiệu", 1, 100),
    ]


def test_the_learner_and_the_trainer_read_them(client, attempt):
    client.force_login(attempt.user)
    page = client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert "Kết quả theo chủ đề" in page and "Hồ sơ &lt;trình&gt; (2 câu" in page
    analyse_quiz(quiz=attempt.quiz)
    signed_in(client, a_trainer_of(attempt.quiz))
    page = client.get(reverse("analysis:analysis", args=[attempt.quiz_id])).content.decode()
    assert "Hồ sơ &lt;trình&gt; (2 câu" in page
