"""How many messages wait for somebody, for the frame of every page."""

from django import template

from reminders.models import Message

register = template.Library()


@register.simple_tag
def unread_messages(user) -> int:
    """`{% unread_messages user as unread %}`: one query."""
    return Message.objects.to(user).unread().count() if user.is_authenticated else 0
