"""The queue of essays and the list of sittings: who may open them, what they show, and that they move on."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from quizzes.actions import start_attempt, submit_attempt
from quizzes.essays.queue import Queue, code_of
from quizzes.models import EssayMark, Result
from tests.factories import a_person, a_trainer_of, an_enrolment, signed_in
from tests.factories.kinds import a_question_of, a_sitting_of, the_right_answer
from tests.quizzes.test_essays import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay():
    return a_question_of("essay")


@pytest.fixture
def attempts(essay):
    """Two people wrote; a third handed in nothing."""
    first = a_sitting_of(essay, user=a_person("Phạm Văn Kín"))
    others = [an_enrolment(a_person(), first.enrolment.course) for _ in range(2)]
    all_three = [first, *(start_attempt(enrolment=one, quiz=first.quiz) for one in others)]
    for attempt in all_three[:2]:
        give(attempt, 1, the_right_answer(essay) | {"text": "<script>x</script> căn cứ"})
    for attempt in all_three:
        submit_attempt(attempt=attempt)
    return all_three


@pytest.fixture
def address(attempts):
    return reverse("analysis:essays", args=[attempts[0].quiz_id])


def word(name, level="1", **more):
    return {"bai": name, "criterion_0": level, "criterion_1": level, "comment": ""} | more


def test_essays_are_marked_one_after_the_other(client, attempts, address):
    quiz = attempts[0].quiz
    signed_in(client, a_trainer_of(quiz))
    page = client.get(address).content.decode()
    assert "Đã chấm 0/2 bài" in page and "&lt;script&gt;x" in page
    first = Queue.of(quiz).name
    reply = client.post(address, word(first, comment="Đủ căn cứ."))
    assert reply["Location"] == f"{address}?sau={first}"
    assert "Đã chấm 1/2 bài" in client.get(reply["Location"]).content.decode()
    second = Queue.of(quiz).name
    assert second != first
    client.post(address, word(second, saved="0", comment="Thêm ý."))
    assert list(EssayMark.objects.order_by("pk").values_list("comment", flat=True)) == [
        "Đủ căn cứ.",
        "Đủ căn cứ.\nThêm ý.",
    ]
    assert "Mọi bài tự luận đã được chấm" in client.get(address).content.decode()
    assert not Result.objects.newest().filter(is_provisional=True).exists()


def test_the_name_is_hidden_until_it_is_asked_for(client, attempts, address):
    signed_in(client, a_trainer_of(attempts[0].quiz))
    here = f"{code_of(attempts[0].uuid)}-1"
    assert "Phạm Văn Kín" not in client.get(address, {"bai": here}).content.decode()
    assert "Phạm Văn Kín" in client.get(address, {"bai": here, "ten": 1}).content.decode()


def test_a_criterion_without_a_level_keeps_nothing(client, attempts, address):
    signed_in(client, a_trainer_of(attempts[0].quiz))
    reply = client.post(address, word(Queue.of(attempts[0].quiz).name, level="9"))
    assert reply.status_code == 200 and not EssayMark.objects.exists()


def test_one_that_is_passed_over_comes_again_at_the_end(attempts):
    quiz = attempts[0].quiz
    first = Queue.of(quiz)
    second = Queue.of(quiz, after=first.name)
    assert first.name != second.name
    assert Queue.of(quiz, after=second.name).name == first.name


@pytest.mark.parametrize("name", ["essays", "sittings"])
def test_only_who_may_edit_the_quiz_finds_it(client, attempts, name):
    where = reverse(f"analysis:{name}", args=[attempts[0].quiz_id])
    signed_in(client, a_trainer_of(a_sitting_of(a_question_of("single")).quiz))
    assert client.get(where).status_code == 404
    signed_in(client, a_trainer_of(attempts[0].quiz))
    assert client.get(where).status_code == 200


def test_sittings_say_what_strikes(client, attempts):
    signed_in(client, a_trainer_of(attempts[0].quiz))
    page = client.get(reverse("analysis:sittings", args=[attempts[0].quiz_id])).content.decode()
    assert "3 lượt làm" in page
    assert page.count("cả bài nhanh hơn thời gian đọc") == 3


def test_names_of_sittings_are_for_who_may_see_the_person_or_has_the_permission(client, attempts):
    where = reverse("analysis:sittings", args=[attempts[0].quiz_id])
    trainer = a_trainer_of(attempts[0].quiz)
    shown = signed_in(client, trainer).get(where).content.decode()
    assert "Phạm Văn Kín" not in shown
    assert all(attempt.uuid.hex[-6:].upper() in shown for attempt in attempts)
    trainer.user_permissions.add(Permission.objects.get(codename="view_sittings"))
    assert "Phạm Văn Kín" in client.get(where).content.decode()
