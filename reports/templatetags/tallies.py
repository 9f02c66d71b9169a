"""A tally as a drawing."""

from django import template
from django.utils.safestring import SafeString

from reports.rollup import Tally

register = template.Library()


@register.simple_tag
def tally_bar(tally: Tally) -> SafeString:
    """What is done as a full bar, what is overdue as a low one: told apart in grey too. The numbers stand beside it."""
    late = (
        f'<rect class="bar-late" x="{tally.done:d}" y=".45" width="{tally.late:d}" height=".55"/>'
        if tally.late
        else ""
    )
    # Nothing but whole numbers is put in, so nothing needs escaping.
    return SafeString(
        f'<svg class="bar" viewBox="0 0 {tally.required:d} 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar-done" width="{tally.done:d}" height="1"/>{late}</svg>'
    )
