"""What the editor needs to live under a content security policy that forbids scripts in the page."""

import json
import re

from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe
from wagtail import hooks
from wagtail.admin.widgets import BaseChooser

from accounts import editor  # noqa: F401  (its hooks)

STATEMENT = re.compile(r"(?P<new>new )?(?P<call>\w+)\((?P<args>.*)\);", re.DOTALL)


@hooks.register("insert_global_admin_js")
def start_choosers():
    return format_html('<script src="{}"></script>', static("js/editor-starts.js"))


def render_with_data(self, name, value, attrs=None, renderer=None):
    """`BaseChooser.render`, with what its script calls written as data for js/editor-starts.js."""
    value_data = self.get_value_data(value)
    statement = STATEMENT.fullmatch(self.render_js_init(attrs["id"], name, value_data))
    if statement is None:  # a chooser that does something else: the browser refuses its script
        return render_with_script(self, name, value, attrs, renderer)
    note = {
        "call": statement["call"],
        "new": bool(statement["new"]),
        "args": json.loads(f"[{statement['args']}]"),
    }
    script = json_script(note).replace("<script ", "<script data-start ", 1)
    return mark_safe(self.render_html(name, value_data, attrs) + script)  # noqa: S308  (both are escaped)


render_with_script = BaseChooser.render
BaseChooser.render = render_with_data
