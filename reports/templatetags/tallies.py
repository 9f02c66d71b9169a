"""A tally as a drawing."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.rollup import Tally

register = template.Library()


@register.simple_tag
def tally_bar(tally: Tally) -> SafeString:
    """What is done as a full bar, what is overdue as a low one: told apart in grey too. The numbers stand beside it."""
    late = (
        format_html(
            '<rect class="bar-late" x="{}" y=".45" width="{}" height=".55"/>',
            str(tally.done),
            str(tally.late),
        )
        if tally.late
        else ""
    )
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-done" width="{}" height="1"/>{}</svg>',
        str(tally.required),
        str(tally.done),
        late,
    )
