"""An answer has the shape that its question takes, names only what stands in it, and bears a bearable length."""

import json
import uuid

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quizzes.marking import is_given
from quizzes.models import Answer, Attempt
from quizzes.sitting.forms import LONGEST_TEXT, Unreadable, fields_of, posted, readable, typed_in
from quizzes.sitting.refusals import NotAnOption
from quizzes.sitting.saving import Typed, save_answer
from tests.factories import a_sitting

A, B, C, P, Q, FOREIGN = (str(uuid.UUID(int=number)) for number in range(1, 7))
PIECES = {"options": [A, B, C], "prompts": [P, Q], "gaps": [P, Q]}
FITTING = {
    "options": [(), (A,)],
    "order": [(), (A, B, C), (C, None, A)],
    "pairs": [{}, {P: A}, {P: A, Q: A}],
    "gaps": [{}, {P: "sáng kiến", Q: A}],
    "text": [{"text": ""}, {"text": "7", "unit": "năm"}],
}
UNFITTING = {
    "options": [(FOREIGN,), (A, B), {P: A}, {"text": "A"}, (P,)],
    "order": [(A, FOREIGN), {"text": "1"}, {}],
    "pairs": [{P: FOREIGN}, {FOREIGN: A}, {P: "chữ"}, (A,), {"text": "A"}],
    "gaps": [{FOREIGN: "x"}, (A,), (), {"text": "x"}],
    "text": [(A,), (), {P: A}, {}],
}


def an_attempt(takes):
    attempt = a_sitting(questions=1)
    kind = "single" if takes == "options" else "other"
    entry = attempt.paper[0] | {"kind": kind, "takes": takes} | PIECES
    Attempt.objects.filter(pk=attempt.pk).update(paper=[entry])
    attempt.paper = [entry]
    return attempt


def save(attempt, chosen, base=0):
    typed = Typed(chosen, False, base, uuid.uuid4())
    assert typed.fits(attempt.paper[0]) is (chosen in FITTING[attempt.paper[0]["takes"]])
    return save_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=1, typed=typed)


def cases(of):
    return [(takes, chosen) for takes, several in of.items() for chosen in several]


@pytest.mark.django_db
@pytest.mark.parametrize(("takes", "chosen"), cases(FITTING))
def test_an_answer_of_the_right_shape_is_kept(takes, chosen):
    attempt = an_attempt(takes)
    save(attempt, chosen)
    assert Answer.objects.get().chosen == json.loads(json.dumps(chosen))


@pytest.mark.django_db
@pytest.mark.parametrize(("takes", "chosen"), cases(UNFITTING))
def test_an_answer_of_another_shape_is_refused(takes, chosen):
    attempt = an_attempt(takes)
    with pytest.raises(NotAnOption):
        save(attempt, chosen)
    assert not Answer.objects.exists()


unknown = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([A, P, FOREIGN]),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(st.text() | st.sampled_from([P, "text"]), some, max_size=4)
    ),
    max_leaves=8,
)


class AnythingAtAll(TestCase):
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(unknown, st.sampled_from(sorted(FITTING)))
    def test_whatever_is_sent_is_kept_readable_or_refused(self, sent, takes):
        try:
            chosen = readable(sent)
        except (Unreadable, ValueError, TypeError, AttributeError):
            return
        attempt = an_attempt(takes)
        typed = Typed(chosen, False, 0, uuid.uuid4())
        try:
            save_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=1, typed=typed)
        except NotAnOption:
            assert not typed.fits(attempt.paper[0])
        else:
            assert typed.fits(attempt.paper[0])
            assert Answer.objects.get(attempt=attempt).chosen == json.loads(json.dumps(chosen))


def sent(fields, **more):
    post = {"revision": "0", "packet": str(uuid.uuid4())} | more
    for name, value in fields:
        post.setdefault(name, []).append(value)
    request = RequestFactory().post("/", post)
    request.session = SessionStore()
    return request


@pytest.mark.parametrize(("takes", "chosen"), cases(FITTING))
def test_a_form_brings_what_json_brings(takes, chosen):
    typed = typed_in(sent(fields_of(takes, chosen)))
    assert typed.chosen == chosen


def test_two_items_at_one_place_stand_one_after_the_other():
    post = {"takes": "order", f"piece-{A}": "2", f"piece-{B}": "2", f"piece-{C}": ""}
    assert posted(sent(post.items()).POST) == [None, A, B]


def test_words_are_composed_and_lose_what_is_invisible():
    decomposed = "sa\u0301ng  kie\u0302\u0301n\x00\u200b \r\nsố\ud800 2\n"
    assert readable({"text": decomposed}) == {"text": "sáng kiến\nsố 2"}


@pytest.mark.parametrize(
    "too_much",
    [
        {"text": "a" * (LONGEST_TEXT + 1)},
        {"text": "a" * 10_000_000},
        {"text": "1", "unit": "m" * 41},
        {P: "a" * 501},
        {str(uuid.UUID(int=number)): "a" for number in range(61)},
        [A] * 61,
    ],
)
def test_too_much_is_not_read(too_much):
    with pytest.raises(Unreadable):
        readable(too_much)


def test_the_longest_essay_is_read():
    assert readable({"text": "ư" * LONGEST_TEXT}) == {"text": "ư" * LONGEST_TEXT}


@pytest.mark.parametrize("given", [(), {}, {"text": " "}, {"text": "", "unit": "năm"}, [None], {P: ""}])
def test_blank_is_not_given(given):
    assert not is_given(given)


@pytest.mark.parametrize("given", [(A,), {"text": "0"}, [None, A], {P: "x"}])
def test_anything_else_is_given(given):
    assert is_given(given)
