"""Forms of the editor that know who writes: a page takes only what its writer may see.

The choosers show nothing of other units. But a form posts ids, and whoever posts another unit's would be shown its
words, its picture or its file by the page: such an id is as good as none.
"""

import json
import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamValue
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Page

FILE_RIGHTS = ["choose", "add", "change", "delete"]
LINK_TO_FILE = re.compile(r'<a (?=[^>]*linktype="document")[^>]*\bid="(\d+)"')
KIND_OF_BLOCK = re.compile(r"(?P<block>body-\d+)-type")


def without_foreign(data, chosen: dict[str, QuerySet]):
    """What was posted, emptied of each field of `chosen` (name → what may stand there) that holds anything else."""
    foreign = [
        name for name, allowed in chosen.items() if data.get(name) and not is_among(data[name], allowed)
    ]
    if not foreign:
        return data
    data = data.copy()
    for name in foreign:
        data[name] = ""
    return data


def is_among(word: str, allowed: QuerySet) -> bool:
    return word.isdecimal() and allowed.filter(pk=int(word)).exists()


class ActivityForm(WagtailAdminPageForm):
    """An activity comes after another one of its own course."""

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        field = self.fields.get("prerequisite")
        if field is None:
            return
        place = self.instance.path or self.parent_page.path
        course = place[: resolve_model_string("courses.CoursePage").DEPTH * Page.steplen]
        field.queryset = Page.objects.filter(Q(path__startswith=course) | Q(pk=self.instance.prerequisite_id))
        if self.is_bound:
            self.data = without_foreign(self.data, {self.add_prefix("prerequisite"): field.queryset})


class LessonForm(ActivityForm):
    """A lesson asks questions and shows files of its writer's own bank and collections, and what it held already."""

    def __init__(self, data=None, files=None, **kwargs):
        if data:
            page, writer = kwargs["instance"], kwargs["for_user"]
            data = without_foreign(data, dict(chosen_in_blocks(data, page.body, writer)))
            data = without_foreign_links(data, page, writer)
        super().__init__(data, files, **kwargs)


def chosen_in_blocks(data, body: StreamValue, writer) -> Iterator[tuple[str, QuerySet]]:
    """The fields of the posted blocks that name a thing by its id, each with what the writer may put there."""
    for key in data:
        found = KIND_OF_BLOCK.fullmatch(key)
        kind = data[key]
        if found and kind in CHOOSES:
            fields, may_see = CHOOSES[kind]
            standing = [block["value"] for block in body.raw_data if block["type"] == kind]
            for field in fields:
                ids = [value.get(field) if field else value for value in standing]
                seen = may_see(writer)
                allowed = seen.model.objects.filter(
                    Q(pk__in=seen.values("pk")) | Q(pk__in=list(filter(None, ids)))
                )
                yield f"{found['block']}-value" + (f"-{field}" if field else ""), allowed


def without_foreign_links(data, page, writer):
    """What was posted, its rich texts emptied of links to files that are not the writer's and stood in no text before."""
    standing, changed = set(), {}
    for name in data:
        if not data[name].startswith('{"') or '"DOCUMENT"' not in data[name]:
            continue
        try:
            text = json.loads(data[name])
            links = [each for each in text["entityMap"].values() if each["type"] == "DOCUMENT"]
            ids = {int(each["data"]["id"]) for each in links}
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        standing = standing or linked_files(page)
        known = standing | set(documents_of(writer).filter(pk__in=ids).values_list("pk", flat=True))
        for each in links:
            if int(each["data"]["id"]) not in known:
                each["data"] = {}
                changed[name] = json.dumps(text)
    if changed:
        data = data.copy()
        data.update(changed)
    return data


def linked_files(page) -> set[int]:
    """The files that the texts of a page link to as it stands."""
    return {int(found) for found in LINK_TO_FILE.findall(str(list(page.body.raw_data)))}


def questions_of(writer) -> QuerySet:
    return resolve_model_string("quizzes.Question").objects.visible_to(writer)


def images_of(writer) -> QuerySet:
    seen = images.instances_user_has_any_permission_for(writer, FILE_RIGHTS)
    return get_image_model().objects.filter(pk__in=seen.values("pk"))


def documents_of(writer) -> QuerySet:
    seen = documents.instances_user_has_any_permission_for(writer, FILE_RIGHTS)
    return get_document_model().objects.filter(pk__in=seen.values("pk"))


CHOOSES = {
    "check": ([""], questions_of),
    "image": (["image"], images_of),
    "document": (["document"], documents_of),
    "video": (["file", "captions"], documents_of),
}
"""Kind of block → the fields in which it names a thing (none: the block itself), and what a writer may name there."""
