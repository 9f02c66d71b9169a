"""Who was there: by code, by list, by file; corrections; what counts in the course."""

import datetime
import io
import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

import clock
from accounts.models import User
from audit.append_only import drop_triggers
from audit.models import Entry
from classes import codes, refusals
from classes.actions import add_session, check_in, note_attendance, register
from classes.models import AttendanceMark, Registration
from classes.shares import is_enough, needed
from completions.models import ActivityProgress, CompletionRecord
from enrolments.models import Enrolment
from spreadsheets import Column, Sheet, read_workbook, write_workbook
from tests.factories import PASSWORD, a_course, a_person
from tests.factories.classes import a_class, a_class_activity, a_registration, a_session

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"classes:{name}", args=args)


@pytest.fixture
def training_class(scene):
    return a_class(scene.ward, seats=5, title="Tập huấn sáng kiến")


@pytest.fixture
def session(training_class):
    return training_class.sessions.get()


@pytest.fixture
def one(training_class, scene):
    return a_registration(training_class, scene.person)


@pytest.fixture
def in_session(session):
    with clock.frozen_at(session.starts_at + datetime.timedelta(minutes=5)):
        yield


def present(session) -> set[int]:
    people = Registration.objects.filter(training_class=session.training_class).with_marks()
    return {one.user_id for one in people if one.attended}


def listed(session, by):
    """Somebody whom an administrator puts on the list, after registration has ended."""
    person = a_person(unit=session.training_class.unit)
    return register(training_class=session.training_class, user=person, by=by)


def note(session, by, way="list", reason="", **said):
    said = {Registration.objects.get(user__username=name).pk: is_present for name, is_present in said.items()}
    return note_attendance(session=session, present=said, by=by, way=way, reason=reason)


class TestMarks:
    def test_the_same_again_writes_nothing(self, scene, session, one):
        assert len(note(session, scene.chief, **{one.user.username: True})) == 1
        assert note(session, scene.chief, **{one.user.username: True}) == []
        assert present(session) == {one.user_id}

    def test_a_correction_needs_a_reason_and_keeps_what_stood(self, scene, session, one):
        name = one.user.username
        note(session, scene.chief, **{name: True})
        with pytest.raises(refusals.ReasonMissing):
            note(session, scene.chief, **{name: False})
        assert present(session) == {one.user_id}
        note(session, scene.chief, reason="Về sớm", **{name: False})
        note(session, scene.chief, reason="Nhầm người", **{name: True})
        marks = AttendanceMark.objects.order_by("number").values_list("number", "is_present", "reason")
        assert list(marks) == [(1, True, ""), (2, False, "Về sớm"), (3, True, "Nhầm người")]
        corrected = Entry.objects.filter(verb="class.attendance_corrected")
        assert [entry.detail["reason"] for entry in corrected.order_by("pk")] == ["Về sớm", "Nhầm người"]

    def test_absence_that_nobody_noted_writes_nothing(self, scene, session, one):
        assert note(session, scene.chief, **{one.user.username: False}) == []

    def test_who_holds_no_seat_refuses_the_whole_list(self, scene, session, one):
        waiting = a_registration(a_class(scene.ward), a_person(unit=scene.office))
        with pytest.raises(refusals.HasNoSeat):
            note_attendance(
                session=session, present={one.pk: True, waiting.pk: True}, by=scene.chief, way="list"
            )
        assert not AttendanceMark.objects.exists()

    def test_the_database_refuses_to_change_a_mark(self, scene, session, one):
        (mark,) = note(session, scene.chief, **{one.user.username: True})
        changed = AttendanceMark.objects.filter(pk=mark.pk)
        for act in (lambda: changed.update(is_present=False), changed.delete):
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                act()
        assert changed.get().is_present
        drop_triggers()
        assert changed.update(is_present=False) == 1

    def test_a_second_mark_of_the_same_number_is_refused(self, scene, session, one):
        (mark,) = note(session, scene.chief, **{one.user.username: True})
        mark.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            mark.save(force_insert=True)

    def test_a_correction_without_reason_is_refused_by_the_database(self, scene, session, one):
        (mark,) = note(session, scene.chief, **{one.user.username: True})
        mark.pk, mark.number = None, 2
        with pytest.raises(IntegrityError), transaction.atomic():
            mark.save(force_insert=True)


class TestScreenCode:
    def test_a_learner_in_the_room_opens_it_and_says_so(self, signed_in, scene, session, one, in_session):
        code = codes.screen_code(session.pk, clock.now())
        client = signed_in(scene.person)
        assert "Tôi có mặt" in client.get(url("check_in", code)).text
        assert present(session) == set()  # opening notes nothing
        client.post(url("check_in", code))
        assert present(session) == {scene.person.pk}
        assert AttendanceMark.objects.get().way == "code"
        assert "Đã điểm danh" in client.get(url("check_in", code)).text
        client.post(url("check_in", code))
        assert AttendanceMark.objects.count() == 1

    def test_one_that_was_sent_on_is_stale_a_minute_later(self, signed_in, scene, session, one, in_session):
        code = codes.screen_code(session.pk, clock.now())
        client = signed_in(scene.person)
        with clock.frozen_at(clock.now() + codes.GOOD_FOR):
            assert "Mã này đã hết hạn" in client.get(url("check_in", code)).text
            client.post(url("check_in", code))
        assert present(session) == set()
        client.get(url("check_in", code))  # the control: a moment earlier it is good
        client.post(url("check_in", code))
        assert present(session) == {scene.person.pk}

    def test_who_has_to_sign_in_first_has_a_quarter_of_an_hour(self, client, scene, session, one, in_session):
        User.objects.filter(pk=scene.person.pk).update(username="ngoc.anh")
        code = codes.screen_code(session.pk, clock.now())
        response = client.get(url("check_in", code))
        assert response.url == f"{reverse('account_login')}?next={url('check_in', code)}"
        client.post(response.url, {"login": "ngoc.anh", "password": PASSWORD})
        with clock.frozen_at(clock.now() + datetime.timedelta(minutes=10)):
            client.post(url("check_in", code))
        assert present(session) == {scene.person.pk}

    def test_not_even_a_quarter_of_an_hour_is_endless(self, signed_in, scene, session, one, in_session):
        code = codes.screen_code(session.pk, clock.now())
        client = signed_in(scene.person)
        client.get(url("check_in", code))
        with clock.frozen_at(clock.now() + datetime.timedelta(minutes=16)):
            client.post(url("check_in", code))
        assert present(session) == set()

    def test_a_code_that_is_made_up_is_not_found(self, signed_in, scene, session, one, in_session):
        code = codes.screen_code(session.pk, clock.now())
        client = signed_in(scene.person)
        assert client.get(url("check_in", code)).status_code == 200
        for wrong in (code[:-1] + ("0" if code[-1] != "0" else "1"), "b1-2", "x", code.replace("b", "b1", 1)):
            assert client.get(url("check_in", wrong)).status_code == 404

    def test_who_is_not_on_the_list_is_sent_to_the_trainer(self, signed_in, scene, session, in_session):
        code = codes.screen_code(session.pk, clock.now())
        client = signed_in(scene.person)
        assert "không có trong danh sách" in client.get(url("check_in", code)).text
        client.post(url("check_in", code))
        assert not AttendanceMark.objects.exists()

    @pytest.mark.parametrize(
        ("minutes", "is_taken"), [(-61, False), (-59, True), (4 * 60 + 29, True), (4 * 60 + 31, False)]
    )
    def test_only_around_the_session(self, scene, session, one, minutes, is_taken):
        with clock.frozen_at(session.starts_at + datetime.timedelta(minutes=minutes)):
            if is_taken:
                check_in(session=session, registration=one, by=scene.person, way="code")
            else:
                with pytest.raises(refusals.NotNow):
                    check_in(session=session, registration=one, by=scene.person, way="code")
        assert bool(present(session)) is is_taken

    def test_who_was_noted_as_absent_cannot_note_himself(self, scene, session, one, in_session):
        note(session, scene.chief, **{one.user.username: True})
        note(session, scene.chief, reason="Về sớm", **{one.user.username: False})
        with pytest.raises(refusals.NotedAbsent):
            check_in(session=session, registration=one, by=scene.person, way="code")

    def test_the_screen_shows_another_one_each_time(self, signed_in, scene, session, one, in_session):
        client = signed_in(scene.chief)
        first = client.get(url("screen", session.pk))
        with clock.frozen_at(clock.now() + datetime.timedelta(seconds=codes.SHOWN_FOR)):
            second = client.get(url("screen", session.pk))
        assert first.context["code"] != second.context["code"]
        assert 'http-equiv="refresh" content="20"' in first.text
        assert "<svg" in first.text
        assert signed_in(scene.sibling).get(url("screen", session.pk)).status_code == 404
        assert signed_in(scene.person).get(url("screen", session.pk)).status_code == 403


class TestSheet:
    def test_the_owner_or_the_trainer_may_use_the_code_of_a_person(
        self, signed_in, scene, session, one, in_session
    ):
        code = codes.sheet_code(one.pk, session.pk)
        assert signed_in(scene.stranger).get(url("check_in", code)).status_code == 404
        assert signed_in(scene.sibling).get(url("check_in", code)).status_code == 404
        client = signed_in(scene.chief)
        assert "Nguyễn Thị Ngọc Ánh có mặt" in client.get(url("check_in", code)).text
        client.post(url("check_in", code))
        mark = AttendanceMark.objects.get()
        assert (mark.registration, mark.marked_by, mark.way) == (one, scene.chief, "sheet")
        assert "Đã điểm danh" in signed_in(scene.person).get(url("check_in", code)).text

    def test_the_printed_sheet_has_a_row_and_a_code_for_everybody(self, signed_in, scene, session, one):
        page = signed_in(scene.chief).get(url("sheet", session.pk)).text
        assert page.count('class="paper-code"') == 1
        assert "Nguyễn Thị Ngọc Ánh" in page
        assert "style=" not in re.sub(r"<head>.*</head>", "", page, flags=re.DOTALL)


class TestList:
    def test_ticks_everybody_at_once_then_corrects_one_with_a_reason(
        self, signed_in, scene, session, one, in_session
    ):
        two = listed(session, scene.chief)
        client = signed_in(scene.chief)
        client.post(url("attendance", session.pk), {"all": "1"})
        assert present(session) == {one.user_id, two.user_id}
        refused = client.post(url("attendance", session.pk), {"present": [two.pk]})
        assert "Ghi lý do." in refused.text
        assert present(session) == {one.user_id, two.user_id}
        client.post(url("attendance", session.pk), {"present": [two.pk], "reason": "Vắng, báo nhầm"})
        assert present(session) == {two.user_id}
        history = client.get(url("history", session.pk)).text
        assert "Vắng, báo nhầm" in history

    def test_not_before_the_session(self, signed_in, scene, session, one):
        client = signed_in(scene.chief)
        with clock.frozen_at(session.starts_at - 2 * datetime.timedelta(hours=1)):
            client.post(url("attendance", session.pk), {"all": "1"})
            assert present(session) == set()
        with clock.frozen_at(session.starts_at):
            client.post(url("attendance", session.pk), {"all": "1"})
            assert present(session) == {one.user_id}

    def test_a_trainer_keeps_the_list_an_invited_ward_does_not(self, signed_in, scene):
        trainer = a_person("Lê Giảng Viên", unit=scene.other)
        training_class = a_class(scene.province, session=a_session(trainers=[trainer]))
        session = training_class.sessions.get()
        for name in ("attendance", "screen", "sheet", "upload", "list_file", "history"):
            assert signed_in(trainer).get(url(name, session.pk)).status_code == 200, name
            assert signed_in(scene.head).get(url(name, session.pk)).status_code == 200, name
            assert signed_in(scene.sibling).get(url(name, session.pk)).status_code == 404, name

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_for_one_and_for_three(
        self, signed_in, scene, session, one, number, in_session, django_assert_num_queries
    ):
        for _ in range(number - 1):
            listed(session, scene.chief)
        client = signed_in(scene.chief)
        client.post(url("attendance", session.pk), {"all": "1"})
        client.get(url("attendance", session.pk))
        for name, queries in (("attendance", 7), ("sheet", 6), ("history", 6)):
            client.get(url(name, session.pk))
            with django_assert_num_queries(queries):
                client.get(url(name, session.pk))


def a_file(*rows, titles=("Mã cán bộ", "Họ và tên", "Có mặt")):
    file = io.BytesIO()
    write_workbook(file, [Sheet("Điểm danh", [Column(title) for title in titles], rows)])
    file.seek(0)
    file.name = "diem-danh.xlsx"
    return file


class TestFile:
    def test_is_shown_first_and_noted_when_agreed_and_again_changes_nothing(
        self, signed_in, scene, session, one, in_session
    ):
        client, upload = signed_in(scene.chief), url("upload", session.pk)
        shown = client.post(upload, {"file": a_file(["th-anh", "Nguyễn Thị Ngọc Ánh", "x"])})
        assert shown.context["fresh"] == [one]
        assert not AttendanceMark.objects.exists()
        client.post(upload, {"confirmed": "1", "present": [one.pk]})
        assert present(session) == {one.user_id}
        assert AttendanceMark.objects.get().way == "file"
        again = client.post(upload, {"file": a_file(["TH-ANH", "", "X"])})
        assert (again.context["fresh"], again.context["differs"]) == ([], [])
        assert "Tệp không thay đổi gì" in again.text
        client.post(upload, {"confirmed": "1", "present": [one.pk]})
        assert AttendanceMark.objects.count() == 1

    def test_one_wrong_row_refuses_it_all_with_its_number(self, signed_in, scene, session, one, in_session):
        rows = [["TH-ANH", "", "x"], ["TH-LA", "Hoàng Xa Lạ", "x"], ["TH-ANH", "", "đến muộn"]]
        page = signed_in(scene.chief).post(url("upload", session.pk), {"file": a_file(*rows)})
        assert "Dòng 3: danh sách lớp không có ai mang mã “TH-LA”." in page.text
        assert "Dòng 4" in page.text
        assert page.context["found"] is None

    def test_the_list_that_is_handed_out_is_read_back(self, signed_in, scene, session, one, in_session):
        client = signed_in(scene.chief)
        handed = io.BytesIO(b"".join(client.get(url("list_file", session.pk)).streaming_content))
        handed.name = "danh-sach.xlsx"
        empty = client.post(url("upload", session.pk), {"file": handed})
        assert "Tệp này không ghi ai có mặt." in empty.text

    def test_what_is_no_list_is_refused_in_words(self, signed_in, scene, session, one):
        client, upload = signed_in(scene.chief), url("upload", session.pk)
        wrong = client.post(upload, {"file": a_file(["1", "2", "3"], titles=("A", "B", "C"))})
        assert "Không dòng nào có tiêu đề" in wrong.text
        junk = io.BytesIO(b"khong phai excel")
        junk.name = "a.xlsx"
        assert "Không đọc được tệp này" in client.post(upload, {"file": junk}).text

    def test_the_results_are_a_workbook_of_those_one_sees(self, signed_in, scene, session, one):
        reply = signed_in(scene.chief).get(url("results_file", session.training_class_id))
        assert b"".join(reply.streaming_content).startswith(b"PK")
        assert signed_in(scene.sibling).get(url("results_file", session.training_class_id)).status_code == 404


class TestOverview:
    @pytest.mark.parametrize("number", [1, 3])
    def test_has_a_line_a_class_of_the_own_branch(
        self, signed_in, scene, session, one, number, django_assert_num_queries
    ):
        a_class(scene.other, title="Lớp phường khác")
        for _ in range(number - 1):
            a_registration(a_class(scene.ward), a_person(unit=scene.office))
        with clock.frozen_at(session.starts_at):
            note(session, scene.chief, **{one.user.username: True})
            client = signed_in(scene.chief)
            client.get(url("overview_file"))
            with django_assert_num_queries(6):
                reply = client.get(url("overview_file"))
        (table,) = read_workbook(io.BytesIO(b"".join(reply.streaming_content)))
        heading = next(place for place, row in enumerate(table.rows) if row[0] == "Lớp")
        lines = table.rows[heading + 1 :]
        assert len(lines) == number
        assert "Lớp phường khác" not in str(table.rows)
        assert lines[0][4:10] == (1, session.place, 5, 1, 0, 1)
        head = signed_in(scene.head).get(url("overview_file"))
        assert "Lớp phường khác" in str(read_workbook(io.BytesIO(b"".join(head.streaming_content))))


class TestCourse:
    @pytest.fixture
    def course(self):
        return a_course(lessons=0, credited_periods=8, approving_decision="Quyết định 12/QĐ-SNV")

    @pytest.fixture
    def of_course(self, scene, course):
        training_class = a_class(scene.ward, activity=a_class_activity(course, share=50), seats=5)
        add_session(training_class=training_class, by=scene.chief, **a_session(8))
        add_session(training_class=training_class, by=scene.chief, **a_session(9))
        return training_class

    def test_attending_enough_completes_the_course_with_its_certificate(self, scene, course, of_course):
        one = a_registration(of_course, scene.person)
        first, second, _third = of_course.sessions.all()
        note(first, scene.chief, **{one.user.username: True})
        assert not CompletionRecord.objects.exists()
        note(second, scene.chief, **{one.user.username: True})
        record = CompletionRecord.objects.get()
        assert (record.user, record.course) == (scene.person, course)
        assert record.evidence["class"] == of_course.pk
        assert record.certificate.credited_periods == 8
        assert Enrolment.objects.by(scene.person).get().closed_as == "completed"

    def test_a_correction_takes_the_activity_back_while_the_course_is_open(self, scene):
        course = a_course(lessons=1)
        training_class = a_class(scene.ward, activity=a_class_activity(course))
        one, session = a_registration(training_class, scene.person), training_class.sessions.get()
        done = ActivityProgress.objects.filter(activity=training_class.activity, done_at__isnull=False)
        note(session, scene.chief, **{one.user.username: True})
        assert done.count() == 1
        note(session, scene.chief, reason="Nhầm người", **{one.user.username: False})
        assert done.count() == 0
        note(session, scene.chief, reason="Đúng là có mặt", **{one.user.username: True})
        assert done.count() == 1

    def test_a_completed_course_stays_completed(self, scene, of_course):
        one = a_registration(of_course, scene.person)
        first, second, _third = of_course.sessions.all()
        for session in (first, second):
            note(session, scene.chief, **{one.user.username: True})
        note(second, scene.chief, reason="Nhầm người", **{one.user.username: False})
        assert CompletionRecord.objects.count() == 1

    def test_the_page_of_the_activity_says_that_it_is_done(self, scene, signed_in):
        course = a_course(lessons=1)
        training_class = a_class(scene.ward, activity=a_class_activity(course))
        one, session = a_registration(training_class, scene.person), training_class.sessions.get()
        client, page = signed_in(scene.person), training_class.activity.get_url()
        assert "Anh/chị đã hoàn thành phần này" not in client.get(page).text
        note(session, scene.chief, **{one.user.username: True})
        assert "Anh/chị đã hoàn thành phần này" in client.get(page).text


@pytest.mark.parametrize(
    ("attended", "sessions", "share", "enough"),
    [(4, 5, 80, True), (3, 5, 80, False), (0, 0, 1, False), (1, 3, 33, True), (1, 3, 34, False)],
)
def test_the_share(attended, sessions, share, enough):
    assert is_enough(attended, sessions, share) is enough
    assert (attended >= needed(sessions, share) and sessions > 0) is enough
