"""Checking a question while one is sitting, trying again, and moving on for good: kept by the server."""

import re
import uuid
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions import submit_attempt
from quizzes.marking import Key, mark_paper
from quizzes.marking.retries import share_left, with_retries, wrong_before
from quizzes.models import Answer, Attempt, KeyRevision, Try
from quizzes.sitting import refusals
from quizzes.sitting.fixing import fix_answer
from quizzes.sitting.saving import Typed
from tests.factories import a_sitting, an_answer, right_choice, wrong_choice
from tests.factories.kinds import a_question_of, a_sitting_of

WHY = "Vì luật nói vậy."
ENTRY = {"version": 1, "kind": "single", "options": ["a", "b", "c"], "points": "3.00"}
KEYS = {1: Key(1, ["a"])}


# The penalty, as a pure function.


@pytest.mark.parametrize(
    ("tries", "given_last", "wrong"),
    [
        ([], ["a"], 0),
        ([["a"]], ["a"], 0),
        ([["b"], ["a"]], ["a"], 1),
        ([["b"], ["b"], ["a"]], ["a"], 1),
        ([["b"], ["c"], ["b"], ["a"]], ["a"], 3),
        ([["b"], ["c"]], ["c"], 1),
        ([["b"]], ["a"], 1),
    ],
)
def test_wrong_tries_before_the_answer_that_counts(tries, given_last, wrong):
    assert wrong_before("single", ENTRY, ["a"], tries, given_last) == wrong


choice = st.sampled_from(["a", "b", "c"]).map(lambda one: [one])


@given(st.lists(choice, max_size=6), choice, st.integers(0, 100))
def test_retries_never_earn_more_and_never_less_than_nothing(tries, last, per_cent):
    paper, answers, penalty = [ENTRY], {1: last}, Fraction(per_cent, 100)
    plain = mark_paper(paper, answers, KEYS)
    marked = with_retries(plain, paper, answers, {1: tries}, KEYS, penalty)
    assert 0 <= marked.score <= plain.score
    wrong = marked.marks[0].wrong_tries
    assert marked.score == plain.score * share_left(wrong, penalty)
    assert with_retries(plain, paper, answers, {1: tries}, KEYS, penalty) == marked
    assert with_retries(plain, paper, answers, {}, KEYS, penalty).score == plain.score


# On the server.


def fixed(attempt, slot, how, chosen=None):
    base = Answer.objects.filter(attempt=attempt, slot=slot).values_list("revision", flat=True).first() or 0
    typed = Typed(tuple(chosen), False, base, uuid.uuid4()) if chosen is not None else None
    return fix_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=typed, how=how)


def address(name, attempt, *more):
    return reverse(f"quizzes:{name}", args=[attempt.uuid, *more])


def page_of(client, attempt):
    client.force_login(attempt.user)
    return client.get(address("attempt", attempt)).content.decode()


@pytest.mark.django_db
def test_answers_at_the_end_cannot_be_checked_before(client):
    attempt = a_sitting()
    for how in ("check", "leave", "give_up"):
        with pytest.raises(refusals.NothingToFix):
            fixed(attempt, 1, how, right_choice(attempt, 1))
    assert WHY not in page_of(client, attempt)


@pytest.mark.django_db
def test_a_checked_question_shows_its_key_and_stands(client):
    attempt = a_sitting(behaviour="immediate")
    an_answer(attempt, 2, wrong_choice(attempt, 2))
    assert WHY not in page_of(client, attempt)
    fixed(attempt, 1, "check", wrong_choice(attempt, 1))
    page = page_of(client, attempt)
    assert page.count(WHY) == 1
    assert page.index("cau-1") < page.index(WHY) < page.index('id="cau-2"')
    with pytest.raises(refusals.AnswerIsFixed):
        an_answer(attempt, 1, right_choice(attempt, 1), base=1)
    assert Answer.objects.get(slot=1).chosen == wrong_choice(attempt, 1)
    assert submit_attempt(attempt=attempt).score == 0


@pytest.mark.django_db
def test_without_the_fix_the_same_save_would_be_taken():
    attempt = a_sitting(behaviour="immediate")
    fixed(attempt, 1, "check", wrong_choice(attempt, 1))
    Answer.objects.update(is_fixed=False)
    an_answer(attempt, 1, right_choice(attempt, 1), base=1)
    assert Answer.objects.get(slot=1).chosen == right_choice(attempt, 1)


@pytest.mark.django_db
def test_only_the_key_of_a_fixed_question_is_read(client, django_assert_max_num_queries):
    attempt = a_sitting(behaviour="immediate")
    KeyRevision.objects.filter(version=attempt.paper[1]["version"]).update(explanation="KHÓA CÂU HAI")
    fixed(attempt, 1, "check", right_choice(attempt, 1))
    page = page_of(client, attempt)
    assert "KHÓA CÂU HAI" not in page
    fixed(attempt, 2, "check", right_choice(attempt, 2))
    assert "KHÓA CÂU HAI" in page_of(client, attempt)


@pytest.mark.django_db
def test_practice_takes_tries_until_right_and_charges_for_them(client):
    attempt = a_sitting(behaviour="retries", penalty=25)
    others = [one for one in attempt.paper[0]["options"] if one not in right_choice(attempt, 1)]
    fixed(attempt, 1, "check", others[:1])
    fixed(attempt, 1, "check", others[:1])  # the same again is no further try
    page = page_of(client, attempt)
    assert WHY not in page
    assert "còn được 75 % số điểm" in page
    fixed(attempt, 1, "check", others[1:2])
    fixed(attempt, 1, "check", right_choice(attempt, 1))
    assert WHY in page_of(client, attempt)
    assert Try.objects.count() == 3
    result = submit_attempt(attempt=attempt)
    assert result.marks[0]["score"] == "1/2"
    assert result.marks[0]["wrong_tries"] == 2
    assert "Đúng sau 2 lần sai" in client.get(address("result", attempt)).content.decode()


@pytest.mark.django_db
def test_giving_up_shows_the_key_and_fixes(client):
    attempt = a_sitting(behaviour="retries")
    fixed(attempt, 1, "check", wrong_choice(attempt, 1))
    fixed(attempt, 1, "give_up")
    assert WHY in page_of(client, attempt)
    with pytest.raises(refusals.AnswerIsFixed):
        fixed(attempt, 1, "check", right_choice(attempt, 1))


@pytest.mark.django_db
def test_forward_only_asks_one_question_and_never_an_earlier_one(client):
    attempt = a_sitting(navigation="forward")
    page = page_of(client, attempt)
    assert page.count('<form class="question"') == 1
    assert 'id="cau-1"' in page
    sent = {
        "chosen": right_choice(attempt, 1),
        "revision": "0",
        "packet": str(uuid.uuid4()),
        "takes": "options",
        "do": "leave",
    }
    assert client.post(address("fix", attempt, 1), sent).url == address("attempt", attempt)
    page = page_of(client, attempt)
    assert 'id="cau-2"' in page
    assert 'id="cau-1"' not in page
    back = sent | {"chosen": wrong_choice(attempt, 1), "revision": "1", "packet": str(uuid.uuid4())}
    refused = client.post(address("save", attempt, 1), back)
    assert refused.status_code == 409
    assert "không sửa được nữa" in refused.content.decode()
    told = client.post(
        address("save", attempt, 1),
        {"chosen": wrong_choice(attempt, 1), "flagged": False, "revision": 1, "packet": str(uuid.uuid4())},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert (told.status_code, told.json()["error"]) == (409, "AnswerIsFixed")
    assert Answer.objects.get(slot=1).chosen == right_choice(attempt, 1)


@pytest.mark.django_db
def test_forward_only_skips_for_good(client):
    attempt = a_sitting(navigation="forward")
    assert fixed(attempt, 3, "leave", right_choice(attempt, 3)) == 3
    for slot in (1, 2):
        with pytest.raises(refusals.AnswerIsFixed):
            an_answer(attempt, slot, right_choice(attempt, slot))
    assert Attempt.objects.get().position == 3
    assert submit_attempt(attempt=attempt).score == 1


@pytest.mark.django_db
def test_the_rules_of_the_start_hold_for_the_whole_attempt():
    attempt = a_sitting(navigation="forward", behaviour="retries", penalty=10)
    attempt.quiz.navigation, attempt.quiz.behaviour, attempt.quiz.penalty = "free", "deferred", 90
    attempt.quiz.save()
    attempt.refresh_from_db()
    assert attempt.is_forward_only
    assert attempt.penalty == Fraction(1, 10)


@pytest.mark.django_db
def test_somebody_elses_question_is_not_there_to_be_fixed(client):
    attempt, other = a_sitting(behaviour="immediate"), a_sitting(behaviour="immediate")
    client.force_login(other.user)
    sent = {"revision": "0", "packet": str(uuid.uuid4()), "takes": "options", "do": "check"}
    assert client.post(address("fix", attempt, 1), sent).status_code == 404
    assert client.post(address("fix", other, 1), sent).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("behaviour", ["immediate", "retries"])
def test_an_essay_is_checked_by_nobody_but_its_marker(client, behaviour):
    attempt = a_sitting_of(a_question_of("essay"), a_question_of("short"), behaviour=behaviour)
    page = page_of(client, attempt)
    essay, short = re.findall(r'<form class="question".*?</form>', page, re.DOTALL)
    assert 'value="check" formaction' not in essay
    assert 'value="check" formaction' in short
    typed = Typed({"text": "Căn cứ một."}, False, 0, uuid.uuid4())
    with pytest.raises(refusals.NothingToFix):
        fix_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=1, typed=typed, how="check")
    assert list(Answer.objects.values_list("slot", "chosen", "is_fixed")) == [
        (1, {"text": "Căn cứ một."}, False)
    ]
    assert not Try.objects.exists()
