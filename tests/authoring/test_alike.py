"""Questions that may be the same: pairs side by side, of what a person sees, and a word when one is saved."""

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from quizzes.alike.bank import like_this, pairs_in_bank, pairs_seen_by
from quizzes.alike.different import call_different
from quizzes.authoring.writing import retire_question
from quizzes.models import DifferentPair, QuestionVersion
from tests.factories import a_category, a_person, a_question
from tests.factories.kinds import a_question_of

pytestmark = pytest.mark.django_db
TEXT = "Chủ tịch Ủy ban nhân dân cấp xã có thẩm quyền quyết định tặng hình thức khen thưởng nào sau đây?"
SAME = "Chủ tịch uỷ ban nhân dân CẤP XÃ có thẩm quyền quyết định tặng hình thức khen thưởng nào sau đây"
OTHER = (
    "Hội đồng Thi đua – Khen thưởng các cấp họp bỏ phiếu kín khi xét danh hiệu Chiến sĩ thi đua toàn quốc?"
)


@pytest.fixture(autouse=True)
def nothing_is_kept():
    cache.clear()


@pytest.fixture
def category(unit):
    return a_category("Thẩm quyền", owner=unit)


def test_what_says_the_same_without_tones_is_a_pair_and_what_does_not_is_none(category, trainer):
    one, other = a_question(category, text=TEXT), a_question(category, text=SAME)
    a_question(category, text=OTHER)
    assert pairs_in_bank() == [(one.pk, other.pk, 1.0)]
    assert pairs_seen_by(trainer) == [(one.pk, other.pk, 1.0)]


def test_other_prompts_make_another_matching_question(category):
    pairs = [
        {"prompt": "Cờ thi đua của Chính phủ", "option": "Thủ tướng"},
        {"prompt": "Giấy khen", "option": "Chủ tịch xã"},
    ]
    others = [
        {"prompt": "Huân chương Sao vàng", "option": "Thủ tướng"},
        {"prompt": "Kỷ niệm chương", "option": "Chủ tịch xã"},
    ]
    one = a_question_of("matching", category, pairs=pairs)
    a_question_of("matching", category, pairs=others)
    assert pairs_in_bank() == []
    same = a_question_of("matching", category, pairs=pairs)
    assert [pair[:2] for pair in pairs_in_bank()] == [(one.pk, same.pk)]


def test_a_retired_question_is_in_no_pair(category, chief):
    a_question(category, text=TEXT)
    other = a_question(category, text=SAME)
    assert len(pairs_in_bank()) == 1
    retire_question(question=other, by=chief)
    assert pairs_in_bank() == []


def test_a_pair_with_another_units_question_is_not_seen(
    category, trainer, foreign_trainer, foreign_unit, chief
):
    one = a_question(category, text=TEXT)
    foreign = a_question(a_category("Riêng", owner=foreign_unit), text=SAME)
    assert pairs_seen_by(trainer) == pairs_seen_by(foreign_trainer) == []
    assert pairs_seen_by(chief) == [(one.pk, foreign.pk, 1.0)]
    assert like_this(one, trainer) == []
    assert like_this(one, chief) == [(foreign, 1.0)]


def test_the_page_shows_both_marks_what_differs_and_leads_to_retiring(as_trainer, category):
    one = a_question(category, text=TEXT)
    other = a_question(category, text=TEXT.replace("cấp xã", "cấp tỉnh"))
    html = as_trainer.get(reverse("bank:alike")).content.decode()
    assert "<mark>xã</mark>" in html and "<mark>tỉnh</mark>" in html
    for question in (one, other):
        assert reverse("bank:question", args=[question.pk]) in html
        assert reverse("bank:state", args=[question.pk, "retired"]) in html


def test_what_the_province_shares_is_shown_but_not_retired(as_trainer, category):
    a_question(category, text=TEXT)
    shared = a_question(a_category("Chung"), text=SAME)
    html = as_trainer.get(reverse("bank:alike")).content.decode()
    assert reverse("bank:question", args=[shared.pk]) in html
    assert reverse("bank:state", args=[shared.pk, "retired"]) not in html


def test_three_pairs_ask_as_many_queries_as_one(as_trainer, category):
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_trainer.get(reverse("bank:alike"))
        return len(queries)

    a_question(category, text=TEXT)
    a_question(category, text=SAME)
    asked()
    one = asked()
    a_question(category, text=SAME)
    assert asked() == one


def test_who_writes_no_questions_is_refused(client, trainer):
    client.force_login(a_person())
    assert client.get(reverse("bank:alike")).status_code in (302, 403)
    client.force_login(trainer)
    assert client.get(reverse("bank:alike")).status_code == 200


# Pairs that somebody called different.


@pytest.fixture
def pair(category):
    return a_question(category, text=TEXT), a_question(category, text=SAME)


def say(client, pair, what):
    one, other = pair
    return client.post(reverse("bank:alike"), {"one": one.pk, "other": other.pk, "say": what}).status_code


def test_a_pair_that_was_called_different_is_not_shown_and_may_be_again(as_trainer, trainer, pair):
    assert [say(as_trainer, pair, "khac") for _ in range(2)] == [302, 302]
    assert (DifferentPair.objects.get().made_by, pairs_seen_by(trainer), like_this(pair[0], trainer)) == (
        trainer,
        [],
        [],
    )
    page = as_trainer.get(reverse("bank:alike"), {"xem": "khac"}).content.decode()
    assert pair[0].code in page and f"{trainer} xác nhận là khác nhau" in page
    assert say(as_trainer, pair, "chua") == 302
    assert pairs_seen_by(trainer) == [(pair[0].pk, pair[1].pk, 1.0)] and not DifferentPair.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="questions.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["questions.called_different", "questions.maybe_the_same"]


def test_a_new_wording_of_one_of_the_two_is_compared_again(trainer, pair):
    call_different(one=pair[1], other=pair[0], by=trainer)
    assert pairs_seen_by(trainer) == []
    old = pair[0].current
    pair[0].current = QuestionVersion.objects.create(
        question=pair[0], number=2, text=TEXT, options=old.options, made_at=clock.now()
    )
    pair[0].save()
    assert [found[:2] for found in pairs_seen_by(trainer)] == [(pair[0].pk, pair[1].pk)]


def test_only_who_sees_both_and_looks_after_one_calls_them_different(
    client, trainer, foreign_trainer, chief, category, foreign_unit
):
    one = a_question(category, text=TEXT)
    foreign = a_question(a_category("Riêng", owner=foreign_unit), text=SAME)
    shared = [a_question(a_category("Chung"), text=text) for text in (TEXT, SAME)]
    client.force_login(trainer)
    assert say(client, (one, foreign), "khac") == say(client, shared, "khac") == 404
    page = client.get(reverse("bank:alike")).content.decode()
    assert page.count("Giống nhau") == 3 and page.count('value="khac"') == 2, (
        "two of three pairs are one's own"
    )
    assert say(client, (one, shared[0]), "khac") == 302
    assert DifferentPair.objects.count() == 1


def saved_words(client, category, text) -> list[str]:
    form = {
        "category": category.pk,
        "kind": "single",
        "difficulty": "remember",
        "text": text,
        "options-TOTAL_FORMS": "2",
        "options-INITIAL_FORMS": "0",
        "options-0-text": "Phương án 1",
        "options-0-is_right": "on",
        "options-1-text": "Phương án 2",
        "explanation_plain": "Vì luật.",
        "based_on": "0.0",
        "act": "draft",
    }
    response = client.post(reverse("bank:add"), form)
    assert response.status_code == 302
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_saving_names_the_question_that_says_the_same(as_trainer, category):
    known = a_question(category, options=2, text=TEXT)
    assert not any(known.code in words for words in saved_words(as_trainer, category, OTHER))
    assert any(known.code in words for words in saved_words(as_trainer, category, SAME))
