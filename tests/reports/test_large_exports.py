"""Files of more lines than anybody waits for: made in the background, fetched by whoever asked and may still see it all."""

import datetime
import io
import time

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

import clock
from audit.models import Entry
from organisation.models import Administration
from reports import exports, large_exports
from reports.large_exports import ask_for_export, file_asked, write_export
from reports.models import LargeExport
from reports.tasks import tend_exports
from tests.factories import an_administrator, signed_in
from tests.reports.scenes import NOW, Wards, soup, words

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
Stage = LargeExport.Stage


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture(autouse=True)
def short_patience(monkeypatch, settings, tmp_path):
    """Three lines are many here, and files lie in a folder of this test."""
    monkeypatch.setattr(large_exports, "AT_ONCE", 2)
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def wards():
    wards = Wards()
    wards.learners("Hạc Một", done=2, late=1)
    wards.learners("Sầm Một", late=2)
    return wards


@pytest.fixture
def chief(wards):
    return an_administrator(wards.hac, full_name="Trần Văn Dũng")


@pytest.fixture
def admin(client, chief):
    return signed_in(client, chief)


def address(wards, **query) -> str:
    asked = QueryDict(mutable=True)
    asked.update({"bang": "nguoi"} | query)
    return f"{reverse('reports:export', args=[wards.hac.pk])}?{asked.urlencode()}"


def made_for(chief, wards, **fields) -> LargeExport:
    """A file somebody asked for, and nobody has begun."""
    asked = address(wards)
    made = ask_for_export(by=chief, address=asked, wanted=file_asked(chief, asked))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def page_of(client, made, status=200):
    response = client.get(reverse("reports:large_export", args=[made.pk]))
    assert response.status_code == status
    return soup(response)


def fetched(client, made):
    return client.get(reverse("reports:large_export_file", args=[made.pk]))


def rows_of(response) -> list[list]:
    content = b"".join(response)
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows[next(place for place, row in enumerate(rows) if row[1] != "") :]


def kept_files() -> list[str]:
    folder = storages["private"]
    return folder.listdir("exports")[1] if folder.exists("exports") else []


# From asking to fetching.


def test_a_long_list_is_asked_for_made_and_fetched(admin, wards, monkeypatch):
    asked = address(wards)
    page = soup(admin.get(asked))
    assert "Tệp sẽ có 3 dòng" in words(page.main)
    assert not LargeExport.objects.exists()  # looking makes nothing
    ready = admin.post(page.select_one("main form")["action"], follow=True)
    made = LargeExport.objects.get()
    assert ready.redirect_chain == [(reverse("reports:large_export", args=[made.pk]), 302)]
    assert not soup(ready).select('meta[http-equiv="refresh"]')
    response = admin.get(soup(ready).select_one("main a.btn")["href"])
    taken = rows_of(response)
    assert "no-store" in response["Cache-Control"] and response["Content-Type"].endswith(
        "spreadsheetml.sheet"
    )
    monkeypatch.setattr(large_exports, "AT_ONCE", 3)
    at_once = admin.get(asked)
    assert at_once["Content-Disposition"] == response["Content-Disposition"]
    assert rows_of(at_once) == taken and len(taken) == 1 + 3
    # A line fewer than the limit, or a table of units, is never made to wait for.
    assert LargeExport.objects.count() == 1


def test_a_table_of_units_is_never_waited_for(admin, wards):
    assert len(rows_of(admin.get(address(wards, bang="don-vi")))) > 1
    assert rows_of(admin.get(address(wards, trang_thai="da-xong")))  # two lines


def test_a_report_that_was_built_is_made_in_the_same_way(admin, wards):
    asked = f"{reverse('reports:builder_file')}?hang=luot-hoc&cot=ten&cot=khoa&dang=csv"
    assert "3 dòng" in words(soup(admin.get(asked)).main)
    admin.post(asked)
    response = fetched(admin, LargeExport.objects.get())
    heading, *lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert heading == "Họ và tên,Khóa học"
    assert set(lines) == {"Nguyễn Văn Hạc Một,Nền tảng pháp luật"} and len(lines) == 3
    assert ".csv" in response["Content-Disposition"]
    assert Entry.objects.get(verb="report.exported").detail["rows"] == 3


def test_more_than_a_sheet_holds_is_refused_in_words(admin, wards, monkeypatch):
    monkeypatch.setattr(large_exports, "MOST_LINES", 2)
    page = soup(admin.post(address(wards)))
    assert "Tệp sẽ có tới 3 dòng" in words(page.main) and not page.select("main form")
    assert not LargeExport.objects.exists()


def test_who_asked_and_who_took_is_logged(admin, chief, wards):
    admin.post(address(wards, trang_thai="", q="hac"))
    asked = Entry.objects.get(verb="export.asked")
    filters = {"table": "nguoi", "filters": {"bang": "nguoi", "q": "hac"}, "rows": 3}
    assert (asked.actor, asked.unit_id) == (chief, wards.hac.pk)
    assert asked.detail["rows"] == 3 and asked.detail["table"] == "nguoi"
    assert not Entry.objects.filter(verb="report.exported").exists()  # nothing has left yet
    fetched(admin, LargeExport.objects.get())
    taken = Entry.objects.get(verb="report.exported")
    assert (taken.actor, taken.unit_id, taken.detail) == (chief, wards.hac.pk, filters)


# Twice, and many.


def test_the_same_asked_twice_is_the_one_at_work(chief, wards):
    first = made_for(chief, wards)
    assert made_for(chief, wards) == first
    LargeExport.objects.update(stage=Stage.WRITING)
    assert made_for(chief, wards) == first
    LargeExport.objects.update(stage=Stage.READY)
    assert made_for(chief, wards) != first  # newer figures may be asked for
    assert LargeExport.objects.count() == 2


def test_the_database_holds_no_two_of_the_same_at_work(chief, wards):
    first = made_for(chief, wards)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()
    first.stage = Stage.READY
    first.save()


def test_nobody_has_more_than_three_in_the_making(admin, chief, wards):
    for number in range(3):
        made_for(chief, wards, address=f"/bao-cao/{number}/")
    refused = admin.post(address(wards), follow=True)
    assert "Ba tệp đang được lập" in words(soup(refused).main)
    assert LargeExport.objects.count() == 3
    LargeExport.objects.filter(address="/bao-cao/1/").update(stage=Stage.READY)
    admin.post(address(wards))
    assert LargeExport.objects.count() == 4


def test_one_that_is_being_written_is_not_begun_again(chief, wards):
    made = made_for(chief, wards, stage=Stage.WRITING, tries=1, stage_at=NOW - MINUTE)
    assert not write_export(pk=made.pk)
    assert (kept_files(), tend_exports()) == ([], 0)
    LargeExport.objects.update(stage_at=NOW - 4 * MINUTE)
    assert write_export(pk=made.pk)  # nothing was heard of the other
    assert not write_export(pk=made.pk)
    assert kept_files() == [f"{made.pk}-2"]


# Whose it is, and what they may still see.


def test_it_is_its_askers_alone(admin, client, chief, wards):
    made = made_for(chief, wards)
    write_export(pk=made.pk)
    places = ["large_export", "large_export_file", "ask_for_export_again"]
    paths = [reverse(f"reports:{place}", args=[made.pk]) for place in places]
    assert [admin.get(path).status_code for path in paths] == [200, 200, 405]
    assert made.title in words(soup(admin.get(reverse("reports:large_exports"))).main)
    beside = signed_in(client, an_administrator(wards.hac))
    assert [beside.get(path).status_code for path in paths] == [404, 404, 405]
    assert beside.post(paths[2]).status_code == 404
    assert made.title not in words(soup(beside.get(reverse("reports:large_exports"))).main)


def loses_the_branch(chief, wards):
    Administration.objects.filter(user=chief).update(ends_on=clock.today() - DAY)
    Administration.objects.create(user=chief, unit=wards.sam, role=Administration.Role.ADMINISTRATOR)


def loses_an_office(chief, wards):
    office = wards.offices["Hạc Một"]
    office.refresh_from_db()
    wards.sam.refresh_from_db()
    office.move(wards.sam, pos="sorted-child" if office.node_order_by else "last-child")


@pytest.mark.parametrize("change", [loses_the_branch, loses_an_office])
def test_whoever_lost_sight_of_something_in_it_gets_it_no_more(admin, chief, wards, change):
    made = made_for(chief, wards)
    write_export(pk=made.pk)
    assert fetched(admin, made).status_code == 200  # could be taken
    assert kept_files()
    change(chief, wards)
    refused = fetched(admin, made)
    assert refused.status_code == 403
    assert "không còn được lấy tệp này" in words(soup(refused).main)
    assert kept_files() == []
    assert Entry.objects.filter(verb="report.exported").count() == 1
    assert "không còn được lấy tệp này" in words(page_of(admin, made).main)
    assert fetched(admin, made).status_code == 404


def test_whoever_lost_the_branch_before_it_was_written_gets_none(admin, chief, wards):
    made = made_for(chief, wards)
    loses_the_branch(chief, wards)
    assert not write_export(pk=made.pk)
    assert kept_files() == []
    assert "không còn được lấy tệp này" in words(page_of(admin, made).main)


def test_a_locked_person_gets_none(chief, wards):
    made = made_for(chief, wards)
    chief.is_active = False
    chief.save()
    assert not write_export(pk=made.pk)
    assert LargeExport.objects.get().stage == Stage.REFUSED


# What goes wrong.


def test_what_a_killed_worker_left_is_made_all_the_same(admin, chief, wards):
    made = made_for(chief, wards, stage=Stage.WRITING, tries=1, stage_at=NOW - 4 * MINUTE, done=5000)
    storages["private"].save(f"exports/{made.pk}-1", io.BytesIO(b"half a file"))
    assert page_of(admin, made).select('meta[http-equiv="refresh"]')
    assert large_exports.left_by_the_killed() == [made.pk]
    assert "Chờ đến lượt" in words(page_of(admin, made).main) and not page_of(admin, made).progress.has_attr(
        "max"
    )
    LargeExport.objects.update(stage=Stage.WRITING, stage_at=NOW - 4 * MINUTE)
    assert tend_exports() == 1
    assert len(rows_of(fetched(admin, made))) == 1 + 3
    with clock.frozen_at(NOW + DAY):
        assert tend_exports() == 1
    assert kept_files() == []


def test_what_was_killed_three_times_says_so_and_can_be_tried_again(admin, chief, wards):
    made = made_for(chief, wards, stage=Stage.WRITING, tries=3, stage_at=NOW - 4 * MINUTE)
    assert tend_exports() == 0
    page = page_of(admin, made)
    assert "Không lập được tệp" in words(page.main)
    again = admin.post(page.select_one("main form")["action"], follow=True)
    assert "Tệp đã sẵn sàng" in words(soup(again).main)
    assert LargeExport.objects.get() != made  # the failed one is gone


def test_what_goes_wrong_is_told_at_once_and_raised(admin, chief, wards, monkeypatch):
    made = made_for(chief, wards)
    monkeypatch.setitem(exports.SHEETS, "nguoi", lambda inquiry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_export(pk=made.pk)
    assert "Không lập được tệp" in words(page_of(admin, made).main)


def test_a_beginning_that_was_given_up_ends_nothing(chief, wards, monkeypatch):
    made = made_for(chief, wards)
    sheet = exports.SHEETS["nguoi"]

    def slow(inquiry):
        LargeExport.objects.update(tries=2)  # another has begun meanwhile
        return sheet(inquiry)

    monkeypatch.setitem(exports.SHEETS, "nguoi", slow)
    assert not write_export(pk=made.pk)
    assert LargeExport.objects.get().stage == Stage.WRITING
    assert kept_files() == []


def test_a_file_that_is_not_where_it_was_put_can_be_made_again(admin, chief, wards):
    made = made_for(chief, wards)
    write_export(pk=made.pk)
    storages["private"].delete(f"exports/{made.pk}-1")
    gone = fetched(admin, made)
    assert gone.status_code == 410 and soup(gone).select_one("main form button")
    assert not Entry.objects.filter(verb="report.exported").exists()


def test_after_a_day_nothing_is_left(admin, chief, wards):
    made = made_for(chief, wards)
    write_export(pk=made.pk)
    with clock.frozen_at(NOW + DAY - MINUTE):
        assert tend_exports() == 0
        assert fetched(admin, made).status_code == 200
    with clock.frozen_at(NOW + DAY):
        assert fetched(admin, made).status_code == 404
        assert tend_exports() == 1
    assert (kept_files(), LargeExport.objects.count()) == ([], 0)


# How far it is.


def test_the_page_says_how_far_it_is(admin, chief, wards):
    made = made_for(chief, wards)
    assert "Chờ đến lượt" in words(page_of(admin, made).main)
    LargeExport.objects.update(stage=Stage.WRITING, done=15_000, total=404_702)
    page = page_of(admin, made)
    assert "15.000 trên 404.702 dòng" in words(page.main)
    assert (page.progress["value"], page.progress["max"]) == ("15000", "404702")


def test_a_page_that_waits_by_itself_keeps_nobody_signed_in(admin, chief, wards):
    """It loads again every three seconds, whether or not anybody sits in front of it."""
    made = made_for(chief, wards)
    for path, is_a_sign in [
        (reverse("reports:large_export", args=[made.pk]), False),
        (reverse("reports:large_exports"), True),
    ]:
        session = admin.session
        session["seen"] = time.time() - 1000
        session.save()
        assert admin.get(path).status_code == 200
        assert (time.time() - admin.session["seen"] < 60) == is_a_sign


def test_the_list_of_files_asks_as_much_for_three_as_for_one(admin, chief, wards):
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            page = soup(admin.get(reverse("reports:large_exports")))
        return len(page.select("main tbody tr")), len(queries)

    made_for(chief, wards, address="/bao-cao/9/")
    asked()
    rows, before = asked()
    for number in range(2):
        made_for(chief, wards, address=f"/bao-cao/{number}/")
    assert (rows, asked()) == (1, (3, before))
    assert before <= 8
