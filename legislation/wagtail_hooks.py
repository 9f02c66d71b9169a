"""The law in the editor."""

from wagtail.snippets.models import register_snippet

from legislation.viewsets import LegislationGroup

register_snippet(LegislationGroup)
