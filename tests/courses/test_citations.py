import datetime

import pytest

from courses.citations import law_cited_by, places_linked_in, provisions_cited_in
from courses.models import LessonPage, ModulePage, PageCitation
from tests.factories import a_course, a_lesson
from tests.factories.law import a_document, a_provision

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 23)


def link(provision) -> str:
    return f'<p>Theo <a href="{provision.get_absolute_url()}">{provision.label}</a>.</p>'


def a_draft(**fields) -> LessonPage:
    a_course(lessons=0)
    return a_lesson(ModulePage.objects.get(), slug="bai", **fields)


def cited(lesson, in_draft=False) -> set[int]:
    rows = PageCitation.objects.filter(page=lesson, in_draft=in_draft)
    return set(rows.values_list("provision", flat=True))


def test_links_are_found_wherever_they_stand():
    value = [
        {"value": {"rows": [{"value": '<a href="/van-ban/luat-2022/5.2.dd/">x</a>'}]}},
        '<a class="cite" href="https://hoc.example/van-ban/nd-152-2025/4/#x">y</a>',
        '<a href="/van-ban/luat-2026/">cả văn bản</a> <a href="/tai-lieu/1/van-ban/a/5/">không</a>',
    ]
    assert places_linked_in(value) == {("luat-2022", "5.2.dd"), ("nd-152-2025", "4")}


def test_what_does_not_exist_is_not_cited():
    assert provisions_cited_in([{"type": "text", "value": '<a href="/van-ban/khong-co/1/">x</a>'}]) == set()
    assert provisions_cited_in([{"type": "citation", "value": {"provision": 999, "note": ""}}]) == set()
    assert provisions_cited_in([{"type": "citation", "value": {"provision": None, "note": ""}}]) == set()


def test_a_published_lesson_cites_by_link_and_by_block():
    by_link, by_block, other = a_provision(), a_provision(), a_provision()
    lesson = a_draft(
        body=[("text", link(by_link)), ("citation", {"provision": by_block, "note": link(by_link)})]
    )
    assert cited(lesson) == {by_link.pk, by_block.pk}
    assert other.pk not in cited(lesson)


def test_a_draft_is_noted_apart_until_it_is_published():
    old, new = a_provision(), a_provision()
    lesson = a_draft(body=[("text", link(old))])
    lesson.body = [("text", link(old) + link(new))]
    revision = lesson.save_revision()
    assert (cited(lesson), cited(lesson, in_draft=True)) == ({old.pk}, {new.pk})
    revision.publish()
    assert (cited(lesson), cited(lesson, in_draft=True)) == ({old.pk, new.pk}, set())


def test_what_is_taken_out_is_forgotten_on_publication_and_not_before():
    old, new = a_provision(), a_provision()
    lesson = a_draft(body=[("text", link(old))])
    lesson.body = [("text", link(new))]
    revision = lesson.save_revision()
    assert cited(lesson) == {old.pk}
    revision.publish()
    assert cited(lesson) == {new.pk}


def test_a_lesson_that_was_never_published_cites_in_draft():
    provision = a_provision()
    lesson = a_draft(body=[("text", link(provision))], live=False)
    assert (cited(lesson), cited(lesson, in_draft=True)) == (set(), {provision.pk})


def test_a_withdrawn_lesson_cites_in_draft():
    provision = a_provision()
    lesson = a_draft(body=[("text", link(provision))])
    lesson.unpublish()
    assert (cited(lesson), cited(lesson, in_draft=True)) == (set(), {provision.pk})


def test_a_copy_cites_what_its_source_does():
    provision = a_provision()
    lesson = a_draft(body=[("text", link(provision))])
    copy = lesson.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"}, keep_live=True)
    assert cited(copy) == {provision.pk}


def test_a_deleted_lesson_leaves_no_citation():
    lesson = a_draft(body=[("text", link(a_provision()))])
    lesson.delete()
    assert not PageCitation.objects.exists()


def test_the_law_of_a_page_is_counted_by_state():
    today = a_document(in_force_from=DAY)
    lesson = a_draft(
        body=[
            ("text", link(a_provision(today)) + link(a_provision(today, needs_review=True))),
            ("text", link(a_provision(a_document(in_force_from=DAY + datetime.timedelta(days=1))))),
            ("text", link(a_provision(today, in_force_to=DAY - datetime.timedelta(days=0)))),
            (
                "text",
                link(
                    a_provision(
                        a_document(in_force_from=DAY.replace(year=2003), in_force_to=DAY.replace(year=2023))
                    )
                ),
            ),
            ("text", link(a_provision())),
        ]
    )
    law = law_cited_by(lesson.pk, DAY)
    assert (law.in_force, law.ended, law.not_yet, law.unknown, law.doubtful) == (2, 1, 1, 1, 1)
    assert not law.is_sound


def test_law_in_force_is_sound_and_no_law_is_not():
    lesson = a_draft(body=[("text", link(a_provision(a_document(in_force_from=DAY))))])
    assert law_cited_by(lesson.pk, DAY).is_sound
    assert not law_cited_by(lesson.pk, DAY - datetime.timedelta(days=1)).is_sound
    assert not law_cited_by(a_lesson(ModulePage.objects.get(), slug="khac").pk, DAY).is_sound


def test_the_fingerprint_changes_with_the_law_and_with_the_day():
    provision = a_provision(a_document(in_force_from=DAY))
    lesson = a_draft(body=[("text", link(provision))])
    first = law_cited_by(lesson.pk, DAY).fingerprint
    assert law_cited_by(lesson.pk, DAY).fingerprint == first
    assert law_cited_by(lesson.pk, DAY + datetime.timedelta(days=1)).fingerprint != first
    provision.superseded_by = a_provision()
    provision.save()
    assert law_cited_by(lesson.pk, DAY).fingerprint != first


def test_many_citations_cost_no_more_than_one(django_assert_num_queries):
    few = a_draft(body=[("text", link(a_provision()))])
    many = a_lesson(
        ModulePage.objects.get(), slug="nhieu", body=[("text", link(a_provision())) for _ in range(5)]
    )
    for lesson in (few, many):
        with django_assert_num_queries(1):
            law_cited_by(lesson.pk)
