"""Many questions at once: moved or retired, those of one's own unit only."""

import pytest
from django.urls import reverse

from audit.models import Entry
from tests.factories import a_category, a_course, a_question, a_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(unit):
    return a_category("Nhận diện văn bản", owner=unit)


def sent(*questions, **fields):
    return {"question": [question.pk for question in questions]} | fields


def test_the_list_has_a_box_a_question(as_trainer, category):
    questions = [a_question(category) for _ in range(3)]
    html = as_trainer.get(reverse("bank:index")).content.decode()
    for question in questions:
        assert f'form="many" name="question" value="{question.pk}"' in html
    assert '<form id="many"' in html


def test_ticked_questions_move_once_they_were_looked_at(as_trainer, category, unit):
    first, second, left = [a_question(category) for _ in range(3)]
    target = a_category("Thẩm quyền", owner=unit)
    page = as_trainer.post(reverse("bank:many"), sent(first, second, act="move"))
    assert page.status_code == 200
    assert category.questions.count() == 3
    done = sent(first, second, act="move", sure=1, category=target.pk)
    assert as_trainer.post(reverse("bank:many"), done).url == reverse("bank:index")
    as_trainer.post(reverse("bank:many"), done)
    assert list(target.questions.order_by("pk")) == [first, second]
    assert list(category.questions.all()) == [left]
    assert Entry.objects.filter(verb="question.moved").count() == 2


def test_another_units_questions_and_categories_stay_out(as_trainer, category, foreign_unit):
    own, foreign = a_question(category), a_question(a_category("Kia", owner=foreign_unit))
    page = as_trainer.post(reverse("bank:many"), sent(own, foreign, act="retire")).content.decode()
    assert own.code in page
    assert foreign.code not in page
    as_trainer.post(reverse("bank:many"), sent(own, foreign, act="retire", sure=1))
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.state, foreign.state) == ("retired", "in_use")
    refused = as_trainer.post(
        reverse("bank:many"), sent(own, act="move", sure=1, category=foreign.category_id)
    )
    assert refused.status_code == 422
    own.refresh_from_db()
    assert own.category == category
    assert as_trainer.post(reverse("bank:many"), sent(foreign, act="retire")).url == reverse("bank:index")


def test_what_follows_is_said_first(as_trainer, category):
    first, second = a_question(category), a_question(category)
    a_quiz(a_course(lessons=1).get_children().first(), questions=1, category=category)
    one = as_trainer.post(reverse("bank:many"), sent(first, act="retire")).content.decode()
    assert "có thể thiếu câu hỏi" not in one
    both = as_trainer.post(reverse("bank:many"), sent(first, second, act="retire")).content.decode()
    assert "có thể thiếu câu hỏi" in both
