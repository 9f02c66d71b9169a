"""An option like “all of the above” stays in its place, in every paper and through every edit."""

import pytest
from django.urls import reverse

from quizzes.authoring.writing import stamp
from quizzes.kinds import KINDS
from quizzes.models import Question
from tests.factories import a_category
from tests.factories.kinds import a_sitting_of

pytestmark = pytest.mark.django_db
LAST = "Tất cả các ý trên"


@pytest.fixture
def question(as_trainer, unit) -> Question:
    response = as_trainer.post(reverse("bank:add"), typed(a_category("Luật", owner=unit)))
    assert response.status_code == 302
    return Question.objects.select_related("current", "category").get()


def typed(category, **fields):
    rows = ["Công khai", "Công bằng", "Kịp thời", "Dân chủ", "Chính xác", LAST]
    sent = {"category": category.pk, "kind": "single", "difficulty": "remember", "text": "Nguyên tắc nào?"}
    sent |= {"explanation_plain": "Luật nêu.", "based_on": "0.0", "act": "use"}
    sent |= {"options-TOTAL_FORMS": len(rows), "options-INITIAL_FORMS": 0, "options-5-is_right": "on"}
    sent |= {f"options-{place}-text": text for place, text in enumerate(rows)}
    return sent | {"options-5-is_fixed": "on"} | fields


def test_the_form_shows_what_is_fixed_and_forgets_what_is_unticked(as_trainer, question):
    last = question.current.options[-1]["id"]
    assert question.current.body == {"fixed": [last]}
    address = reverse("bank:edit", args=[question.pk])
    html = as_trainer.get(address).content.decode()
    rows = [f'name="options-{place}-is_fixed"' for place in range(6)]
    assert [html.count(row) for row in rows] == [1] * 6
    assert 'name="options-5-is_fixed" id="id_options-5-is_fixed" checked' in html
    ids = {f"options-{place}-id": one["id"] for place, one in enumerate(question.current.options)}
    sent = typed(question.category, based_on=stamp(question), act="save", **ids)
    del sent["options-5-is_fixed"]
    assert as_trainer.post(address, sent).status_code == 302
    question.refresh_from_db()
    assert (question.current.number, question.current.body) == (2, {})


def test_in_a_paper_it_is_the_last_and_the_others_are_shuffled(question):
    paper = a_sitting_of(question, shuffles_options=True).paper
    ids = [option["id"] for option in question.current.options]
    assert paper[0]["options"][-1] == ids[-1]
    assert sorted(paper[0]["options"]) == sorted(ids)


def test_without_the_tick_it_would_move(question):
    ids = [option["id"] for option in question.current.options]
    turned = lambda options: list(options)[::-1]  # noqa: E731
    assert KINDS["single"].frozen(ids, question.current.body, turned, turned)["options"][-1] == ids[-1]
    assert KINDS["single"].frozen(ids, {}, turned, turned)["options"][-1] == ids[0]
