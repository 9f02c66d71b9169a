"""The pages of lists of staff: one's own, without JavaScript, from the upload to what was written."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from organisation.models import StaffImport
from organisation.staff.file import read_staff_list
from spreadsheets import read_workbook
from tests.factories import a_person, a_unit, an_administrator
from tests.organisation.lists import previewed, workbook

pytestmark = pytest.mark.django_db


def address(name, *args) -> str:
    return reverse(f"organisation:{name}", args=args)


def uploaded(client, scene, rows, is_complete=""):
    file = SimpleUploadedFile("danh-sach.xlsx", workbook(rows))
    data = {"file": file, "unit": scene.ward.pk, "is_complete": is_complete}
    return client.post(address("staff_lists"), data, follow=True)


def test_from_the_upload_to_what_was_written(scene, signed_in):
    client = signed_in(scene.chief)
    response = uploaded(client, scene, [["M1", "Lê Thị Bưởi", scene.office.code]])
    shown = response.content.decode()
    assert "Lê Thị Bưởi" in shown and "Đồng ý và ghi" in shown
    made = StaffImport.objects.get()
    assert not User.objects.filter(staff_code="M1").exists()
    done = client.post(address("confirm_staff_list", made.pk), follow=True).content.decode()
    assert "Đã ghi: 1 người mới" in done
    assert User.objects.get(staff_code="M1").full_name == "Lê Thị Bưởi"
    again = client.post(address("confirm_staff_list", made.pk), follow=True)
    assert again.status_code == 200
    assert User.objects.filter(staff_code="M1").count() == 1


def test_a_wrong_row_stands_with_its_number_and_no_button(scene, signed_in):
    client = signed_in(scene.chief)
    rows = [["M1", "<script>alert(1)</script> Bưởi", "KHONG-CO"], ["M2", "Cao Văn Hai", scene.office.code]]
    shown = uploaded(client, scene, rows).content.decode()
    assert "1 dòng bị lỗi" in shown and "KHONG-CO" in shown
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown
    assert "Đồng ý và ghi" not in shown
    made = StaffImport.objects.get()
    refused = client.post(address("confirm_staff_list", made.pk), follow=True).content.decode()
    assert "sửa các dòng lỗi trong tệp" in refused
    assert not User.objects.filter(staff_code="M2").exists()


def test_a_mass_departure_is_asked_with_its_number(scene, signed_in):
    client = signed_in(scene.chief)
    stays = a_person("Mai Văn Ở", unit=scene.office, staff_code="TH-O")
    uploaded(client, scene, [["TH-O", "Mai Văn Ở", scene.office.code]], is_complete="1")
    made = StaffImport.objects.get()
    where = address("confirm_staff_list", made.pk)
    asked = client.post(where).content.decode()
    assert "2 người sẽ bị khóa" in asked and 'name="departures"' in asked
    wrong = client.post(where, {"departures": "1"}).content.decode()
    assert "không đúng với số người sẽ nghỉ" in wrong
    assert User.objects.get(pk=scene.person.pk).is_active
    client.post(where, {"departures": "2"})
    assert not User.objects.get(pk=scene.person.pk).is_active
    stays.refresh_from_db()
    assert stays.is_active


def test_a_list_is_its_owners_alone(scene, signed_in):
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    other = an_administrator(scene.ward, full_name="Bùi Văn Cùng")
    for user in (other, scene.head, scene.sibling):
        client = signed_in(user)
        assert client.get(address("staff_list", made.pk)).status_code == 404
        assert client.post(address("confirm_staff_list", made.pk)).status_code == 404
        assert client.post(address("discard_staff_list", made.pk)).status_code == 404
    assert signed_in(scene.chief).get(address("staff_list", made.pk)).status_code == 200
    assert signed_in(scene.observer).get(address("staff_lists")).status_code == 403


def test_a_list_at_work_says_how_far_it_is_and_loads_itself_again(scene, signed_in):
    made = previewed(workbook([["M1", "Lê Thị Bưởi", scene.office.code]]), unit=scene.ward, by=scene.chief)
    StaffImport.objects.update(stage="checking", done=1000, total=20000)
    shown = signed_in(scene.chief).get(address("staff_list", made.pk)).content.decode()
    assert '<meta http-equiv="refresh" content="3">' in shown
    assert 'max="20000" value="1000"' in shown and "1.000 trên 20.000 dòng" in shown


def test_an_unreadable_file_says_what_to_do(scene, signed_in):
    file = SimpleUploadedFile("danh-sach.csv", "Tên;Tuổi\nAn;30".encode())
    client = signed_in(scene.chief)
    shown = client.post(
        address("staff_lists"), {"file": file, "unit": scene.ward.pk}, follow=True
    ).content.decode()
    assert "Không có dòng nào ghi tiêu đề" in shown
    missing = client.post(address("staff_lists"), {"unit": scene.ward.pk}).content.decode()
    assert "chọn tệp danh sách" in missing
    outside = SimpleUploadedFile("a.xlsx", workbook([]))
    refused = client.post(address("staff_lists"), {"file": outside, "unit": scene.other.pk})
    assert refused.status_code == 200 and not StaffImport.objects.filter(unit=scene.other).exists()


def test_the_template_can_be_filled_in_and_names_only_units_of_the_branch(scene, signed_in):
    response = signed_in(scene.chief).get(address("staff_list_template"))
    content = b"".join(response.streaming_content)
    [line] = read_staff_list(content).lines
    assert line.cells["unit_code"] == scene.ward.code
    units = read_workbook(io.BytesIO(content))[1].rows
    assert [row[0] for row in units[1:]] == [scene.ward.code, scene.office.code]


def test_a_group_of_many_rows_costs_what_one_costs(scene, signed_in):
    def statements(people: int) -> int:
        units = [a_unit(parent=type(scene.ward).objects.get(pk=scene.ward.pk)) for _ in range(people)]
        rows = [[f"N{people}-{unit.pk}", f"Lê Thị Số {unit.pk}", unit.code] for unit in units]
        made = previewed(workbook(rows), unit=scene.ward, by=scene.chief)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("staff_list", made.pk)).status_code == 200
        return len(captured)

    client = signed_in(scene.chief)
    client.get(address("staff_lists"))
    assert statements(1) == statements(3)
