"""What Wagtail tells: a course was published or withdrawn, moved or deleted, so that a new edition may be in force.

The receivers of `courses` come first: they freeze the edition.
"""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

import courses.signal_handlers  # noqa: F401
from enrolments.actions import follow_content


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="enrolments.page_changed")
def page_changed(instance, **kwargs):
    follow_content(path=instance.path)


@receiver(post_page_move, dispatch_uid="enrolments.page_moved_away")
def page_moved_away(parent_page_before, **kwargs):
    follow_content(path=parent_page_before.path)


@receiver(post_delete, sender=Page, dispatch_uid="enrolments.page_deleted")
def page_deleted(instance, **kwargs):
    follow_content(path=instance.path[: -Page.steplen])
