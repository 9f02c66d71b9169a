import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page

from courses.models import LessonPage
from courses.videos import byte_range, embed_address
from tests.factories import a_course, a_lesson, a_person

HOSTS = ["https://www.youtube-nocookie.com", "https://video.thanhhoa.gov.vn"]
FILM = bytes(range(256)) * 1000


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://video.thanhhoa.gov.vn/xem?id=7", "https://video.thanhhoa.gov.vn/xem?id=7"),
        ("http://youtu.be/dQw4w9WgXcQ", None),
        ("https://youtu.be/../../x", None),
        ("https://www.youtube-nocookie.com.evil.example/embed/dQw4w9WgXcQ", None),
        ("https://www.youtube-nocookie.com@evil.example/", None),
        ("https://video.thanhhoa.gov.vn:8443/", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_only_videos_of_allowed_hosts_are_framed(address, shown):
    assert embed_address(address, HOSTS) == shown


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-9", (0, 9)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-200", (0, 99)),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("lines=1-2", None),
        ("bytes=a-b", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header, part):
    assert byte_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_range_outside_the_file_is_an_error(header):
    with pytest.raises(ValueError, match="range"):
        byte_range(header, 100)


@pytest.fixture
def film(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = get_document_model().objects.create(title="Phim", file=ContentFile(FILM, "phim.mp4"))
    body = [("text", f'<p><a linktype="document" id="{film.pk}">Phim</a></p>')]
    a_lesson(a_course(lessons=0).get_children().get(), body=body)
    return film


@pytest.fixture
def learner(client, db):
    client.force_login(a_person())
    return client


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_video_is_sent_whole(learner, film):
    response = learner.get(reverse("courses:video", args=[film.pk]))
    assert response.status_code == 200
    assert read(response) == FILM
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_part_of_a_video_is_sent(learner, film):
    response = learner.get(reverse("courses:video", args=[film.pk]), headers={"Range": "bytes=70000-140000"})
    assert response.status_code == 206
    assert read(response) == FILM[70000:140001]
    assert response["Content-Range"] == f"bytes 70000-140000/{len(FILM)}"
    assert response["Content-Length"] == "70001"


def test_a_part_behind_the_end_is_refused(learner, film):
    response = learner.get(reverse("courses:video", args=[film.pk]), headers={"Range": "bytes=9999999-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(FILM)}"


def test_a_stranger_signs_in_first(client, film):
    response = client.get(reverse("courses:video", args=[film.pk]))
    assert response.status_code == 302
    assert "dang-nhap" in response["Location"]


def test_a_film_of_a_draft_is_not_found(learner, film):
    Page.objects.type(LessonPage).update(live=False)
    assert learner.get(reverse("courses:video", args=[film.pk])).status_code == 404


def test_only_videos_and_captions_leave_by_this_door(learner, film):
    page = get_document_model().objects.create(
        title="Trang", file=ContentFile(b"<script>alert(1)</script>", "x.html")
    )
    assert learner.get(reverse("courses:video", args=[page.pk])).status_code == 404
    assert learner.get(reverse("courses:video", args=[page.pk + 1000])).status_code == 404


def test_a_restricted_collection_stays_restricted(learner, film):
    closed = Collection.get_first_root_node().add_child(name="Kín")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.GROUPS
    )
    film.collection = closed
    film.save()
    assert learner.get(reverse("courses:video", args=[film.pk])).status_code != 200
