"""Essays: read by a marker, totalled again, completed with the last mark; files that only their owner and markers read."""

import io
import uuid
import zipfile
from fractions import Fraction

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from completions.models import ActivityProgress
from quizzes.actions import submit_attempt
from quizzes.essays.files import DOCX, LARGEST, attach_file, safe_name
from quizzes.essays.marking import mark_essay
from quizzes.models import EssayFile, EssayMark, Result
from quizzes.sitting.refusals import AttemptIsClosed, CannotBeMarked, FileRefused, NoSuchQuestion
from quizzes.sitting.saving import Typed, save_answer
from tests.factories import a_person, a_trainer_of, signed_in
from tests.factories.kinds import a_question_of, a_sitting_of, the_right_answer

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n" + b"x" * 100


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    folder = FileSystemStorage(location=tmp_path, base_url=None)
    monkeypatch.setattr(EssayFile._meta.get_field("file"), "storage", folder)
    return tmp_path


@pytest.fixture
def attempt():
    """A paper of two essays and a single choice; all answered, the choice rightly."""
    questions = [a_question_of("essay"), a_question_of("essay"), a_question_of("single")]
    attempt = a_sitting_of(*questions, pass_mark=70)
    for slot, question in enumerate(questions, 1):
        give(attempt, slot, the_right_answer(question))
    return attempt


def give(attempt, slot, given):
    chosen = tuple(given) if isinstance(given, list) else given
    save_answer(
        user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=Typed(chosen, False, 0, uuid.uuid4())
    )


def levels(question_number, attempt, *of):
    from quizzes.models import QuestionVersion

    rubric = QuestionVersion.objects.get(pk=attempt.paper[question_number - 1]["version"]).body["rubric"]
    return {criterion["id"]: level for criterion, level in zip(rubric, of, strict=True)}


def mark(attempt, slot, *of, comment="", by=None):
    by = by or a_person("Trần Chấm")
    return mark_essay(attempt=attempt, slot=slot, levels=levels(slot, attempt, *of), comment=comment, by=by)


def is_done(attempt):
    return ActivityProgress.objects.filter(activity=attempt.quiz_id, done_at__isnull=False).exists()


def test_a_result_is_provisional_until_every_essay_is_marked(attempt):
    first = submit_attempt(attempt=attempt)
    assert (first.score, first.is_provisional, first.has_passed) == (1, True, False)
    second = mark(attempt, 1, 1, 1)
    assert (second.score, second.is_provisional, second.has_passed) == (2, True, False)
    assert not is_done(attempt)
    third = mark(attempt, 2, 1, 0)
    assert (third.is_provisional, third.has_passed) == (False, True)
    assert [entry["score"] for entry in third.marks] == ["1", "2/3", "1"]
    assert is_done(attempt)
    assert Result.objects.count() == 3, "every result is kept"


def test_an_essay_nobody_wrote_is_not_awaited():
    attempt = a_sitting_of(a_question_of("essay"))
    result = submit_attempt(attempt=attempt)
    assert (result.is_provisional, result.has_passed) == (False, False)
    with pytest.raises(CannotBeMarked):
        mark(attempt, 1, 1, 1)


def test_the_same_word_again_changes_nothing(attempt):
    submit_attempt(attempt=attempt)
    marker = a_person("Trần Chấm")
    assert mark(attempt, 1, 1, 1, by=marker) == mark(attempt, 1, 1, 1, by=marker)
    assert (EssayMark.objects.count(), Result.objects.count()) == (1, 2)


def test_a_second_word_is_added_and_the_first_kept(attempt):
    submit_attempt(attempt=attempt)
    mark(attempt, 1, 0, 0)
    result = mark(attempt, 1, 1, 0, comment="Đủ căn cứ.")
    assert list(EssayMark.objects.order_by("number").values_list("number", "share")) == [(1, "0"), (2, "2/3")]
    assert Fraction(result.marks[0]["score"]) == Fraction(2, 3)


def test_a_pass_once_completed_stays_when_an_essay_is_marked_down(attempt):
    submit_attempt(attempt=attempt)
    mark(attempt, 1, 1, 1)
    mark(attempt, 2, 1, 1)
    marked_down = mark(attempt, 2, 0, 0)
    assert (marked_down.score, marked_down.has_passed) == (2, True)
    assert is_done(attempt)


def test_only_whole_and_known_words_of_markers_count(attempt):
    with pytest.raises(CannotBeMarked):
        mark(attempt, 1, 1, 1)
    submit_attempt(attempt=attempt)
    good, marker = levels(1, attempt, 1, 1), a_person("Trần Chấm")
    bad = [{}, dict(list(good.items())[:1]), good | {"x": 0}, dict.fromkeys(good, 2), dict.fromkeys(good, -1)]
    for wrong in [*bad, dict.fromkeys(good, True), dict.fromkeys(good, "1")]:
        with pytest.raises(CannotBeMarked):
            mark_essay(attempt=attempt, slot=1, levels=wrong, comment="", by=marker)
    for slot in (0, 3, 4):
        with pytest.raises(CannotBeMarked):
            mark_essay(attempt=attempt, slot=slot, levels=good, comment="", by=marker)
    assert not EssayMark.objects.exists()


def test_a_learner_reads_that_it_waits_and_then_what_was_said(client, attempt):
    submit_attempt(attempt=attempt)
    client.force_login(attempt.user)
    address = reverse("quizzes:result", args=[attempt.uuid])
    waiting = client.get(address)
    assert waiting.context["page"].result.is_provisional
    mark(attempt, 1, 1, 1, comment="Viết rõ & đủ.")
    mark(attempt, 2, 1, 1)
    text = client.get(address).content.decode()
    assert "Viết rõ &amp; đủ." in text
    assert "verdict passed" in text
    assert "Trần Chấm" not in text, "markers stay unnamed"


# Files.


def a_word_document(*more):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, "<x/>")
    return body.getvalue()


def upload(content=PDF, name="Bài làm.pdf"):
    return SimpleUploadedFile(name, content, "text/html")


def attach(attempt, content=PDF, name="Bài làm.pdf", slot=1, user=None):
    return attach_file(
        user_id=(user or attempt.user).pk,
        attempt_uuid=attempt.uuid,
        slot=slot,
        uploaded=upload(content, name),
    )


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n.....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (a_word_document(), DOCX),
    ],
)
def test_a_file_is_what_its_content_says(attempt, own_folder, content, content_type):
    kept = attach(attempt, content, "tên.exe")
    assert kept.content_type == content_type
    assert not kept.name.endswith(".exe")
    assert [path.read_bytes() for path in own_folder.rglob("*") if path.is_file()] == [content]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"PK\x03\x04 half a zip",
        a_word_document("word/vbaProject.bin"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_none_of_these_is_refused_in_words(attempt, own_folder, content):
    with pytest.raises(FileRefused) as refused:
        attach(attempt, content)
    assert str(refused.value)
    assert not EssayFile.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_what_is_too_large_is_refused(attempt):
    with pytest.raises(FileRefused):
        attach(attempt, b"%PDF-" + b"x" * LARGEST)


def test_a_file_belongs_to_ones_own_open_essay(attempt):
    with pytest.raises(NoSuchQuestion):
        attach(attempt, user=a_person("Người Khác"))
    for slot in (0, 3, 4):
        with pytest.raises(NoSuchQuestion):
            attach(attempt, slot=slot)
    submit_attempt(attempt=attempt)
    with pytest.raises(AttemptIsClosed):
        attach(attempt)


def test_the_same_file_again_is_kept_once_and_another_one_after_it(attempt):
    assert attach(attempt) == attach(attempt)
    attach(attempt, PDF + b"2")
    assert EssayFile.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\Bài.docx", "Bài.pdf"),
        ("\u202egpj.exe", "gpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("<b>.pdf", "_b_.pdf"),
        ("...", "bai-lam.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_lose_what_could_do_harm(name, safe):
    assert safe_name(name, "application/pdf") == safe


def test_a_file_is_sent_by_the_form_without_a_script_and_the_text_with_it(client):
    attempt = a_sitting_of(a_question_of("essay"))
    client.force_login(attempt.user)
    address = reverse("quizzes:attach", args=[attempt.uuid, 1])
    post = {"takes": "text", "revision": 0, "packet": uuid.uuid4(), "text": "", "file": upload()}
    assert client.post(address, post).url.endswith("#cau-1")
    page = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()
    assert "Bài làm.pdf" in page
    assert "is-answered" in page


def test_only_its_owner_and_markers_read_a_file_and_never_inline(client, attempt):
    file = attach(attempt)
    address = reverse("quizzes:essay_file", args=[file.uuid])
    trainer = a_trainer_of(attempt.quiz.get_parent().get_parent().get_parent())
    for person in (attempt.user, trainer):
        response = signed_in(client, person).get(address)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
    stranger = signed_in(client, a_person("Người Khác"))
    assert stranger.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
