"""Words with markup in a template: `{{ value|rich }}`."""

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

from courses.cleaning import clean

register = template.Library()


@register.filter
def rich(value: RichText | str | None) -> SafeString:
    """Rich text of the editor as clean HTML; links of the editor become addresses first."""
    return clean(expand_db_html(getattr(value, "source", value) or ""))
