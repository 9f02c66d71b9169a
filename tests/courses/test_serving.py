"""Our own fast view must answer as Wagtail does: each case is asked at both."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.http import Http404, HttpResponse
from wagtail.models import Page, PageViewRestriction
from wagtail.views import serve

import clock
from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import page_url
from courses.restrictions import may_read
from tests.factories import a_course, a_lesson, a_person, a_shelf, the_catalogue

pytestmark = pytest.mark.django_db


def address(page) -> str:
    return page_url(Page.objects.get(pk=page.pk).url_path)


def a_lesson_page(**fields) -> LessonPage:
    return LessonPage.objects.descendant_of(a_course(lessons=1)).get()


@pytest.fixture
def answers(rf, client):
    """Asks our view and Wagtail's for the same address; each answer is a status and where it leads."""

    def ask(path, user=None):
        from django.contrib.auth.models import AnonymousUser

        client.logout()
        if user is not None:
            client.force_login(user)
        ours = client.get(path)
        request = rf.get(path)
        request.user = user or AnonymousUser()
        request.session = client.session
        try:
            theirs = serve(request, path.strip("/"))
        except Http404:
            theirs = HttpResponse(status=404)
        return [(answer.status_code, answer.headers.get("Location", "")) for answer in (ours, theirs)]

    return ask


def agree(shown) -> tuple[int, str]:
    ours, theirs = shown
    assert ours[0] == theirs[0]
    return ours


def test_a_live_page_is_served(answers):
    lesson = a_lesson_page()
    assert agree(answers(address(lesson), a_person()))[0] == 200


def test_a_second_visit_is_served_from_what_was_remembered(answers):
    lesson, person = a_lesson_page(), a_person()
    answers(address(lesson), person)
    assert agree(answers(address(lesson), person))[0] == 200


def test_an_unknown_address_is_not_found(answers):
    a_lesson_page()
    assert agree(answers("/khoa-hoc/khong/co/", a_person()))[0] == 404


def test_a_draft_is_not_found(answers):
    lesson, person = a_lesson_page(), a_person()
    answers(address(lesson), person)
    lesson.unpublish()
    assert agree(answers(address(lesson), person))[0] == 404


def test_a_page_that_waits_for_its_day_is_not_found(answers):
    module = ModulePage.objects.descendant_of(a_course(lessons=1)).get()
    lesson = a_lesson(module, slug="sau", live=False, go_live_at=clock.now() + datetime.timedelta(days=1))
    lesson.save_revision().publish()
    assert agree(answers(address(lesson), a_person()))[0] == 404


def test_an_expired_page_is_not_found(answers):
    lesson, person = a_lesson_page(), a_person()
    answers(address(lesson), person)
    lesson.expire_at = clock.now() - datetime.timedelta(minutes=1)
    lesson.save()
    call_command("publish_scheduled")
    assert agree(answers(address(lesson), person))[0] == 404


def test_a_live_page_below_a_withdrawn_one_is_served_as_wagtail_serves_it(answers):
    lesson, person = a_lesson_page(), a_person()
    CoursePage.objects.get().unpublish()
    assert agree(answers(address(lesson), person))[0] == 200


def test_a_page_whose_address_changed_is_found_at_the_new_one_only(answers):
    lesson, person = a_lesson_page(), a_person()
    old = address(lesson)
    answers(old, person)
    lesson.refresh_from_db()
    lesson.slug = "ten-moi"
    lesson.save_revision().publish()
    assert agree(answers(old, person))[0] == 404
    assert agree(answers(address(lesson), person))[0] == 200


def test_a_moved_page_is_found_at_the_new_place_only(answers):
    lesson, person = a_lesson_page(), a_person()
    old = address(lesson)
    answers(old, person)
    other = ModulePage.objects.descendant_of(a_course(lessons=0)).get()
    lesson.refresh_from_db()
    lesson.move(other, pos="last-child")
    assert agree(answers(old, person))[0] == 404
    assert agree(answers(address(lesson), person))[0] == 200


def test_a_deleted_page_is_not_found(answers):
    lesson, person = a_lesson_page(), a_person()
    old = address(lesson)
    answers(old, person)
    lesson.delete()
    assert agree(answers(old, person))[0] == 404


@pytest.mark.parametrize("place", ["lesson", "course", "catalogue"])
def test_a_page_for_those_who_signed_in_leads_a_stranger_to_sign_in(answers, place):
    course = a_course(lessons=1)
    held = {
        "lesson": LessonPage.objects.get(),
        "course": course,
        "catalogue": the_catalogue(),
    }[place]
    PageViewRestriction.objects.create(page=held, restriction_type=PageViewRestriction.LOGIN)
    status, location = agree(answers(address(course if place != "lesson" else held)))
    assert status == 302
    assert "dang-nhap" in location
    assert agree(answers(address(course), a_person()))[0] == 200


def test_a_page_for_a_group_refuses_others(answers):
    course = a_course(lessons=1)
    group = Group.objects.create(name="Hội đồng")
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(group)
    member, other = a_person(), a_person()
    member.groups.add(group)
    assert agree(answers(address(course), other))[0] != 200
    assert agree(answers(address(LessonPage.objects.get()), other))[0] != 200
    assert agree(answers(address(course), member))[0] == 200
    assert agree(answers(address(LessonPage.objects.get()), member))[0] == 200


def test_an_alias_is_restricted_as_its_source(answers):
    shelf = a_shelf()
    source = a_course(lessons=0, shelf=shelf)
    alias = source.create_alias(parent=a_shelf(), update_slug="ban-sao")
    again = alias.create_alias(parent=a_shelf(), update_slug="ban-sao-nua")
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)
    for copy in (alias, again):
        expected = set(Page.get_view_restrictions(copy).values_list("pk", flat=True))
        assert expected == set(copy.get_view_restrictions().values_list("pk", flat=True)) != set()
        assert agree(answers(address(copy)))[0] == 302


def test_may_read_asks_every_restriction_above(rf):
    course = a_course(lessons=1)
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    lesson = LessonPage.objects.get()
    assert not may_read(request, lesson)
    request.user = a_person()
    assert may_read(request, lesson)


def test_a_module_leads_to_its_place_in_the_course(client):
    course = a_course(lessons=1)
    module = ModulePage.objects.get()
    response = client.get(address(module))
    assert response.status_code == 302
    assert response["Location"] == f"{address(course)}#hoc-phan-{module.pk}"


def test_no_method_but_reading_is_answered(client):
    assert client.post(address(a_course())).status_code in {200, 405}
    assert client.options(address(a_course())).status_code == 200


@pytest.mark.parametrize("path", ["/khoa-hoc/%00/", "/khoa-hoc/a%0ab/", "/khoa-hoc/../", "/khoa-hoc/'--/"])
def test_a_strange_address_is_not_found(client, path):
    the_catalogue()
    assert client.get(path).status_code == 404


def test_a_missing_slash_is_added(client):
    course = a_course()
    assert client.get(address(course).rstrip("/"))["Location"] == address(course)
