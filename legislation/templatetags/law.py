"""The state of force of a document or provision as a tag."""

from django import template

import clock
from legislation.words import force_in_words

register = template.Library()


@register.inclusion_tag("components/tag_due.html", takes_context=True)
def force_tag(context, thing):
    """`{% force_tag provision %}`: "In force on 23/11/2026"; the page's `today` if it has one."""
    label, tone = force_in_words(thing, context.get("today") or clock.today())
    return {"label": label, "tone": tone}
