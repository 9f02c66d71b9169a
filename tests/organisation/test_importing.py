"""Lists of staff: what they change, what they refuse, and that they are written whole or not at all."""

import datetime
import unicodedata

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

import clock
from accounts.models import User
from audit.models import Entry
from enrolments.models import Enrolment
from organisation.actions import (
    NotAgreed,
    confirm_staff_list,
    discard_staff_list,
    tend_staff_lists,
    upload_staff_list,
    write_staff_list,
)
from organisation.models import Administration, Membership, Post, StaffImport, StaffImportRow, Unit
from organisation.staff.file import UnreadableList, read_staff_list
from tests.factories import a_course, a_person, a_unit, an_administrator, an_enrolment
from tests.organisation.lists import comma_separated, errors_of, imported, previewed, workbook

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


def state() -> list:
    """Everything a list could change."""
    people = User.objects.order_by("pk").values_list(
        "pk", "username", "full_name", "staff_code", "email", "phone", "is_active", "password"
    )
    places = Membership.objects.order_by("pk").values_list(
        "pk", "user", "unit", "post", "category", "valid_from", "valid_to"
    )
    return [*people, *places, *Post.objects.order_by("pk").values_list()]


def row_of(person, unit, **changes) -> list:
    return [person.staff_code, changes.get("name", person.full_name), unit.code, changes.get("post")]


# What a list does.


def test_new_people_get_accounts_without_passwords_and_a_place_of_work(scene):
    made = imported(
        workbook(
            [
                [
                    "TH-900",
                    "Lê Thị Bưởi",
                    scene.office.code,
                    "Chuyên viên",
                    "kiêm nhiệm",
                    "buoi@x.vn",
                    "0912",
                    "03/02/2026",
                ]
            ]
        ),
        unit=scene.ward,
        by=scene.chief,
    )
    person = User.objects.get(staff_code="TH-900")
    place = person.memberships.get()
    assert (made.stage, made.counts) == ("done", {"new": 1})
    assert (person.full_name, person.email, person.phone, person.username) == (
        "Lê Thị Bưởi",
        "buoi@x.vn",
        "0912",
        "buoilt",
    )
    assert not person.has_usable_password()
    assert (place.unit, place.post.name, place.category) == (scene.office, "Chuyên viên", "part_time")
    assert place.valid_from == datetime.date(2026, 2, 3)
    entry = Entry.objects.get(verb="person.added", object_id=str(person.pk))
    assert (entry.actor, entry.unit_id, entry.detail["list"]) == (scene.chief, scene.office.pk, made.pk)


def test_the_preview_writes_nothing_of_people(scene):
    before = state()
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    assert (made.stage, made.counts, made.upload) == ("ready", {"new": 1}, None)
    assert state() == before


def test_the_same_file_again_changes_nothing(scene):
    content = workbook(
        [
            ["M1", "Lê Thị Bưởi", scene.office.code, "Chuyên viên"],
            row_of(scene.person, scene.ward, post="Giáo viên"),
        ]
    )
    imported(content, unit=scene.ward, by=scene.chief)
    before = state()
    made = previewed(content, unit=scene.ward, by=scene.chief)
    assert made.counts == {"same": 2}
    with pytest.raises(NotAgreed, match="nothing"):
        confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    assert state() == before


def test_a_changed_person_shows_each_difference_and_moves_with_the_open_courses(scene):
    enrolment = an_enrolment(scene.person, a_course())
    content = workbook(
        [[scene.person.staff_code, "Nguyễn Thị Ánh", scene.ward.code, "Giáo viên", None, "anh@x.vn"]]
    )
    made = previewed(content, unit=scene.ward, by=scene.chief)
    assert made.rows.get().changes == {
        "full_name": ["Nguyễn Thị Ngọc Ánh", "Nguyễn Thị Ánh"],
        "email": ["", "anh@x.vn"],
        "unit": [scene.office.pk, scene.ward.pk],
        "post": ["", "Giáo viên"],
    }
    imported(content, unit=scene.ward, by=scene.chief)
    scene.person.refresh_from_db()
    assert (scene.person.full_name, scene.person.email) == ("Nguyễn Thị Ánh", "anh@x.vn")
    assert scene.person.search_text.startswith("nguyen thi anh")
    places = list(scene.person.memberships.order_by("pk").values_list("unit", "valid_from", "valid_to"))
    assert places == [
        (scene.office.pk, datetime.date(2025, 7, 1), TODAY),
        (scene.ward.pk, TODAY, None),
    ]
    enrolment.refresh_from_db()
    assert enrolment.unit == scene.ward


def test_who_is_missing_from_a_complete_list_has_gone(scene, client):
    enrolment = an_enrolment(scene.person, a_course())
    client.force_login(scene.person)
    stays = a_person("Mai Văn Ở", unit=scene.office, staff_code="TH-O")
    made = imported(
        workbook([row_of(stays, scene.office)]),
        unit=scene.ward,
        by=scene.chief,
        is_complete=True,
        departures=2,
    )
    assert made.counts == {"same": 1, "gone": 2}  # the observer of the ward too; never the chief himself
    scene.person.refresh_from_db()
    enrolment.refresh_from_db()
    assert (scene.person.is_active, scene.person.memberships.get().valid_to) == (False, TODAY)
    assert (enrolment.closed_as, enrolment.unit) == ("withdrawn", scene.office)
    assert not Administration.objects.filter(user=scene.observer).exists()
    assert client.get("/tai-khoan/").status_code == 302
    stays.refresh_from_db()
    assert stays.is_active and User.objects.get(pk=scene.chief.pk).is_active
    assert User.objects.get(pk=scene.stranger.pk).is_active


def test_a_list_that_is_not_complete_lets_nobody_go(scene):
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    assert made.count("gone") == 0


def test_whoever_comes_back_is_the_same_person_again(scene):
    stays = a_person("Mai Văn Ở", unit=scene.office, staff_code="TH-O")
    imported(
        workbook([row_of(stays, scene.office)]),
        unit=scene.ward,
        by=scene.chief,
        is_complete=True,
        departures=2,
    )
    imported(workbook([row_of(scene.person, scene.ward)]), unit=scene.ward, by=scene.chief)
    scene.person.refresh_from_db()
    assert scene.person.is_active
    assert scene.person.memberships.present().get().unit == scene.ward


# Agreeing.


def test_more_than_one_of_twenty_leaving_is_asked_twice(scene):
    people = [
        a_person(f"Người Số {number}", unit=scene.office, staff_code=f"P{number}") for number in range(40)
    ]
    kept = [row_of(one, scene.office) for one in people]
    some = [row_of(one, scene.office) for one in (scene.person, scene.observer, scene.chief)]
    few = previewed(workbook(some + kept[2:]), unit=scene.ward, by=scene.chief, is_complete=True)
    assert (few.count("gone"), few.staff_before, few.is_mass_departure) == (2, 43, False)
    many = previewed(workbook(some + kept[3:]), unit=scene.ward, by=scene.chief, is_complete=True)
    assert (many.count("gone"), many.is_mass_departure) == (3, True)
    for departures in (None, 2, 4):
        with pytest.raises(NotAgreed, match="departures"):
            confirm_staff_list(staff_import=many, departures=departures, by=scene.chief)
    assert confirm_staff_list(staff_import=many, departures=3, by=scene.chief)
    assert confirm_staff_list(staff_import=few, departures=None, by=scene.chief)


def test_confirming_and_writing_twice_is_once(scene):
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    confirm = [confirm_staff_list(staff_import=made, departures=None, by=scene.chief) for _ in range(2)]
    assert confirm == [True, False]
    assert [write_staff_list(pk=made.pk) for _ in range(2)] == [True, False]
    assert not confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    assert User.objects.filter(staff_code="M1").count() == 1
    assert Entry.objects.filter(verb="staff_list.confirmed").count() == 1


def test_a_preview_that_is_no_longer_true_goes_back_to_its_owner(scene):
    made = previewed(workbook([row_of(scene.person, scene.ward)]), unit=scene.ward, by=scene.chief)
    confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    scene.person.memberships.update(unit=scene.ward)
    before = state()
    assert not write_staff_list(pk=made.pk)
    made.refresh_from_db()
    assert (made.stage, made.problem, made.counts) == ("ready", "changed", {"same": 1})
    assert state() == before


def test_whoever_lost_the_branch_meanwhile_writes_nothing(scene):
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    Administration.objects.filter(user=scene.chief).delete()
    assert not write_staff_list(pk=made.pk)
    assert not User.objects.filter(staff_code="M1").exists()


def test_a_list_expires_and_can_be_discarded(scene):
    content = workbook([["M1", "Lê Thị Bưởi", scene.office.code]])
    made = previewed(content, unit=scene.ward, by=scene.chief)
    with clock.frozen_at(NOW + datetime.timedelta(days=3)):
        with pytest.raises(NotAgreed, match="late"):
            confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
        assert tend_staff_lists() == 1
    assert not StaffImportRow.objects.exists()
    other = previewed(content, unit=scene.ward, by=scene.chief)
    assert discard_staff_list(staff_import=other, by=scene.chief)
    assert not discard_staff_list(staff_import=other, by=scene.chief)
    with pytest.raises(NotAgreed, match="late"):
        confirm_staff_list(staff_import=other, departures=None, by=scene.chief)


# All or nothing.


def broken_membership(monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(Entry.objects, "bulk_create", refuse)


def test_killed_in_the_middle_nothing_is_written_and_the_tick_goes_on(scene, monkeypatch):
    made = previewed(
        workbook([["M1", "Lê Thị Bưởi", scene.office.code], row_of(scene.person, scene.ward)]),
        unit=scene.ward,
        by=scene.chief,
    )
    confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    before = state()
    with monkeypatch.context() as patch:
        broken_membership(patch)
        with pytest.raises(IntegrityError):
            write_staff_list(pk=made.pk)
    assert state() == before
    tend_staff_lists()
    assert state() == before  # the job may still be at work
    with clock.frozen_at(NOW + datetime.timedelta(minutes=4)):
        tend_staff_lists()
    assert User.objects.filter(staff_code="M1").exists()
    assert StaffImport.objects.get(pk=made.pk).stage == "done"


def test_without_the_transaction_half_would_be_written(scene, monkeypatch):
    """The twin: the same fault with the protection taken away leaves half of it."""
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    before = state()
    broken_membership(monkeypatch)
    with pytest.raises(IntegrityError):
        write_staff_list.__wrapped__(pk=made.pk)
    assert state() != before


# What is refused.


def test_rows_outside_the_branch_are_refused_and_say_nothing_of_the_person(scene):
    made = previewed(
        workbook(
            [
                ["M1", "Lê Thị Bưởi", scene.other.code],
                row_of(scene.stranger, scene.office),
                ["M3", "Cao Văn Được", scene.office.code],
            ]
        ),
        unit=scene.ward,
        by=scene.chief,
    )
    errors = errors_of(made)
    assert set(errors) == {2, 3}
    assert "Phường Sầm Sơn" in errors[2][0]
    assert scene.stranger.full_name not in str(errors)
    assert made.counts == {"wrong": 2, "new": 1}
    with pytest.raises(NotAgreed, match="wrong"):
        confirm_staff_list(staff_import=made, departures=None, by=scene.chief)
    # The same rows are fine for whoever administers the province.
    assert (
        errors_of(
            previewed(workbook([row_of(scene.stranger, scene.office)]), unit=scene.province, by=scene.head)
        )
        == {}
    )


def test_oneself_and_those_with_more_rights_stay_as_they_are(scene):
    Administration.objects.create(user=scene.person, unit=scene.province, role="observer")
    made = previewed(
        workbook([row_of(scene.chief, scene.office), row_of(scene.person, scene.ward, name="Tên Khác Hẳn")]),
        unit=scene.ward,
        by=scene.chief,
        is_complete=True,
    )
    assert [(row.group, row.changes) for row in made.rows.exclude(group="gone").order_by("number")] == [
        ("same", {}),
        ("same", {}),
    ]
    assert all(row.notes for row in made.rows.exclude(group="gone"))


def test_an_account_that_left_another_branch_cannot_be_taken_over(scene):
    scene.stranger.memberships.update(valid_to=TODAY)
    content = workbook([row_of(scene.stranger, scene.office)])
    assert list(errors_of(previewed(content, unit=scene.ward, by=scene.chief))) == [2]
    assert errors_of(previewed(content, unit=scene.province, by=scene.head)) == {}


def test_a_column_of_passwords_is_never_taken(scene):
    content = workbook(
        [["M1", "Lê Thị Bưởi", scene.office.code, "Bi-mat-cua-toi-2026"]],
        heading=["Mã cán bộ", "Họ và tên", "Mã đơn vị", "Mật khẩu ban đầu"],
    )
    made = imported(content, unit=scene.ward, by=scene.chief)
    assert made.notes["secrets"] == ["Mật khẩu ban đầu"]
    assert "Bi-mat-cua-toi-2026" not in str(list(StaffImportRow.objects.values()))
    assert not User.objects.get(staff_code="M1").has_usable_password()


def test_people_and_emails_stand_in_a_list_once(scene):
    scene.stranger.email = "la@x.vn"
    scene.stranger.save()
    made = previewed(
        workbook(
            [
                ["M1", "Lê Thị Bưởi", scene.office.code, None, None, "a@x.vn"],
                ["m1", "Lê Thị Bưởi", scene.office.code],
                ["M3", "Cao Văn Được", scene.office.code, None, None, "A@x.vn"],
                ["M4", "Cao Văn Tư", scene.office.code, None, None, "LA@x.vn"],
            ]
        ),
        unit=scene.ward,
        by=scene.chief,
    )
    assert {row: len(words) for row, words in errors_of(made).items()} == {2: 2, 3: 1, 4: 1, 5: 1}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ([None, "Lê Thị Bưởi", "{office}"], "mã cán bộ"),
        (["M1", None, "{office}"], "họ và tên"),
        (["M1", "Lê Thị Bưởi", "KHÔNG CÓ"], "KHÔNG CÓ"),
        (["M1", "Lê Thị Bưởi", "{office}", None, "siêu nhân"], "siêu nhân"),
        (["M1", "Lê Thị Bưởi", "{office}", None, None, "không phải thư"], "khôngphảithư"),
        (["M1", "Lê Thị Bưởi", "{office}", None, None, None, None, "31/02/2026"], "31/02/2026"),
        (["M1", "Lê Thị Bưởi", "{office}", None, None, None, None, "01/01/2030"], "01/01/2030"),
        (["M" * 31, "Lê Thị Bưởi", "{office}"], "MMM"),
    ],
)
def test_a_wrong_row_says_why(scene, row, word):
    row = [scene.office.code if cell == "{office}" else cell for cell in row]
    [(number, words)] = errors_of(previewed(workbook([row]), unit=scene.ward, by=scene.chief)).items()
    assert number == 2
    assert word in " ".join(words)


# Spreadsheets as they are.


def people_of(content: bytes, scene) -> list[tuple]:
    made = previewed(content, unit=scene.ward, by=scene.chief)
    assert errors_of(made) == {}
    return [
        (row.wanted["staff_code"], row.wanted["full_name"], row.wanted["unit"])
        for row in made.rows.exclude(group="gone").order_by("number")
    ]


def test_names_in_capitals_decomposed_or_with_odd_spaces_are_one_spelling(scene):
    decomposed = unicodedata.normalize("NFD", "Lê Thị Bưởi")
    rows = [["M1", "LÊ THỊ  BƯỞI", scene.office.code], ["M2", f" {decomposed}\u200b ", scene.office.code]]
    assert [name for _, name, _ in people_of(workbook(rows), scene)] == ["Lê Thị Bưởi", "Lê Thị Bưởi"]
    capitals = workbook([[scene.person.staff_code, scene.person.full_name.upper(), scene.office.code]])
    assert previewed(capitals, unit=scene.ward, by=scene.chief).counts == {"same": 1}


def test_a_number_stands_for_a_code_that_begins_with_zeros(scene):
    scene.person.staff_code = "000123"
    scene.person.save()
    made = previewed(
        workbook([[123, scene.person.full_name, scene.ward.code]]), unit=scene.ward, by=scene.chief
    )
    [row] = made.rows.all()
    assert (row.person, row.group) == (scene.person, "changed")
    text = previewed(
        workbook([["123", scene.person.full_name, scene.ward.code]]), unit=scene.ward, by=scene.chief
    )
    assert text.rows.get().group == "new"


def test_a_phone_gets_its_zero_back_and_a_day_may_be_text_or_number(scene):
    rows = [
        ["M1", "Lê Thị Một", scene.office.code, None, None, None, 912345678, datetime.date(2026, 2, 3)],
        ["M2", "Lê Thị Hai", scene.office.code, None, None, None, "0912 345 678", "3-2-2026"],
        ["M3", "Lê Thị Ba", scene.office.code, None, None, None, None, 46056],
        ["M4", "Lê Thị Tư", scene.office.code, None, None, None, None, "2026-02-03"],
    ]
    made = previewed(workbook(rows), unit=scene.ward, by=scene.chief)
    assert [row.wanted["since"] for row in made.rows.order_by("number")] == ["2026-02-03"] * 4
    assert [row.wanted["phone"] for row in made.rows.order_by("number")][:2] == ["0912345678", "0912 345 678"]


def test_units_are_found_by_code_name_former_name_and_the_unit_above(scene):
    twin = a_unit("Phòng Văn hóa – Xã hội", Unit.objects.get(pk=scene.other.pk), kind="division")
    Unit.objects.filter(pk=scene.ward.pk).update(former_names="Phường Ba Đình, xã Đông Hải")
    heading = ["Mã cán bộ", "Họ và tên", "Đơn vị"]
    rows = [
        ["M1", "Lê Thị Một", scene.office.code.lower()],
        ["M2", "Lê Thị Hai", "phong van hoa – xa hoi"],
        ["M3", "Lê Thị Ba", "Phòng Văn hóa – Xã hội, Phường Hạc Thành"],
        ["M4", "Lê Thị Tư", "Xã Đông Hải"],
    ]
    expected = [scene.office.pk, scene.office.pk, scene.office.pk, scene.ward.pk]
    assert [unit for _, _, unit in people_of(workbook(rows, heading), scene)] == expected
    made = previewed(workbook(rows[1:3], heading), unit=scene.province, by=scene.head)
    [(number, [words])] = errors_of(made).items()
    assert number == 2
    assert scene.office.code in words and twin.code in words


def test_a_heading_may_stand_below_a_title_and_cells_may_be_merged(scene):
    content = workbook(
        [
            ["I. Phòng Văn hóa", None, None, None, None],
            [1, "M1", "Lê Thị", "Một", scene.office.code],
            [2, "M2", "Lê Văn", "Hai", None],
            [None, "Tổng cộng: 2 người", None, None, None],
        ],
        heading=["STT", "Mã CB", "Họ và tên", "", "Đơn vị công tác"],
        lead=["ỦY BAN NHÂN DÂN PHƯỜNG HẠC THÀNH", "Danh sách cán bộ năm 2026"],
    )
    assert people_of(content, scene) == [
        ("M1", "Lê Thị Một", scene.office.pk),
        ("M2", "Lê Văn Hai", scene.office.pk),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_is_read_as_vietnamese_machines_write_it(scene, encoding):
    name = unicodedata.normalize("NFD", "Le Thi Ánh") if encoding == "cp1258" else "Lê Thị Bưởi"
    heading = ["Ma can bo", "Ho va ten", "Ma don vi"]
    content = comma_separated([["007", name, scene.office.code]], heading, encoding)
    [(code, read, unit)] = people_of(content, scene)
    assert (code, read, unit) == ("007", unicodedata.normalize("NFC", name), scene.office.pk)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_xlsx"),
        (b"%PDF-1.7\n\x00\x01", "not_text"),
        ("Tên;Tuổi\nAn;30".encode(), "no_heading"),
        (b"a," * 200, "too_many_columns"),
    ],
)
def test_what_is_no_list_is_refused_by_its_content(content, code):
    with pytest.raises(UnreadableList, match=code):
        read_staff_list(content)


def test_the_number_of_statements_does_not_grow_with_the_list(scene):
    def statements(people: int, prefix: str) -> int:
        rows = [[f"{prefix}{number}", f"Lê Thị Số {number}", scene.office.code] for number in range(people)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            imported(workbook(rows), unit=scene.ward, by=scene.chief)
        return len(captured)

    assert statements(2, "A") == statements(40, "B")


def test_the_same_file_twice_at_once_is_one_list(scene):
    content = workbook([["M1", "Lê Thị Bưởi", scene.office.code]])
    given = {"content": content, "file_name": "a.xlsx", "unit": scene.ward, "by": scene.chief}
    assert upload_staff_list(**given, is_complete=False) == upload_staff_list(**given, is_complete=False)
    assert Enrolment.objects.count() == 0


def test_another_administrator_of_the_province_imports_for_everybody(scene):
    chief = an_administrator(scene.province, full_name="Đỗ Thị Tỉnh")
    made = imported(
        workbook([row_of(scene.person, scene.other), ["M2", "Cao Văn Hai", scene.office.code]]),
        unit=scene.province,
        by=chief,
    )
    assert made.stage == "done"
    assert scene.person.memberships.present().get().unit == scene.other
