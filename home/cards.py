"""Courses as cards, with how the visitor stands in each."""

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

import clock
import vietnamese
from courses.listing import CourseRow
from courses.outline import Outline, page_url
from home.learning import Learning, learnings_of
from home.words import due_in_words, joined, lessons_in_words, minutes_in_words, periods_in_words

WORDS_OF_SUMMARY = 26


def cards_of(user, courses: Iterable[CourseRow], today: datetime.date | None = None) -> list[dict]:
    """What `components/course_card.html` shows of each course; a fixed number of queries for all."""
    courses = list(courses)
    learnings = learnings_of(user, courses)
    if today is None and any(learning.is_open for learning in learnings.values()):
        today = clock.today()
    return [card_of(course, learnings[course.pk], today) for course in courses]


def card_of(course: CourseRow, learning: Learning, today: datetime.date | None) -> dict:
    tag, tone = state_of(course, learning, today)
    return {
        "title": course.title,
        "url": page_url(course.url_path),
        "text": Truncator(course.summary).words(WORDS_OF_SUMMARY),
        "meta": size_of(course, learning.outline),
        "tag": tag,
        "tone": tone,
        "done": learning.done_count if learning.is_open else 0,
        "total": learning.total if learning.is_open else 0,
    }


def size_of(course: CourseRow, outline: Outline) -> str:
    """Lessons and measured minutes; credited periods only where a decision credits them."""
    return joined(
        lessons_in_words(outline.lesson_count) if outline.lesson_count else "",
        minutes_in_words(outline.minutes) if outline.minutes else "",
        periods_in_words(course.credited_periods) if course.credited_periods else "",
    )


def state_of(course: CourseRow, learning: Learning, today: datetime.date | None) -> tuple[str, str]:
    """The state for this person as a tag; ("", "") where there is nothing to say."""
    if learning.is_completed:
        day = timezone.localdate(learning.enrolment.closed_at)
        return _("completed %(day)s") % {"day": vietnamese.format_date(day)}, "ok"
    if learning.is_open and learning.enrolment.due_on:
        return due_in_words(learning.enrolment.due_on, today)
    if learning.is_open and not learning.has_begun:
        return _("not begun"), ""
    if learning.is_open:
        return _("%(done)d of %(total)d done") % {
            "done": learning.done_count,
            "total": learning.total,
        }, ""
    return (_("closed"), "") if course.is_closed else ("", "")
