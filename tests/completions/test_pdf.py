"""The certificate as PDF: every letter, the same bytes again, and no name that is read as a command."""

import datetime
import hashlib
import io
import itertools
import unicodedata

import pytest
from django.urls import reverse
from pypdf import PdfReader

import clock
from completions.models import Certificate, CompletionRecord, Revocation
from completions.pdf import HERE, pdf_of
from tests.factories import a_record

DRAWING_1 = "f4a2fe9abb7a366c1692224ae9ef327742c3d0af1ea2ebc37f36a912b1f09486"
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
ALL_LETTERS = [*LETTERS, *(letter.upper() for letter in LETTERS)]


def a_certificate(**fields) -> Certificate:
    """Rendering needs no database."""
    record = CompletionRecord(pk=17)
    record._state.fields_cache["revocation"] = fields.pop("revocation", None)
    return Certificate(
        **{
            "record": record,
            "code": "7Q2MZ8K4TDXW1VJ5RBHN0CEG39",
            "number": "000017/2026/GCN",
            "full_name": "Nguyễn Thị Ngọc Ánh",
            "unit_name": "Ủy ban nhân dân phường Hạc Thành",
            "course_title": "Nền tảng pháp luật thi đua, khen thưởng",
            "issued_at": datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC),
            **fields,
        }
    )


def read(certificate) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_of(certificate)))


def words(certificate) -> str:
    return " ".join(read(certificate).pages[0].extract_text().split())


def test_the_alphabet_of_this_test_is_whole():
    assert len(set(ALL_LETTERS)) == 146  # 134 with marks, 12 plain vowels


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ngọc Ánh", "Ỷ Lan", "Đặng Thị Hương Thơ", "Nguyễn Phước Quý Quỳnh Hương Thảo", "Y Blĩm Niê"],
)
def test_names_are_whole_composed_and_decomposed(name):
    assert name in words(a_certificate(full_name=name))
    assert name in words(a_certificate(full_name=unicodedata.normalize("NFD", name)))


def test_every_vietnamese_letter_is_in_the_fonts():
    for group in itertools.batched(ALL_LETTERS, 24) if hasattr(itertools, "batched") else [ALL_LETTERS]:
        written = words(a_certificate(course_title=" ".join(group)))
        assert [letter for letter in group if letter not in written] == []


def test_it_says_everything_that_is_stored_and_no_more():
    written = words(a_certificate())
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH THANH HÓA",
        "SỞ NỘI VỤ",
        "GIẤY CHỨNG NHẬN",
        "Hoàn thành khóa tập huấn",
        "Ủy ban nhân dân phường Hạc Thành",
        "Nền tảng pháp luật thi đua, khen thưởng",
        "Số: 000017/2026/GCN",
        "7Q2MZ-8K4TD-XW1VJ-5RBHN-0CEG39",
        "Ngày 23 tháng 11 năm 2026",
    ):
        assert said in written
    assert "tiết" not in written
    assert "THU HỒI" not in written


def test_periods_are_credited_where_a_decision_credits_them():
    decided = a_certificate(
        credited_periods=7.5, approving_decision="Quyết định số 12/QĐ-SNV ngày 05/01/2026"
    )
    assert "Thời lượng: 7,5 tiết, theo Quyết định số 12/QĐ-SNV ngày 05/01/2026" in words(decided)
    assert "tiết" not in words(a_certificate(credited_periods=8, approving_decision=""))


def test_a_revoked_one_says_so():
    revocation = Revocation(revoked_at=datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))
    assert "ĐÃ THU HỒI 01/12/2026" in words(a_certificate(revocation=revocation))


def test_a_demo_says_that_it_is_one(settings):
    settings.DEMO = True
    assert "Bản trình diễn" in words(a_certificate())
    settings.DEMO = False
    assert "trình diễn" not in words(a_certificate())


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "#panic()",
        "$x^2$ *đậm* _nghiêng_ `mã`",
        "\\ \\u{41} \" ' ] ) }",
        '"], "name": "khác',
        "= Tiêu đề",
        "- mục // chú thích /* */ <nhãn> @trích ~ --- ...",
        "<script>alert(1)</script>",
        "{{ 7*7 }} ${7*7}",
    ],
)
def test_a_name_is_never_read_as_a_command(hostile):
    certificate = a_certificate(full_name=hostile, unit_name=hostile, course_title=hostile)
    squeezed = "".join(words(certificate).split())
    assert squeezed.count("".join(hostile.split())) == 3
    assert "root:" not in squeezed


def test_control_characters_do_not_break_the_drawing():
    assert "An" in words(a_certificate(full_name="Nguyễn\n\tVăn\u202e\u0007 An"))


def test_the_longest_words_stay_on_one_page():
    certificate = a_certificate(
        full_name="Công Tằng Tôn Nữ " * 7,
        unit_name="Ủy ban nhân dân xã " * 15,
        course_title="Bồi dưỡng nghiệp vụ " * 12,
        credited_periods=40,
        approving_decision="Quyết định " * 14,
    )
    assert len(read(certificate).pages) == 1


def test_the_same_certificate_gives_the_same_bytes():
    assert pdf_of(a_certificate()) == pdf_of(a_certificate())
    assert pdf_of(a_certificate()) != pdf_of(a_certificate(full_name="Người khác"))


def test_it_is_small_tagged_titled_and_in_vietnamese():
    content = pdf_of(a_certificate())
    assert len(content) <= 200_000
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("vi")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Giấy chứng nhận 000017/2026/GCN"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.1)


def test_a_drawing_that_certificates_were_issued_with_is_not_changed():
    """A new look is a new folder beside the old one, and a new default of `Certificate.design`."""
    drawing = (HERE / "designs/1/certificate.typ").read_bytes() + (HERE / "designs/1/drum.svg").read_bytes()
    assert hashlib.sha256(drawing).hexdigest() == DRAWING_1


def test_every_font_is_embedded_and_ours():
    page = read(a_certificate()).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "LiberationSerif" in font["/BaseFont"]
        assert "/FontFile2" in descriptor


def test_the_picture_leads_to_the_page_of_this_site(settings):
    settings.BASE_URL = "https://hoc.example.gov.vn"
    address = (
        f"https://hoc.example.gov.vn{reverse('completions:verify_code', args=['7Q2MZ8K4TDXW1VJ5RBHN0CEG39'])}"
    )
    links = [note.get_object()["/A"]["/URI"] for note in read(a_certificate()).pages[0]["/Annots"]]
    assert set(links) == {address}
    assert pdf_of(a_certificate()) != _elsewhere(settings)


def _elsewhere(settings):
    settings.BASE_URL = "https://khac.example.gov.vn"
    return pdf_of(a_certificate())


@pytest.mark.django_db
def test_it_is_downloaded_under_its_number(client):
    with clock.frozen_at(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)):
        record = a_record()
    client.force_login(record.user)
    response = client.get(reverse("completions:certificate_pdf", args=[record.certificate.code]))
    assert response["Content-Type"] == "application/pdf"
    year = record.completed_at.year
    name = f"giay-chung-nhan-{record.pk:06d}-{year}-gcn.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content == pdf_of(record.certificate)
