"""The includes of templates/components/, each with the values that break careless ones: nothing, one, a million."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture(autouse=True)
def vietnamese_with_grouped_thousands(settings):
    """A component must survive `1.000.000` in text and need `1000000` in attributes."""
    settings.USE_THOUSAND_SEPARATOR = True
    settings.NUMBER_GROUPING = 3
    with translation.override("vi"):
        yield


def include(name, **arguments):
    named = " ".join(f"{key}={key}" for key in arguments)
    source = f'{{% include "components/{name}.html" with {named} only %}}'
    return " ".join(Template(source).render(Context(arguments)).split())


class Person(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Viết đủ dấu")
    phone = forms.CharField(label="Điện thoại", required=False)
    kind = forms.ChoiceField(label="Đối tượng", widget=forms.RadioSelect, choices=[("a", "Công chức")])
    agree = forms.BooleanField(label="Đồng ý")


def field(name, **arguments):
    form = Person(arguments.pop("data", None))
    return include("field", field=form[name], **arguments)


def test_ring_without_lessons_draws_only_its_track():
    html = include("ring", done=0, total=0)
    assert 'class="value"' not in html
    assert "is-done" not in html


def test_ring_is_done_when_nothing_is_left():
    assert "is-done" in include("ring", done=12, total=12)


def test_ring_of_thousands_writes_plain_numbers_in_attributes():
    html = include("ring", done=1000, total=12000)
    assert 'pathLength="12000" stroke-dasharray="1000 12000"' in html


def test_bar_of_a_million_writes_plain_numbers_in_attributes():
    html = include("bar", done=536999, late=330000, total=1000000)
    assert 'viewBox="0 0 1000000 1"' in html
    assert '<rect class="bar-late" x="536999" width="330000" height="1"/>' in html


def test_bar_of_nobody_is_an_empty_track():
    html = include("bar", done=0, late=0, total=0)
    assert 'viewBox="0 0 1 1"' in html
    assert "<rect" not in html


def test_trend_places_each_value_by_its_index():
    html = include(
        "trend",
        title="Chậm",
        actual=[4, 9.5],
        target=[7, 14, 22],
        actual_label="a",
        target_label="b",
        first="",
        last="",
    )
    assert 'viewBox="0 0 3 100"' in html
    assert 'class="trend-actual" points="0.5,4 1.5,9.5 "' in html
    assert 'class="trend-now" d="M1.5,9.5h0"' in html


def test_four_numbers_are_grouped_and_in_order():
    html = include("four_numbers", required=1000000, done=9377, soon=0, late=1)
    assert re.findall(r"<b[^>]*>([^<]+)</b>", html) == ["1.000.000", "9.377", "0", "1"]
    assert "<a" not in html


def test_four_numbers_link_to_their_lists():
    html = include("four_numbers", required=4, done=3, soon=2, late=1, late_url="/bao-cao/qua-han/")
    assert '<a href="/bao-cao/qua-han/"><b class="c-late">1</b>' in html


def test_task_without_address_is_no_link():
    html = include("task_row", title="Kiểm tra", meta="Mở khi học xong", state="locked")
    assert "<a" not in html
    assert "is-locked has-mark" in html


def test_done_task_says_so_in_words():
    html = include("task_row", title="Bài 1", url="/bai-1/", state="done")
    assert 'class="tag done"' in html


def test_optional_field_is_marked_and_required_is_not():
    assert 'class="optional"' in field("phone")
    assert 'class="optional"' not in field("name")
    assert 'class="optional"' not in field("phone", plain=True)


def test_field_names_its_hint_and_its_error():
    html = field("name", data={"name": ""})
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_radio_field_is_a_fieldset_of_whole_row_labels():
    html = field("kind")
    assert "<fieldset><legend>Đối tượng</legend>" in html.replace("> <", "><")
    assert 'class="opt" for="id_kind_0"' in html


def test_error_summary_links_to_each_field():
    form = Person({"name": "", "kind": "a", "agree": "on"})
    html = include("errors", form=form)
    assert 'href="#id_name"' in html
    assert 'role="alert"' in html


def test_no_summary_without_errors():
    assert include("errors", form=Person()) == ""


def test_pages_keep_the_query_and_write_plain_numbers():
    html = include("pagination", page=Paginator(range(36000), 12).page(1500), query="q=luat&")
    assert 'href="?q=luat&amp;page=1501"' in html
    assert 'aria-current="page"' in html
    assert len(re.findall(r"<li", html)) == 9


def test_one_page_needs_no_pager():
    assert include("pagination", page=Paginator(range(3), 12).page(1)) == ""


def test_question_without_address_is_a_submit_button():
    items = [
        {"number": 1, "answered": True, "flagged": False, "current": True, "url": ""},
        {"number": 2, "answered": False, "flagged": True, "current": False, "url": "#cau-2"},
    ]
    html = include("question_map", items=items, answered=1, flagged=1, left=1, form="cau-1")
    assert '<button name="next" value="1" form="cau-1" aria-current="step">' in html
    assert '<a href="#cau-2">' in html


@pytest.mark.parametrize(
    "file", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda file: file.stem
)
def test_component_states_its_arguments_first(file):
    assert file.read_text(encoding="utf-8").startswith("{# ")


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES))
)
def test_template_has_no_inline_style_or_handler(file):
    html = file.read_text(encoding="utf-8")
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|javascript:', html)
