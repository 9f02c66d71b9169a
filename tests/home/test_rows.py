import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from home.templatetags import rows

ROW = {"title": "Bài 1", "url": "/bai-1/", "meta": "5 phút", "tag": "còn 3 ngày", "tone": "soon", "number": 1}
CARD = {
    "title": "Khóa",
    "url": "/khoa/",
    "text": "Tóm tắt",
    "meta": "12 bài",
    "tag": "",
    "tone": "",
    "done": 0,
    "total": 3,
}


@pytest.fixture(autouse=True)
def nothing_written_yet():
    rows._component.cache_clear()


def written(source, **context) -> str:
    return Template("{% load rows %}" + source).render(Context(context))


def test_a_row_is_what_its_component_writes():
    assert written("{% task_rows rows %}", rows=[ROW]) == render_to_string("components/task_row.html", ROW)


def test_a_card_is_what_its_component_writes():
    expected = render_to_string("components/course_card.html", CARD | {"level": "2"})
    assert written('{% cards items level="2" %}', items=[CARD]) == expected


def test_a_card_of_which_nothing_is_done_still_has_its_bar():
    assert 'width="0"' in written("{% cards items %}", items=[CARD])


def test_each_row_is_its_own():
    page = written("{% task_rows rows %}", rows=[ROW, ROW | {"title": "Bài 2"}, ROW | {"state": "done"}])
    assert page.count("<li") == 3
    assert page.count("Bài 2") == 1
    assert page.count("is-done") == 1


def test_each_language_has_its_own_words():
    done = {"title": "Bài 1", "url": "/bai-1/", "state": "done"}
    with translation.override("en"):
        english = written("{% task_rows rows %}", rows=[done])
    with translation.override("vi"):
        assert "Hoàn thành" in written("{% task_rows rows %}", rows=[done])
    assert "Hoàn thành" not in english


def test_what_was_typed_is_escaped_each_time():
    hostile = '"><img src=x onerror=alert(1)>'
    for _ in range(2):
        page = written(
            "{% task_rows rows %}", rows=[ROW | {"title": hostile, "meta": hostile, "tag": hostile}]
        )
        assert "<img" not in page


def test_no_rows_write_nothing():
    assert written("{% task_rows rows %}{% cards items %}", rows=[], items=[]) == ""
