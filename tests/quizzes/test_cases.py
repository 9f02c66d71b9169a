"""Case studies: one line of a quiz, a text, and the questions about it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.models import Question, QuizPage
from quizzes.sitting.papers import blueprint_of, blueprint_of_draft, shares_of
from tests.factories import a_category, a_person, signed_in
from tests.factories.kinds import CASE_TEXT as TEXT
from tests.factories.kinds import a_case, a_question_of, a_sitting_of, the_right_answer

pytestmark = pytest.mark.django_db


def test_a_case_stands_as_its_parts_in_their_order_and_its_points_are_split():
    before, first, second, third = [
        a_question_of(kind) for kind in ("single", "short", "numeric", "multiple")
    ]
    case = a_case(first, second, third)
    attempt = a_sitting_of(before, case, shuffles_questions=True)
    entries = [entry for entry in attempt.paper if "case" in entry]
    assert [entry["question"] for entry in entries] == [first.pk, second.pk, third.pk]
    assert [entry["points"] for entry in entries] == ["0.34", "0.33", "0.33"]
    assert {entry["case"] for entry in entries} == {case.current_id}
    places = [place for place, entry in enumerate(attempt.paper) if "case" in entry]
    assert places == list(range(places[0], places[0] + 3))


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_no_hundredth_is_lost(parts):
    assert sum(map(Decimal, shares_of("1.00", parts))) == Decimal("1.00")


def test_a_part_is_never_asked_alone_and_an_empty_case_not_at_all():
    part, alone = a_question_of("single"), a_question_of("single")
    case = a_case(part)
    assert set(Question.objects.drawable()) == {case, alone}
    quiz = a_sitting_of(case).quiz
    for blueprint in (blueprint_of(quiz), blueprint_of_draft(quiz)):
        assert [list(line.candidates) for line in blueprint] == [[case.pk]]
    Question.objects.filter(pk=part.pk).update(state="retired")
    assert set(Question.objects.drawable()) == {alone}
    for blueprint in (blueprint_of(quiz), blueprint_of_draft(quiz)):
        assert [list(line.candidates) for line in blueprint] == [[]]


def test_the_case_stands_above_its_parts_in_sitting_check_and_review(client):
    first, second, other = a_question_of("single"), a_question_of("single"), a_question_of("single")
    attempt = a_sitting_of(a_case(first, second), other)
    client.force_login(attempt.user)
    sitting = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()
    assert sitting.count(TEXT) == 2
    assert sitting.count('<details class="case" open>') == 2, "parts are seen one at a time"
    QuizPage.objects.filter(pk=attempt.quiz_id).update(shows_all=True)
    all_at_once = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()
    assert all_at_once.count('<details class="case" open>') == 1
    assert client.get(reverse("quizzes:check", args=[attempt.uuid])).content.decode().count(TEXT) == 2
    for slot, question in enumerate([first, second, other], 1):
        post = {"takes": "options", "revision": 0, "chosen": the_right_answer(question)}
        client.post(
            reverse("quizzes:save", args=[attempt.uuid, slot]), post | {"packet": "0" * 31 + str(slot)}
        )
    review = client.post(reverse("quizzes:submit", args=[attempt.uuid]), follow=True).content.decode()
    assert review.count(TEXT) == 2
    assert "verdict passed" in review


def test_an_author_writes_a_case_and_orders_its_parts(client):
    signed_in(client, a_person(is_superuser=True))
    category = a_category()
    first, second = a_question_of("single", category), a_question_of("short", category)
    sent = {
        "category": category.pk,
        "kind": "case",
        "difficulty": "apply",
        "text": TEXT,
        "explanation": "null",
        "explanation_plain": "",
        "based_on": "0.0",
        "act": "use",
    }
    saved = client.post(reverse("bank:add"), sent)
    case = Question.objects.get(kind="case")
    assert (saved.status_code, case.state) == (302, "in_use")
    parts = reverse("bank:parts", args=[case.pk])
    assert client.post(parts, {"codes": f"{second.code}\n{first.code}"}).status_code == 302
    assert list(case.parts.order_by("case_order")) == [second, first]
    card = client.get(reverse("bank:question", args=[case.pk])).content.decode()
    assert card.index(second.code) < card.index(first.code)
    client.post(parts, {"codes": first.code})
    assert list(case.parts.all()) == [first]


def test_what_cannot_be_a_part_is_refused_in_words(client):
    signed_in(client, a_person(is_superuser=True))
    taken, case = a_question_of("single"), a_case(a_question_of("short"))
    Question.objects.filter(pk=taken.pk).update(case=case)
    other = Question.objects.create(code="CASE-2", category=case.category, kind="case", difficulty="apply")
    for codes in ("KHONG-CO", taken.code, case.code):
        refused = client.post(reverse("bank:parts", args=[other.pk]), {"codes": codes})
        assert refused.status_code == 422
        assert codes.upper() in refused.content.decode()
    assert other.parts.count() == 0
