import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

import clock
from completions.actions import complete_activity
from completions.models import ActivityProgress
from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import page_url
from enrolments.models import Enrolment
from legislation.models import Provision
from tests.factories import a_course, a_lesson, a_person, a_question, a_unit, an_enrolment
from tests.factories.law import a_document, a_provision

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 1, 1)
HOSTILE = "<script>alert(1)</script><p onclick=alert(1)>Chữ</p>"


def body(page: str) -> str:
    """What stands before the end of the lesson, where a form has a token of its own each time."""
    return content(page).split('<footer class="lesson-end"')[0]


@pytest.fixture
def learner(client):
    person = a_person(unit=a_unit())
    client.force_login(person)
    client.person = person
    return client


def lesson_of(*body, **fields) -> LessonPage:
    a_course(lessons=0)
    return a_lesson(ModulePage.objects.get(), title="Bài 1", slug="bai-1", body=list(body), **fields)


def shown(client, lesson) -> str:
    response = client.get(page_url(LessonPage.objects.get(pk=lesson.pk).url_path))
    assert response.status_code == 200
    return response.content.decode()


def content(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def test_a_stranger_signs_in_and_comes_back(client):
    lesson = lesson_of(("text", "<p>Bí mật</p>"))
    url = page_url(lesson.url_path)
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_everybody_who_signed_in_may_read(learner):
    assert "Nội dung hay" in shown(learner, lesson_of(("text", "<p>Nội dung hay</p>")))


def test_reading_writes_nothing(learner, django_assert_num_queries):
    lesson = lesson_of(("text", "<p>Chữ</p>"))
    enrolment = an_enrolment(learner.person, CoursePage.objects.get())
    shown(learner, lesson)
    assert not ActivityProgress.objects.exists()
    enrolment.refresh_from_db()
    assert enrolment.started_at is None


def test_who_has_not_joined_is_offered_to(learner):
    page = shown(learner, lesson_of(("text", "<p>Chữ</p>")))
    course = CoursePage.objects.get()
    assert f'action="{reverse("enrolments:join", args=[course.pk])}"' in page
    assert "data-place" not in page


def test_joining_from_a_lesson_comes_back_to_it(learner):
    lesson = lesson_of(("text", "<p>Chữ</p>"))
    url = page_url(lesson.url_path)
    response = learner.post(reverse("enrolments:join", args=[CoursePage.objects.get().pk]), {"next": url})
    assert response["Location"] == url


def test_a_closed_course_offers_nothing(learner):
    lesson = lesson_of(("text", "<p>Chữ</p>"))
    CoursePage.objects.update(is_closed=True)
    assert reverse("enrolments:join", args=[CoursePage.objects.get().pk]) not in shown(learner, lesson)


def test_a_learner_ends_a_lesson_with_one_button(learner):
    course = a_course(lessons=2)
    an_enrolment(learner.person, course)
    first, second = LessonPage.objects.order_by("path")
    end = shown(learner, first).split('<footer class="lesson-end"')[1].split("</footer>")[0]
    assert f'action="{reverse("completions:finish_lesson", args=[first.pk])}"' in end
    assert "csrfmiddlewaretoken" in end
    assert second.title in end
    assert end.count("<button") == 1


def test_the_place_is_given_back(learner):
    course = a_course(lessons=1)
    enrolment = an_enrolment(learner.person, course)
    lesson = LessonPage.objects.get()
    ActivityProgress.objects.create(enrolment=enrolment, activity=lesson, position=42, opened_at=clock.now())
    page = shown(learner, lesson)
    assert 'data-position="42"' in page
    assert f'data-place="{reverse("completions:keep_place", args=[lesson.pk])}"' in page


def test_a_lesson_that_is_done_leads_on_without_a_form(learner):
    course = a_course(lessons=2)
    enrolment = an_enrolment(learner.person, course)
    first, second = LessonPage.objects.order_by("path")
    complete_activity(enrolment=enrolment, activity_id=first.pk)
    page = shown(learner, first)
    assert reverse("completions:finish_lesson", args=[first.pk]) not in page
    assert f'href="{page_url(second.url_path)}"' in page


def test_a_locked_lesson_can_be_read_and_not_finished(learner):
    course = a_course(lessons=1)
    first = LessonPage.objects.get()
    locked = a_lesson(ModulePage.objects.get(), slug="khoa", prerequisite=first)
    an_enrolment(learner.person, course)
    page = shown(learner, locked)
    assert "Nội dung của bài học." in page
    assert reverse("completions:finish_lesson", args=[locked.pk]) not in page
    assert page_url(first.url_path) in content(page)


def test_neighbours_and_place_are_said(learner):
    a_course(lessons=3)
    second = LessonPage.objects.order_by("path")[1]
    page = content(shown(learner, second))
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_blocks_are_shown_each_in_its_way(learner):
    point = {"type": "item", "value": "<p>Một ý</p>", "id": "1"}
    cell = lambda text: {"type": "item", "value": text, "id": text}  # noqa: E731
    lesson = lesson_of()
    lesson.body = LessonPage._meta.get_field("body").to_python(
        [
            {"type": "lead", "value": "<p>Dẫn</p>", "id": "a"},
            {"type": "heading", "value": "Đề mục <1>", "id": "b"},
            {"type": "key_points", "value": [point], "id": "c"},
            {
                "type": "case",
                "value": {
                    "title": "Ở xã A",
                    "situation": "Một\n\nHai <b>",
                    "question": "Làm gì?",
                    "answer": "<p>Xử lý</p>",
                },
                "id": "d",
            },
            {
                "type": "table",
                "value": {
                    "caption": "Bảng",
                    "header": [cell("Ngày"), cell("Việc & lệ")],
                    "rows": [{"type": "item", "id": "r", "value": [cell("<p>01/01</p>"), cell("<p>Có</p>")]}],
                },
                "id": "e",
            },
            {"type": "review", "value": "<p>Chờ đối chiếu</p>", "id": "f"},
        ]
    )
    lesson.save()
    page = content(shown(learner, lesson))
    assert '<div class="lead"><p>Dẫn</p></div>' in page
    assert "<h2>Đề mục &lt;1&gt;</h2>" in page
    assert '<section class="block key">' in page
    assert "<summary>Làm gì?</summary>" in page
    assert "Hai &lt;b&gt;" in page
    assert '<th scope="col">Việc &amp; lệ</th>' in page
    assert '<td data-label="Việc &amp; lệ"><p>Có</p></td>' in page
    assert '<section class="block warn">' in page


@pytest.mark.parametrize("kind", ["lead", "text", "review"])
def test_rich_text_is_clean_when_shown(learner, kind):
    page = content(shown(learner, lesson_of((kind, HOSTILE))))
    assert "alert" not in page
    assert "<p>Chữ</p>" in page


def test_a_citation_says_how_the_provision_stands_today(learner):
    document = a_document(short_title="Luật 2022", in_force_from=DAY)
    provision = a_provision(document, path="5.2.dd", heading="Nguyên tắc")
    lesson = lesson_of(("citation", {"provision": provision, "note": "<p>Lời của ta</p>"}))
    page = content(shown(learner, lesson))
    block = page.split('class="block law"')[1].split("</section>")[0]
    assert provision.get_absolute_url() in block
    assert 'class="tag ok"' in block
    assert "Lời của ta" in block


def test_what_is_told_of_the_law_changes_the_moment_the_law_does(learner):
    provision = a_provision(a_document(in_force_from=DAY))
    lesson = lesson_of(("citation", {"provision": provision, "note": "<p>x</p>"}))
    lesson.save_revision().publish()
    assert content(shown(learner, lesson)).count("tag ok") == 2
    Provision.objects.update(needs_review=True)
    page = content(shown(learner, lesson))
    assert "tag ok" not in page
    assert page.count("tag soon") == 2


def test_the_day_of_the_law_is_today(learner):
    provision = a_provision(a_document(in_force_from=DAY, in_force_to=datetime.date(2026, 12, 31)))
    lesson = lesson_of(("citation", {"provision": provision, "note": "<p>x</p>"}))
    lesson.save_revision().publish()
    with clock.frozen_at(datetime.datetime(2026, 12, 31, 16, 59, tzinfo=datetime.UTC)):
        assert "31/12/2026" in content(shown(learner, lesson))
    with clock.frozen_at(datetime.datetime(2026, 12, 31, 17, 1, tzinfo=datetime.UTC)):
        page = content(shown(learner, lesson))
    assert "tag ok" not in page
    assert 'class="tag late"' in page


def test_a_link_to_a_provision_is_a_chip(learner):
    page = shown(learner, lesson_of(("text", '<p><a href="/van-ban/luat-2022/5/">Điều 5</a></p>')))
    assert '<a class="cite" href="/van-ban/luat-2022/5/">Điều 5</a>' in page


def test_a_publication_is_shown_at_once(learner):
    lesson = lesson_of(("text", "<p>Bản một</p>"))
    lesson.save_revision().publish()
    assert "Bản một" in shown(learner, lesson)
    lesson.refresh_from_db()
    lesson.body = [("text", "<p>Bản hai</p>")]
    revision = lesson.save_revision()
    assert "Bản một" in shown(learner, lesson)
    revision.publish()
    assert "Bản hai" in shown(learner, lesson)


def test_the_body_is_rendered_once(learner, django_assert_max_num_queries, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    documents = [
        get_document_model().objects.create(title=f"Tệp {n}", file=ContentFile(b"x", f"{n}.pdf"))
        for n in range(3)
    ]
    lesson = lesson_of(*[("document", {"document": document, "note": ""}) for document in documents])
    lesson.save_revision().publish()
    an_enrolment(learner.person, CoursePage.objects.get())
    first = body(shown(learner, lesson))
    assert first.count('class="block file"') == 3
    with django_assert_max_num_queries(10):
        assert body(shown(learner, lesson)) == first


def test_pictures_have_size_description_and_modern_forms(learner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    raw = io.BytesIO()
    Picture.new("RGB", (800, 600), "#9e1b1b").save(raw, "PNG")
    image = get_image_model().objects.create(title="Ảnh", file=ImageFile(io.BytesIO(raw.getvalue()), "a.png"))
    lesson = lesson_of(("image", {"image": image, "description": 'Trống "đồng"', "caption": "Chú thích"}))
    figure = content(shown(learner, lesson)).split("<figure>")[1].split("</figure>")[0]
    assert 'type="image/avif"' in figure
    assert 'type="image/webp"' in figure
    assert 'loading="lazy"' in figure
    assert 'alt="Trống &quot;đồng&quot;"' in figure
    assert "width=" in figure
    assert "height=" in figure
    assert "<figcaption>Chú thích</figcaption>" in figure


def video(**fields):
    return ("video", {"title": "Phim", "file": None, "address": "", "captions": None} | fields)


def test_a_video_of_our_own_is_played_in_place(learner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = get_document_model().objects.create(title="Phim", file=ContentFile(b"x", "a.mp4"))
    page = content(shown(learner, lesson_of(video(file=film, transcript="<p>Lời thoại</p>"))))
    assert f'src="{reverse("courses:video", args=[film.pk])}"' in page
    assert "Lời thoại" in page


def test_a_video_elsewhere_is_a_link_until_it_is_asked_for(learner):
    address = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    page = content(shown(learner, lesson_of(video(address=address, transcript="<p>Lời thoại</p>"))))
    assert "<iframe" not in page
    assert f'href="{address}"' in page
    assert 'data-video="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in page
    assert "Lời thoại" in page


def test_a_video_of_a_host_that_is_not_allowed_stays_a_link(learner):
    page = content(shown(learner, lesson_of(video(address="https://evil.example/x", transcript="x"))))
    assert "data-video" not in page


def test_inline_questions_stand_where_they_were_put(learner):
    first, second = a_question(text="Câu một?"), a_question(text="Câu hai?")
    lesson = lesson_of(("text", "<p>Trước</p>"), ("check", first), ("text", "<p>Giữa</p>"), ("check", second))
    page = content(shown(learner, lesson))
    places = [page.index(words) for words in ("Trước", "Câu một?", "Giữa", "Câu hai?")]
    assert places == sorted(places)


def test_a_question_that_is_gone_leaves_no_hole(learner):
    lesson = lesson_of(("text", "<p>Trước</p>"))
    LessonPage.objects.update(
        body=[
            {"type": "check", "value": 999_999, "id": "x"},
            {"type": "text", "value": "<p>Sau</p>", "id": "y"},
        ]
    )
    assert "Sau" in content(shown(learner, lesson))


def test_a_lesson_with_questions_asks_few_and_constant_questions(learner, django_assert_max_num_queries):
    a_course(lessons=0)
    module = ModulePage.objects.get()
    counts = []
    for number in (1, 3):
        provisions = [a_provision(a_document(in_force_from=DAY)) for _ in range(number)]
        body = [("citation", {"provision": one, "note": "<p>x</p>"}) for one in provisions]
        body += [("check", a_question()) for _ in range(number)]
        lesson = a_lesson(module, slug=f"bai-{number}", body=body)
        lesson.save_revision().publish()
        an_enrolment(learner.person, CoursePage.objects.get())
        shown(learner, lesson)
        with django_assert_max_num_queries(11) as asked:
            shown(learner, lesson)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_draft_can_be_previewed(admin_client):
    lesson = lesson_of(("text", "<p>Bản nháp</p>"))
    admin_client.force_login(a_person(is_superuser=True))
    lesson.body = [("text", "<p>Xem trước</p>")]
    response = lesson.make_preview_request()
    assert response.status_code == 200
    assert "Xem trước" in response.content.decode()
    assert not Enrolment.objects.exists()


def test_a_page_that_stands_nowhere_yet_can_be_previewed():
    a_course(lessons=0)
    draft = LessonPage(title="Mới", slug="moi", body=[("text", "<p>Chưa lưu</p>")])
    response = draft.make_preview_request()
    assert response.status_code == 200
    assert "Chưa lưu" in response.content.decode()


def test_nothing_on_the_page_breaks_the_content_policy(learner):
    page = shown(learner, lesson_of(("text", "<p style='color:red'>Chữ</p>")))
    assert " style=" not in page
    assert "onclick" not in page
    assert "<script>" not in page
