"""The root of the site's pages. The front page itself is a plain view (home.views)."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HomePage(Page):
    """The root of the page tree."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CatalogueIndexPage"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")
