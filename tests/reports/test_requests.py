"""The queue of requests: who sees what, in which order, and that each is decided once, with a reason, by somebody in charge."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from completions.models import OutsideTraining
from completions.outside import enter_training
from enrolments.actions import ask_dispensation, enrol
from enrolments.models import Dispensation, Enrolment
from organisation.actions import report_mistake
from organisation.models import CorrectionRequest
from tests.factories import a_course, a_person, an_administrator
from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
QUEUE = "/bao-cao/de-nghi/"


def page_of(kind: str, one) -> str:
    return reverse("reports:request", args=[kind, one.pk])


def answer_to(kind: str, one, **fields) -> dict:
    return {f"{kind}-{one.pk}-{name}": value for name, value in fields.items()}


def a_training(person, title="Lớp kỹ năng") -> OutsideTraining:
    return enter_training(
        user=person,
        title=title,
        organiser="Học viện",
        finished_on=datetime.date(2026, 5, 12),
        periods=8,
        evidence="15/GCN",
    )


def one_of_each(person, course=None) -> dict:
    """What this person asks for, by kind, a day apart, the latest first."""
    moment, asked = clock.now(), {}
    enrolment = enrol(user=person, course=course or a_course(lessons=1))
    Enrolment.objects.filter(pk=enrolment.pk).update(due_on=clock.today() + 10 * DAY)
    makers = {
        "dao-tao": lambda: a_training(person),
        "mien": lambda: ask_dispensation(enrolment=enrolment, kind="exemption", reason="Thai sản"),
        "gia-han": lambda: ask_dispensation(
            enrolment=enrolment, kind="extension", reason="Ốm", until=clock.today() + 60 * DAY
        ),
        "sai": lambda: report_mistake(user=person, text="Tên tôi thiếu dấu"),
    }
    for days, (kind, make) in enumerate(makers.items()):
        with clock.frozen_at(moment - days * DAY):
            asked[kind] = make()
    return asked


def kinds_in(response) -> list[str]:
    return [row.kind.slug for row in response.context["rows"]]


def test_every_kind_stands_in_one_queue_the_longest_waiting_first(scene, signed_in):  # noqa: F811
    one_of_each(scene.person)
    client = signed_in(scene.chief)
    shown = client.get(QUEUE)
    assert kinds_in(shown) == ["sai", "gia-han", "mien", "dao-tao"]
    assert [number for _title, number, _url, _here in shown.context["kinds"]] == [4, 1, 1, 1, 1]
    for kind in ("sai", "gia-han", "mien", "dao-tao"):
        assert kinds_in(client.get(QUEUE, {"loai": kind})) == [kind]
    assert kinds_in(client.get(QUEUE, {"loai": "khong-co"})) == ["sai", "gia-han", "mien", "dao-tao"]
    assert kinds_in(client.get(QUEUE, {"trang_thai": "da-xong"})) == []
    assert kinds_in(signed_in(scene.sibling).get(QUEUE)) == []


def test_the_filter_of_age_keeps_what_waits_longer(scene, signed_in):  # noqa: F811
    with clock.frozen_at(clock.now() - 8 * DAY):
        report_mistake(user=scene.person, text="Cũ")
    a_training(scene.person)
    client = signed_in(scene.chief)
    assert kinds_in(client.get(QUEUE, {"cho": "tuan"})) == ["sai"]
    assert kinds_in(client.get(QUEUE, {"cho": "thang"})) == []


def test_each_kind_is_decided_in_place_and_stands_among_the_decided(scene, signed_in):  # noqa: F811
    asked = one_of_each(scene.person)
    client = signed_in(scene.chief)
    answers = {
        "sai": {"answer": "Đã sửa."},
        "gia-han": {"is_granted": "1", "until": f"{clock.today() + 60 * DAY:%d/%m/%Y}"},
        "mien": {"is_granted": "", "answer": "Chưa đủ căn cứ"},
        "dao-tao": {"is_approved": "1"},
    }
    for kind, fields in answers.items():
        form = client.get(QUEUE, {"loai": kind}).content.decode()
        assert f'action="{page_of(kind, asked[kind])}"' in form
        response = client.post(page_of(kind, asked[kind]), answer_to(kind, asked[kind], **fields))
        assert (response.status_code, response.url) == (302, QUEUE)
    assert kinds_in(client.get(QUEUE)) == []
    assert set(kinds_in(client.get(QUEUE, {"trang_thai": "da-xong"}))) == set(answers)
    assert CorrectionRequest.objects.get().answer == "Đã sửa."
    assert {one.kind: one.is_granted for one in Dispensation.objects.all()} == {
        "extension": True,
        "exemption": False,
    }
    assert OutsideTraining.objects.get().is_approved
    verbs = {"correction.answered", "dispensation.granted", "dispensation.refused", "training.approved"}
    assert set(Entry.objects.filter(actor=scene.chief).values_list("verb", flat=True)) == verbs


def test_a_refusal_needs_its_reason(scene, signed_in):  # noqa: F811
    asked = one_of_each(scene.person)
    client = signed_in(scene.chief)
    for kind, fields in {
        "sai": {"answer": ""},
        "mien": {"is_granted": "", "answer": ""},
        "dao-tao": {"is_approved": "", "answer": ""},
    }.items():
        response = client.post(page_of(kind, asked[kind]), answer_to(kind, asked[kind], **fields))
        assert list(response.context["form"].errors) == ["answer"]
    assert len(kinds_in(client.get(QUEUE))) == 4


def test_nobody_decides_his_own_or_for_another_branch_or_as_an_observer(scene, signed_in):  # noqa: F811
    asked, own = one_of_each(scene.person), one_of_each(scene.chief, a_course(lessons=1))
    fields = {"answer": "Đồng ý", "is_granted": "1", "is_approved": "1", "until": "31/12/2099"}
    for kind, one in asked.items():
        page, answer = page_of(kind, one), answer_to(kind, one, **fields)
        assert signed_in(scene.sibling).get(page).status_code == 404
        for user in (scene.sibling, scene.observer):
            assert signed_in(user).post(page, answer).status_code == 404
        assert signed_in(scene.observer).get(page).status_code == 200
    for kind, one in reversed(own.items()):
        answer = answer_to(kind, one, **fields)
        assert signed_in(scene.chief).post(page_of(kind, one), answer).status_code == 404
        assert signed_in(scene.head).post(page_of(kind, one), answer).status_code == 302
    assert not CorrectionRequest.objects.get(user=scene.person).answer
    observed = signed_in(scene.observer).get(QUEUE)
    assert [row.form for row in observed.context["rows"]] == [None] * 4


def test_what_was_asked_about_a_closed_course_waits_no_more(scene, signed_in):  # noqa: F811
    asked = one_of_each(scene.person)
    client = signed_in(scene.chief)
    client.post(page_of("mien", asked["mien"]), answer_to("mien", asked["mien"], is_granted="1"))
    assert kinds_in(client.get(QUEUE)) == ["sai", "dao-tao"]


def test_the_first_answer_stands(scene, signed_in):  # noqa: F811
    made = report_mistake(user=scene.person, text="Sai tên")
    second = an_administrator(scene.ward)
    for user, words in ((scene.chief, "Đã sửa."), (second, "Không.")):
        answer = answer_to("sai", made, answer=words)
        assert signed_in(user).post(page_of("sai", made), answer).status_code == 302
    assert CorrectionRequest.objects.get().answer == "Đã sửa."
    mine = signed_in(scene.person).get(reverse("organisation:report_mistake")).content.decode()
    assert "Đã sửa." in mine


def test_the_queue_asks_the_same_for_one_and_three_of_each(scene, signed_in):  # noqa: F811
    one_of_each(scene.person)
    client = signed_in(scene.chief)
    client.get(QUEUE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(QUEUE)
        return len(captured)

    before = asked()
    for number in range(2):
        one_of_each(a_person(f"Người Thứ {number}", unit=scene.office), a_course(lessons=1))
    assert asked() == before


def test_the_old_addresses_lead_to_the_queue(scene, signed_in):  # noqa: F811
    made, training = report_mistake(user=scene.person, text="Sai tên"), a_training(scene.person)
    client = signed_in(scene.chief)
    for old, new in (
        ("/don-vi/bao-sai/", f"{QUEUE}?loai=sai"),
        (f"/don-vi/bao-sai/{made.pk}/", page_of("sai", made)),
        ("/giao-hoc/de-nghi/", QUEUE),
        (f"/dao-tao-ngoai/{training.pk}/", page_of("dao-tao", training)),
    ):
        assert client.get(old).url == new
        assert client.get(old, follow=True).status_code == 200
