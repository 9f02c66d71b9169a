"""Saved views: a question under a name, found by those it is shared with, told of when it is due, never with a figure."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from reminders.actions import write_messages
from reminders.delivering import deliver_messages
from reminders.models import Message, Reminder
from reports.keeping import note_views_due, save_view
from reports.models import SavedView
from tests.factories import a_person, an_administrator, signed_in
from tests.reports.scenes import NOW, Wards, soup, words

FRIDAY = NOW - datetime.timedelta(days=3)
"""NOW is a Monday."""
LATE = "/bao-cao/tu-lap/?hang=luot-hoc&trang_thai=qua-han"


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards(db):
    wards = Wards()
    wards.learners("Hạc Một", done=1, late=2)
    wards.learners("Sầm Một", late=3)
    return wards


@pytest.fixture
def chief(wards):
    return an_administrator(wards.province, full_name="Trần Văn Dũng", email="dung@thanhhoa.gov.vn")


def saved(by, on=FRIDAY, **fields) -> SavedView:
    with clock.frozen_at(on):
        return save_view(by=by, **{"name": "Ai quá hạn", "address": LATE, **fields})


def save(client, **form):
    address = form.pop("dia_chi", LATE)
    return client.post(f"{reverse('reports:save_view')}?dia_chi={address.replace('&', '%26')}", form)


def test_a_view_is_saved_from_the_page_and_leads_back(client, wards, chief):
    signed_in(client, chief)
    page = client.get(f"{LATE}&trang=1")
    link = next(one for one in soup(page).select("a.btn") if words(one) == "Lưu báo cáo này")["href"]
    form = {"name": "Ai quá hạn", "audience": "administrators", "schedule": "", "shared_with": ""}
    assert client.post(link, form).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.address, view.owner) == ("Ai quá hạn", LATE, chief)
    assert client.get(reverse("reports:saved_view", args=[view.pk])).url == LATE
    assert "Ai quá hạn" in client.get(reverse("reports:saved_views")).content.decode()
    assert Entry.objects.get(verb="view.saved").detail["name"] == "Ai quá hạn"


def test_the_same_name_is_replaced_and_a_view_removed_by_its_owner_only(client, wards, chief):
    signed_in(client, chief)
    form = {"name": "Ai quá hạn", "audience": "administrators"}
    save(client, **form)
    save(client, **form, dia_chi="/bao-cao/?khoa=1")
    view = SavedView.objects.get()
    assert view.address == "/bao-cao/?khoa=1"
    SavedView.objects.update(shared_with=wards.province)
    other = signed_in(client, an_administrator(wards.province))
    assert view in other.get(reverse("reports:saved_views")).context["views"]
    assert other.post(reverse("reports:forget_view", args=[view.pk])).status_code == 404
    signed_in(client, chief).post(reverse("reports:forget_view", args=[view.pk]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/bao-cao/",
        "//example.org/bao-cao/",
        "/quan-tri/",
        "/bao-cao/nhat-ky/",
        "javascript:alert(1)",
        "",
        "/bao-cao/tu-lap/?q=" + "x" * 1500,
    ],
)
def test_only_a_report_of_this_site_is_saved(client, chief, address):
    signed_in(client, chief)
    assert save(client, name="x", audience="administrators", dia_chi=address).status_code == 404
    assert not SavedView.objects.exists()


def test_who_finds_a_shared_view(wards, chief):
    view = saved(chief, shared_with=wards.hac)
    below = an_administrator(wards.offices["Hạc Một"])
    observer = an_administrator(wards.hac, role="observer")
    aside, above = an_administrator(wards.sam), an_administrator(wards.province)
    learner = a_person(unit=wards.hac)

    def finders() -> set:
        everybody = (chief, below, observer, aside, above, learner)
        return {one for one in everybody if SavedView.objects.found_by(one).filter(pk=view.pk).exists()}

    assert finders() == {chief, below}
    SavedView.objects.update(audience="everybody")
    assert finders() == {chief, below, observer}
    SavedView.objects.update(shared_with=None)
    assert finders() == {chief}


def test_whoever_opens_it_sees_the_own_units_only(client, wards, chief):
    view = saved(chief, shared_with=wards.hac)
    of_hac = signed_in(client, an_administrator(wards.hac))
    page = of_hac.get(of_hac.get(reverse("reports:saved_view", args=[view.pk])).url)
    assert page.context["table"].number == 2
    assert signed_in(client, chief).get(view.address).context["table"].number == 5
    of_sam = signed_in(client, an_administrator(wards.sam))
    assert of_sam.get(reverse("reports:saved_view", args=[view.pk])).status_code == 404


def test_nobody_shares_with_a_branch_of_others(client, wards):
    signed_in(client, an_administrator(wards.hac))
    form = {"name": "x", "audience": "administrators"}
    assert save(client, **form, shared_with=wards.sam.pk).status_code == 422
    assert save(client, **form, shared_with=wards.hac.pk).status_code == 302


def told() -> dict[str, list[dict]]:
    call_command("tick")
    return {one.user.full_name: one.lines for one in Message.objects.select_related("user")}


def test_on_its_day_everybody_who_finds_it_is_told_once_with_a_link_and_no_figure(wards, chief):
    view = saved(chief, shared_with=wards.hac, schedule="weekly", name="Ai quá hạn")
    hac = an_administrator(wards.hac, full_name="Lê Thị Hạc", email="hac@thanhhoa.gov.vn")
    an_administrator(wards.sam, full_name="Lê Thị Sầm", email="sam@thanhhoa.gov.vn")
    Reminder.objects.all().delete()
    with clock.frozen_at(NOW):
        note_views_due()
        note_views_due()
    line = {"text": "Đã đến kỳ xem báo cáo “Ai quá hạn”.", "url": f"/bao-cao/da-luu/{view.pk}/"}
    assert set(Reminder.objects.filter(step="report").values_list("user__full_name", flat=True)) == {
        chief.full_name,
        hac.full_name,
    }
    write_messages()
    deliver_messages()
    assert {one.user: one.lines for one in Message.objects.filter(user__in=[chief, hac])} == {
        chief: [line],
        hac: [line],
    }
    mails = {one.to[0]: one for one in mail.outbox}
    assert set(mails) == {chief.email, hac.email}
    assert mails[hac.email].subject == "Đã đến kỳ xem báo cáo"
    assert line["url"] in mails[hac.email].body
    assert mails[hac.email].attachments == []
    with clock.frozen_at(NOW + datetime.timedelta(days=1)):
        assert note_views_due() == 0
    with clock.frozen_at(NOW + datetime.timedelta(days=7)):
        assert note_views_due() == 2


def test_a_tick_tells_of_it_too(wards, chief):
    saved(chief, schedule="weekly")
    assert any(line["url"].startswith("/bao-cao/da-luu/") for line in told()[chief.full_name])


@pytest.mark.parametrize(
    ("schedule", "day", "number"),
    [
        ("weekly", datetime.date(2026, 11, 30), 1),
        ("weekly", datetime.date(2026, 12, 3), 1),  # the platform stood still since Monday
        ("weekly", datetime.date(2026, 12, 4), 0),
        ("monthly", datetime.date(2026, 11, 30), 0),
        ("monthly", datetime.date(2026, 12, 1), 1),
        ("monthly", datetime.date(2026, 12, 9), 0),
        ("", datetime.date(2026, 12, 1), 0),
    ],
)
def test_the_days_of_a_schedule(wards, chief, schedule, day, number):
    saved(chief, on=NOW, schedule=schedule)
    with clock.frozen_at(datetime.datetime.combine(day, datetime.time(3), datetime.UTC)):
        assert note_views_due() == number


def test_what_is_saved_on_its_day_waits_for_the_next(wards, chief):
    saved(chief, on=NOW, schedule="weekly")
    assert note_views_due() == 0


def test_whoever_lost_the_role_or_the_account_is_told_nothing(wards, chief):
    saved(chief, shared_with=wards.hac, schedule="weekly")
    gone, locked = an_administrator(wards.hac), an_administrator(wards.hac, is_active=False)
    gone.administrations.all().delete()
    note_views_due()
    told_of = Reminder.objects.filter(step="report")
    assert [one.user for one in told_of] == [chief]
    assert locked not in {one.user for one in told_of}


def test_the_list_asks_the_same_for_one_and_three(client, wards, chief):
    signed_in(client, chief)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("reports:saved_views"))
        return len(found)

    saved(chief, shared_with=wards.hac)
    one = statements()
    saved(chief, name="Hai", shared_with=wards.sam)
    saved(chief, name="Ba", shared_with=wards.province)
    assert statements() == one
