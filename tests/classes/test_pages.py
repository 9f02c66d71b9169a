"""The pages of classes over HTTP: who finds what, and what a learner can do without a script."""

import datetime

import pytest
from django.urls import reverse

import clock
from classes.models import Registration, TrainingClass
from tests.factories import a_course, a_person
from tests.factories.classes import DAY, a_class, a_class_activity, a_registration, a_session

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"classes:{name}", args=args)


@pytest.fixture
def training_class(scene):
    return a_class(scene.ward, seats=1, title="Tập huấn sáng kiến")


class TestLearner:
    def test_registers_on_the_page_and_sees_the_seat(self, scene, signed_in, training_class):
        client = signed_in(scene.person)
        assert "Tập huấn sáng kiến" in client.get(url("classes")).text
        response = client.post(url("join", training_class.pk), follow=True)
        assert "Anh/chị đã có chỗ" in response.text
        assert Registration.objects.by(scene.person).get().is_seated

    def test_waits_when_the_class_is_full(self, scene, signed_in, training_class):
        a_registration(training_class)
        a_registration(training_class, a_person(unit=scene.office))
        response = signed_in(scene.person).post(url("join", training_class.pk), follow=True)
        assert "Anh/chị đang trong danh sách chờ" in response.text
        assert "Có 1 người đứng trước" in response.text

    def test_cancels(self, scene, signed_in, training_class):
        client = signed_in(scene.person)
        client.post(url("join", training_class.pk))
        client.post(url("cancel", training_class.pk))
        assert not Registration.objects.open().exists()
        assert client.post(url("cancel", training_class.pk)).status_code == 404

    def test_a_class_of_others_is_not_found(self, scene, signed_in, training_class):
        client = signed_in(scene.stranger)
        for name in ("class", "calendar"):
            assert client.get(url(name, training_class.pk)).status_code == 404
            assert signed_in(scene.person).get(url(name, training_class.pk)).status_code == 200
            client = signed_in(scene.stranger)
        assert client.post(url("join", training_class.pk)).status_code == 404
        assert "Tập huấn sáng kiến" not in client.get(url("classes")).text

    def test_no_page_of_a_learner_names_another_one(self, scene, signed_in, training_class):
        a_registration(training_class, a_person("Lê Thị Ghé Qua", unit=scene.office))
        client = signed_in(scene.person)
        for page in (url("classes"), url("class", training_class.pk)):
            assert "Ghé Qua" not in client.get(page).text
        assert "Ghé Qua" in signed_in(scene.chief).get(url("manage", training_class.pk)).text

    def test_the_front_page_names_the_next_session(self, scene, signed_in, training_class):
        client = signed_in(scene.person)
        assert "Lớp học sắp tới" not in client.get("/").text
        client.post(url("join", training_class.pk))
        assert "Lớp học sắp tới" in client.get("/").text
        with clock.frozen_at(clock.now() + 8 * DAY):
            assert "Lớp học sắp tới" not in client.get("/").text

    def test_a_clash_of_the_day_is_said_before(self, scene, signed_in, training_class):
        other = a_class(scene.ward, title="Lớp trùng ngày", session=a_session(7, hours=1))
        client = signed_in(scene.person)
        assert "Vẫn đăng ký" not in client.get(url("class", other.pk)).text
        client.post(url("join", training_class.pk))
        page = client.get(url("class", other.pk)).text
        assert "Vẫn đăng ký" in page
        assert "Tập huấn sáng kiến" in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_asks_the_same_for_one_and_for_three(
        self, scene, signed_in, number, django_assert_num_queries
    ):
        for place in range(number):
            a_registration(a_class(scene.ward, days=5 + place), scene.person)
            a_class(scene.ward, days=15 + place)
        client = signed_in(scene.person)
        client.get(url("classes"))
        with clock.frozen_at(clock.now()), django_assert_num_queries(9):
            client.get(url("classes"))

    def test_the_calendar_has_each_session(self, scene, signed_in, training_class):
        session = training_class.sessions.get()
        session.place = "Hội trường A; tầng 2, số 17 đường Nguyễn Trãi, phường Hạc Thành, tỉnh Thanh Hóa"
        session.save()
        response = signed_in(scene.person).get(url("calendar", training_class.pk))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        lines = response.content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        unfolded = response.content.decode().replace("\r\n ", "")
        assert f"DTSTART:{session.starts_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}" in unfolded
        assert "LOCATION:Hội trường A\\; tầng 2\\, số 17" in unfolded
        assert unfolded.count("BEGIN:VEVENT") == 1


class TestCourse:
    def test_the_activity_shows_its_classes_and_the_rule(self, scene, signed_in):
        course = a_course(lessons=1)
        page = a_class_activity(course)
        client = signed_in(scene.person)
        assert "Đơn vị của anh/chị chưa có lớp" in client.get(page.get_url()).text
        a_class(scene.ward, title="Lớp thứ nhất", activity=page)
        a_class(scene.other, title="Lớp của phường khác", activity=page)
        shown = client.get(page.get_url()).text
        assert "Lớp thứ nhất" in shown
        assert "Lớp của phường khác" not in shown
        assert "dự ít nhất 80% số buổi" in client.get(course.get_url()).text

    @pytest.mark.parametrize("whole_course", [False, True])
    def test_what_classes_were_held_for_is_not_deleted(self, scene, client, whole_course):
        course = a_course(lessons=1)
        page = a_class_activity(course)
        unused = a_course(lessons=1)
        client.force_login(a_person("Phạm Quốc Khánh", is_superuser=True))
        a_class(scene.ward, activity=page)
        target = course if whole_course else page
        response = client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
        assert response.url == reverse("wagtailadmin_pages:edit", args=[target.pk])
        assert type(page).objects.filter(pk=page.pk).exists()
        lesson = unused.get_first_child().get_first_child()
        client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
        assert not type(lesson).objects.filter(pk=lesson.pk).exists()


class TestOrganiser:
    def test_makes_a_class_with_its_first_session(self, scene, signed_in):
        day = clock.today() + 14 * DAY
        response = signed_in(scene.chief).post(
            url("make"),
            {
                "title": "Tập huấn hồ sơ khen thưởng",
                "unit": scene.ward.pk,
                "day": day.isoformat(),
                "starts": "07:30",
                "ends": "11:30",
                "place": "Hội trường",
                "seats": 30,
                "open_to": [scene.ward.pk],
                "entry": "open",
                "trainers": scene.person.staff_code,
            },
        )
        made = TrainingClass.objects.get()
        assert response.url == url("manage", made.pk)
        session = made.sessions.get()
        assert f"{session.starts_at:%H:%M}" == "00:30"
        assert list(session.trainers.all()) == [scene.person]
        assert made.seats.count() == 30
        assert made.register_until.date() == day - DAY

    def test_says_what_is_wrong_and_makes_nothing(self, scene, signed_in):
        response = signed_in(scene.chief).post(
            url("make"),
            {"title": "Lớp", "starts": "11:30", "ends": "07:30", "trainers": scene.stranger.staff_code},
        )
        assert "Buổi học kết thúc trước khi bắt đầu." in response.text
        assert "TH-LA" in response.text
        assert not TrainingClass.objects.exists()

    def test_cannot_invite_or_organise_beyond_the_branch(self, scene, signed_in):
        form = signed_in(scene.chief).get(url("make")).context["form"]
        assert set(form.fields["open_to"].queryset) == {scene.ward, scene.office}
        assert list(form.fields["unit"].queryset) == [scene.ward]
        everything = signed_in(scene.head).get(url("make")).context["form"]
        assert {scene.ward, scene.other} <= set(everything.fields["open_to"].queryset)

    def test_an_administrator_of_an_invited_ward_sees_and_sends_the_own_people_only(self, scene, signed_in):
        training_class = a_class(scene.province, seats=5, title="Lớp toàn tỉnh")
        a_registration(training_class, scene.person)
        a_registration(training_class, scene.stranger)
        page = signed_in(scene.sibling).get(url("manage", training_class.pk)).text
        assert "Hoàng Xa Lạ" in page
        assert "Ngọc Ánh" not in page
        head = signed_in(scene.head).get(url("manage", training_class.pk)).text
        assert "Hoàng Xa Lạ" in head
        assert "Ngọc Ánh" in head
        client = signed_in(scene.sibling)
        refused = client.post(url("add_people", training_class.pk), {"people": scene.chief.staff_code})
        assert refused.status_code == 200
        assert Registration.objects.count() == 2
        own = a_person("Mai Văn Phường", unit=scene.other, staff_code="TH-MAI")
        client.post(url("add_people", training_class.pk), {"people": "th-mai"})
        assert Registration.objects.by(own).get().registered_by == scene.sibling
        for name in ("change", "call_off", "add_session"):
            assert client.get(url(name, training_class.pk)).status_code == 404

    def test_a_ward_does_not_see_the_class_of_another(self, scene, signed_in, training_class):
        one = a_registration(training_class)
        session = training_class.sessions.get()
        pages = [
            url("manage", training_class.pk),
            url("change", training_class.pk),
            url("add_people", training_class.pk),
            url("change_session", session.pk),
            url("move", one.pk),
            url("remove", one.pk),
        ]
        for page in pages:
            assert signed_in(scene.sibling).get(page).status_code == 404, page
            assert signed_in(scene.chief).get(page).status_code == 200, page
        assert "Tập huấn sáng kiến" not in signed_in(scene.sibling).get(url("organised")).text
        assert "Tập huấn sáng kiến" in signed_in(scene.chief).get(url("organised")).text

    def test_an_observer_reads_and_changes_nothing(self, scene, signed_in, training_class):
        client = signed_in(scene.observer)
        assert client.get(url("manage", training_class.pk)).status_code == 200
        assert client.get(url("change", training_class.pk)).status_code == 403
        assert client.get(url("make")).status_code == 403

    def test_calls_a_class_off_with_a_reason(self, scene, signed_in, training_class):
        client = signed_in(scene.chief)
        client.post(url("call_off", training_class.pk), {"reason": ""})
        training_class.refresh_from_db()
        assert not training_class.is_cancelled
        client.post(url("call_off", training_class.pk), {"reason": "Mưa lũ"})
        training_class.refresh_from_db()
        assert training_class.cancel_reason == "Mưa lũ"
        assert "Mưa lũ" in signed_in(scene.person).get(url("class", training_class.pk)).text

    def test_moves_and_removes_people(self, scene, signed_in, training_class):
        one = a_registration(training_class, scene.person)
        other = a_class(scene.ward, title="Lớp thứ hai", days=9)
        client = signed_in(scene.chief)
        assert "Lớp thứ hai" in client.get(url("move", one.pk)).text
        client.post(url("move", one.pk), {"to": other.pk, "reason": "Đổi lịch"})
        moved = Registration.objects.open().by(scene.person).get()
        assert moved.training_class == other
        client.post(url("remove", moved.pk), {"reason": "Ốm"})
        assert not Registration.objects.open().exists()

    def test_changes_terms_and_sessions(self, scene, signed_in, training_class):
        client = signed_in(scene.chief)
        form = client.get(url("change", training_class.pk)).context["form"]
        said = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        said["open_to"] = [unit.pk for unit in said["open_to"]]
        client.post(url("change", training_class.pk), said | {"seats": 7, "title": "Tên mới"})
        training_class.refresh_from_db()
        assert (training_class.title, training_class.seats.count()) == ("Tên mới", 7)
        session = training_class.sessions.get()
        known = client.get(url("change_session", session.pk)).context["form"].initial
        client.post(url("change_session", session.pk), known | {"place": "Phòng 5"})
        session.refresh_from_db()
        assert session.place == "Phòng 5"
        next_day = (known["day"] + DAY).isoformat()
        client.post(url("add_session", training_class.pk), known | {"day": next_day})
        assert training_class.sessions.count() == 2
        client.post(url("remove_session", session.pk))
        assert training_class.sessions.count() == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_lists_ask_the_same_for_one_and_for_three(
        self, scene, signed_in, number, django_assert_num_queries
    ):
        classes = [a_class(scene.ward, seats=number) for _ in range(number)]
        for _ in range(number):
            a_registration(classes[0])
            a_registration(classes[0])
        client = signed_in(scene.chief)
        client.get(url("organised"))
        with clock.frozen_at(clock.now()), django_assert_num_queries(7):
            client.get(url("organised"))
        with clock.frozen_at(clock.now()), django_assert_num_queries(16):
            client.get(url("manage", classes[0].pk))


def test_who_teaches_reads_the_list_and_organises_nothing(scene, signed_in):
    trainer = a_person("Lê Giảng Viên", unit=scene.other)
    training_class = a_class(scene.ward, session=a_session(trainers=[trainer]))
    a_registration(training_class, scene.person)
    client = signed_in(trainer)
    assert "Ngọc Ánh" in client.get(url("manage", training_class.pk)).text
    assert client.get(url("organised")).status_code == 403
    assert client.get(url("change", training_class.pk)).status_code == 403
    assert signed_in(scene.stranger).get(url("manage", training_class.pk)).status_code == 403


def test_who_teaches_needs_a_second_factor(scene, signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    trainer = a_person("Lê Giảng Viên", unit=scene.other)
    client = signed_in(trainer)
    assert client.get(url("classes")).status_code == 200
    a_class(scene.ward, session=a_session(trainers=[trainer]))
    assert reverse("second_factor") in client.get(url("classes")).url
