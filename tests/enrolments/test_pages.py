"""The pages about assignments and moves: what they show to whom, what they refuse, and that twice is once."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import clock
from audit.models import Entry
from courses.models import CoursePage
from enrolments.actions import assign_course, withdraw_assignment
from enrolments.models import Assignment, Enrolment
from organisation.models import Administration, Membership, Unit
from tests.factories import a_course, a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db
HOSTILE = '"><img src=x onerror=alert(1)>{{7*7}}'
DUE = timezone.localdate() + datetime.timedelta(days=30)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(db):
    return a_course()


def address(name, *args) -> str:
    return reverse(f"enrolments:{name}", args=args)


def page(client, name, *args, **query) -> str:
    response = client.get(address(name, *args), query)
    assert response.status_code == 200
    return response.content.decode()


def assigned(scene, course, unit=None, **fields) -> Assignment:
    unit = unit or scene.ward
    fields = {"units": [unit], "due_on": DUE, "is_mandatory": True, "made_by": scene.chief} | fields
    return assign_course(course=course, made_for=fields.pop("made_for", unit), **fields)


def preview(client, course, /, **query):
    form = {"course": course.pk, "due_on": DUE.isoformat(), "is_mandatory": "on", "buoc": "xem"} | query
    return client.get(address("assign"), form)


def token_in(response) -> str:
    return html.unescape(re.search(r'name="token" value="([^"]*)"', response.content.decode())[1])


# From the form to the assignment.


def test_the_own_branch_is_chosen_at_first(scene, signed_in, course):
    shown = page(signed_in(scene.chief), "assign")
    assert re.search(rf'name="units" value="{scene.ward.pk}"[^>]*checked', shown)


def test_a_preview_says_what_confirming_does_and_changes_nothing(scene, signed_in, course):
    a_person("Có Thư", unit=scene.ward, email="co@thu.vn", last_login=clock.now())
    client = signed_in(scene.chief)
    response = preview(client, course, units=[scene.ward.pk])
    reach = response.context["reach"]
    assert (reach.asked, reach.without_email, reach.never_signed_in) == (4, 3, 2)
    assert not Assignment.objects.exists()
    client.post(address("confirm"), {"token": token_in(response)})
    made = Assignment.objects.get()
    assert (made.made_for, made.made_by, made.due_on, made.is_mandatory) == (
        scene.ward,
        scene.chief,
        DUE,
        True,
    )
    assert Enrolment.objects.filter(assignment=made).count() == reach.asked


def test_confirming_twice_is_one_assignment(scene, signed_in, course):
    client = signed_in(scene.chief)
    token = token_in(preview(client, course, units=[scene.ward.pk]))
    first = client.post(address("confirm"), {"token": token})
    again = client.post(address("confirm"), {"token": token})
    made = Assignment.objects.get()
    assert first.url == again.url == address("assignment", made.pk)


def test_another_cannot_use_a_token_and_nobody_can_forge_one(scene, signed_in, course):
    token = token_in(preview(signed_in(scene.chief), course, units=[scene.ward.pk]))
    assert signed_in(scene.head).post(address("confirm"), {"token": token}).status_code == 404
    for forged in ("", token[:-1] + "x", token + "x", "x" * 5000):
        assert signed_in(scene.chief).post(address("confirm"), {"token": forged}).status_code == 302
    assert not Assignment.objects.exists()


def test_what_was_confirmed_is_checked_again(scene, signed_in, course):
    client = signed_in(scene.chief)
    token = token_in(preview(client, course, units=[scene.ward.pk]))
    CoursePage.objects.filter(pk=course.pk).update(is_closed=True)
    response = client.post(address("confirm"), {"token": token}, follow=True)
    assert "course" in response.context["form"].errors
    assert not Assignment.objects.exists()


def test_a_role_lost_between_preview_and_confirmation_counts(scene, signed_in, course):
    client = signed_in(scene.chief)
    token = token_in(preview(client, course, units=[scene.ward.pk]))
    Administration.objects.filter(user=scene.chief).update(unit=scene.other)
    client.post(address("confirm"), {"token": token})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"course": ""}, "course"),
        ({"units": []}, "units"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "hôm nào đó"}, "due_on"),
        ({"due_on": (timezone.localdate() - DAY).isoformat()}, "due_on"),
        ({"due_on": "2126-01-01"}, "due_on"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(scene, signed_in, course, query, error):
    response = preview(
        signed_in(scene.chief), course, **{"units": [scene.ward.pk], "note": "Kế hoạch 12"} | query
    )
    assert list(response.context["form"].errors) == [error]
    content = response.content.decode()
    assert 'role="alert"' in content
    assert f'id="id_{error}_error"' in content
    assert error == "note" or "Kế hoạch 12" in content


def test_a_day_may_be_typed_the_vietnamese_way(scene, signed_in, course):
    response = preview(signed_in(scene.chief), course, units=[scene.ward.pk], due_on=DUE.strftime("%d/%m/%Y"))
    assert response.context["terms"]["due_on"] == DUE


def test_units_and_people_of_others_cannot_be_chosen(scene, signed_in, course):
    client = signed_in(scene.chief)
    for units in ([scene.other.pk], [scene.ward.pk, scene.other.pk], [scene.province.pk], [10**9], ["x"]):
        assert "units" in preview(client, course, units=units).context["form"].errors
    assert "person" in preview(client, course, person=scene.stranger.pk).context["form"].errors
    shown = page(client, "assign", buoc="tim", q="phuong", units=[scene.other.pk, scene.ward.pk])
    assert scene.other.name not in shown
    assert scene.stranger.full_name not in page(client, "assign", giao="nguoi", buoc="tim", q="xa la")


def test_an_ended_unit_and_a_locked_person_cannot_be_chosen(scene, signed_in, course):
    client = signed_in(scene.chief)
    Unit.objects.filter(pk=scene.office.pk).update(valid_to=clock.today())
    locked = a_person(unit=scene.ward, is_active=False)
    assert "units" in preview(client, course, units=[scene.office.pk]).context["form"].errors
    assert "person" in preview(client, course, person=locked.pk).context["form"].errors


def test_a_unit_below_a_chosen_one_adds_nothing(scene, signed_in, course):
    response = preview(signed_in(scene.head), course, units=[scene.office.pk, scene.ward.pk])
    assert response.context["terms"]["units"] == [scene.ward]


def test_a_part_beside_the_whole_branch_is_asked_about(scene, signed_in, course):
    """The whole branch is chosen at first: whoever only adds a unit to it would assign to everybody."""
    form = preview(signed_in(scene.chief), course, units=[scene.office.pk, scene.ward.pk]).context["form"]
    assert str(scene.ward) in form.errors["units"][0]


def test_whoever_searches_no_longer_means_the_whole_branch(scene, signed_in, course):
    client = signed_in(scene.chief)
    for step in ("tim", "them-het"):
        shown = page(client, "assign", buoc=step, q="van hoa", units=[scene.ward.pk])
        assert not re.search(rf'name="units" value="{scene.ward.pk}"[^>]*checked', shown)
        assert re.search(rf'name="units" value="{scene.office.pk}"', shown)
    shown = page(client, "assign", buoc="sua", q="van hoa", units=[scene.ward.pk])
    assert re.search(rf'name="units" value="{scene.ward.pk}"[^>]*checked', shown)


def test_units_of_two_branches_are_not_assigned_together(scene, signed_in, course):
    Administration.objects.create(user=scene.chief, unit=scene.other)
    response = preview(signed_in(scene.chief), course, units=[scene.ward.pk, scene.other.pk])
    assert "units" in response.context["form"].errors


def test_searching_keeps_what_is_chosen_and_adds_what_is_found(scene, signed_in, course):
    client = signed_in(scene.head)
    shown = page(client, "assign", buoc="tim", q="van hoa", units=[scene.other.pk], note="Kế hoạch 12")
    assert re.search(rf'name="units" value="{scene.other.pk}"[^>]*checked', shown)
    assert re.search(rf'name="units" value="{scene.office.pk}"', shown)
    assert "Kế hoạch 12" in shown
    everything = page(client, "assign", buoc="them-het", loai="ward")
    assert set(re.findall(r'value="(\d+)"[^>]*checked', everything)) >= {
        str(scene.ward.pk),
        str(scene.other.pk),
    }


def test_one_person_is_found_by_name_or_code_and_assigned(scene, signed_in, course):
    client = signed_in(scene.chief)
    for words in ("ngoc anh", "th-anh"):
        assert scene.person.full_name in page(client, "assign", giao="nguoi", buoc="tim", q=words)
    token = token_in(preview(client, course, person=scene.person.pk))
    client.post(address("confirm"), {"token": token})
    made = Assignment.objects.get()
    assert (made.person, made.made_for) == (scene.person, scene.ward)
    assert Enrolment.objects.get().user == scene.person


def test_the_preview_warns_of_the_same_assignment(scene, signed_in, course):
    before = assigned(scene, course)
    response = preview(signed_in(scene.chief), course, units=[scene.ward.pk])
    assert list(response.context["alike"]) == [before]


# Who sees and changes assignments.


def test_assignments_of_others_are_not_found(scene, signed_in, course):
    mine, above = assigned(scene, course), assigned(scene, course, scene.province)
    client = signed_in(scene.chief)
    assert [one for one, _ in client.get(address("assignments")).context["rows"]] == [mine]
    for name in ("assignment", "change", "withdraw"):
        assert client.get(address(name, mine.pk)).status_code == 200
        assert client.get(address(name, above.pk)).status_code == 404
        assert signed_in(scene.sibling).get(address(name, mine.pk)).status_code == 404
        signed_in(scene.chief)
    for name in ("change", "withdraw"):
        assert client.post(address(name, above.pk), {"reason": "Thử"}).status_code == 404
    above.refresh_from_db()
    assert above.withdrawn_at is None


def test_an_observer_reads_assignments_and_changes_none(scene, signed_in, course):
    made = assigned(scene, course)
    client = signed_in(scene.observer)
    shown = page(client, "assignment", made.pk)
    assert address("withdraw", made.pk) not in shown
    assert address("assign") not in page(client, "assignments")
    for name, args in (
        ("change", [made.pk]),
        ("withdraw", [made.pk]),
        ("confirm", []),
        ("transfer", [scene.person.pk]),
    ):
        assert client.post(address(name, *args), {"reason": "Thử"}).status_code == 403
    assert client.get(address("assign")).status_code == 403
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_somebody_who_only_observes_that_branch_cannot_change_there(scene, signed_in, course):
    made = assigned(scene, course)
    mixed = an_administrator(scene.other)
    Administration.objects.create(user=mixed, unit=scene.ward, role="observer")
    client = signed_in(mixed)
    assert client.get(address("assignment", made.pk)).status_code == 200
    assert client.get(address("change", made.pk)).status_code == 404
    assert client.post(address("withdraw", made.pk), {"reason": "Thử"}).status_code == 404
    assert "units" in preview(client, course, units=[scene.ward.pk]).context["form"].errors


def test_learners_see_none_of_it(scene, signed_in, course):
    made = assigned(scene, course)
    client = signed_in(scene.person)
    for name, args in (("assignments", []), ("assign", []), ("assignment", [made.pk]), ("change", [made.pk])):
        assert client.get(address(name, *args)).status_code == 403


# Changing and withdrawing.


def change_form(made, **fields) -> dict:
    seen = f"{made.due_on}/{made.is_mandatory}/{made.note}"
    return {
        "due_on": DUE.isoformat(),
        "is_mandatory": "on",
        "note": "",
        "reason": "Gia hạn",
        "seen": seen,
    } | fields


def test_a_change_needs_a_reason_and_reaches_the_learners(scene, signed_in, course):
    made, later = assigned(scene, course), DUE + 5 * DAY
    client = signed_in(scene.chief)
    refused = client.post(address("change", made.pk), change_form(made, due_on=later.isoformat(), reason=" "))
    assert list(refused.context["form"].errors) == ["reason"]
    client.post(address("change", made.pk), change_form(made, due_on=later.isoformat()))
    assert Enrolment.objects.by(scene.person).get().due_on == later
    assert "Gia hạn" in page(client, "assignment", made.pk)


def test_of_two_tabs_the_second_is_told(scene, signed_in, course):
    made = assigned(scene, course)
    client = signed_in(scene.chief)
    first = change_form(made, due_on=(DUE + DAY).isoformat())
    second = change_form(made, due_on=(DUE + 9 * DAY).isoformat())
    client.post(address("change", made.pk), first)
    response = client.post(address("change", made.pk), second, follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"
    made.refresh_from_db()
    assert made.due_on == DUE + DAY


def test_a_day_that_has_passed_may_stay_but_not_be_chosen(scene, signed_in, course):
    made = assigned(scene, course)
    past = clock.today() - 3 * DAY
    Assignment.objects.update(due_on=past)
    made.refresh_from_db()
    client = signed_in(scene.chief)
    refused = client.post(address("change", made.pk), change_form(made, due_on=(past - DAY).isoformat()))
    assert list(refused.context["form"].errors) == ["due_on"]
    client.post(address("change", made.pk), change_form(made, due_on=past.isoformat(), note="Ghi chú mới"))
    made.refresh_from_db()
    assert (made.due_on, made.note) == (past, "Ghi chú mới")


def test_withdrawing_needs_a_reason_and_happens_once(scene, signed_in, course):
    made = assigned(scene, course)
    client = signed_in(scene.chief)
    assert list(client.post(address("withdraw", made.pk), {"reason": ""}).context["form"].errors) == [
        "reason"
    ]
    for reason in ("Nhầm khóa", "Lần hai"):
        client.post(address("withdraw", made.pk), {"reason": reason})
    made.refresh_from_db()
    assert (made.withdrawal_reason, made.withdrawn_by) == ("Nhầm khóa", scene.chief)
    assert Entry.objects.filter(verb="assignment.withdrawn").count() == 1
    assert client.get(address("change", made.pk)).status_code == 404
    assert "Nhầm khóa" in page(client, "assignment", made.pk)


# Lists and numbers.


def test_numbers_count_the_people_of_today(scene, signed_in, course):
    made = assigned(scene, course)
    done, late = (Enrolment.objects.by(one).get() for one in (scene.person, scene.observer))
    Enrolment.objects.filter(pk=done.pk).update(closed_as="completed", closed_at=clock.now())
    Enrolment.objects.filter(pk=late.pk).update(due_on=clock.today() - DAY)
    gone = a_person(unit=scene.ward)
    assigned(scene, course, scene.other, due_on=DUE)
    Membership.objects.filter(user=gone).update(valid_to=clock.today())
    client = signed_in(scene.chief)
    tally = client.get(address("assignment", made.pk)).context["tally"]
    assert (tally.people, tally.done, tally.late, tally.learning) == (3, 1, 1, 2)
    assert client.get(address("assignments")).context["rows"] == [(made, tally)]


def test_a_second_round_counts_as_learning(scene, signed_in, course):
    made = assigned(scene, course, units=[], person=scene.person, made_for=scene.ward)
    Enrolment.objects.update(closed_as="completed", closed_at=clock.now())
    tally = signed_in(scene.chief).get(address("assignment", made.pk)).context["tally"]
    assert (tally.people, tally.done) == (1, 1)
    course.editions.create(
        number=2, title="Mới", required=[], requires_checks=True, made_at=clock.now(), asks_again=True
    )
    again = assigned(scene, course, units=[], person=scene.person, made_for=scene.ward)
    tally = signed_in(scene.chief).get(address("assignment", again.pk)).context["tally"]
    assert (tally.people, tally.done) == (1, 0)


def test_filters_narrow_and_nonsense_is_read_kindly(scene, signed_in, course):
    running, other = assigned(scene, course), assigned(scene, a_course())
    withdraw_assignment(assignment=other, reason="Nhầm", by=scene.chief)
    client = signed_in(scene.chief)

    def shown(**query):
        return [one for one, _ in client.get(address("assignments"), query).context["rows"]]

    assert shown(trang_thai="dang-hoc") == [running]
    assert shown(trang_thai="thu-hoi") == [other]
    assert shown(trang_thai="qua-han") == []
    assert shown(khoa=course.pk) == [running]
    for query in ({"khoa": "x"}, {"khoa": "9" * 40}, {"trang_thai": "'"}, {"page": "9999"}):
        assert set(shown(**query)) == {running, other}


def test_lists_ask_as_much_for_three_rows_as_for_one(scene, signed_in, course):
    assigned(scene, course, units=[scene.office])
    client = signed_in(scene.chief)

    def queries(name, *args):
        with CaptureQueriesContext(connection) as captured:
            page(client, name, *args)
        return len(captured)

    first = Assignment.objects.get()
    before = [queries("assignments"), queries("assignment", first.pk), queries("assign")]
    for number in range(3):
        unit = a_unit(parent=scene.ward)
        scene.ward.refresh_from_db()
        first.units.add(unit)
        assigned(scene, a_course(f"Khóa {number}"), units=[scene.office, unit])
    assert [queries("assignments"), queries("assignment", first.pk), queries("assign")] == before
    assert max(before) <= 20


def test_whatever_people_type_is_shown_as_text(scene, signed_in):
    course = a_course(HOSTILE)
    unit = a_unit(HOSTILE, scene.ward)
    person = a_person(HOSTILE, unit=unit)
    made = assigned(scene, course, unit, note=HOSTILE)
    client = signed_in(scene.chief)
    shown = [
        page(client, "assignments"),
        page(client, "assignment", made.pk),
        page(client, "change", made.pk),
        page(client, "withdraw", made.pk),
        page(client, "transfer", person.pk),
        page(client, "transfer", person.pk, don_vi=scene.ward.pk),
        page(client, "assign", buoc="tim", q=HOSTILE, note=HOSTILE, due_on=HOSTILE),
        page(client, "assign", giao="nguoi", buoc="tim", q="img"),
        preview(client, course, units=[unit.pk], note=HOSTILE).content.decode(),
        client.post(address("withdraw", made.pk), {"reason": HOSTILE}, follow=True).content.decode(),
    ]
    for content in shown:
        assert "<img src=x" not in content


# Moving people.


def test_a_move_takes_the_open_courses_along(scene, signed_in, course):
    assigned(scene, course)
    client = signed_in(scene.head)
    form = {"on": clock.today().isoformat(), "post": "Kế toán"}
    where = address("transfer", scene.person.pk) + f"?don_vi={scene.other.pk}"
    for _ in range(2):
        assert client.post(where, form).status_code == 302
    assert Membership.objects.present().get(user=scene.person).unit == scene.other
    assert Membership.objects.filter(user=scene.person).count() == 2
    assert Enrolment.objects.by(scene.person).get().unit == scene.other


def test_nobody_is_moved_out_of_or_into_anothers_branch(scene, signed_in):
    client = signed_in(scene.chief)
    form = {"on": clock.today().isoformat()}
    out = address("transfer", scene.person.pk) + f"?don_vi={scene.other.pk}"
    into = address("transfer", scene.stranger.pk) + f"?don_vi={scene.ward.pk}"
    oneself = address("transfer", scene.chief.pk) + f"?don_vi={scene.office.pk}"
    assert [client.post(place, form).status_code for place in (out, into, oneself)] == [404, 404, 404]
    assert scene.other.name not in page(client, "transfer", scene.person.pk, q="phuong")
    assert Membership.objects.present().get(user=scene.person).unit == scene.office


@pytest.mark.parametrize("on", ["", "2020-01-01", (timezone.localdate() + DAY).isoformat(), "abc"])
def test_the_day_of_a_move_is_checked(scene, signed_in, on):
    client = signed_in(scene.chief)
    where = address("transfer", scene.person.pk) + f"?don_vi={scene.ward.pk}"
    assert list(client.post(where, {"on": on}).context["form"].errors) == ["on"]


def test_the_page_of_a_person_lists_what_they_learn(scene, signed_in, course):
    assigned(scene, course)
    shown = (
        signed_in(scene.chief).get(reverse("organisation:person", args=[scene.person.pk])).content.decode()
    )
    assert course.title in shown
