"""What editors of the law type, and what must hold of it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from legislation.models import Provision

PLACE = re.compile(r"\d+[a-z]?(\.\d+[a-z]?(\.[a-z]{1,2})?)?")


class ProvisionForm(WagtailAdminModelForm):
    """A provision; what it is part of follows from its place, and its place stays: links lead to it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ["document", "path"]:
                self.fields[name].disabled = True

    def clean_path(self):
        path = "".join(self.cleaned_data["path"].split()).lower().strip(".").replace("đ", "dd")
        if not PLACE.fullmatch(path):
            raise ValidationError(
                _("Write article.clause.point, for example 5.2.c; point đ is dd."), code="place"
            )
        return path

    def clean(self):
        cleaned = super().clean()
        document, path = cleaned.get("document"), cleaned.get("path")
        if document and path:
            above = path.rpartition(".")[0]
            self.instance.parent = Provision.objects.filter(document=document, path=above).first()
        if cleaned.get("superseded_by") and cleaned["superseded_by"] == self.instance:
            self.add_error("superseded_by", _("A provision cannot supersede itself."))
        return cleaned
