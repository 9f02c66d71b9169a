"""The dashboard and a unit's report: the same numbers above, in the bars and behind every link."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import clock
from enrolments.models import Assignment, TrainingPlan
from organisation.models import Administration, CorrectionRequest, Unit
from tests.factories import a_course, a_person, a_unit, an_administrator, signed_in
from tests.reports.scenes import DAY, NOW, TODAY, Wards, learns, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards():
    wards = Wards()
    wards.learners("Hạc Một", done=8, late=3, soon=2)
    wards.learners("Hạc Hai", waiting=2, done=1)
    wards.learners("Sầm Một", done=4, late=9, learning=1)
    return wards


@pytest.fixture
def admin(client, wards):
    return signed_in(client, an_administrator(wards.province))


def page_of(admin, unit=None, **query):
    address = reverse("reports:unit", args=[unit.pk]) if unit else reverse("reports:dashboard")
    response = admin.get(address, query)
    assert response.status_code == 200
    return soup(response)


def four(page) -> list[int]:
    return [int(b.get_text().replace(".", "")) for b in page.select("ul.four b")]


def rows(page) -> dict[str, list[int]]:
    """Unit → what it has to learn, has finished, has overdue."""
    return {
        words(row.th): [int(cell.get_text().replace(".", "")) for cell in row.select("td[data-label]")]
        for row in page.select("table.units tbody tr")
    }


def test_the_dashboard_is_the_top_of_the_branch(admin, wards):
    page = page_of(admin)
    assert four(page) == [30, 13, 2, 12]
    assert rows(page) == {"Phường Sầm": [14, 4, 9], "Phường Hạc": [16, 9, 3]}
    assert words(page.select_one("table.units tfoot")).startswith(
        words(page.select_one("table.units tfoot th")) + " 30 13 12"
    )
    assert page.find("h1") and "43\N{NO-BREAK SPACE}%" in page.select_one("ul.four").get_text()


def test_the_moment_is_said(admin, wards):
    said = words(page_of(admin).select_one(".report-head .muted"))
    assert "09:41" in said and "23/11/2026" in said


def test_every_number_is_the_length_of_its_list(admin, wards):
    for unit in [None, wards.hac, wards.sam, wards.offices["Hạc Một"]]:
        page = page_of(admin, unit)
        for number, link in zip(four(page), page.select("ul.four a"), strict=True):
            listed = soup(admin.get(link["href"]))
            assert len(listed.select("table.people tbody tr")) == min(number, 25)
            current = words(listed.select_one(".states [aria-current]"))
            assert current.endswith(str(number))


def test_bars_are_drawn_by_attributes_in_the_measure_of_the_unit(admin, wards):
    bar = page_of(admin).select_one("table.units tbody svg")
    assert bar["viewbox"] == "0 0 14 1"
    assert bar.select_one(".bar-done")["width"] == "4"
    assert (bar.select_one(".bar-late")["x"], bar.select_one(".bar-late")["width"]) == ("4", "9")
    assert not page_of(admin).select("[style]")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Phường Sầm", "Phường Hạc"]),
        ("ten", ["Phường Hạc", "Phường Sầm"]),
        ("dong", ["Phường Hạc", "Phường Sầm"]),
    ],
)
def test_the_slowest_come_first_unless_another_order_is_asked_for(admin, wards, order, expected):
    assert list(rows(page_of(admin, xep=order))) == expected


def test_down_to_a_person_in_three_clicks(admin, wards):
    page, clicks = page_of(admin), 0
    for choose in ["table.units tbody a", "table.units tbody a", "table.people tbody a"]:
        page = soup(admin.get(page.select_one(choose)["href"]))
        clicks += 1
    assert clicks == 3
    assert "Nguyễn Văn" in words(page.h1)


def test_filters_go_along_on_the_way_down(admin, wards):
    link = page_of(admin, ky="nam", loai="ward").select_one("table.units tbody a")["href"]
    assert "ky=nam" in link and "loai" not in link


def test_the_title_of_the_bars_is_their_finding(admin, wards):
    with translation.override("en"):
        assert words(page_of(admin).select_one("#don-vi")) != ""
    finding = words(page_of(admin).select_one("#don-vi"))
    assert re.findall(r"\d+", finding) == ["1", "2", "50"]


def test_small_groups_are_counts(admin, wards):
    shares = {
        words(row.th): words(row.select("td")[-1])
        for row in page_of(admin, wards.hac).select("table.units tbody tr")
    }
    assert "%" in shares["Phòng Hạc Một"]
    assert "%" not in shares["Phòng Hạc Hai"] and re.findall(r"\d+", shares["Phòng Hạc Hai"]) == ["1", "3"]


def test_a_small_unit_has_no_line_of_weeks(admin, wards):
    assert page_of(admin, wards.offices["Hạc Một"]).select(".weeks")
    assert not page_of(admin, wards.offices["Hạc Hai"]).select(".weeks")


def test_the_weeks_say_what_the_numbers_say(admin, wards):
    page = page_of(admin)
    cells = [words(row).split() for row in page.select(".weeks tbody tr")]
    assert len(cells) == 10
    assert words(page.select(".weeks tbody tr")[-1].select("td")[1]) == "43 %"
    assert "43" in words(page.select_one(".weeks .trend-key .is-actual"))
    assert len(page.select_one(".weeks-actual")["points"].split()) == 10


def test_people_right_at_a_unit_have_a_line_of_their_own(admin, wards):
    learns(a_person("Chủ tịch Hạc"), wards.course, wards.hac, state="done")
    page = page_of(admin, wards.hac)
    own = page.select_one("table.units tbody tr")
    assert [int(cell.get_text()) for cell in own.select("td[data-label]")] == [1, 1, 0]
    assert four(page)[0] == 17
    listed = soup(admin.get(own.a["href"]))
    assert [words(name) for name in listed.select("table.people tbody th a")] == ["Chủ tịch Hạc"]
    assert rows(page_of(admin))["Phường Hạc"] == [17, 10, 3]


def test_kinds_of_units_leave_the_others_out_everywhere(admin, wards):
    wards.province.refresh_from_db()
    enterprise = a_unit("Công ty Sông Mã", wards.province, kind="enterprise")
    learns(a_person("Công nhân Một"), wards.course, enterprise, due=-2)
    page = page_of(admin, loai="enterprise")
    assert four(page) == [1, 0, 0, 1]
    assert list(rows(page)) == ["Công ty Sông Mã"]
    listed = soup(admin.get(page.select("ul.four a")[0]["href"]))
    assert [words(name) for name in listed.select("table.people tbody th a")] == ["Công nhân Một"]


def test_periods(admin, wards):
    office = wards.offices["Hạc Một"]
    plan = TrainingPlan.objects.create(year=2026, title="Kế hoạch năm 2026", unit=wards.province)
    assignment = Assignment.objects.create(
        course=wards.course,
        plan=plan,
        due_on=TODAY,
        made_by=a_person(),
        made_for=wards.province,
        made_at=NOW,
    )
    learns(a_person(), wards.course, office, state="done", assignment=assignment)
    learns(a_person(), wards.course, office, state="done", since=800, done=700)
    learns(a_person(), wards.course, office, since=800, due=-600)
    assert four(page_of(admin)) == [33, 15, 2, 13]
    assert four(page_of(admin, ky="nam")) == [32, 14, 2, 13]
    assert four(page_of(admin, ky=plan.pk)) == [1, 1, 0, 0]


def test_duties_and_choices(admin, wards):
    learns(a_person(), wards.course, wards.offices["Hạc Một"], is_mandatory=False)
    assert four(page_of(admin))[0] == 31
    assert "1" in words(page_of(admin).select_one(".report-note"))
    assert four(page_of(admin, dien="bat-buoc"))[0] == 30


def test_of_one_course_only_its_enrolments_count(admin, wards):
    other = a_course("Khóa khác", lessons=0)
    learns(a_person(), other, wards.offices["Hạc Một"], due=-1)
    assert four(page_of(admin, khoa=other.pk)) == [1, 0, 0, 1]
    assert four(page_of(admin, khoa=wards.course.pk))[0] == 30


def test_withdrawn_and_expired_ones_do_not_count(admin, wards):
    for state in ["withdrawn", "expired"]:
        learns(a_person(), wards.course, wards.offices["Hạc Một"], state=state)
    assert four(page_of(admin))[0] == 30


def test_an_ended_unit_shows_as_long_as_it_counts(admin, wards):
    wards.province.refresh_from_db()
    ended = a_unit("Xã Cũ", wards.province, valid_to=TODAY)
    assert "Xã Cũ" not in rows(page_of(admin))
    learns(a_person(), wards.course, ended, state="done")
    assert rows(page_of(admin))["Xã Cũ"] == [1, 1, 0]


def test_several_branches_have_a_line_each(client, wards):
    person = an_administrator(wards.offices["Hạc Hai"])
    Administration.objects.create(user=person, unit=wards.sam, role="observer")
    page = page_of(signed_in(client, person))
    assert rows(page) == {"Phường Sầm": [14, 4, 9], "Phòng Hạc Hai": [3, 1, 0]}
    assert four(page) == [17, 5, 0, 9]
    assert not page.select("ul.four a")
    below = soup(client.get(page.select_one("table.units tbody a")["href"]))
    assert below.select_one(".crumbs a")["href"].startswith(reverse("reports:dashboard"))


def test_a_superuser_sees_every_root(client, wards):
    other = a_unit("Tỉnh khác", kind="province")
    learns(a_person(), wards.course, other, state="done")
    page = page_of(signed_in(client, a_person(is_superuser=True)))
    assert {name: row for name, row in rows(page).items() if row} == {
        "Tỉnh Thử": [30, 13, 12],
        "Tỉnh khác": [1, 1, 0],
    }
    assert four(page_of(client, wards.province)) == [30, 13, 2, 12]
    assert four(page_of(client, other)) == [1, 1, 0, 0]


def test_the_way_up_ends_at_the_top_of_ones_branch(client, wards):
    admin = signed_in(client, an_administrator(wards.hac))
    crumbs = page_of(admin, wards.offices["Hạc Một"]).select(".crumbs a")
    assert [words(crumb) for crumb in crumbs] == ["Phường Hạc"]


def test_tasks_are_links_to_where_they_are_done(admin, wards):
    CorrectionRequest.objects.create(
        user=a_person(unit=wards.offices["Hạc Một"]), text="Sai tên", made_at=NOW
    )
    tasks = page_of(admin).select(".todo a")
    assert any("trang_thai=qua-han" in task["href"] and "12" in words(task) for task in tasks)
    assert any(reverse("reports:requests") == task["href"] for task in tasks)


def test_units_where_nobody_has_finished_are_a_task(admin, wards):
    wards.province.refresh_from_db()
    idle = a_unit("Xã Chậm", wards.province)
    learns(a_person(), wards.course, idle)
    assert any(task["href"] == "#don-vi" for task in page_of(admin).select(".todo a"))


class TestEmpty:
    def title(self, page) -> str:
        assert not page.select("ul.four")
        return words(page.select_one(".empty h2"))

    def test_each_reason_is_said_apart(self, client):
        nobody = a_unit("Đơn vị trống")
        admin = signed_in(client, an_administrator(nobody))
        idle = self.title(page_of(admin, nobody))
        Administration.objects.get(unit=nobody).user.memberships.all().delete()
        empty = self.title(page_of(admin, nobody))
        filtered = page_of(admin, nobody, ky="nam")
        assert len({idle, empty, self.title(filtered)}) == 3
        assert filtered.select_one(".empty a")["href"] == reverse("reports:unit", args=[nobody.pk])

    @pytest.mark.parametrize(("role", "links"), [("administrator", 1), ("observer", 0)])
    def test_the_way_on_is_for_those_who_may_take_it(self, client, role, links):
        unit = a_unit("Đơn vị mới")
        admin = signed_in(client, an_administrator(unit, role=role))
        page = page_of(admin, unit)
        assert [link["href"] for link in page.select(".empty a")] == [reverse("enrolments:assign")] * links
        assert not page.select('a[href*="/xuat/"]')

    def test_a_child_without_anything_to_learn_says_so(self, admin, wards):
        wards.province.refresh_from_db()
        a_unit("Xã Mới", wards.province)
        row = page_of(admin).select("table.units tbody tr")[-1]
        assert words(row.th) == "Xã Mới"
        assert row.select_one("td.none")


def test_hostile_names_are_text(admin, wards):
    Unit.objects.filter(pk=wards.hac.pk).update(short_name="<script>alert(1)</script> & \"'")
    page = page_of(admin)
    assert "<script>alert(1)</script> & \"'" in rows(page)
    assert not page.select("main script")


def test_queries_do_not_grow_with_units(admin, wards):
    address = reverse("reports:dashboard")
    admin.get(address)

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            admin.get(address)
        return len(captured)

    before = queries()
    for number in range(3):
        wards.province.refresh_from_db()
        unit = a_unit(f"Xã Thêm {number}", wards.province)
        learns(a_person(), a_course(f"Khóa thêm {number}", lessons=0), unit, due=-1)
    assert queries() == before
    assert before <= 12


@pytest.mark.parametrize("where", ["dashboard", "leaf"])
def test_queries_with_an_empty_cache(admin, wards, where):
    unit = wards.offices["Hạc Một"] if where == "leaf" else None
    page_of(admin, unit)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        page_of(admin, unit)
    assert len(captured) <= 12


def test_the_year_begins_in_vietnam(admin, wards):
    office = wards.offices["Hạc Một"]
    first = NOW.replace(year=2025, month=12, day=31, hour=17, minute=0)  # midnight of 1 January in Vietnam
    for closed_at in [first, first - DAY / 86_400]:
        enrolment = learns(a_person(), wards.course, office, state="done", since=400)
        enrolment.closed_at = closed_at
        enrolment.save()
    assert four(page_of(admin, ky="nam"))[0] == 31
