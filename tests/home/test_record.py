import datetime

import pytest
from django.urls import reverse

import clock
from completions.actions import complete_activity
from enrolments.models import Enrolment
from tests.factories import a_course, a_person, a_record, a_revocation, a_unit, an_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = a_person("Nguyễn Phước Quý Quỳnh Hương Thảo", unit=a_unit("Xã Ỷ Lan"))
    client.force_login(person)
    client.person = person
    return client


def record(client):
    return client.get("/hoc-tap/").context["record"]


def test_a_stranger_signs_in(client):
    assert client.get("/hoc-tap/")["Location"] == f"{reverse('account_login')}?next=/hoc-tap/"


def test_an_empty_record_leads_to_the_catalogue(learner):
    page = learner.get("/hoc-tap/").content.decode()
    assert 'class="empty"' in page
    assert reverse("courses:catalogue") in page


def test_courses_stand_under_their_state(learner):
    person = learner.person
    late = an_enrolment(person, a_course(title="Trễ"))
    Enrolment.objects.filter(pk=late.pk).update(due_on=clock.today() - datetime.timedelta(days=1))
    begun = an_enrolment(person, a_course(title="Đang học"))
    complete_activity(enrolment=begun, activity_id=begun.edition.required[0])
    an_enrolment(person, a_course(title="Chưa học"))
    a_record(person, a_course(title="Xong", lessons=1))
    found = record(learner)
    for rows, title in [
        (found.late, "Trễ"),
        (found.in_progress, "Đang học"),
        (found.not_begun, "Chưa học"),
        (found.done, "Xong"),
    ]:
        assert [row["title"] for row in rows] == [title]


def test_certificates_stand_under_their_year(learner):
    for year in (2024, 2025, 2025):
        with clock.frozen_at(datetime.datetime(year, 6, 1, tzinfo=datetime.UTC)):
            a_record(
                learner.person,
                a_course(title=f"Khóa {year}", lessons=1, credited_periods=4, approving_decision="QĐ 1"),
            )
    years = record(learner).years
    assert [(year.number, year.periods, len(rows)) for year, rows in years] == [(2025, 8, 2), (2024, 4, 1)]


def test_each_round_is_kept(learner):
    course = a_course(lessons=1)
    a_record(learner.person, course)
    a_record(learner.person, course)
    assert len(record(learner).done) == 2


def test_what_was_taken_back_is_said_with_its_reason_and_gives_nothing(learner):
    taken = a_record(learner.person, a_course(lessons=1))
    a_revocation(taken, reason="Làm hộ <i>.")
    page = learner.get("/hoc-tap/").content.decode()
    assert "Làm hộ &lt;i&gt;." in page
    assert taken.certificate.code not in page


def test_anothers_record_is_not_shown(learner):
    other = a_record(a_person(unit=a_unit()), a_course(title="Của người khác", lessons=1))
    page = learner.get("/hoc-tap/").content.decode()
    assert "Của người khác" not in page
    assert other.certificate.code not in page


def test_the_number_of_queries_does_not_grow(learner, django_assert_max_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            an_enrolment(learner.person, a_course(quiz=True))
            a_record(learner.person, a_course(lessons=1))
        learner.get("/hoc-tap/")
        with django_assert_max_num_queries(13) as asked:
            learner.get("/hoc-tap/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy"])
def test_help_is_there_for_everybody(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert response.content.decode().count("<h2") >= 3


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy"])
def test_help_stands_in_the_foot_of_every_page(client, name):
    assert f'href="{reverse(name)}"' in client.get("/").content.decode()
