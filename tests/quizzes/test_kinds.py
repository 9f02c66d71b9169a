"""What holds for every kind of question there is: a new one in the registry is tested by being there."""

import json
import re
import uuid
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.urls import reverse

from quizzes.authoring.forms import CHOSEN_FROM_OPTIONS, content_of
from quizzes.authoring.soundness import obstacles_of
from quizzes.kinds import ASKED, KINDS
from quizzes.kinds.authored import Parts
from quizzes.marking import MARKED_BY_PEOPLE, score_of
from quizzes.models import Answer, Question, Result
from quizzes.sitting.forms import fields_of
from tests.factories import a_person, signed_in
from tests.factories.kinds import SAMPLES, a_question_of, a_sitting_of, a_wrong_answer, the_right_answer

pytestmark = pytest.mark.django_db
marked_by_the_system = pytest.mark.parametrize(
    "kind", [kind for kind in ASKED if kind not in MARKED_BY_PEOPLE]
)
every_kind = pytest.mark.parametrize("kind", ASKED)
HOSTILE = '<script>alert("x")</script>&amp;\'⟦token⟧'
SECRETS = ("KHOABIMAT", "KHOAMOTPHAN", "KHOAKHAC", "98765", "98.765", "GIAITHICH")


class Fields(HTMLParser):
    """The fields of every form of a page as a browser without scripts would send them."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.types, self.select, self.open, self.textarea = [], set(), None, None, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.open = attrs.get("data-slot")
        if tag == "input" and self.open and attrs.get("type") != "file":
            self.types.add(attrs.get("type", "text"))
            if attrs.get("type") in ("radio", "checkbox") and "checked" not in attrs:
                return
            self.fields.append((attrs["name"], attrs.get("value", "")))
        elif tag == "textarea" and self.open:
            self.fields.append((attrs["name"], ""))
            self.textarea = True
        elif tag == "select" and self.open:
            self.select = attrs["name"]
            self.fields.append((self.select, ""))
        elif tag == "option" and self.select and "selected" in attrs:
            self.fields[-1] = (self.select, attrs["value"])

    def handle_data(self, data):
        if self.textarea:
            self.fields[-1] = (self.fields[-1][0], self.fields[-1][1] + data)

    def handle_endtag(self, tag):
        self.textarea = False
        if tag == "select":
            self.select = None


def page_of(client, attempt, name="attempt"):
    client.force_login(attempt.user)
    response = client.get(reverse(f"quizzes:{name}", args=[attempt.uuid]))
    assert response.status_code == 200
    return response.content.decode()


def answer(client, attempt, given, revision=0):
    """Answer the first question by its form, as a browser without scripts does."""
    client.force_login(attempt.user)
    html = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()
    drawn = {name for name, value in Fields(html).fields}
    fields = dict(fields_of(attempt.paper[0]["takes"], given))
    if attempt.paper[0]["takes"] != "options":
        assert set(fields) <= drawn, "the page has no field for this"
    post = {"takes": attempt.paper[0]["takes"], "revision": revision, "packet": uuid.uuid4(), "next": "check"}
    multiple = {"chosen": given} if attempt.paper[0]["takes"] == "options" else {}
    return client.post(reverse("quizzes:save", args=[attempt.uuid, 1]), post | fields | multiple)


def test_every_kind_has_a_sample_and_a_name():
    assert set(ASKED) == set(SAMPLES)
    assert set(KINDS) == set(Question.Kind.values)


@every_kind
def test_the_sample_may_be_asked(kind):
    assert obstacles_of(a_question_of(kind)) == []


@every_kind
def test_nothing_of_the_key_is_on_the_pages_of_a_sitting(client, kind):
    question = a_question_of(kind)
    attempt = a_sitting_of(question)
    for name in ("attempt", "check"):
        html = page_of(client, attempt, name)
        assert not [secret for secret in SECRETS if secret in html]
    key = question.current.keys.get()
    if isinstance(key.right, dict):
        assert json.dumps(key.right) not in json.dumps(attempt.paper)


@every_kind
def test_the_order_of_pieces_tells_nothing(kind):
    """What is kept beside the key, and what is drawn, stands in an order of its own."""
    question = a_question_of(kind)
    if kind in CHOSEN_FROM_OPTIONS:
        return
    ids = [option["id"] for option in question.current.options]
    assert ids == sorted(ids)


@every_kind
def test_it_is_answered_without_a_script_and_by_native_fields(client, kind):
    question = a_question_of(kind)
    attempt = a_sitting_of(question)
    fields = Fields(page_of(client, attempt))
    assert fields.types <= {"hidden", "radio", "checkbox", "text", "file"}
    response = answer(client, attempt, the_right_answer(question))
    assert response.url == reverse("quizzes:check", args=[attempt.uuid])
    assert Answer.objects.get().chosen == json.loads(json.dumps(the_right_answer(question)))
    assert "is-answered" in page_of(client, attempt)


@every_kind
def test_what_was_answered_is_in_the_fields_again(client, kind):
    question = a_question_of(kind)
    attempt = a_sitting_of(question)
    given = the_right_answer(question)
    answer(client, attempt, given)
    drawn = Fields(page_of(client, attempt)).fields
    for name, value in fields_of(attempt.paper[0]["takes"], given):
        assert (name, value) in drawn


@every_kind
def test_an_untouched_form_is_no_answer(client, kind):
    attempt = a_sitting_of(a_question_of(kind))
    post = dict(Fields(page_of(client, attempt)).fields)
    client.post(reverse("quizzes:save", args=[attempt.uuid, 1]), post)
    assert not KINDS[kind].is_given(Answer.objects.get().chosen)
    assert 'class="none"' in page_of(client, attempt, "check")


@marked_by_the_system
def test_the_right_answer_earns_all_a_wrong_one_nothing(client, kind):
    question = a_question_of(kind)
    entry, right = a_sitting_of(question).paper[0], question.current.keys.get().right
    assert score_of(kind, entry, right, the_right_answer(question)) == 1
    assert score_of(kind, entry, right, a_wrong_answer(question)) == 0


@every_kind
@pytest.mark.parametrize("given", [the_right_answer, a_wrong_answer, lambda question: None])
def test_the_review_shows_answer_and_key(client, kind, given):
    question = a_question_of(kind)
    attempt = a_sitting_of(question)
    if given(question) is not None:
        answer(client, attempt, given(question))
    client.force_login(attempt.user)
    html = client.post(reverse("quizzes:submit", args=[attempt.uuid]), follow=True).content.decode()
    by_system = kind not in MARKED_BY_PEOPLE
    assert Result.objects.get().has_passed is (by_system and given is the_right_answer)
    assert "GIAITHICH" in html
    if kind in ("short", "blanks"):
        assert "KHOABIMAT" in html
    if kind == "essay":
        assert "KHOABIMAT" not in html, "what only markers may read"
    if kind == "numeric":
        assert "98.765,5" in html or given is the_right_answer


@every_kind
def test_another_windows_answer_is_put_beside_ones_own(client, kind):
    question = a_question_of(kind)
    attempt = a_sitting_of(question)
    answer(client, attempt, a_wrong_answer(question))
    response = answer(client, attempt, the_right_answer(question))
    assert response.status_code == 409
    html = response.content.decode()
    for name, value in fields_of(attempt.paper[0]["takes"], the_right_answer(question)):
        assert f'name="{name}" value="{value}"' in html


def hostile(entry):
    """The same question with hostile words in every piece that learners read."""
    if isinstance(entry, dict):
        read = ("text", "prompt", "option")
        return {name: f"{HOSTILE} {part}" if name in read else hostile(part) for name, part in entry.items()}
    return [hostile(part) for part in entry] if isinstance(entry, list) else entry


@every_kind
def test_hostile_words_are_only_words(client, kind):
    question = a_question_of(kind, **hostile({"text": "Hỏi gì?"} | SAMPLES[kind]))
    attempt = a_sitting_of(question)
    pages = [page_of(client, attempt), page_of(client, attempt, "check")]
    pages.append(client.post(reverse("quizzes:submit", args=[attempt.uuid]), follow=True).content.decode())
    for html in pages:
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def posted_by(parts: Parts) -> QueryDict:
    """The author's form as it is shown, sent back untouched."""
    post = QueryDict(mutable=True)
    forms = [parts.fields, *([parts.rows.management_form, *parts.rows] if parts.rows is not None else [])]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                post[field.html_name] = "on" if value is True else str(value)
    return post


@pytest.mark.parametrize("kind", [kind for kind in ASKED if kind not in CHOSEN_FROM_OPTIONS])
def test_the_authors_form_sent_back_untouched_changes_nothing(kind):
    content = content_of(a_question_of(kind))
    again = Parts(KINDS[kind], data=posted_by(Parts(KINDS[kind], content=content)), content=content)
    assert again.is_valid(), (again.fields.errors, again.rows and again.rows.errors)
    assert again.content == content


@pytest.mark.parametrize("kind", [kind for kind in ASKED if kind not in CHOSEN_FROM_OPTIONS])
def test_an_empty_form_is_refused_in_words(kind):
    empty = Parts(KINDS[kind], data=posted_by(Parts(KINDS[kind])))
    assert empty.is_valid()
    assert KINDS[kind].obstacles("", empty.content)


@every_kind
def test_an_author_writes_sees_and_edits_it(client, kind):
    signed_in(client, a_person(is_superuser=True))
    question = a_question_of(kind)
    card = client.get(reverse("bank:question", args=[question.pk])).content.decode()
    assert "GIAITHICH" in card
    edit = client.get(reverse("bank:edit", args=[question.pk]))
    assert edit.status_code == 200
    form = client.get(f"{reverse('bank:add')}?dang={kind}")
    assert form.status_code == 200


@every_kind
def test_a_quiz_with_it_can_be_tried(client, kind):
    question = a_question_of(kind)
    quiz = a_sitting_of(question).quiz
    quiz.save_revision()
    signed_in(client, a_person(is_superuser=True))
    address = reverse("quizzes:trial", args=[quiz.pk])
    html = client.get(address).content.decode()
    sealed = re.search(r'name="sealed" value="([^"]+)"', html).group(1)
    takes = KINDS[kind].takes
    fields = {f"cau-1-{name}": value for name, value in fields_of(takes, the_right_answer(question))}
    if takes == "options":
        fields = {"cau-1-chosen": the_right_answer(question)}
    marked = client.post(address, {"sealed": sealed, **fields}).content.decode()
    assert ("verdict passed" in marked) is (kind not in MARKED_BY_PEOPLE)
