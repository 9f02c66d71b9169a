"""Reports that people build: what each row, column, filter and group gives, to whom, in which file."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Entry
from completions.models import ActivityProgress
from quizzes.models import Attempt, Result
from reports.builder.ready import READY
from reports.builder.subjects import SUBJECTS
from tests.factories import a_person, a_quiz, an_administrator, signed_in
from tests.reports.scenes import DAY, NOW, Wards, learns, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards():
    wards = Wards()
    wards.learners("Hạc Một", done=2, late=1)
    wards.learners("Hạc Hai", waiting=2, learning=1)
    wards.learners("Sầm Một", done=1, late=3)
    return wards


@pytest.fixture
def of_hac(client, wards):
    """Signed in: the administrator of the ward of Hạc."""
    return signed_in(client, an_administrator(wards.hac, full_name="Trần Văn Dũng"))


def asked(reader, **query):
    return reader.get(reverse("reports:builder"), query)


def table(response) -> list[list[str]]:
    """The lines on the page, the heading first."""
    return [
        [words(cell) for cell in row.find_all(["th", "td"])]
        for row in soup(response).select("table.built tr")
    ]


def of_file(response) -> bytes:
    return b"".join(response.streaming_content)


def test_who_learns_what_is_of_ones_own_branch(of_hac, wards):
    lines = table(asked(of_hac, hang="luot-hoc", cot=["don_vi", "trang_thai"]))
    assert lines[0] == ["Đơn vị", "Trạng thái"]
    assert sorted(lines[1:]) == sorted(
        [["Phòng Hạc Một, Phường Hạc", state] for state in ("Đã xong", "Đã xong", "Chưa học")]
        + [["Phòng Hạc Hai, Phường Hạc", state] for state in ("Chưa học", "Chưa học", "Đang học")]
    )


def test_whoever_sees_the_province_sees_all_of_it(client, wards):
    reader = signed_in(client, an_administrator(wards.province))
    assert len(table(asked(reader, hang="luot-hoc"))) == 1 + 10


@pytest.mark.parametrize(
    ("state", "number"),
    [("", 6), ("da-xong", 2), ("qua-han", 1), ("chua-hoc", 3), ("dang-hoc", 1), ("sap-han", 0)],
)
def test_the_state_chooses_the_lines(of_hac, state, number):
    assert len(table(asked(of_hac, hang="luot-hoc", trang_thai=state))[1:]) == number


def test_filters_by_unit_course_duty_and_name(of_hac, wards):
    office = wards.offices["Hạc Hai"]
    other = a_person("Lê Thị Riêng", unit=office, password=None)
    learns(other, wards.course, office, is_mandatory=False)
    assert len(table(asked(of_hac, hang="luot-hoc", don_vi=office.pk))[1:]) == 4
    assert len(table(asked(of_hac, hang="luot-hoc", don_vi=office.pk, dien="bat-buoc"))[1:]) == 3
    assert [line[0] for line in table(asked(of_hac, hang="luot-hoc", q="le thi rieng"))[1:]] == [
        "Lê Thị Riêng"
    ]
    assert len(table(asked(of_hac, hang="luot-hoc", khoa=wards.course.pk))[1:]) == 7


@pytest.mark.parametrize(("span", "number"), [("", 2), ("nam", 2), ("thang", 2), ("tuan", 1)])
def test_a_span_is_counted_from_today(of_hac, wards, span, number):
    found = wards.hac.get_children().first()
    first = found.enrolments.completed().first()
    type(first).objects.filter(pk=first.pk).update(closed_at=NOW - 9 * DAY)
    lines = table(asked(of_hac, hang="luot-hoc", trang_thai="da-xong", khi=span))
    assert len(lines[1:]) == number


def test_people_with_how_many_courses_they_have_in_each_state(of_hac, wards):
    found = table(asked(of_hac, hang="nguoi", cot=["don_vi", "required", "done", "waiting", "late"]))
    assert found[0] == ["Đơn vị", "Phải học", "Đã xong", "Chưa học", "Quá hạn"]
    assert sorted(found[1:]).count(["Phòng Hạc Một, Phường Hạc", "1", "1", "0", "0"]) == 2
    assert ["Phòng Hạc Một, Phường Hạc", "1", "0", "1", "1"] in found
    assert ["Phường Hạc", "0", "0", "0", "0"] in found, "the administrator, who has nothing to learn"


def test_units_are_sums_of_their_branches(of_hac, wards):
    found = table(asked(of_hac, hang="don-vi", cot=["don_vi", "required", "done", "late", "ty_le"]))
    assert found[1:] == [
        ["Phường Hạc", "6", "2", "1", ""],
        ["Phòng Hạc Một, Phường Hạc", "3", "2", "1", ""],
        ["Phòng Hạc Hai, Phường Hạc", "3", "0", "0", ""],
    ], "a share of few says nothing"
    wards.learners("Hạc Hai", done=3, waiting=3)
    many = table(asked(of_hac, hang="don-vi", cot=["don_vi", "required", "ty_le"]))
    assert many[1:] == [
        ["Phường Hạc", "12", "41,7 %"],
        ["Phòng Hạc Một, Phường Hạc", "3", ""],
        ["Phòng Hạc Hai, Phường Hạc", "9", ""],
    ]
    fewest_first = table(asked(of_hac, hang="don-vi", cot=["don_vi", "done"], xep="done"))
    assert [line[1] for line in fewest_first[1:]] == ["2", "3", "5"]


def test_courses_and_activities_are_counted_in_the_branch(of_hac, wards):
    assert table(asked(of_hac, hang="khoa", cot=["khoa", "required", "done", "ty_le"]))[1:] == [
        ["Nền tảng pháp luật", "6", "2", "33,3 %"]
    ]
    activity = wards.course.get_descendants().last()
    for unit, number in ((wards.offices["Hạc Một"], 2), (wards.offices["Sầm Một"], 1)):
        for one in unit.enrolments.completed()[:number]:
            ActivityProgress.objects.create(
                enrolment=one, activity_id=activity.pk, opened_at=NOW, done_at=NOW
            )
    assert table(asked(of_hac, hang="hoat-dong"))[1:] == [["Nền tảng pháp luật", activity.title, "2", "2"]]


def sat(enrolment, quiz, score) -> Attempt:
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        user=enrolment.user,
        quiz=quiz,
        number=1,
        state="submitted",
        paper=[],
        seed="x",
        pass_mark=50,
        started_at=NOW - DAY,
        closed_at=NOW,
    )
    for number, points in enumerate((0, score), 1):
        Result.objects.create(
            attempt=attempt,
            number=number,
            score=points,
            maximum=4,
            has_passed=points >= 2,
            marks=[],
            made_at=NOW,
        )
    return attempt


def test_attempts_have_the_result_that_counts(of_hac, wards):
    quiz = a_quiz(wards.course.get_children().first().specific)
    sat(wards.offices["Hạc Một"].enrolments.first(), quiz, 3)
    sat(wards.offices["Hạc Hai"].enrolments.first(), quiz, 1)
    sat(wards.offices["Sầm Một"].enrolments.first(), quiz, 4)
    found = table(asked(of_hac, hang="luot-lam", cot=["bai", "diem", "dat"], xep="-diem"))
    assert found[1:] == [[quiz.title, "75 %", "có"], [quiz.title, "25 %", "chưa"]]
    gathered = table(asked(of_hac, hang="luot-lam", nhom="bai"))
    assert gathered[1:] == [[quiz.title, "2", "2", "1"]]


def test_lines_are_gathered(of_hac):
    found = table(asked(of_hac, hang="luot-hoc", nhom="don_vi"))
    assert found[0][:3] == ["Đơn vị", "Phải học", "Đã xong"]
    assert sorted(found[1:]) == [
        ["Phòng Hạc Hai, Phường Hạc", "3", "0", "1", "2", "0", "0"],
        ["Phòng Hạc Một, Phường Hạc", "3", "2", "0", "1", "0", "1"],
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"hang": "mat-khau"},
        {"hang": "nguoi", "cot": ["user__password"]},
        {"hang": "nguoi", "xep": "user__password"},
        {"hang": "nguoi", "nhom": "user__password"},
        {"hang": "luot-hoc", "khoa": "999999"},
        {"hang": "luot-hoc", "trang": "0"},
        {"hang": "luot-hoc", "tu": "hôm qua"},
    ],
)
def test_what_is_in_no_list_is_not_found(of_hac, query):
    assert asked(of_hac, **query).status_code == 404


def test_another_branch_cannot_be_asked_for(of_hac, wards):
    assert asked(of_hac, hang="luot-hoc", don_vi=wards.sam.pk).status_code == 404
    assert asked(of_hac, hang="luot-hoc", don_vi=wards.hac.pk).status_code == 200


def test_who_sees_nobody_builds_nothing(client, wards):
    learner = signed_in(client, a_person(unit=wards.offices["Hạc Một"]))
    assert asked(learner).status_code == 403
    assert learner.get(reverse("reports:builder_file"), {"dang": "csv"}).status_code == 403


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_column_of_every_subject_in_every_file(of_hac, wards, subject, ending):
    quiz = a_quiz(wards.course.get_children().first().specific)
    held = wards.offices["Hạc Một"].enrolments.first()
    sat(held, quiz, 3)
    ActivityProgress.objects.create(enrolment=held, activity_id=quiz.pk, opened_at=NOW)
    every = [column.key for column in SUBJECTS[subject].columns]
    page = asked(of_hac, hang=subject, cot=every)
    response = of_hac.get(reverse("reports:builder_file"), {"hang": subject, "cot": every, "dang": ending})
    assert response.status_code == 200
    content = of_file(response)
    if ending == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
        rows = [row for row in sheet.iter_rows(values_only=True) if len([1 for cell in row if cell]) > 0]
        rows = rows[2:]
    assert [str(cell) for cell in rows[0]] == table(page)[0]
    assert len(rows) == len(table(page))
    for column in SUBJECTS[subject].columns:
        if column.groups:
            assert asked(of_hac, hang=subject, nhom=column.key).status_code == 200
        for order in (column.key, f"-{column.key}"):
            assert asked(of_hac, hang=subject, cot=every, xep=order).status_code == 200


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "-2+3", "+1", "\t=1", "＝1", "0012"])
def test_a_name_is_text_in_every_file(of_hac, wards, name):
    person = a_person("Người lạ", unit=wards.offices["Hạc Một"], password=None)
    type(person).objects.filter(pk=person.pk).update(full_name=name)
    learns(person, wards.course, wards.offices["Hạc Một"])
    query = {"hang": "luot-hoc", "cot": ["ten"], "xep": "ten"}
    content = of_file(of_hac.get(reverse("reports:builder_file"), query | {"dang": "csv"}))
    names = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert (name if name == "0012" else f"'{name}") in names
    content = of_file(of_hac.get(reverse("reports:builder_file"), query | {"dang": "xlsx"}))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    kinds = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds[name] == "s"


def test_taking_a_file_is_noted_and_a_strange_ending_not_found(of_hac):
    address = reverse("reports:builder_file")
    of_file(of_hac.get(address, {"hang": "luot-hoc", "dang": "csv", "trang_thai": "da-xong"}))
    entry = Entry.objects.get(verb="report.exported")
    assert (entry.detail["table"], entry.detail["rows"]) == ("luot-hoc", 2)
    assert of_hac.get(address, {"hang": "luot-hoc", "dang": "pdf"}).status_code == 404


@pytest.mark.parametrize("ready", READY, ids=lambda one: one.query[:20])
def test_each_ready_report_answers(of_hac, ready):
    response = of_hac.get(f"{reverse('reports:builder')}?{ready.query}")
    assert response.status_code == 200
    assert response.context["table"].number >= 0


def test_the_first_page_offers_the_ready_reports(of_hac):
    found = soup(asked(of_hac)).select("ul.ready a")
    assert [words(one.b) for one in found][:2] == ["Ai chưa học?", "Ai quá hạn?"]
    assert of_hac.get(found[0]["href"]).status_code == 200


def test_pages_follow_each_other(of_hac, wards, monkeypatch):
    monkeypatch.setattr("reports.builder.tables.PAGE", 4)
    first = asked(of_hac, hang="luot-hoc", cot=["ten", "ma"])
    second = of_hac.get(soup(first).select_one("a[rel=next]")["href"])
    codes = [line[1] for page in (first, second) for line in table(page)[1:]]
    assert len(codes) == len(set(codes)) == 6
    assert soup(second).select_one("a[rel=next]") is None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_number_of_statements_does_not_grow(of_hac, wards, subject):
    every = [column.key for column in SUBJECTS[subject].columns]

    def statements(path) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            response = of_hac.get(path, {"hang": subject, "cot": every, "dang": "csv"})
            b"".join(response) if not response.streaming else of_file(response)
        return len(found)

    paths = [reverse("reports:builder"), reverse("reports:builder_file")]
    before = [statements(path) for path in paths]
    wards.learners("Hạc Hai", done=3, late=3)
    assert [statements(path) for path in paths] == before
    assert max(before) <= 14
