"""Past training from a list: what is read, shown, refused, and written whole or not at all."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import clock
from audit.models import Entry
from completions.dossier import dossier_of
from completions.models import OutsideTraining, TrainingImport
from completions.outside import decide_training, enter_training
from completions.past_actions import (
    KEPT,
    NotAgreed,
    confirm_past_training,
    forget_old_lists,
    rows_of,
    upload_past_training,
)
from completions.past_views import TITLES
from completions.volume import volume_of
from reports.volume import volume_table
from spreadsheets import Column, Sheet, write_workbook
from tests.factories import a_person
from tests.organisation.fixtures import no_second_factor, scene, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db
GOOD = ("TH-ANH", "Nguyễn Thị Ngọc Ánh", "Lớp 2024", "Sở Nội vụ", "12/05/2024", "16", "15/GCN")


def a_list(*rows) -> bytes:
    file = io.BytesIO()
    write_workbook(file, [Sheet("Danh sách", [Column(title) for title in TITLES], rows)])
    return file.getvalue()


def uploaded(scene, *rows, by=None) -> TrainingImport:  # noqa: F811
    return upload_past_training(
        content=a_list(*rows), file_name="cu.xlsx", source="Sổ cấp giấy 2024", by=by or scene.chief
    )


def groups(training_import) -> list[str]:
    return [row.group for row in rows_of(training_import)]


def test_a_list_is_shown_then_written_and_counts_with_its_source(scene):  # noqa: F811
    made = uploaded(scene, GOOD, (*GOOD[:2], "Lớp 2023", "Học viện", datetime.date(2023, 3, 1), 7.5, "9"))
    assert groups(made) == ["new", "new"]
    assert not OutsideTraining.objects.exists()
    assert confirm_past_training(training_import=made, by=scene.chief) == 2
    one = OutsideTraining.objects.get(title="Lớp 2024")
    assert (one.user, one.periods, one.finished_on, one.is_approved, one.decided_by, one.imported) == (
        scene.person,
        Decimal("16"),
        datetime.date(2024, 5, 12),
        True,
        scene.chief,
        made,
    )
    assert "Sổ cấp giấy 2024" in one.origin
    assert volume_of(scene.person, 2024).periods == 16
    assert "Sổ cấp giấy 2024" in volume_of(scene.person, 2024).credits[0].source
    assert volume_table(scene.ward, 2023).whole.periods == Decimal("7.5")
    years = dossier_of(reader=scene.chief, user_id=scene.person.pk).years
    assert [(year.number, year.periods) for year in years] == [(2024, 16), (2023, Decimal("7.5"))]
    assert "Sổ cấp giấy 2024" in years[0].lines[0].source
    verbs = Entry.objects.filter(actor=scene.chief).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "training_list.uploaded",
        "training.imported",
        "training.imported",
        "training_list.confirmed",
    ]


def test_the_same_again_changes_nothing(scene):  # noqa: F811
    made = uploaded(scene, GOOD)
    assert confirm_past_training(training_import=made, by=scene.chief) == 1
    assert confirm_past_training(training_import=made, by=scene.chief) == 0
    again = uploaded(scene, GOOD)
    assert groups(again) == ["same"]
    with pytest.raises(NotAgreed, match="nothing"):
        confirm_past_training(training_import=again, by=scene.chief)
    assert OutsideTraining.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("KHONG-CO", *GOOD[1:]),
        ("TH-LA", "Hoàng Xa Lạ", *GOOD[2:]),  # of another branch
        (GOOD[0], "Người Khác Hẳn", *GOOD[2:]),
        (*GOOD[:2], "", *GOOD[3:]),
        (*GOOD[:4], "31/13/2024", *GOOD[5:]),
        (*GOOD[:4], "12/05/2099", *GOOD[5:]),
        (*GOOD[:5], "0", "15/GCN"),
        (*GOOD[:5], "nhiều", "15/GCN"),
        GOOD,  # twice in the list
    ],
)
def test_one_wrong_row_and_nothing_is_written(scene, wrong):  # noqa: F811
    made = uploaded(scene, GOOD, wrong)
    assert groups(made) == ["new", "wrong"]
    assert len(rows_of(made)[1].errors) == 1
    with pytest.raises(NotAgreed, match="wrong"):
        confirm_past_training(training_import=made, by=scene.chief)
    assert not OutsideTraining.objects.exists()


def test_nobody_credits_himself(scene):  # noqa: F811
    own = (scene.chief.staff_code, scene.chief.full_name, *GOOD[2:])
    assert groups(uploaded(scene, own)) == ["wrong"]
    assert groups(uploaded(scene, own, by=scene.head)) == ["new"]


def test_what_the_person_entered_waits_for_its_decision(scene):  # noqa: F811
    entered = enter_training(
        user=scene.person,
        title="Lớp 2024",
        organiser="Sở Nội vụ",
        finished_on=datetime.date(2024, 5, 12),
        periods=16,
        evidence="15/GCN",
    )
    assert groups(uploaded(scene, GOOD)) == ["wrong"]
    decide_training(training=entered, is_approved=True, by=scene.chief)
    assert groups(uploaded(scene, GOOD)) == ["same"]


def test_what_changed_since_is_looked_at_again(scene, signed_in):  # noqa: F811
    made = uploaded(scene, GOOD)
    confirm_past_training(training_import=uploaded(scene, GOOD), by=scene.chief)
    client = signed_in(scene.chief)
    client.post(reverse("completions:confirm_past_training", args=[made.pk]))
    made.refresh_from_db()
    assert (made.stage, groups(made)) == ("ready", ["same"])
    assert OutsideTraining.objects.count() == 1


def test_the_pages_from_template_to_record(scene, signed_in):  # noqa: F811
    client = signed_in(scene.chief)
    form = reverse("completions:past_trainings")
    assert client.get(form).status_code == 200
    template = b"".join(client.get(reverse("completions:past_training_template")).streaming_content)
    headings = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template)).active[1]]
    assert headings == list(TITLES)

    def send(content, source="Sổ cấp giấy"):
        return client.post(form, {"file": SimpleUploadedFile("cu.xlsx", content), "source": source})

    assert list(send(a_list(GOOD), source="").context["form"].errors) == ["source"]
    assert list(send(b"khong phai danh sach").context["form"].errors) == ["file"]
    page = send(a_list(GOOD)).url
    assert "Lớp 2024" in client.get(page).content.decode()
    assert signed_in(scene.head).get(page).status_code == 404  # its owner's alone
    signed_in(scene.chief)
    assert client.post(f"{page}xac-nhan/").url == page
    assert client.get(page).status_code == 200
    assert OutsideTraining.objects.get().user == scene.person
    dropped = send(a_list((*GOOD[:2], "Lớp khác", *GOOD[3:]))).url
    assert client.post(f"{dropped}bo/").status_code == 302
    assert client.post(f"{dropped}xac-nhan/").status_code == 302
    assert OutsideTraining.objects.count() == 1
    assert signed_in(scene.observer).get(form).status_code == 403


def test_text_of_the_list_is_shown_as_text(scene, signed_in):  # noqa: F811
    made = uploaded(scene, (*GOOD[:2], "<script>alert(1)</script>", "=1+1", *GOOD[4:]))
    shown = signed_in(scene.chief).get(reverse("completions:past_training", args=[made.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown


def test_rows_of_people_are_forgotten_after_two_days(scene):  # noqa: F811
    made = uploaded(scene, GOOD)
    assert forget_old_lists() == 0
    with clock.frozen_at(clock.now() + KEPT + datetime.timedelta(minutes=1)):
        assert (forget_old_lists(), forget_old_lists()) == (1, 0)
    made.refresh_from_db()
    assert (made.rows, made.stage) == ([], "dropped")
    with pytest.raises(NotAgreed, match="late"):
        confirm_past_training(training_import=made, by=scene.chief)


def test_a_list_of_many_costs_a_fixed_number_of_statements(scene, django_assert_max_num_queries):  # noqa: F811
    people = [a_person(f"Người Thứ {number}", unit=scene.office) for number in range(60)]
    rows = [(one.staff_code, one.full_name, *GOOD[2:]) for one in people]
    with django_assert_max_num_queries(12):
        made = uploaded(scene, *rows)
    with django_assert_max_num_queries(16):
        assert confirm_past_training(training_import=made, by=scene.chief) == 60
