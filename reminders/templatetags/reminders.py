"""How many messages wait for somebody, for the frame of every page."""

from django import template
from django.db.models import Count

from prepared import Prepared
from reminders.models import Message

register = template.Library()


@register.simple_tag
def unread_messages(user) -> int:
    """`{% unread_messages user as unread %}`: one query."""
    rows = _unread(user=user.pk) if user.is_authenticated else []
    return rows[0][0] if rows else 0


_unread = Prepared(
    lambda user: (
        Message.objects.to(user)
        .unread()
        .order_by()
        .values("user")
        .annotate(count=Count("pk"))
        .values_list("count")
    ),
    "user",
)
