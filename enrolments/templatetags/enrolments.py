"""What somebody learns, for pages of the apps below."""

from django import template

from enrolments.models import Enrolment

register = template.Library()


@register.simple_tag
def enrolments_of(person):
    """`{% enrolments_of person as enrolments %}`: every round of a person, open ones first. The page keeps the scope."""
    return (
        Enrolment.objects.by(person)
        .select_related("edition", "unit", "assignment")
        .order_by("closed_at", "due_on", "-enrolled_at", "-pk")
    )
