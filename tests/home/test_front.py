import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

import clock
from completions.actions import complete_activity
from courses.actions import freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import page_url
from enrolments.models import Enrolment
from home.front import PERIODS_A_YEAR, year_of
from tests.factories import (
    a_course,
    a_lesson,
    a_person,
    a_record,
    a_revocation,
    a_shelf,
    a_unit,
    an_administrator,
    an_enrolment,
    signed_in,
    the_catalogue,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 5, tzinfo=datetime.UTC)


@pytest.fixture
def learner(client):
    person = a_person("Lê Thị Hạnh", unit=a_unit())
    client.force_login(person)
    client.person = person
    return client


def front(client):
    return client.get("/").context["front"]


def shown(client) -> str:
    return client.get("/").content.decode()


def enrolled(person, title="Khóa", due=None, mandatory=False, lessons=2, **fields) -> Enrolment:
    enrolment = an_enrolment(person, a_course(title=title, lessons=lessons, **fields))
    due_on = clock.today() + datetime.timedelta(days=due) if due is not None else None
    Enrolment.objects.filter(pk=enrolment.pk).update(due_on=due_on, is_mandatory=mandatory)
    enrolment.refresh_from_db()
    return enrolment


def begin(enrolment):
    complete_activity(enrolment=enrolment, activity_id=enrolment.edition.required[0])


class TestStranger:
    def test_learns_what_this_is_and_where_to_sign_in(self, client):
        a_course(title="Ai cũng thấy")
        page = shown(client)
        assert f'href="{reverse("account_login")}"' in page
        assert f'href="{reverse("courses:catalogue")}"' in page
        assert f'href="{reverse("completions:verify")}"' in page
        assert "Ai cũng thấy" in page

    def test_sees_the_page_before_there_is_any_course(self, client):
        assert client.get("/").status_code == 200
        the_catalogue()
        assert client.get("/").status_code == 200


class TestGreeting:
    def test_names_the_given_name(self, learner):
        heading = shown(learner).split("<h1>")[1].split("</h1>")[0]
        assert "Hạnh" in heading
        assert "Lê" not in heading

    def test_says_the_day_in_vietnam(self, learner):
        with clock.frozen_at(datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.UTC)):
            assert "23/11/2026" in shown(learner)

    def test_a_name_is_shown_as_typed(self, client):
        client.force_login(a_person("Trần <img/src/onerror=alert(1)>"))
        assert "<img/src" not in shown(client)


class TestNextThing:
    def test_is_one_lesson_with_one_button(self, learner):
        enrolment = enrolled(learner.person)
        begin(enrolment)
        card = shown(learner).split('<article class="next">')[1].split("</article>")[0]
        second = LessonPage.objects.order_by("path").last()
        assert f'<a class="btn" href="{page_url(second.url_path)}"' in card
        assert second.title in card
        assert card.count('class="btn"') == 1

    def test_is_what_is_due_first(self, learner):
        enrolled(learner.person, "Xa", due=6)
        enrolled(learner.person, "Gần", due=2)
        begin(enrolled(learner.person, "Đang học dở"))
        assert front(learner).next["course"] == "Gần"

    def test_is_what_was_begun_where_nothing_presses(self, learner):
        enrolled(learner.person, "Chưa học", due=30, mandatory=True)
        begin(enrolled(learner.person, "Đang học dở"))
        assert front(learner).next["course"] == "Đang học dở"

    def test_passes_over_a_course_where_nothing_can_be_opened(self, learner):
        stuck = enrolled(learner.person, "Kẹt", due=1, lessons=1)
        LessonPage.objects.update(live=False)
        CoursePage.objects.filter(pk=stuck.course_id).update(outline_version=9)
        enrolled(learner.person, "Học được", due=5)
        assert front(learner).next["course"] == "Học được"

    def test_an_overdue_one_says_so_and_goes_on(self, learner):
        enrolled(learner.person, due=-2)
        page = shown(learner)
        assert 'class="tag late"' in page
        assert front(learner).next["is_late"]


class TestLists:
    def test_at_most_five_are_due_soon_by_day(self, learner):
        for due in (9, 3, 8, 4, 5, 6, 7):
            enrolled(learner.person, f"Sau {due}", due=due, mandatory=True, lessons=1)
        found = front(learner)
        assert found.next["course"] == "Sau 3"
        assert [row["title"] for row in found.due] == [f"Sau {due}" for due in (4, 5, 6, 7, 8)]
        assert [row["title"] for row in found.mandatory] == ["Sau 9"]

    def test_the_words_say_how_long(self, learner):
        enrolled(learner.person, "Một", due=-3)
        enrolled(learner.person, "Hai", due=0)
        enrolled(learner.person, "Ba", due=30)
        with clock.frozen_at(clock.now()):
            rows = front(learner).due
        assert [(row["title"], row["tone"]) for row in rows] == [("Hai", "soon"), ("Ba", "")]

    def test_own_choice_shows_what_was_chosen_and_what_could_be(self, learner):
        enrolled(learner.person, "Việc gấp", due=1)
        enrolled(learner.person, "Tôi chọn")
        a_course(title="Còn chọn được")
        a_course(title="Đã đóng", is_closed=True)
        found = front(learner)
        assert [card["title"] for card in found.chosen] == ["Tôi chọn"]
        assert [card["title"] for card in found.suggested] == ["Còn chọn được"]

    def test_a_withdrawn_duty_is_gone(self, learner):
        enrolment = enrolled(learner.person, "Đã rút", due=1)
        Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=clock.now(), closed_as="withdrawn")
        assert front(learner).next is None
        assert front(learner).has_nothing_to_do

    def test_a_course_that_was_withdrawn_is_not_offered(self, learner):
        enrolled(learner.person, "Ẩn", due=1)
        CoursePage.objects.update(live=False)
        assert front(learner).next is None

    def test_what_is_completed_is_folded(self, learner):
        record = a_record(learner.person, a_course(title="Xong rồi", lessons=1))
        page = shown(learner)
        folded = page.split("<details class=")[-1]
        assert "Xong rồi" in folded
        assert reverse("completions:certificate", args=[record.certificate.code]) in folded


class TestStates:
    def test_nothing_to_learn_leads_to_the_catalogue(self, learner):
        the_catalogue()
        card = shown(learner).split('<article class="next">')[1].split("</article>")[0]
        assert f'href="{reverse("courses:catalogue")}"' in card

    def test_all_done_shows_the_certificate(self, learner):
        record = a_record(learner.person, a_course(lessons=1))
        card = shown(learner).split('<article class="next">')[1].split("</article>")[0]
        assert reverse("completions:certificate", args=[record.certificate.code]) in card

    def test_somebody_without_a_unit_is_told_what_to_do(self, client):
        client.force_login(a_person())
        assert 'class="notice soon"' in shown(client)

    def test_somebody_with_a_unit_is_not(self, learner):
        assert 'class="notice soon"' not in shown(learner)
        enrolled(learner.person)
        assert 'class="notice soon"' not in shown(learner)

    def test_nobody_sees_what_another_learns(self, learner):
        other = a_person("Nguyễn Văn Khác", unit=a_unit())
        enrolled(other, "Của người khác", due=1)
        a_record(other, a_course(title="Người khác xong", lessons=1))
        found = front(learner)
        assert found.next is None
        assert found.done == []
        assert {card["title"] for card in found.suggested} == {"Của người khác", "Người khác xong"}


class TestYear:
    def credited(self, person, periods, **fields):
        return a_record(
            person,
            a_course(lessons=1, credited_periods=periods, approving_decision="Quyết định 1/QĐ", **fields),
        )

    def test_counts_only_what_a_decision_credits(self, learner):
        self.credited(learner.person, 8)
        a_record(learner.person, a_course(lessons=1))
        year = front(learner).year
        assert (year.periods, year.left, year.courses) == (Decimal(8), Decimal(32), 2)

    def test_does_not_count_what_was_taken_back(self, learner):
        record = self.credited(learner.person, 8)
        a_revocation(record)
        assert front(learner).year.periods == 0
        assert front(learner).certificate is None

    def test_ends_at_the_turn_of_the_year_in_vietnam(self, learner):
        with clock.frozen_at(datetime.datetime(2026, 12, 31, 16, 59, tzinfo=datetime.UTC)):
            self.credited(learner.person, 8)
            assert front(learner).year.periods == 8
        with clock.frozen_at(datetime.datetime(2026, 12, 31, 17, 1, tzinfo=datetime.UTC)):
            assert (front(learner).year.number, front(learner).year.periods) == (2027, 0)

    def test_more_than_the_goal_leaves_nothing_and_fills_the_bar(self):
        certificates = []
        year = year_of(certificates, 2026)
        assert (year.shown, year.left) == (0, PERIODS_A_YEAR)

    def test_more_than_the_goal(self, learner):
        self.credited(learner.person, 50)
        year = front(learner).year
        assert (year.periods, year.left, year.shown) == (50, 0, PERIODS_A_YEAR)
        assert shown(learner)


class TestQueries:
    def test_ten_courses_cost_eleven_queries(self, learner, django_assert_max_num_queries):
        shelf = a_shelf()
        for number in range(10):
            begin(enrolled(learner.person, due=number, shelf=shelf))
        a_record(learner.person, a_course(lessons=1, shelf=shelf))
        shown(learner)
        with django_assert_max_num_queries(11):
            shown(learner)

    def test_their_number_does_not_grow(self, learner, django_assert_max_num_queries):
        counts = []
        for more in (1, 2):
            for _ in range(more):
                begin(enrolled(learner.person, due=3))
                a_record(learner.person, a_course(lessons=1))
                a_course()
            shown(learner)
            with django_assert_max_num_queries(11) as asked:
                shown(learner)
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_a_stranger_costs_few(self, client, django_assert_max_num_queries):
        for _ in range(3):
            a_course(quiz=True)
        shown(client)
        with django_assert_max_num_queries(2):
            shown(client)

    def test_an_administrator_too(self, client, django_assert_max_num_queries):
        signed_in(client, an_administrator(a_unit()))
        shown(client)
        # PostgreSQL is asked for its time twice more: do rights given until a day still hold, and which class comes next.
        with django_assert_max_num_queries(13 + 2 * (connection.vendor == "postgresql")):
            assert 'href="/bao-cao/"' in shown(client)


def test_reading_the_front_page_writes_nothing(learner):
    enrolment = enrolled(learner.person)
    shown(learner)
    enrolment.refresh_from_db()
    assert enrolment.started_at is None


def test_only_reading_is_answered(learner):
    assert learner.post("/").status_code == 405
    assert learner.head("/").status_code == 200


def test_an_optional_extra_is_no_duty(learner):
    course = a_course(lessons=1)
    a_lesson(ModulePage.objects.get(), slug="them", is_required=False)
    freeze_edition(course=course)
    enrolment = an_enrolment(learner.person, course)
    begin(enrolment)
    assert front(learner).has_nothing_to_do
