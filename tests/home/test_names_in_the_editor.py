"""What Wagtail and Django name in English, named in Vietnamese."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, Page, Workflow

from tests.factories import a_person


@pytest.fixture
def editor(client, db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(a_person(is_superuser=True))
    return client


def test_rows_of_wagtail_have_vietnamese_names(db):
    assert Page.objects.get(depth=1).title == "Gốc"
    assert Collection.objects.get(depth=1).name == "Gốc"
    assert set(Group.objects.values_list("name", flat=True)) == {"Người duyệt", "Người biên tập"}
    assert Workflow.objects.get().name == "Người duyệt xem và duyệt"


def test_permissions_have_vietnamese_names(db):
    names = dict(Permission.objects.values_list("codename", "name"))
    assert names["add_legaldocument"] == "thêm: văn bản pháp luật"
    assert names["access_admin"] == "Được vào trang quản trị"
    assert [name for name in names.values() if name.startswith("Can ") and "session" not in name] == []


def test_labels_of_links_are_vietnamese(editor):
    html = editor.get(reverse("wagtailadmin_choose_page_email_link")).json()["html"]
    assert "Địa chỉ thư điện tử" in html and "Chữ của liên kết" in html
    assert "Link text" not in html


def test_the_help_menu_leads_to_no_page_in_english(editor):
    html = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "keyboard-shortcuts" in html
    assert "whats-new" not in html
