"""How the visitor stands in a course, for the pages of `courses`, which know nothing of learners."""

from django import template

import clock
from courses.models import CoursePage
from courses.outline import Outline
from home.cards import cards_of
from home.course_actions import CourseAction, action_of, modules_of
from home.learning import Learning, learning_in
from home.words import due_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def learning(context, outline: Outline, activity=None) -> Learning:
    """`{% learning outline page as learning %}`: the visitor in this course; `activity` is the page that shows it."""
    return learning_in(context["request"].user, outline, activity.pk if activity else None)


@register.simple_tag(takes_context=True)
def course_action(context, course: CoursePage, learning: Learning) -> CourseAction:
    """The one thing this visitor can do next with a course."""
    return action_of(context["request"].user, course, learning)


@register.simple_tag(takes_context=True)
def course_cards(context, courses) -> list[dict]:
    """`{% course_cards courses as cards %}`: what `components/course_card.html` needs of each."""
    return cards_of(context["request"].user, courses)


@register.simple_tag
def course_modules(learning: Learning) -> list[dict]:
    """`{% course_modules learning as modules %}`: the table of contents with the state of each activity."""
    return modules_of(learning)


@register.inclusion_tag("components/tag_due.html")
def due_tag(due_on):
    """`{% due_tag enrolment.due_on %}`: "3 days left · 26/11"."""
    label, tone = due_in_words(due_on, clock.today())
    return {"label": label, "tone": tone}
