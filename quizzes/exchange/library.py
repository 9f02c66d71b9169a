"""Between the pictures of a file and those of the library: what an import puts there, what an export takes out."""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.images import ImageFile
from django.db.models import Q
from wagtail.images import get_image_model

from courses.shelves import collection_of
from quizzes.exchange.checked import Checked
from quizzes.exchange.content import Content
from quizzes.exchange.pictures import MOST_BYTES, is_picture, name_of
from quizzes.models import QuestionImport, QuestionVersion
from quizzes.pictures import kept, pictures_of

MOST_BYTES_OUT = 50 * 1024 * 1024


def hang(rows: list[Checked], prepared: QuestionImport, by, undo: ExitStack) -> int:
    """Put a picture of the library wherever a row brings one; how many are new there.

    A picture that the question shows already, or that lies in the collection of the category's unit, is taken from
    there. `undo` gets what removes the new files: a transaction that fails takes back rows, but no files.
    """
    standing = {row.place: _standing(row) for row in rows}
    wanted = {picture["digest"] for row in rows for picture in _brought(row.content)}
    if not wanted:
        return 0
    collection = collection_of(prepared.category.owner)
    images = get_image_model().objects.filter(
        Q(collection=collection, file_hash__in=wanted)
        | Q(pk__in={pk for pks in standing.values() for pk in pks})
    )
    known: dict[str, list] = {}
    for image in images.order_by("pk"):
        known.setdefault(image.get_file_hash(), []).append(image)
    fresh = {
        digest: [_new(content, digest, rows, collection, by, undo)]
        for digest, content in prepared.pictures.filter(digest__in=wanted - known.keys()).values_list(
            "digest", "content"
        )
    }
    known |= fresh
    for row in rows:
        row.content = _hung(row.content, known, standing[row.place])
    return len(fresh)


def _standing(row: Checked) -> set[int]:
    version = row.existing.current if row.existing else None
    return {picture["image"] for picture in pictures_of(version.options, version.body)} if version else set()


def _brought(content: Content | None) -> Iterator[dict]:
    pictures = pictures_of(content.options, content.body) if content else []
    return (picture for picture in pictures if "digest" in picture)


def _hung(content: Content | None, known: Mapping[str, list], standing: set[int]) -> Content | None:
    if content is None:
        return None

    def piece(told: dict) -> dict:
        picture = told.get("picture", {})
        if "digest" not in picture:
            return told
        images = known[picture["digest"]]
        image = next((image for image in images if image.pk in standing), images[0])
        return told | {"picture": kept(image, picture["alt"])}

    return replace(content, options=[piece(option) for option in content.options], body=piece(content.body))


def _new(content: bytes, digest: str, rows: list[Checked], collection, by, undo: ExitStack):
    """A picture of the library, called by the words for those who do not see it."""
    content = bytes(content)
    alts = (
        picture["alt"] for row in rows for picture in _brought(row.content) if picture["digest"] == digest
    )
    alt = next(filter(None, alts), "")
    image = get_image_model()(
        title=(alt or name_of(content))[:255],
        description=alt[:255],
        file=ImageFile(io.BytesIO(content), name=name_of(content)),
        file_size=len(content),
        file_hash=digest,
        collection=collection,
        uploaded_by_user=by,
    )
    image.save()
    undo.callback(image.file.delete, save=False)
    return image


@dataclass
class Pictures(Mapping[str, bytes]):
    """The pictures of questions that are exported, read from the library one by one as they are wanted, by digest."""

    images: dict[str, Any]
    digests: dict[int, str]
    """By the id of a picture."""
    left: int = MOST_BYTES_OUT

    @classmethod
    def of(cls, versions: Iterable[QuestionVersion]) -> "Pictures":
        shown = {picture["image"] for one in versions for picture in pictures_of(one.options, one.body)}
        images = get_image_model().objects.in_bulk(shown)
        digests = {pk: image.get_file_hash() for pk, image in images.items()}
        return cls({digests[pk]: image for pk, image in images.items()}, digests)

    def __getitem__(self, digest: str) -> bytes:
        """Raises KeyError for a picture whose file is gone, that no album would take, or that is one too many."""
        image = self.images[digest]
        try:
            with image.open_file() as file:
                content = file.read(MOST_BYTES + 1)
        except OSError:
            raise KeyError(digest) from None
        if len(content) > min(self.left, MOST_BYTES) or not is_picture(content):
            raise KeyError(digest)
        self.left -= len(content)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self.images)

    def __len__(self) -> int:
        return len(self.images)
