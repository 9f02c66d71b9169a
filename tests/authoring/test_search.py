"""Searching in the editor: without tones, and nothing typed is an error."""

import pytest
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Phrase, PlainText

from lms.search import MOST_WORDS, cleaned, words_of
from tests.factories import a_course

HOSTILE = [
    '"',
    '"thi đua',
    "' * - ^ ( ) \\ % _",
    "a AND NOT NEAR(",
    "{title}:x title:",
    "a\x00b",
    "😀",
    'live:"yes',
    "a " * 3000,
    "đ" * 5000,
    "a:*|b&!c <->",
]


def found(words, queryset, **options):
    return list(get_search_backend().autocomplete(words, queryset, **options))


def index(*things):
    for thing in things:
        get_search_backend().add(thing)


def test_words_lose_tones_and_signs():
    assert words_of('Thi đua, "Khen thưởng" 06/2022/QH15') == [
        "thi",
        "dua",
        "khen",
        "thuong",
        "06",
        "2022",
        "qh15",
    ]


def test_a_query_of_signs_finds_nothing(db):
    index(a_course("Thi đua yêu nước"))
    assert found('"*', Page.objects.all()) == []


def test_a_long_query_is_cut():
    assert len(cleaned("a " * 500).query_string.split()) == MOST_WORDS


def test_a_phrase_among_words_asks_for_all_of_them():
    asked = cleaned(And([PlainText("Thi"), Phrase("đua khen")]))
    assert (asked.query_string, asked.operator) == ("thi dua khen", "and")


@pytest.mark.parametrize("words", ["duong pho", "Đường phố", "ĐƯỜNG PHỐ", "pho xanh", "duo", '"đường phố"'])
def test_pages_are_found_without_tones(db, words):
    course = a_course("Đường phố xanh")
    index(course, a_course("An toàn thông tin"))
    assert [page.pk for page in found(words, Page.objects.all())] == [course.pk]


def test_a_word_that_english_would_drop_is_found(db):
    course = a_course("Thể lệ do Sở đặt")
    index(course)
    assert [page.pk for page in found("the le do", Page.objects.all())] == [course.pk]


def test_images_and_documents_are_found_without_tones(db):
    image = Image.objects.create(title="Lễ trao tặng", file=get_test_image_file())
    document = Document.objects.create(title="Mẫu tờ trình", file=get_test_image_file())
    index(image, document)
    assert list(get_search_backend().search("le trao", Image)) == [image]
    assert list(get_search_backend().search("to trinh", Document)) == [document]


def listings():
    plain = [
        "wagtailadmin_pages:search",
        "wagtailadmin_choose_page_search",
        "wagtailimages:index",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtaildocs:index",
        "wagtaildocs_chooser:choose",
        "wagtaildocs_chooser:choose_results",
        "wagtailusers_users:index",
        "wagtailadmin_explore_root",
    ]
    return [reverse(name) for name in plain]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_into_a_search_is_an_error(as_chief, words):
    a_course("Thi đua yêu nước")
    for address in listings():
        response = as_chief.get(address, {"q": words})
        assert response.status_code in {200, 302}, (address, words)
