import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from tests.factories import a_course, a_lesson, a_person


@pytest.fixture
def picture(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    out = io.BytesIO()
    Picture.new("RGB", (600, 400), "white").save(out, "PNG")
    return get_image_model().objects.create(title="Ảnh", file=ImageFile(out, name="anh.png"))


@pytest.fixture
def learner(client, db):
    client.force_login(a_person())
    return client


def shown_in_a_lesson(picture, live=True):
    module = a_course(lessons=0).get_children().get()
    block = ("image", {"image": picture, "description": "Một tấm ảnh", "caption": ""})
    lesson = a_lesson(module, body=[block], live=live)
    ReferenceIndex.create_or_update_for_object(lesson)
    return lesson


def test_a_lesson_shows_its_picture(learner, picture):
    lesson = shown_in_a_lesson(picture)
    assert picture.get_rendition("format-webp|width-480").url in learner.get(lesson.url).content.decode()
    answer = learner.get(picture.get_rendition("format-webp|width-480").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert Picture.open(io.BytesIO(answer.getvalue())).size == (480, 320)


def test_a_picture_of_a_draft_is_not_found_until_it_is_published(learner, picture):
    lesson = shown_in_a_lesson(picture, live=False)
    size = picture.get_rendition("width-480").url
    assert learner.get(size).status_code == 404
    lesson.live = True
    lesson.save()
    assert learner.get(size).status_code == 200


def test_a_stranger_signs_in_first(client, picture):
    shown_in_a_lesson(picture)
    answer = client.get(picture.get_rendition("width-480").url)
    assert answer.status_code == 302
    assert "dang-nhap" in answer["Location"]


def test_what_was_uploaded_has_no_address(learner, picture):
    shown_in_a_lesson(picture)
    assert picture.file.url == "/media/original_images/anh.png"
    assert learner.get(picture.file.url).status_code == 404
    assert learner.get("/media/images/khong-co.png").status_code == 404
