"""Spreadsheets: what is on the screen, as text and numbers, with a line in the audit log."""

import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

import clock
from accounts.models import User
from audit.models import Entry
from organisation.models import Unit
from tests.factories import a_course, a_person, an_administrator, signed_in
from tests.reports.scenes import NOW, TODAY, Wards, learns, soup, words

pytestmark = pytest.mark.django_db
HOSTILE = [
    '=HYPERLINK("https://example.org","x")',
    "@SUM(1)",
    "-2+3",
    "+1",
    "\t=1",
    "0012",
    "</t></is>",
    "=1+1",
]


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards():
    wards = Wards()
    wards.learners("Hạc Một", done=8, late=3, soon=2, learning=1)
    wards.learners("Hạc Hai", waiting=2, done=1)
    wards.learners("Sầm Một", done=4, late=9)
    return wards


@pytest.fixture
def admin(client, wards):
    return signed_in(client, an_administrator(wards.province, full_name="Trần Văn Dũng"))


def exported(admin, unit, table, **query):
    response = admin.get(reverse("reports:export", args=[unit.pk]), query | {"bang": table})
    assert response.status_code == 200
    return response


def table(response) -> tuple[list, list[list]]:
    """The lead lines and the table below them."""
    content = b"".join(response)
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    heading = next(place for place, row in enumerate(rows) if row[1] != "")
    return [row[0] for row in rows[:heading]], rows[heading + 1 :]


def test_units_are_the_same_as_on_the_screen(admin, wards):
    page = soup(admin.get(reverse("reports:unit", args=[wards.province.pk])))
    screen = [
        (words(row.th), *(int(words(cell)) for cell in row.select("td[data-label]")))
        for row in page.select("table.units tbody tr")
    ]
    lead, rows = table(exported(admin, wards.province, "don-vi"))
    assert [(row[0], row[2], row[3], row[7]) for row in rows[:-1]] == screen
    assert [(row[2], row[3], row[7]) for row in rows[-1:]] == [(30, 13, 12)]
    for row in rows:
        assert row[2] == row[3] + row[4] + row[5]
    assert "09:41" in lead[1] and "23/11/2026" in lead[1]


def test_units_keep_order_and_filters(admin, wards):
    other = a_course("Khóa khác", lessons=0)
    learns(a_person(), other, wards.offices["Hạc Hai"], due=-1)
    _, rows = table(exported(admin, wards.province, "don-vi", khoa=other.pk, xep="ten"))
    assert [row[0] for row in rows[:-1]] == ["Phường Hạc", "Phường Sầm"]
    assert [row[2] for row in rows] == [1, 0, 1]
    lead, _ = table(exported(admin, wards.province, "don-vi", khoa=other.pk))
    assert any("Khóa khác" in line for line in lead)


def test_a_small_group_has_no_share(admin, wards):
    _, rows = table(exported(admin, wards.hac, "don-vi"))
    shares = {row[0]: row[8] for row in rows}
    assert shares["Phòng Hạc Hai"] == ""
    assert shares["Phòng Hạc Một"] == pytest.approx(8 / 14)


@pytest.mark.parametrize("query", [{}, {"trang_thai": "qua-han"}, {"q": "hac mot", "trang_thai": "da-xong"}])
def test_people_are_the_same_as_on_the_screen(admin, wards, query):
    page = soup(admin.get(reverse("reports:people", args=[wards.hac.pk]), query))
    screen = [
        (words(row.a), words(row.select_one("th .muted")), *(words(cell) for cell in row.select("td")[:3]))
        for row in page.select("table.people tbody tr")
    ]
    _, rows = table(exported(admin, wards.hac, "nguoi", **query))
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows] == screen
    assert len(rows) == int(words(page.select_one(".states [aria-current] .num")))


def test_the_links_on_the_screen_take_the_screen_along(admin, wards):
    for address in [
        reverse("reports:unit", args=[wards.hac.pk]) + "?ky=nam&dien=bat-buoc&xep=ten",
        reverse("reports:people", args=[wards.hac.pk]) + "?ky=nam&q=hac&trang_thai=qua-han",
    ]:
        link = soup(admin.get(address)).select_one('a[href*="/xuat/"]')["href"]
        for part in address.split("?")[1].split("&"):
            assert part in link
        assert admin.get(link).status_code == 200


def test_days_are_days(admin, wards):
    person = a_person("Hồ Văn Ngày", unit=wards.offices["Hạc Một"])
    learns(person, wards.course, wards.offices["Hạc Một"], state="done", due=2, since=10, done=1)
    _, [row] = table(exported(admin, wards.hac, "nguoi", q="ho van ngay"))
    assert row[6] == TODAY.replace(day=25)
    assert (row[8].day, row[8].hour, row[8].minute) == (22, 9, 41)


def test_hostile_text_stays_text(admin, wards):
    office = wards.offices["Hạc Một"]
    Unit.objects.filter(pk=office.pk).update(short_name=HOSTILE[0])
    title = type(wards.course).objects.filter(pk=wards.course.pk)
    title.update(title=HOSTILE[1])
    for name in HOSTILE:
        person = a_person("Người Thù Địch", unit=office, password=None)
        User.objects.filter(pk=person.pk).update(full_name=name)
        learns(person, wards.course, office)
    content = b"".join(exported(admin, wards.hac, "nguoi", q="thu dich"))
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert {row[0] for row in rows} >= set(HOSTILE)
    assert [row[2:4] for row in rows[-len(HOSTILE) :]] == [HOSTILE[:2]] * len(HOSTILE)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "name",
    [
        "Phường Hạc Thành",
        'Phường "Hạc"\r\nX-Evil: 1',
        "../../etc/passwd",
        "..\\con:aux?*|<b>",
        "Đơn vị " + "rất dài " * 40,
        "Phường \u202egpj.exe",
        "...",
    ],
)
def test_the_file_name_is_plain_and_vietnamese(admin, wards, name):
    Unit.objects.filter(pk=wards.hac.pk).update(short_name="", name=name[:255])
    response = exported(admin, wards.hac, "don-vi")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename") and "\n" not in disposition
    assert "X-Evil" not in response
    written = unquote(disposition.split("''")[1])
    assert written.endswith(" - 2026-11-23.xlsx")
    assert len(written) <= 130
    assert not set(written) & set('/\\:*?"<>|\r\n\u202e')
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "no-store" in response["Cache-Control"]


def test_who_took_what_is_logged(admin, wards):
    response = exported(admin, wards.hac, "nguoi", trang_thai="qua-han", q="hac")
    entry = Entry.objects.get(verb="report.exported")
    assert entry.actor.full_name == "Trần Văn Dũng"
    assert (entry.object_type, entry.object_id) == ("organisation.unit", str(wards.hac.pk))
    assert entry.unit_id == wards.hac.pk
    assert entry.detail == {
        "table": "nguoi",
        "filters": {"trang_thai": "qua-han", "q": "hac", "bang": "nguoi"},
        "rows": 3,
    }
    assert entry.detail["rows"] == len(table(response)[1])
    exported(admin, wards.province, "don-vi")
    assert Entry.objects.filter(verb="report.exported").count() == 2


def test_what_cannot_be_exported_is_not_found_and_not_logged(admin, wards):
    address = reverse("reports:export", args=[wards.hac.pk])
    for query in [{}, {"bang": "mat-khau"}, {"bang": "nguoi", "trang_thai": "x"}]:
        assert admin.get(address, query).status_code == 404
    assert not Entry.objects.filter(verb="report.exported").exists()


def test_queries_do_not_grow_with_rows(admin, wards):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            b"".join(exported(admin, wards.hac, "nguoi"))
        return len(captured)

    queries()
    before = queries()
    wards.learners("Hạc Một", waiting=30)
    assert queries() == before <= 12
