"""Legal documents, their provisions, and what cites them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

import vietnamese
from legislation.force import Force, force_on, span
from legislation.querysets import DocumentQuerySet, ProvisionQuerySet


class LegalDocument(models.Model):
    """A law, decree, circular or decision, known by its number."""

    class Kind(models.TextChoices):
        LAW = "law", _("law")
        DECREE = "decree", _("decree")
        CIRCULAR = "circular", _("circular")
        DECISION = "decision", _("decision")
        RESOLUTION = "resolution", _("resolution")

    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    number = models.CharField(_("number"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(
        _("short title"), max_length=60, help_text=_("As people say it: Luật 2022, NĐ 152/2025.")
    )
    issuer = models.CharField(_("issued by"), max_length=160, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    replaces = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    amends = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="amended_by", verbose_name=_("amends")
    )
    search_text = models.CharField(max_length=600, editable=False, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["-in_force_from", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True)
                | Q(in_force_from__isnull=True)
                | Q(in_force_to__gte=F("in_force_from")),
                name="document_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"{self.short_title} ({self.number})"

    def save(self, *args, **kwargs):
        self.search_text = vietnamese.fold(f"{self.number} {self.title} {self.short_title}")[:600]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("legislation:document", args=[self.slug])

    def is_in_force(self, day) -> bool | None:
        """Whether it is in force on that day; None where its dates are not known."""
        if self.in_force_from is None:
            return None
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @property
    def span(self) -> tuple:
        """The first and the last day in force, as far as they are known."""
        return self.in_force_from, self.in_force_to

    def force(self, day) -> Force:
        return force_on(day, *self.span)


class Provision(models.Model):
    """One điều, khoản or điểm of a document; `path` is "5", "5.2" or "5.2.c" (điểm đ is "dd")."""

    document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="provisions", verbose_name=_("document")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(_("place"), max_length=20, help_text=_("Article.clause.point, for example 5.2.c"))
    position = models.CharField(max_length=40, editable=False, default="")
    heading = models.CharField(_("heading"), max_length=300)
    summary = models.TextField(_("summary in our own words"), blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    needs_review = models.BooleanField(
        _("needs review"),
        default=False,
        help_text=_("A later document may have changed it; nothing that rests on it is examined."),
    )
    search_text = models.TextField(editable=False, default="")

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint("document", "path", name="one_provision_a_place")]

    def __str__(self):
        return f"{self.label}, {self.document.short_title}"

    def save(self, *args, **kwargs):
        self.position = ".".join(part.zfill(4) if part.isdigit() else part for part in self.path.split("."))
        self.search_text = searched_as(self.path, self.heading, self.summary)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("legislation:provision", args=[self.document.slug, self.path])

    @property
    def span(self) -> tuple:
        """The first and the last day in force, with those of its document where it has none of its own."""
        return span(
            self.in_force_from, self.in_force_to, self.document.in_force_from, self.document.in_force_to
        )

    def force(self, day) -> Force:
        return force_on(day, *self.span)

    def neighbours(self) -> tuple:
        """The provisions before and after it at the same height of the same document."""
        beside = Provision.objects.filter(document=self.document_id, parent=self.parent_id)
        beside = beside.select_related("document")
        before = beside.filter(position__lt=self.position).order_by("-position").first()
        after = beside.filter(position__gt=self.position).order_by("position").first()
        return before, after

    @property
    def is_doubtful(self) -> bool:
        """Whether a later document may have changed it, or has."""
        return self.needs_review or self.superseded_by_id is not None

    @property
    def depth(self) -> int:
        """1 for an article, 2 for a clause, 3 for a point."""
        return self.path.count(".") + 1

    @property
    def label(self) -> str:
        """As officials write it: Điều 5, khoản 2, điểm c."""
        return place_in_words(self.path)

    @property
    def short_label(self) -> str:
        """Its own part of the place only: Điểm c."""
        words = self.label.rpartition(", ")[2]
        return words[:1].upper() + words[1:]


def place_in_words(path: str) -> str:
    """The place "5.2.dd" as words: Điều 5, khoản 2, điểm đ."""
    words = [
        pgettext_lazy("part of a law", "Article"),
        pgettext_lazy("part of a law", "clause"),
        pgettext_lazy("part of a law", "point"),
    ]
    parts = ["đ" if part == "dd" else part for part in path.split(".")]
    return ", ".join(f"{word}\u00a0{part}" for word, part in zip(words, parts, strict=False))


def searched_as(path: str, heading: str, summary: str) -> str:
    """What people type to find a provision, folded, a space around every word: numbers are asked for whole."""
    places = zip(["điều", "khoản", "điểm"], path.split("."), strict=False)
    place = " ".join(f"{word} {part}" for word, part in places)
    return f" {vietnamese.fold(f'{place} {heading} {summary}')} "


class Citation(models.Model):
    """Something of ours rests on a provision. Each citing app has its own table of this shape."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="+", verbose_name=_("provision"))

    class Meta:
        abstract = True

    def __str__(self):
        return gettext("cites %(provision)s") % {"provision": self.provision}
