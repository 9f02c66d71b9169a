import pytest
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from courses.catalogue import COURSES_A_PAGE
from courses.models import CatalogueIndexPage, ModulePage
from tests.factories import (
    a_course,
    a_lesson,
    a_person,
    a_record,
    a_shelf,
    a_unit,
    an_enrolment,
    the_catalogue,
)

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [course.title for course in response.context["page_of_courses"]]


def search(client, words):
    return client.get("/khoa-hoc/", {"q": words})


def test_everybody_sees_the_catalogue(client):
    a_course(title="Hồ sơ khen thưởng")
    assert "Hồ sơ khen thưởng" in client.get("/khoa-hoc/").content.decode()


@pytest.mark.parametrize(
    "words", ["thi dua", "THI ĐUA", "thi đua", "dua thi", "tổ chức", "to  chuc", ["Thi Đua", " khen"][0]]
)
def test_words_are_found_with_and_without_tones(client, words):
    a_course(title="Tổ chức thi đua")
    a_course(title="Quỹ khen thưởng")
    assert titles(search(client, words)) == ["Tổ chức thi đua"]


@pytest.mark.parametrize("words", ["dang", "đảng", "Đảng"])
def test_dang_finds_the_party(client, words):
    a_course(title="Khen thưởng trong Đảng")
    a_course(title="Quỹ thi đua")
    assert titles(search(client, words)) == ["Khen thưởng trong Đảng"]


def test_a_course_is_found_by_a_lesson_of_it(client):
    course = a_course(title="Nền tảng")
    a_course(title="Khác")
    module = ModulePage.objects.child_of(course).get()
    a_lesson(module, title="Bảy hình thức khen thưởng", slug="bay-hinh-thuc")
    response = search(client, "bay hinh thuc")
    assert titles(response) == ["Nền tảng"]
    assert [found["title"] for found in response.context["lessons_found"]] == ["Bảy hình thức khen thưởng"]


def test_a_lesson_that_is_not_published_finds_nothing(client):
    module = ModulePage.objects.child_of(a_course()).get()
    a_lesson(module, title="Bản nháp bí mật", slug="nhap", live=False)
    assert titles(search(client, "bí mật")) == []


def test_the_number_found_is_said(client):
    for _ in range(3):
        a_course(title="Hồ sơ")
    assert "“hồ sơ”" in search(client, "hồ sơ").content.decode()
    assert search(client, "hồ sơ").context["page_of_courses"].paginator.count == 3


def test_nothing_found_says_what_to_do(client):
    a_course()
    page = search(client, "khongcogi").content.decode()
    assert 'class="empty"' in page
    assert 'href="/khoa-hoc/"' in page


@pytest.mark.parametrize(
    "words",
    ['"', "'", "%", "_", "\\", "<script>alert(1)</script>", "()", "AND OR NOT", "*", "đ" * 100, "\x00", "👍"],
)
def test_strange_words_do_no_harm(client, words):
    a_course(title="Hồ sơ")
    response = search(client, words)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_very_long_words_are_refused_in_words(client):
    a_course(title="Hồ sơ")
    response = search(client, "x" * 10_000)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()


def test_an_empty_catalogue_says_so(client):
    the_catalogue()
    assert 'class="empty"' in client.get("/khoa-hoc/").content.decode()


def test_before_anybody_made_a_catalogue_its_page_is_empty(client):
    assert not CatalogueIndexPage.objects.exists()
    response = client.get("/khoa-hoc/")
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_a_withdrawn_catalogue_is_not_found(client):
    the_catalogue().unpublish()
    assert client.get("/khoa-hoc/").status_code == 404


def test_drafts_are_not_shown(client):
    a_course(title="Chưa xong").unpublish()
    a_course(title="Đã xong")
    assert titles(client.get("/khoa-hoc/")) == ["Đã xong"]


def test_a_restricted_course_is_shown_to_those_who_may_read_it(client):
    a_course(title="Ai cũng đọc")
    PageViewRestriction.objects.create(
        page=a_course(title="Nội bộ"), restriction_type=PageViewRestriction.LOGIN
    )
    assert titles(client.get("/khoa-hoc/")) == ["Ai cũng đọc"]
    client.force_login(a_person())
    assert titles(client.get("/khoa-hoc/")) == ["Ai cũng đọc", "Nội bộ"]


def test_a_course_of_a_group_is_hidden_from_others(client):
    from django.contrib.auth.models import Group

    group = Group.objects.create(name="Hội đồng")
    restriction = PageViewRestriction.objects.create(
        page=a_course(title="Của Hội đồng"), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    member = a_person()
    member.groups.add(group)
    client.force_login(a_person())
    assert titles(client.get("/khoa-hoc/")) == []
    client.force_login(member)
    assert titles(client.get("/khoa-hoc/")) == ["Của Hội đồng"]


def test_a_shelf_shows_its_own_courses(client):
    shelf = a_shelf(a_unit("Sở Nội vụ", kind="department"))
    a_course(title="Của Sở Nội vụ", shelf=shelf)
    a_course(title="Của nơi khác")
    assert titles(client.get(f"/khoa-hoc/{shelf.slug}/")) == ["Của Sở Nội vụ"]


def test_periods_stand_on_a_card_only_where_a_decision_credits_them(client):
    a_course(title="Có tiết", credited_periods=8, approving_decision="Quyết định 12/QĐ-SNV")
    a_course(title="Không tiết")
    first, second = client.get("/khoa-hoc/").content.decode().split('class="card"')[1:]
    assert "8 " in first.split("card-foot")[1]
    assert "Có tiết" in first
    assert "Không tiết" in second
    assert "tiết" not in second.split("card-foot")[1].split("</article>")[0]


def test_a_card_says_how_one_stands(client):
    person, course = a_person(unit=a_unit()), a_course(title="Đang học", lessons=2)
    an_enrolment(person, course)
    finished = a_course(title="Đã xong", lessons=1)
    a_record(person, finished)
    client.force_login(person)
    page = client.get("/khoa-hoc/").content.decode()
    begun, done = page.split('class="card"')[1:]
    assert 'class="bar"' in begun
    assert "tag ok" in done
    client.logout()
    assert (
        "tag" not in client.get("/khoa-hoc/").content.decode().split('class="card"')[1].split("</article>")[0]
    )


def test_many_courses_come_in_pages(client):
    shelf = a_shelf()
    for number in range(COURSES_A_PAGE + 1):
        a_course(title=f"Khóa {number}", lessons=0, shelf=shelf)
    assert len(titles(client.get("/khoa-hoc/"))) == COURSES_A_PAGE
    assert len(titles(client.get("/khoa-hoc/?page=2"))) == 1
    assert len(titles(client.get("/khoa-hoc/?page=99"))) == 1
    assert len(titles(client.get("/khoa-hoc/?page=x"))) == COURSES_A_PAGE


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    person = a_person(unit=a_unit())
    client.force_login(person)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            an_enrolment(person, a_course(quiz=True))
        client.get("/khoa-hoc/?q=nen+tang")
        with django_assert_max_num_queries(12) as asked:
            client.get("/khoa-hoc/?q=nen+tang")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_outlines_that_nobody_has_read_cost_the_same_for_one_and_for_many(client, django_assert_num_queries):
    from courses.models import CoursePage
    from courses.outline import outlines_of

    for more in (1, 2):
        for _ in range(more):
            a_course(quiz=True)
        with django_assert_num_queries(5):
            outlines_of(list(CoursePage.objects.all()))
        cache.clear()
