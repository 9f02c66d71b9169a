"""The frame around every page: what a stranger and each role are offered, the theme, the way back from an error."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def frame(path="/", template="404.html", cookie="", **context):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    if cookie:
        request.COOKIES["theme"] = cookie
    return render_to_string(template, context, request=request)


def test_stranger_is_offered_neither_reports_nor_the_editor():
    html = frame()
    assert 'href="/khoa-hoc/"' in html
    assert 'href="/bao-cao/"' not in html
    assert 'href="/quan-tri/"' not in html


def test_roles_are_offered_their_doors():
    html = frame(can_see_reports=True, can_author=True)
    assert 'href="/bao-cao/"' in html
    assert 'href="/quan-tri/"' in html


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/", '<a href="/" aria-current="page">'),
        ("/khoa-hoc/", '<a href="/khoa-hoc/" aria-current="page">'),
        ("/khoa-hoc/nen-tang/", '<a href="/khoa-hoc/" aria-current="true">'),
        ("/hoc-tap/", '<a href="/hoc-tap/" aria-current="page">'),
    ],
)
def test_navigation_marks_where_one_is(path, link):
    html = frame(path)
    assert link in html
    assert html.count("aria-current") == 1


def test_section_wins_over_the_path():
    html = frame("/bai-kiem-tra/5/", section="courses")
    assert '<a href="/khoa-hoc/" aria-current="true">' in html


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')]
)
def test_theme_comes_from_the_cookie(cookie, attribute):
    assert attribute in frame(cookie=cookie)


def test_without_a_choice_the_device_decides():
    assert "data-theme" not in frame()
    assert "data-theme" not in frame(cookie='"><script>')


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html"])
def test_error_pages_lead_back(template):
    html = frame("/xa-la/", template)
    assert '<a class="btn line" href="/">' in html
    assert html.count("<h1>") == 1


def test_fault_page_needs_no_context():
    with translation.override("vi"):
        html = render_to_string("500.html")
    assert '<a class="btn line" href="/">' in html
    assert html.count("<h1>") == 1


def test_frame_loads_no_script_and_no_other_host():
    html = frame()
    assert "<script" not in html
    assert "http://" not in html
    assert "https://" not in html
