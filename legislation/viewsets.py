"""Documents and provisions in the editor: listed and searched without tones, chosen where something cites them."""

from django.forms import CharField, CheckboxSelectMultiple, TextInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from legislation.editing import ProvisionForm
from legislation.models import LegalDocument, Provision


def may_be_examined(provision: Provision) -> bool:
    return not (provision.needs_review or provision.superseded_by_id)


class SearchForm(BaseFilterForm):
    """The search of a chooser: `matching()` of the model, so that tones do not matter."""

    q = CharField(
        label=_("Search term"),
        widget=TextInput(attrs={"placeholder": _("Search")}),
        required=False,
        max_length=200,
    )

    def filter(self, objects):
        objects = super().filter(objects)
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return objects.matching(self.search_query)


class MatchingIndexView(IndexView):
    def search_queryset(self, queryset):
        return queryset.matching(self.search_query)


class ProvisionChoice:
    """A provision beside its heading and its state, in a chooser."""

    filter_form_class = SearchForm

    def get_object_list(self):
        return Provision.objects.select_related("document")

    @property
    def columns(self):
        return [
            *super().columns,
            Column("heading", label=_("Heading")),
            BooleanColumn("is_sound", accessor=may_be_examined, label=_("May be examined")),
        ]


class ChooseProvisionView(ProvisionChoice, ChooseView):
    pass


class ChooseProvisionResultsView(ProvisionChoice, ChooseResultsView):
    pass


class ProvisionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseProvisionView
    choose_results_view_class = ChooseProvisionResultsView


class DocumentChoice:
    filter_form_class = SearchForm

    @property
    def columns(self):
        return [*super().columns, Column("title", label=_("Title"))]


class ChooseDocumentView(DocumentChoice, ChooseView):
    pass


class ChooseDocumentResultsView(DocumentChoice, ChooseResultsView):
    pass


class DocumentChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseDocumentView
    choose_results_view_class = ChooseDocumentResultsView


class DocumentViewSet(SnippetViewSet):
    model = LegalDocument
    icon = "doc-full"
    menu_label = _("Documents")
    menu_name = "legal-documents"
    base_url_path = "van-ban/van-ban"
    index_view_class = MatchingIndexView
    chooser_viewset_class = DocumentChooserViewSet
    search_fields = ["search_text"]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = [
        "short_title",
        "number",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        DateColumn("in_force_from", label=_("In force from"), sort_key="in_force_from"),
        DateColumn("in_force_to", label=_("In force to"), sort_key="in_force_to"),
    ]
    list_filter = ["kind"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("number"), FieldPanel("kind")]),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("short_title"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("issuer"), FieldPanel("issued_on")]),
            FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
            MultiFieldPanel(
                [
                    FieldPanel("replaces", widget=CheckboxSelectMultiple),
                    FieldPanel("amends", widget=CheckboxSelectMultiple),
                ],
                heading=_("Other documents"),
                classname="collapsed",
            ),
        ]
    )


class ProvisionViewSet(SnippetViewSet):
    model = Provision
    icon = "openquote"
    menu_label = _("Provisions")
    menu_name = "provisions"
    base_url_path = "van-ban/quy-dinh"
    index_view_class = MatchingIndexView
    chooser_viewset_class = ProvisionChooserViewSet
    search_fields = ["search_text"]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = [
        "label",
        Column("document.short_title", label=_("Document"), sort_key="document__short_title"),
        "heading",
        BooleanColumn("is_sound", accessor=may_be_examined, label=_("May be examined")),
    ]
    list_filter = ["document", "needs_review"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("document"), FieldPanel("path")]),
            FieldPanel("heading"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
            FieldPanel("needs_review"),
            FieldPanel("superseded_by"),
        ],
        base_form_class=ProvisionForm,
    )

    def get_queryset(self, request):
        return Provision.objects.select_related("document")


class LegislationGroup(SnippetViewSetGroup):
    items = [DocumentViewSet, ProvisionViewSet]
    menu_label = _("Legislation")
    menu_name = "legislation"
    menu_icon = "openquote"
    menu_order = 300
