"""Lists of people: found without tones, in the order of given names, every line on one page and one only."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
import vietnamese
from enrolments.models import Enrolment
from reports import people
from reports.forms import Place
from tests.factories import a_course, a_person, an_administrator, signed_in
from tests.reports.scenes import NOW, TODAY, Wards, learns, soup, words

pytestmark = pytest.mark.django_db
NAMES = ["An", "Ân", "Bình", "Đức", "Duy", "Hà", "Hạ", "Oanh", "Ỷ Lan", "Thảo", "Uyên", "Xuân", "Yến"]


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards():
    return Wards()


@pytest.fixture
def admin(client, wards):
    return signed_in(client, an_administrator(wards.hac))


@pytest.fixture(params=[0, 2000], ids=["walked", "sorted"])
def few(request, monkeypatch):
    """Long lists walk people by name, short ones are sorted: both must show the same."""
    monkeypatch.setattr(people, "FEW", request.param)


def list_of(admin, unit, **query):
    response = admin.get(reverse("reports:people", args=[unit.pk]), query)
    assert response.status_code == 200
    return soup(response)


def lines(page) -> list[tuple[str, str]]:
    """Staff code and course of each line."""
    return [
        (words(row.select_one("th .muted")), words(row.select("td")[1]))
        for row in page.select("table.people tbody tr")
    ]


def names(page) -> list[str]:
    return [words(link) for link in page.select("table.people tbody th a")]


def crowd(wards, number: int) -> list[tuple[str, str]]:
    """So many people, one in three of them in two courses; returns the lines in the order they should have."""
    second = a_course("Khóa thứ hai", lessons=0)
    offices = [wards.offices["Hạc Một"], wards.offices["Hạc Hai"]]
    expected = []
    for place in range(number):
        office = offices[place % 2]
        person = a_person(f"Lê Văn {NAMES[place % len(NAMES)]}", unit=office, password=None)
        for course in [wards.course, second][: 2 if place % 3 == 0 else 1]:
            line = learns(person, course, office, state="done" if place % 4 == 0 else "waiting", due=-1)
            expected.append((person.sort_key, person.pk, line.pk, person.staff_code, course.title))
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # a site does it by itself; without it PostgreSQL takes the tables for empty
    return [(code, title) for _, _, _, code, title in sorted(expected)]


def walk(admin, page, rel: str) -> list:
    """This page and all that its links lead to, one after the other."""
    pages = [page]
    while link := pages[-1].select_one(f'.pager a[rel="{rel}"]'):
        pages.append(soup(admin.get(link["href"])))
        assert len(pages) < 50
    return pages


def test_pages_forward_and_back_show_every_line_once_in_order(admin, wards, few):
    expected = crowd(wards, 61)
    forward = walk(admin, list_of(admin, wards.hac), "next")
    assert [line for page in forward for line in lines(page)] == expected
    assert [len(lines(page)) for page in forward] == [25, 25, 25, len(expected) - 75]
    back = walk(admin, forward[-1], "prev")
    assert [lines(page) for page in back] == [lines(page) for page in reversed(forward)]
    assert back[-1].select_one('.pager a[rel="prev"]') is None


def test_a_list_of_exactly_one_page_has_no_next(admin, wards, few):
    for _ in range(25):
        learns(a_person(password=None), wards.course, wards.offices["Hạc Một"])
    page = list_of(admin, wards.hac)
    assert len(names(page)) == 25
    assert not page.select(".pager a") and not page.select(".letters a")


def test_pages_keep_search_state_and_filters(admin, wards, few):
    crowd(wards, 200)
    first = list_of(admin, wards.hac, q="le van", trang_thai="qua-han", khoa=wards.course.pk)
    pages = walk(admin, first, "next")
    shown = [name for page in pages for name in names(page)]
    assert len(shown) == Enrolment.objects.overdue(TODAY).filter(course=wards.course).count() == 150


def test_a_letter_begins_the_list_there(admin, wards, few):
    crowd(wards, 60)
    page = list_of(admin, wards.hac, chu="đ")
    assert vietnamese.given_name(names(page)[0]) == "Đức"
    later = [vietnamese.given_name(name) for page in walk(admin, page, "next") for name in names(page)]
    assert not {"An", "Ân", "Bình", "Duy"} & set(later)
    before = soup(admin.get(page.select_one('.pager a[rel="prev"]')["href"]))
    assert vietnamese.given_name(names(before)[-1]) == "Duy"


def test_a_letter_behind_all_names_says_so_and_leads_back(admin, wards, few):
    for _ in range(30):
        learns(a_person("Lê Văn An", password=None), wards.course, wards.offices["Hạc Một"])
    page = list_of(admin, wards.hac, chu="y")
    assert not names(page)
    assert soup(admin.get(page.select_one(".empty a")["href"])).select("table.people tbody tr")


@pytest.mark.parametrize("typed", ["nguyen thi anh", "NGUYỄN THỊ ÁNH", "Nguyễn Thi Anh", "anh nguyễn", "ánh"])
def test_search_does_not_ask_for_tones(admin, wards, typed):
    office = wards.offices["Hạc Một"]
    learns(a_person("Nguyễn Thị Ánh"), wards.course, office)
    learns(a_person("Trần Văn Bình"), wards.course, office)
    assert names(list_of(admin, wards.hac, q=typed)) == ["Nguyễn Thị Ánh"]


def test_search_finds_staff_codes_and_counts_states_of_what_was_found(admin, wards):
    office = wards.offices["Hạc Một"]
    found = a_person("Nguyễn Thị Ánh", staff_code="TH-777")
    learns(found, wards.course, office, state="learning", due=-2)
    learns(a_person("Trần Văn Bình"), wards.course, office, state="done")
    page = list_of(admin, wards.hac, q="th-777")
    assert names(page) == ["Nguyễn Thị Ánh"]
    assert [words(number) for number in page.select(".states .num")] == ["1", "0", "1", "0", "0", "1"]


def test_what_was_typed_is_only_text(admin, wards):
    page = list_of(admin, wards.hac, q='"><script>alert(1)</script>%_')
    assert page.select_one('input[name="q"]')["value"] == '"><script>alert(1)</script>%_'
    assert not page.select("main script")
    learns(a_person("Trần Văn Bình"), wards.course, wards.offices["Hạc Một"])
    assert not names(list_of(admin, wards.hac, q="%"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", 11),
        ("chua-hoc", 7),
        ("dang-hoc", 1),
        ("da-xong", 3),
        ("qua-han", 4),
        ("sap-han", 2),
    ],
)
def test_states(admin, wards, few, state, expected):
    wards.learners("Hạc Một", waiting=1, learning=1, done=3, late=4, soon=2)
    wards.learners("Sầm Một", waiting=5, learning=5, done=5, late=5, soon=5)
    page = list_of(admin, wards.hac, trang_thai=state)
    assert len(names(page)) == expected
    assert words(page.select_one(".states [aria-current] .num")) == str(expected)


def test_a_unit_is_told_from_others_of_its_name(client, wards):
    learns(a_person(), wards.course, wards.offices["Hạc Một"])
    admin = signed_in(client, an_administrator(wards.province))
    assert words(list_of(admin, wards.province).select("table.people td")[0]) == "Phòng Hạc Một, Phường Hạc"
    assert words(list_of(admin, wards.hac).select("table.people td")[0]) == "Phòng Hạc Một"


def test_a_place_made_up_is_not_found(admin, wards):
    enrolment = learns(a_person(), wards.course, wards.offices["Sầm Một"])
    true = str(Place(enrolment.user_id, enrolment.pk))
    address = reverse("reports:people", args=[wards.hac.pk])
    for forged in [
        f"{enrolment.user_id}-{enrolment.pk}",
        true[:-1],
        true.replace("-", "-9", 1),
        "x",
        "1-1:x",
    ]:
        assert admin.get(address, {"sau": forged}).status_code == 404
        assert admin.get(address, {"truoc": forged}).status_code == 404
    assert admin.get(address, {"sau": true}).status_code == 200


def test_names_do_not_stand_in_the_addresses_of_pages(admin, wards):
    crowd(wards, 40)
    link = list_of(admin, wards.hac).select_one('.pager a[rel="next"]')["href"]
    assert "sau=" in link
    assert not any(vietnamese.fold(name).split()[0] in link.lower().split("sau=")[0] for name in ["Lê Văn"])


def test_queries_are_few_and_do_not_grow_with_people(admin, wards, few):
    address = reverse("reports:people", args=[wards.hac.pk])
    admin.get(address)

    def queries(query) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            admin.get(address, query)
        return len(captured)

    counts = []
    for number in [1, 2, 27]:  # 1, 3 and 30 lines
        for place in range(number):
            person = a_person(f"Lê Văn {NAMES[place % 13]}", unit=wards.offices["Hạc Một"], password=None)
            learns(person, wards.course, wards.offices["Hạc Một"], due=-1)
        counts.append([queries({}), queries({"q": "le"}), queries({"trang_thai": "qua-han"})])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 10
