"""The blocks a lesson is made of, named by purpose."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms.models import registry
from wagtail.coreutils import resolve_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.videos import embed_address

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "document-link"]
"""A fixed list; no raw HTML, no embeds. Headings are blocks of their own."""


class KeyPointsBlock(blocks.ListBlock):
    """Điều cần nhớ."""

    def __init__(self, **kwargs):
        super().__init__(
            blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("point")), **kwargs
        )

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        template = "blocks/key_points.html"
        description = _("Three to five things to remember.")


class CitationBlock(blocks.StructBlock):
    """What a provision says, in our own words, with its status of force."""

    provision = SnippetChooserBlock("legislation.Provision", label=_("provision"))
    note = blocks.RichTextBlock(
        features=["bold", "italic", "link"], label=_("what it says, in our own words")
    )

    class Meta:
        icon = "openquote"
        label = _("Legal citation")
        template = "blocks/citation.html"
        description = _("A provision with its document, place and status of force.")


class CaseBlock(blocks.StructBlock):
    """Tình huống."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    situation = blocks.TextBlock(label=_("situation"))
    question = blocks.CharBlock(label=_("question"), max_length=300)
    answer = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("how to handle it"))

    class Meta:
        icon = "help"
        label = _("Case")
        template = "blocks/case.html"
        description = _("A situation at work; the answer opens after the reader has thought.")


class TableRowBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(
            blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("cell"), required=False),
            **kwargs,
        )


class TableBlock(blocks.StructBlock):
    """A small table with a caption and a header row."""

    caption = blocks.CharBlock(label=_("caption"), max_length=200)
    header = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("column")), label=_("columns"), min_num=2, max_num=6
    )
    rows = blocks.ListBlock(TableRowBlock(), label=_("rows"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"
        description = _("Facts side by side; on a phone each row becomes a card.")

    def clean(self, value):
        value = super().clean(value)
        width = len(value["header"])
        if any(len(row) != width for row in value["rows"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(_("Each row needs as many cells as there are columns."))]
            )
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        header = list(value["header"])
        context["rows"] = [list(zip(header, row, strict=False)) for row in value["rows"]]
        return context


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    description = blocks.CharBlock(
        label=_("description for those who do not see it"),
        max_length=300,
        required=False,
        help_text=_("Leave empty only where the picture says nothing that the text does not."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"
        description = _("A picture with a description.")


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what it is for"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"
        description = _("A file to open or keep.")


class VideoBlock(blocks.StructBlock):
    """A local video file, or a page of an allowed outside host that is loaded only after a click."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    file = DocumentChooserBlock(label=_("video file (mp4)"), required=False)
    address = blocks.URLBlock(label=_("or address of the video outside"), required=False)
    captions = DocumentChooserBlock(label=_("captions (vtt)"), required=False)
    minutes = blocks.DecimalBlock(label=_("minutes"), min_value=0, max_value=60, required=False)
    transcript = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("transcript"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "blocks/video.html"
        description = _("At most six minutes, always with a transcript.")

    def clean(self, value):
        value = super().clean(value)
        errors = {}
        if not value["file"] and not value["address"]:
            errors["file"] = ValidationError(_("Choose a file or give an address."))
        if value["file"] and value["file"].file_extension.lower() != "mp4":
            errors["file"] = ValidationError(_("A video file ends in .mp4."))
        if value["captions"] and value["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("A file of captions ends in .vtt."))
        if value["address"] and embed_address(value["address"], settings.VIDEO_HOSTS) is None:
            errors["address"] = ValidationError(_("Videos from this address may not be shown."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["embed"] = embed_address(value["address"] or "", settings.VIDEO_HOSTS)
        return context


class ReviewBlock(blocks.RichTextBlock):
    """Cần rà soát."""

    class Meta:
        icon = "warning"
        label = _("Needs review")
        template = "blocks/review.html"
        description = _("What a later document may have changed; nothing here is examined.")


class CheckQuestionBlock(blocks.ChooserBlock):
    """A question of the bank to try in the text. The page holds its id only, never its key."""

    @cached_property
    def target_model(self):
        return resolve_model_string("quizzes.Question")

    @cached_property
    def widget(self):
        widget = registry.values_by_fk_related_model[self.target_model]["widget"]
        return widget() if isinstance(widget, type) else widget

    class Meta:
        icon = "tick-inverse"
        label = _("Try it")
        template = "blocks/check.html"
        description = _("One question of the bank, answered and explained on the spot.")


class LessonBody(blocks.StreamBlock):
    """The content of a lesson."""

    lead = blocks.RichTextBlock(
        features=["bold", "italic", "link"],
        icon="pilcrow",
        label=_("Lead"),
        template="blocks/lead.html",
        description=_("Why this matters at work."),
    )
    heading = blocks.CharBlock(
        icon="title",
        label=_("Heading"),
        max_length=160,
        template="blocks/heading.html",
        description=_("A heading inside the lesson."),
    )
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        icon="pilcrow",
        label=_("Text"),
        template="blocks/text.html",
        description=_("Paragraphs and lists."),
    )
    key_points = KeyPointsBlock()
    citation = CitationBlock()
    case = CaseBlock()
    table = TableBlock()
    image = ImageBlock()
    document = DocumentBlock()
    video = VideoBlock()
    review = ReviewBlock(features=["bold", "italic", "link"])
    check = CheckQuestionBlock()

    class Meta:
        block_counts = {"check": {"max_num": 3}, "lead": {"max_num": 1}}
