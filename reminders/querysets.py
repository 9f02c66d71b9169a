"""Reading reminders and messages."""

from django.db import models


class ReminderQuerySet(models.QuerySet):
    def waiting(self):
        """Those that no message has taken and that were not dropped."""
        return self.filter(message__isnull=True, dropped_at__isnull=True)


class MessageQuerySet(models.QuerySet):
    def to(self, user):
        return self.filter(user=user)

    def daily(self):
        """The messages of a day, of which everybody gets one at most; without those about a class or a result."""
        return self.filter(notice__isnull=True, regrade__isnull=True)

    def unread(self):
        return self.filter(read_at__isnull=True)
