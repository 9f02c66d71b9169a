"""Words of the editor that no catalogue reaches: labels that Django makes of field names, and links to English pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm

LABELS = {
    "link_text": _("Text of the link"),
    "email_address": _("E-mail address"),
    "subject": _("Subject of the message"),
    "body": _("Text of the message"),
    "phone_number": _("Phone number"),
}

for form in (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
):
    for name, label in LABELS.items():
        if name in form.base_fields:
            form.base_fields[name].label = label
for form in (PagePermissionsForm, WorkflowPageForm):
    form.base_fields["page"].label = _("Page")

COLUMNS = {"port": _("Port"), "site_name": _("Name"), "root_page": _("Root page")}
for column in SitesView.columns:
    column.label = COLUMNS.get(column.name, column.label)


@hooks.register("construct_help_menu")
def without_pages_in_english(request, menu_items):
    """Leaves out what tells about Wagtail, in English, on its makers' site."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("whats-new", "editor-guide"))]
