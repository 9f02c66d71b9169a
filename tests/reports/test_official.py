"""Official reports and letters: the screen's numbers in a Word file, from templates that cannot run anything."""

import io
import time
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

import clock
from audit.models import Entry
from reports.models import LetterHead, OfficialTemplate
from reports.official.documents import SAMPLE
from reports.official.filling import UnusableTemplate, fill_in, refuse_unusable
from reports.official.layout import default_template
from tests.factories import a_person, an_administrator, signed_in
from tests.reports.scenes import NOW, Wards

pytestmark = pytest.mark.django_db
HEADS = {
    "kind": "year",
    "day": "2026-11-23",
    "governing_body": "UBND tỉnh Thử",
    "issuing_body": "Sở Nội vụ",
    "symbol": "BC-SNV",
    "place": "Thanh Hóa",
    "signer_title": "KT. Giám đốc\nPhó Giám đốc",
    "signer_name": "Nguyễn Thị Ngọc Ánh",
    "recipients": "UBND tỉnh (để b/c);\nLưu: VT.",
}


@pytest.fixture(autouse=True)
def at_this_moment():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def wards():
    made = Wards()
    made.learners("Hạc Một", done=20, learning=5, late=3)
    made.learners("Sầm Một", done=12)
    return made


@pytest.fixture
def chief(client, wards):
    return signed_in(client, an_administrator(wards.province))


def door(unit, **query):
    return reverse("reports:official", args=[unit.pk], query=query)


def words_of(content: bytes) -> str:
    """Everything a document says, its tables in their place, cells split by |."""
    document = Document(io.BytesIO(content))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)
    return "\n".join(found)


def a_template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_report_says_the_numbers_of_the_screen(chief, wards):
    response = chief.post(door(wards.province), HEADS)
    assert response.status_code == 200
    assert unquote(response["Content-Disposition"]).endswith("- Tỉnh Thử - 2026-11-23.docx")
    said = words_of(response.content)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said and "SỞ NỘI VỤ" in said
    assert "Thanh Hóa, ngày 23 tháng 11 năm 2026" in said
    assert "năm 2026" in said and "tính đến 09:41 ngày 23/11/2026" in said
    assert "Phường Hạc | 28 | 20 | 71\N{NO-BREAK SPACE}% | 3" in said
    assert "Phường Sầm | 12 | 12 | 100\N{NO-BREAK SPACE}% | 0" in said
    assert "Nền tảng pháp luật | 40 | 32 | 80\N{NO-BREAK SPACE}% | 3" in said
    assert "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nNguyễn Thị Ngọc Ánh" in said


def test_a_letter_names_only_the_units_that_are_late(chief, wards):
    letter = HEADS | {"kind": "letter", "addressee": "UBND các phường", "due_on": "2026-12-15"}
    said = words_of(chief.post(door(wards.province), letter).content)
    assert "Kính gửi: UBND các phường" in said and "trước ngày 15/12/2026" in said
    assert "1 | Phường Hạc | 28 | 3" in said
    assert "Phường Sầm" not in said


def test_a_letter_needs_an_addressee_and_a_day_to_come(chief, wards):
    form = chief.post(door(wards.province), HEADS | {"kind": "letter", "due_on": "2026-11-01"}).context[
        "form"
    ]
    assert set(form.errors) == {"addressee", "due_on"}


def test_a_number_left_out_is_a_gap(chief, wards):
    assert "Số:         /BC-SNV" in words_of(chief.post(door(wards.province), HEADS).content)
    numbered = chief.post(door(wards.province), HEADS | {"number": "15"})
    assert "Số: 15/BC-SNV" in words_of(numbered.content)


def test_filters_of_the_address_narrow_the_document(chief, wards):
    said = words_of(
        chief.post(door(wards.province, loai="ward", khoa=wards.course.pk), HEADS | {"kind": "theme"}).content
    )
    assert "theo chuyên đề: Nền tảng pháp luật" in said
    assert "Khóa học: Nền tảng pháp luật" in said


def test_the_heads_are_kept_for_the_next_time(chief, wards):
    chief.post(door(wards.province), HEADS)
    assert chief.get(door(wards.province)).context["form"]["signer_name"].value() == "Nguyễn Thị Ngọc Ánh"


def test_an_observer_makes_documents_and_changes_no_heads(client, wards):
    observer = signed_in(client, an_administrator(wards.province, role="observer"))
    assert observer.post(door(wards.province), HEADS).status_code == 200
    assert not LetterHead.objects.exists()


def test_it_is_noted_who_made_what(chief, wards):
    chief.post(door(wards.province, khoa=wards.course.pk), HEADS)
    entry = Entry.objects.get(verb="report.document_made")
    assert (entry.unit_id, entry.detail["kind"], entry.detail["filters"]) == (
        wards.province.pk,
        "year",
        {"khoa": str(wards.course.pk)},
    )


def test_a_sibling_ward_is_not_found(client, wards):
    ward = signed_in(client, an_administrator(wards.hac))
    assert ward.post(door(wards.hac), HEADS).status_code == 200
    for ask in (ward.get, ward.post):
        assert ask(door(wards.sam)).status_code == 404
        assert ask(door(wards.province)).status_code == 404


def test_queries_do_not_grow_with_units(client, wards):
    counts = []
    for unit in (wards.sam, wards.province):
        wards.learners("Hạc Hai", done=2)
        person = signed_in(client, an_administrator(wards.province))
        person.post(door(unit), HEADS)
        with CaptureQueriesContext(connection) as asked:
            person.post(door(unit), HEADS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_hostile_words_stay_words(chief, wards):
    hostile = "</w:t><w:t>{{ 7*7 }} {% raw %} <script>&amp;"
    said = words_of(chief.post(door(wards.province), HEADS | {"signer_name": hostile}).content)
    assert hostile in said


@pytest.mark.parametrize(
    "line",
    [
        "{{ tong.__class__ }}",
        "{{ ().__class__.__mro__ }}",
        "{{ range(10) }}",
        "{% for a in don_vi %}{% for b in don_vi %}{% for c in don_vi %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{{ 'a' * 1000000000 }}",
        "{{ tong|attr('phai_hoc') }}",
        "{{ khong_co }}",
        "{{ tong.phai_hoc",
    ],
)
def test_a_template_that_would_do_more_than_print_is_refused(line):
    with pytest.raises(UnusableTemplate):
        refuse_unusable(a_template("Trước", line, "Sau"), SAMPLE)


def test_a_header_is_guarded_like_the_body():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ range(3) }}"
    file = io.BytesIO()
    document.save(file)
    with pytest.raises(UnusableTemplate):
        refuse_unusable(file.getvalue(), SAMPLE)


def a_zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


TYPES = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        a_template("x")[:500],
        a_zip(**{"[Content_Types].xml": b"<Types/>"}),
        a_zip(**{"[Content_Types].xml": TYPES, "word__document.xml": b"0" * 30_000_000}),
        a_zip(**{"[Content_Types].xml": TYPES, "word__vbaProject.bin": b"x"}),
        a_zip(
            **{
                "[Content_Types].xml": TYPES,
                "word__document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
            }
        ),
        a_zip(**{"[Content_Types].xml": TYPES}),
        b"0" * 2_100_000,
    ],
    ids=["empty", "pdf", "cut", "another kind", "bomb", "macros", "entities", "no body", "large"],
)
def test_a_file_that_is_no_plain_document_is_refused_at_once(content):
    began = time.process_time()
    with pytest.raises(UnusableTemplate):
        refuse_unusable(content, SAMPLE)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("kind", ["report", "letter"])
def test_our_own_templates_can_be_filled_in(kind):
    refuse_unusable(default_template(kind), SAMPLE)
    said = words_of(fill_in(default_template(kind), SAMPLE))
    assert "{{" not in said and "{%" not in said


def upload(chief, content, kind="report"):
    file = SimpleUploadedFile("mau.docx", content)
    return chief.post(reverse("reports:templates"), {f"{kind}-kind": kind, f"{kind}-file": file})


def test_an_edited_template_is_used_until_it_is_taken_back(chief, wards):
    assert upload(chief, a_template("Bản của tỉnh: {{ tong.phai_hoc }}")).status_code == 302
    assert words_of(chief.post(door(wards.province), HEADS).content) == "Bản của tỉnh: 40"
    chief.post(reverse("reports:templates"), {"report-kind": "report", "report-restore": "on"})
    assert "BÁO CÁO" in words_of(chief.post(door(wards.province), HEADS).content)
    assert Entry.objects.filter(verb="template.changed").count() == 2


def test_a_bad_template_is_refused_in_words_and_changes_nothing(chief):
    response = upload(chief, a_template("{{ khong_co }}"))
    assert response.status_code == 422
    assert "khong_co" in response.content.decode()
    assert not OfficialTemplate.objects.exists()


def test_only_the_province_edits_templates(client, wards):
    for person in (an_administrator(wards.hac), a_person()):
        asked = signed_in(client, person)
        assert asked.get(reverse("reports:templates")).status_code == 403
        assert upload(asked, a_template("x")).status_code == 403
        assert asked.get(reverse("reports:template_file", args=["report"])).status_code == 403
    assert (
        signed_in(client, an_administrator(wards.province)).get(reverse("reports:templates")).status_code
        == 200
    )
    assert not OfficialTemplate.objects.exists()
