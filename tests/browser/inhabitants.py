"""Who and what the journeys meet beside the demo's own people; made once, in the site that every module copies.

Run in the site's own process: `site.shell("from tests.browser.inhabitants import settle; settle()")`. The new people
have the demo's password, and every role that sees others' data has a second factor already.
"""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP

import clock
from accounts.models import User
from completions.actions import complete_activity, revoke_record
from completions.models import CompletionRecord
from courses.models import CoursePage, LessonPage
from enrolments.models import Assignment, Enrolment
from organisation.actions import report_mistake
from organisation.models import Administration, Membership, Unit
from quizzes.actions import start_attempt, submit_attempt
from quizzes.models import Attempt, Question, QuizPage
from starter.demo.people import HAC_THANH
from starter.province import PROVINCE
from tests.factories import a_person, an_answer, an_enrolment, right_choice, wrong_choice

TOTP_SECRET = "JBSWY3DPEHPK3PXP"
HAM_RONG = "X14758"
SEES_OTHERS = ["giangvien", "quantri.hacthanh", "quantri.tinh", "quantri.hamrong", "admin"]
PASSWORD = "hoc-de-lam-2026"
NAMES = {
    "hocvien.hai": "Lường Thị Hai",
    "hocvien.ba": "Cao Bá Ba",
    "hocvien.xong": "Hà Công Xong",
    "hocvien.dang": "Lục Thị Đang",
}
HARD_NAME = "Nguyễn Phước Quý Quỳnh Hương Thảo Ỷ Lan"
HARD_UNIT = (
    "Ban Chỉ đạo liên ngành về đẩy mạnh phong trào thi đua yêu nước, nâng cao chất lượng công tác khen thưởng "
    "và tuyên truyền, nhân rộng các điển hình tiên tiến trên địa bàn phường Hạc Thành"
)
"""180 characters, and nobody works there."""


def settle() -> None:
    """Everybody the journeys need."""
    only_choosing()
    sibling_administrator()
    new_learners(HAC_THANH, "hocvien.hai", "hocvien.ba")
    done, sitting = new_learners(PROVINCE, "hocvien.xong", "hocvien.dang")
    finish(done)
    begin(sitting)
    without_unit()
    unit_without_staff()
    revoked_certificate()
    report_mistake(
        user=sitting.user, text="Tên đệm của tôi là “Thùy”, không phải “Thúy”; tôi đã đổi từ tháng 7."
    )
    for person in User.objects.filter(username__in=SEES_OTHERS):
        TOTP.activate(person, TOTP_SECRET)


def only_choosing() -> None:
    """The final draws questions with options only: how the other kinds are answered is for tests of those kinds."""
    Question.objects.exclude(kind__in=["single", "multiple", "true_false"]).update(state=Question.State.DRAFT)


def the_course() -> CoursePage:
    """The first starter course, which the journeys go through."""
    return CoursePage.objects.get(slug="nen-tang")


def the_quiz() -> QuizPage:
    return QuizPage.objects.descendant_of(the_course()).get(is_required=True)


def sibling_administrator() -> None:
    """`quantri.hamrong` administers the ward beside Hạc Thành and nothing else."""
    ward = Unit.objects.get(code=HAM_RONG)
    person = User.objects.filter(memberships__unit__path__startswith=ward.path).order_by("pk").first()
    person.username = "quantri.hamrong"
    person.save()
    Administration.objects.filter(unit=ward).delete()
    Administration.objects.create(user=person, unit=ward)


def new_learners(code: str, *usernames: str) -> list[Enrolment]:
    """People who come to a branch and have to learn the course, whatever the demo's own people have done by now."""
    unit = Unit.objects.get(code=code)
    office = (
        Unit.objects.filter(path__startswith=unit.path, memberships__isnull=False).order_by("path").first()
    )
    return [
        an_enrolment(
            user=a_person(
                full_name=NAMES[username],
                unit=office,
                password=PASSWORD,
                username=username,
                staff_code=f"TH91000{place}",
                is_demo=True,
            ),
            course=the_course(),
        )
        for place, username in enumerate(
            usernames, User.objects.filter(staff_code__startswith="TH9100").count()
        )
    ]


def finish(enrolment: Enrolment) -> None:
    """Somebody with a very long name fails the quiz once, passes it and is certified."""
    enrolment.user.full_name = HARD_NAME
    enrolment.user.save()
    quiz = the_quiz()
    for activity in enrolment.edition.required:
        if activity != quiz.pk:
            complete_activity(enrolment=enrolment, activity_id=activity)
    for choose in (wrong_choice, right_choice):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
        for slot in range(1, len(attempt.paper) + 1):
            an_answer(attempt, slot, choose(attempt, slot))
        submit_attempt(attempt=attempt)


def begin(enrolment: Enrolment) -> None:
    """Somebody sits the quiz: one question is answered, one is marked for later; a slow machine has time to look."""
    attempt = start_attempt(enrolment=enrolment, quiz=the_quiz())
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=clock.now() + timedelta(hours=4))
    an_answer(attempt, 1, right_choice(attempt, 1))
    an_answer(attempt, 2, wrong_choice(attempt, 2), is_flagged=True)


def without_unit() -> None:
    """A staff member whom no unit has."""
    anybody = User.objects.get(username="hocvien")
    User.objects.create(
        username="hocvien.le",
        full_name="Vi Văn Lẻ",
        password=anybody.password,
        staff_code="TH900001",
        is_demo=True,
    )


def unit_without_staff() -> None:
    ward = Unit.objects.get(code=HAC_THANH)
    ward.add_child(instance=Unit(name=HARD_UNIT, code="X14797-TRONG", kind=Unit.Kind.OTHER))


def revoked_certificate() -> None:
    record = CompletionRecord.objects.exclude(user__username="hocvien.xong").order_by("pk").first()
    by = User.objects.get(username="quantri.tinh")
    revoke_record(record=record, by=by, reason="Người được cấp không dự kiểm tra.")


def addresses() -> dict[str, object]:
    """What the addresses of the pages are made of."""
    quiz = the_quiz()
    course = the_course()
    lessons = LessonPage.objects.descendant_of(course).order_by("path")
    done = User.objects.get(username="hocvien.xong")
    ward = Unit.objects.get(code=HAC_THANH)
    record = CompletionRecord.objects.get(user=done)
    member = Membership.objects.present().filter(user__username="hocvien").get()
    shown = lambda page: page.url_path.removeprefix("/trang-chu")  # noqa: E731
    return {
        "course": shown(course),
        "course_id": course.pk,
        "lesson": shown(lessons[0]),
        "lesson_id": lessons[0].pk,
        "lesson_with_citation": shown(lessons[5]),
        "lesson_with_review": shown(lessons[9]),
        "quiz": shown(quiz),
        "quiz_id": quiz.pk,
        "practice": shown(QuizPage.objects.descendant_of(course).get(is_required=False)),
        "open_attempt": Attempt.objects.get(user__username="hocvien.dang").uuid,
        "failed_attempt": Attempt.objects.get(user=done, number=1).uuid,
        "passed_attempt": Attempt.objects.get(user=done, number=2).uuid,
        "certificate": record.certificate.code,
        "revoked": CompletionRecord.objects.filter(revocation__isnull=False).get().certificate.code,
        "ward": ward.pk,
        "office": member.unit_id,
        "empty_unit": Unit.objects.get(code="X14797-TRONG").pk,
        "certified": done.pk,
        "learner": member.user_id,
        "assignment": Assignment.objects.order_by("pk").first().pk,
        "correction": User.objects.get(username="hocvien.dang").correction_requests.get().pk,
        "question": Question.objects.order_by("pk").first().pk,
    }
