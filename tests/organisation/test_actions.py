import datetime

import pytest

import clock
from accounts.models import User
from audit.models import Entry
from organisation.actions import (
    ImpossibleMove,
    IsTaken,
    add_person,
    answer_request,
    correct_person,
    lock_account,
    move_person,
    report_mistake,
    unlock_account,
)
from organisation.models import CorrectionRequest, Membership, Post
from tests.factories import a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def ward():
    return a_unit("Phường Hạc Thành", kind="ward")


@pytest.fixture
def chief(ward):
    return an_administrator(ward)


def added(ward, chief, full_name="Nguyễn Thị Ngọc Ánh", **fields) -> User:
    return add_person(full_name=full_name, unit=ward, by=chief, **fields)[0]


def test_a_new_person_gets_a_user_name_and_a_place_but_no_password(ward, chief):
    person = added(ward, chief, staff_code="TH9", email="anh@thanhhoa.vn", post="Chuyên viên")
    assert (person.username, person.staff_code, person.has_usable_password()) == ("anhntn", "TH9", False)
    membership = person.memberships.get()
    assert (membership.unit, membership.post.name, membership.valid_from) == (ward, "Chuyên viên", TODAY)
    entry = Entry.objects.get(verb="person.added")
    assert (entry.actor, entry.object_id, entry.unit_id) == (chief, str(person.pk), ward.pk)


@pytest.mark.parametrize(
    ("full_name", "username"),
    [
        ("Nguyễn Thị Ngọc Ánh", "anhntn"),
        ("Đỗ Đức", "ducd"),
        ("Lan", "lan"),
        ("Ỷ Lan O'Neil", "oneilyl"),
        ("李明", "canbo"),
    ],
)
def test_user_names_come_from_names(ward, chief, full_name, username):
    assert added(ward, chief, full_name).username == username


def test_the_second_of_a_name_gets_a_number(ward, chief):
    assert [added(ward, chief, staff_code=f"M{n}").username for n in range(3)] == [
        "anhntn",
        "anhntn2",
        "anhntn3",
    ]


def test_the_same_form_twice_adds_one_person(ward, chief):
    first, is_new = add_person(full_name="Lê Văn Lâm", unit=ward, by=chief)
    again, is_new_again = add_person(full_name="  Lê  Văn Lâm ", unit=ward, by=chief)
    assert (first, is_new, is_new_again) == (again, True, False)
    assert Entry.objects.filter(verb="person.added").count() == 1


def test_namesakes_with_different_codes_are_two_people(ward, chief):
    assert added(ward, chief, staff_code="A1") != added(ward, chief, staff_code="A2")


def test_a_code_or_email_of_somebody_else_is_refused(ward, chief):
    added(ward, chief, staff_code="A1", email="anh@thanhhoa.vn")
    for taken in ({"staff_code": "A1"}, {"email": "ANH@thanhhoa.vn"}):
        with pytest.raises(IsTaken, match=next(iter(taken))):
            added(ward, chief, "Lê Văn Lâm", **taken)
    assert not User.objects.filter(full_name="Lê Văn Lâm").exists()


def test_posts_are_found_whatever_their_capitals(ward, chief):
    added(ward, chief, staff_code="A1", post="Chuyên viên")
    added(ward, chief, staff_code="A2", post=" chuyên  viên")
    assert Post.objects.count() == 1


def test_a_move_closes_one_membership_and_opens_one(ward, chief):
    person, to_unit = a_person(unit=ward), a_unit()
    move_person(user=person, to_unit=to_unit, on=TODAY, by=chief, post="Kế toán")
    old, new = Membership.objects.filter(user=person).order_by("pk")
    assert (old.unit, old.valid_to) == (ward, TODAY)
    assert (new.unit, new.valid_from, new.valid_to, new.post.name) == (to_unit, TODAY, None, "Kế toán")
    entry = Entry.objects.get(verb="person.moved")
    assert (entry.detail["from_unit"], entry.detail["to_unit"]) == (ward.pk, to_unit.pk)


def test_moving_twice_is_moving_once(ward, chief):
    person, to_unit = a_person(unit=ward), a_unit()
    first = move_person(user=person, to_unit=to_unit, on=TODAY, by=chief)
    assert move_person(user=person, to_unit=to_unit, on=TODAY, by=chief) == first
    assert Membership.objects.filter(user=person).count() == 2


@pytest.mark.parametrize("on", [TODAY + datetime.timedelta(days=1), datetime.date(2025, 6, 30)])
def test_nobody_moves_in_the_future_or_before_the_present_work_began(ward, chief, on):
    person = a_person(unit=ward)
    with pytest.raises(ImpossibleMove):
        move_person(user=person, to_unit=a_unit(), on=on, by=chief)
    assert person.memberships.get().valid_to is None


def test_nobody_moves_into_a_unit_that_ended(ward, chief):
    with pytest.raises(ImpossibleMove):
        move_person(user=a_person(unit=ward), to_unit=a_unit(valid_to=TODAY), on=TODAY, by=chief)


def test_a_second_place_of_work_becomes_the_main_one(ward, chief):
    person, second = a_person(unit=ward), a_unit()
    Membership.objects.create(
        user=person, unit=second, valid_from=datetime.date(2026, 1, 1), is_primary=False
    )
    move_person(user=person, to_unit=second, on=TODAY, by=chief)
    present = Membership.objects.present().get(user=person)
    assert (present.unit, present.is_primary) == (second, True)


def test_locking_and_unlocking_is_noted_once_each(ward, chief):
    person = a_person(unit=ward)
    assert lock_account(person=person, by=chief)
    assert not lock_account(person=person, by=chief)
    assert not User.objects.get(pk=person.pk).is_active
    assert unlock_account(person=person, by=chief)
    assert User.objects.get(pk=person.pk).is_active
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["account.locked", "account.unlocked"]


def test_a_corrected_name_is_found_and_sorted_anew(ward, chief):
    person = a_person("Nguyễn Văn Am", unit=ward)
    correct_person(person=person, full_name="Nguyễn Văn Ân", staff_code="K7", post="Giáo viên", by=chief)
    person.refresh_from_db()
    assert User.objects.matching("van an k7").get() == person
    assert person.memberships.get().post.name == "Giáo viên"
    assert Entry.objects.get(verb="person.corrected").detail["changed"] == ["full_name", "staff_code", "post"]
    correct_person(person=person, full_name="Nguyễn Văn Ân", staff_code="K7", post="Giáo viên", by=chief)
    assert Entry.objects.filter(verb="person.corrected").count() == 1


def test_a_correction_with_somebody_elses_code_changes_nothing(ward, chief):
    a_person(unit=ward, staff_code="A1")
    person = a_person("Lê Văn Lâm", unit=ward, staff_code="A2")
    with pytest.raises(IsTaken):
        correct_person(person=person, full_name="Lê Văn Lam", staff_code="A1", by=chief)
    person.refresh_from_db()
    assert (person.full_name, person.staff_code) == ("Lê Văn Lâm", "A2")


def test_the_same_report_twice_is_one_request(ward):
    person = a_person(unit=ward)
    assert report_mistake(user=person, text="Sai tên") == report_mistake(user=person, text="Sai tên")
    assert CorrectionRequest.objects.count() == 1


def test_a_request_is_answered_once(ward, chief):
    made = report_mistake(user=a_person(unit=ward), text="Sai tên")
    assert answer_request(correction=made, answer="Đã sửa.", by=chief)
    assert not answer_request(correction=made, answer="Không.", by=chief)
    made.refresh_from_db()
    assert (made.answer, made.answered_by, made.answered_at) == ("Đã sửa.", chief, NOW)


def test_the_category_of_staff_is_corrected_and_goes_along(ward, chief):
    person = added(ward, chief, category="part_time")
    other = a_unit("Phường Sầm Sơn", kind="ward")
    correct_person(person=person, full_name=person.full_name, category="leader", by=chief)
    assert Entry.objects.get(verb="person.corrected").detail["changed"] == ["category"]
    assert move_person(user=person, to_unit=other, on=TODAY, by=chief).category == "leader"
