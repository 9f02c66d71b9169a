"""What the floors need: a plain Wagtail page, and a row to upsert."""

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPage(Page):
    """A page as a Wagtail tutorial makes it: a title and rich text."""

    body = RichTextField()
    template = "bench/plain_page.html"


class Upserted(models.Model):
    """One value a person and slot."""

    user_id = models.BigIntegerField()
    slot = models.PositiveSmallIntegerField()
    value = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "slot", name="one_upserted_a_slot")]

    def __str__(self):
        return f"{self.user_id}/{self.slot}"
