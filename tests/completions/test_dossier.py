"""The learning file of one person: what it holds, who reads it, and that its files say the same and nothing runs in them."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Entry
from completions.dossier import dossier_of
from completions.outside import decide_training, enter_training
from enrolments.actions import transfer
from tests.factories import a_course, a_record, a_revocation
from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://example.org")'


def a_credited_course(title="Nền tảng pháp luật", periods=4):
    return a_course(
        title=title, lessons=1, credited_periods=periods, approving_decision="Quyết định 100/QĐ-SNV"
    )


def approved(person, by, **fields):
    training = enter_training(
        user=person,
        **{
            "title": "Lớp kỹ năng",
            "organiser": "Học viện",
            "finished_on": datetime.date(2024, 5, 12),
            "periods": 16,
            "evidence": "15/GCN",
        }
        | fields,
    )
    decide_training(training=training, is_approved=True, by=by)
    return training


def file_of(client, person, kind) -> bytes:
    response = client.get(reverse("completions:dossier_file", args=[person.pk, kind]))
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_file_has_years_courses_periods_certificates_and_training_elsewhere(scene):  # noqa: F811
    record = a_record(user=scene.person, course=a_credited_course())
    approved(scene.person, scene.chief)
    enter_training(  # waits: it is not in the file
        user=scene.person,
        title="Chờ duyệt",
        organiser="Học viện",
        finished_on=datetime.date(2025, 5, 12),
        periods=8,
        evidence="16/GCN",
    )
    found = dossier_of(reader=scene.person, user_id=scene.person.pk)
    this_year, past = found.years
    assert (this_year.number, this_year.periods) == (record.completed_at.year, 4)
    assert [(one.title, one.where, one.number) for one in this_year.lines] == [
        ("Nền tảng pháp luật", scene.office.name, record.certificate.number)
    ]
    assert (past.number, past.periods) == (2024, 16)
    assert [(one.title, one.where, one.number, one.is_elsewhere) for one in past.lines] == [
        ("Lớp kỹ năng", "Học viện", "15/GCN", True)
    ]
    assert (found.trainings, found.periods) == (2, 20)


def test_what_was_taken_back_is_shown_and_counts_for_nothing(scene):  # noqa: F811
    a_revocation(a_record(user=scene.person, course=a_credited_course()), by=scene.chief)
    found = dossier_of(reader=scene.person, user_id=scene.person.pk)
    assert [one.is_revoked for year in found.years for one in year.lines] == [True]
    assert (found.trainings, found.periods) == (0, 0)


def test_the_branch_reads_it_whole_a_former_one_what_was_earned_there_and_others_nothing(
    scene,  # noqa: F811
    signed_in,  # noqa: F811
):
    a_record(user=scene.person, course=a_credited_course("Khóa ở phường cũ"))
    approved(scene.person, scene.chief)
    page = reverse("completions:dossier", args=[scene.person.pk])
    for user, status in ((scene.person, 200), (scene.chief, 200), (scene.observer, 200), (scene.head, 200)):
        response = signed_in(user).get(page)
        assert response.status_code == status
        assert "Lớp kỹ năng" in response.content.decode()
    for user in (scene.sibling, scene.stranger):
        assert signed_in(user).get(page).status_code == 404
        for kind in ("xlsx", "pdf"):
            assert signed_in(user).get(f"{page}{kind}/").status_code == 404
    began = datetime.date(2026, 7, 1)
    transfer(user=scene.person, to_unit=scene.other, on=began, by=scene.head)
    former = signed_in(scene.chief).get(page).content.decode()
    assert ("Khóa ở phường cũ" in former, "Lớp kỹ năng" in former) == (True, False)
    assert "Lớp kỹ năng" in signed_in(scene.sibling).get(page).content.decode()


def test_the_workbook_and_the_paper_say_what_the_page_says_and_text_stays_text(scene, signed_in):  # noqa: F811
    a_record(user=scene.person, course=a_credited_course())
    approved(scene.person, scene.chief, title=FORMULA, organiser='#panic("x") *[`', evidence="0012")
    client = signed_in(scene.chief)
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(client, scene.person, "xlsx"))).active
    rows = [row for row in sheet.iter_rows() if row[0].value in (2024, datetime.date.today().year)]
    assert [(row[1].value, row[1].data_type, row[4].value) for row in rows] == [
        ("Nền tảng pháp luật", "s", 4),
        (FORMULA, "s", 16),
    ]
    assert (rows[1][6].value, rows[1][6].data_type) == ("0012", "s")
    reader = PdfReader(io.BytesIO(file_of(client, scene.person, "pdf")))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "HỒ SƠ HỌC TẬP",
        scene.person.full_name,
        "Nền tảng pháp luật",
        "#panic(",
        "0012",
        "20 tiết",
    ):
        assert words in text, words
    assert reader.metadata.title == f"Hồ sơ học tập: {scene.person.full_name}"


def test_an_empty_file_can_be_taken(scene, signed_in):  # noqa: F811
    client = signed_in(scene.person)
    assert client.get(reverse("completions:dossier", args=[scene.person.pk])).status_code == 200
    assert file_of(client, scene.person, "pdf").startswith(b"%PDF-")
    assert file_of(client, scene.person, "xlsx").startswith(b"PK")


def test_who_opens_and_takes_anothers_file_is_kept(scene, signed_in):  # noqa: F811
    for user in (scene.person, scene.chief):
        client = signed_in(user)
        client.get(reverse("completions:dossier", args=[scene.person.pk]))
        file_of(client, scene.person, "xlsx")
    kept = Entry.objects.filter(verb__startswith="dossier.").order_by("pk")
    assert [(one.verb, one.actor) for one in kept] == [
        ("dossier.seen", scene.chief),
        ("dossier.taken", scene.chief),
    ]


def test_the_file_asks_the_same_for_one_and_three_records(scene, signed_in):  # noqa: F811
    page, client = reverse("completions:dossier", args=[scene.person.pk]), signed_in(scene.chief)
    a_record(user=scene.person, course=a_credited_course())

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    asked()
    before = asked()
    for number in range(2):
        a_record(user=scene.person, course=a_credited_course(f"Khóa {number}"))
        approved(scene.person, scene.chief, title=f"Lớp {number}")
    assert asked() == before
