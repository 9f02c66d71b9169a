"""What Wagtail and Django tell: each receiver calls one action."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.actions import content_changed, renew_citations
from courses.models import LessonPage


@receiver([page_published, page_unpublished], dispatch_uid="courses.page_changed")
def page_changed(instance, revision=None, **kwargs):
    content_changed(path=instance.path, revision=revision)


@receiver(post_page_move, dispatch_uid="courses.page_moved")
def page_moved(instance, parent_page_before, **kwargs):
    content_changed(path=parent_page_before.path)
    content_changed(path=instance.path)


@receiver(post_delete, sender=Page, dispatch_uid="courses.page_deleted")
def page_deleted(instance, **kwargs):
    content_changed(path=instance.path[: -Page.steplen])


@receiver(post_save, sender=LessonPage, dispatch_uid="courses.lesson_saved")
def lesson_saved(instance, raw=False, **kwargs):
    if not raw:
        renew_citations(lesson_id=instance.pk)
