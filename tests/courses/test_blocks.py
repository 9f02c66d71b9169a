import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from courses.blocks import TableBlock, VideoBlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make(name):
        return get_document_model().objects.create(title=name, file=ContentFile(b"x", name))

    return make


def video(**fields):
    block = VideoBlock()
    return block, block.to_python({"title": "Phim", "transcript": "<p>Lời thoại</p>"} | fields)


def faults(block, value) -> set[str]:
    with pytest.raises(ValidationError) as raised:
        block.clean(value)
    return set(raised.value.block_errors)


def test_a_video_of_our_own_is_an_mp4(file):
    block, value = video(file=file("phim.mp4").pk, captions=file("phim.vtt").pk)
    assert block.clean(value)
    block, value = video(file=file("phim.pdf").pk)
    assert faults(block, value) == {"file"}


def test_captions_are_a_vtt(file):
    block, value = video(file=file("phim.mp4").pk, captions=file("phu-de.pdf").pk)
    assert faults(block, value) == {"captions"}


def test_a_video_elsewhere_is_of_an_allowed_host():
    block, value = video(address="https://youtu.be/dQw4w9WgXcQ")
    assert block.clean(value)
    block, value = video(address="https://evil.example/phim")
    assert faults(block, value) == {"address"}


def test_a_video_is_a_file_or_an_address():
    block, value = video()
    assert faults(block, value) == {"file"}


def test_a_video_has_a_transcript():
    block, value = video(address="https://youtu.be/dQw4w9WgXcQ", transcript="")
    assert faults(block, value) == {"transcript"}


def table(header, rows):
    block = TableBlock()
    return block, block.to_python({"caption": "Bảng", "header": header, "rows": rows})


def test_a_row_has_as_many_cells_as_there_are_columns():
    block, value = table(["Ngày", "Việc"], [["1", "2"]])
    assert block.clean(value)
    block, value = table(["Ngày", "Việc"], [["1", "2"], ["1"]])
    with pytest.raises(ValidationError):
        block.clean(value)
