"""Whatever people type is shown as text: every field of words is hostile here, and pages of every role are read."""

import json

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from organisation.models import Post
from quizzes.models import QuestionVersion
from tests.factories import signed_in
from tests.security import matrix
from tests.security.addresses import url_of
from tests.security.crawler import Crawl

MARK = "zqx7"
HOSTILE = f"""{MARK}"'><img src={MARK} onerror=alert(1)>{{{{7*7}}}}${{7*7}}</script><b>"""
CALCULATED = ("49$", "&gt;49", "$49", "}49")

APPS = ["accounts", "organisation", "legislation", "courses", "enrolments", "quizzes"]
NOT_TYPED = {
    "path",
    "url_path",
    "slug",
    "password",
    "username",
    "email",
    "code",
    "kind",
    "language",
    "theme",
    "sort_key",
    "session_key",
    "name_key",
    "state",
    "search_text",
    "digest",
    "takes",
    "outcome",
    "seed",
    "body",
    "address",
}
"""Fields that hold no words of a person, or that are kept clean by a form of their own."""


def typed_fields(model):
    """The fields of a model that hold words somebody typed."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and not field.choices
        and field.editable
        and not field.unique
        and field.name not in NOT_TYPED
    ]


def fill(rows, field) -> None:
    """Hostile words in every row; where a constraint says when a field may be filled, in those that are."""
    word = HOSTILE[: field.max_length] if field.max_length else HOSTILE
    try:
        with transaction.atomic():
            rows.update(**{field.name: word})
    except IntegrityError:
        rows.exclude(**{field.name: ""}).update(**{field.name: word})


@pytest.fixture(scope="module")
def hostile(world):
    """The world with every word that people type replaced."""
    for model in apps.get_models():
        if model._meta.app_label in APPS or model._meta.label == "wagtailcore.Page":
            for field in typed_fields(model):
                fill(model.objects, field)
    for post in Post.objects.all():
        Post.objects.filter(pk=post.pk).update(name=f"{HOSTILE} {post.pk}")
    for version in QuestionVersion.objects.all():
        options = [option | {"text": HOSTILE} for option in version.options]
        QuestionVersion.objects.filter(pk=version.pk).update(options=options)
    return world


def test_the_fields_that_people_fill_in_are_found():
    found = {
        f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in typed_fields(model)
    }
    assert found >= {
        "accounts.User.full_name",
        "organisation.Unit.name",
        "organisation.CorrectionRequest.text",
        "courses.CoursePage.summary",
        "wagtailcore.Page.title",
        "enrolments.Assignment.note",
        "quizzes.Category.name",
        "quizzes.QuestionVersion.text",
    }


def faults_of(text: str) -> list[str]:
    """What of the hostile words became a tag, an attribute or a result of arithmetic in a page."""
    page, found = BeautifulSoup(text, "html.parser"), []
    found += [str(tag)[:120] for tag in page.find_all("img", src=lambda source: source and MARK in source)]
    found += [
        str(tag)[:120] for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)
    ]
    scripts = [tag for tag in page.find_all("script") if "json" not in tag.get("type", "")]
    found += [tag.text[:120] for tag in scripts if MARK in tag.text]
    found += [f"calculated: {word}" for word in CALCULATED if f"onerror=alert(1){word}" in text]
    return found


ROLES = {"stranger": 40, "learner": 50, "administrator": 90, "trainer": 80, "superuser": 60}
EDITOR = ["wagtailadmin_home", "bank:index", "bank:categories", "bank:add", "wagtailadmin_choose_page"]


def starts(world):
    lines = [
        line for line in matrix.lines() if line.things is not None and not line.name.startswith("wagtail")
    ]
    editor = [
        f"/quan-tri/pages/{world.things[name]}/{act}/"
        for name in ("draft S", "quiz")
        for act in ("edit", "history")
    ]
    editor += [f"/quan-tri/pages/{world.things['shelf S']}/", *(reverse(name) for name in EDITOR)]
    return editor + [url_of(world, line.name, line.things) for line in lines]


@pytest.mark.parametrize("role", ROLES)
def test_hostile_words_are_shown_as_words(hostile, role):
    client = Client(raise_request_exception=False)
    if role != "stranger":
        signed_in(client, hostile.people[role])
    pages = Crawl(client, limit=ROLES[role]).walk(starts(hostile))
    assert [page.url for page in pages if page.status >= 500] == []
    html = [page for page in pages if "text/html" in page.text[:2000]]
    wrong = [f"{page.url}: {fault}" for page in html for fault in faults_of(page.text)]
    assert not wrong, "\n".join(wrong)
    assert sum(MARK in page.text for page in html) >= (3 if role == "stranger" else 8), (
        "hardly anything hostile was met"
    )


@pytest.mark.parametrize(
    "leak",
    [
        f"<p>{HOSTILE}</p>",
        f'<input value="{HOSTILE}">',
        f"<a title='{HOSTILE}'>",
        f"<script>let name = {json.dumps(HOSTILE)};</script>",
        f"<p>{MARK} onerror=alert(1)&gt;49</p>",
    ],
)
def test_words_that_became_markup_are_found(leak):
    assert faults_of(leak) != []
