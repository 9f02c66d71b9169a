"""What the page of a class activity shows: the rule, and the classes that are held for it."""

from wagtail.models import Page

from classes.models import ClassPage, TrainingClass
from courses.lesson_pages import crumbs_of
from courses.outline import outline_around


def class_page_context(page: ClassPage, request) -> dict:
    """What does not depend on who looks; the template tag `class_choices` says the rest."""
    outline = outline_around(page) if page.pk else None
    return {
        "outline": outline,
        "crumbs": crumbs_of(page, outline) if outline else [],
    }


def has_records(page: Page) -> bool:
    """Whether a class was ever held for this page or for one below it."""
    below = ClassPage.objects.descendant_of(page, inclusive=True).order_by()
    return TrainingClass.objects.filter(activity__in=below.values("pk")).exists()
