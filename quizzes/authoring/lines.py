"""The lines of a quiz in the editor: draws and fixed questions, taken from what their writer sees of the bank."""

from operator import attrgetter

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from courses.page_forms import without_foreign


class LineForm(WagtailAdminModelForm):
    """One draw or one fixed question. Another unit's category or question is as good as not chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("category", "question"):
            if name in self.fields:
                self.take_from_own(name)

    def take_from_own(self, name: str) -> None:
        from quizzes.bank import visible_categories

        field = self.fields[name]
        model = field.queryset.model
        seen = visible_categories(self.for_user).order_by()
        if name == "question":
            seen = model.objects.visible_to(self.for_user)
        standing = getattr(self.instance, f"{name}_id")
        if name == "category":
            field.label_from_instance = attrgetter("indented")
        field.queryset = field.queryset.filter(Q(pk__in=seen.values("pk")) | Q(pk=standing))
        if self.is_bound:
            self.data = without_foreign(self.data, {self.add_prefix(name): field.queryset})


class LinesPanel(InlinePanel):
    """Lines of a quiz, written by a form that knows who writes."""

    def get_form_options(self):
        options = super().get_form_options()
        lines = options["formsets"][self.relation_name]
        base = lines.get("form", WagtailAdminModelForm)
        lines["form"] = LineForm if base is WagtailAdminModelForm else type("LineForm", (LineForm, base), {})
        lines["inherit_kwargs"] = ["for_user"]
        return options
