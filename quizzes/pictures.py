"""Pictures of questions and options. A version keeps {"image": id, "alt": words, "width", "height": pixels}.

Their addresses are sealed: who is signed in and was shown a question opens its pictures, and nobody can count through
those of other questions. A visitor opens those of the paper in the own session.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as images
from wagtail.models import ReferenceIndex

import vietnamese
from courses.page_forms import FILE_RIGHTS
from courses.pictures import handed_out
from quizzes.models import QuestionPicture, QuestionVersion
from quizzes.visiting.keeping import versions_in

SIZES = (360, 720)
"""Widths in pixels: a phone, and a phone with a fine screen or a desk."""
HIGHEST = 1200
A_YEAR = 365 * 24 * 60 * 60
_signer = SimpleLazyObject(lambda: Signer(salt="quizzes.pictures"))  # the secret is read at the first use


def kept(image, alt: str) -> dict | None:
    """What a version keeps of a picture; nothing of none."""
    return image and {"image": image.pk, "alt": alt, "width": image.width, "height": image.height}


def pictures_of(options: Iterable[dict], body: dict) -> list[dict]:
    """Every picture that a version shows."""
    return [piece["picture"] for piece in [body, *options] if piece.get("picture")]


def keep_from_deletion(version: QuestionVersion) -> None:
    """A picture that a version shows cannot be deleted from the library."""
    shown = {picture["image"] for picture in pictures_of(version.options, version.body)}
    for pk in sorted(shown):
        used = QuestionPicture.objects.create(version=version, image_id=pk)
        ReferenceIndex.create_or_update_for_object(
            used
        )  # at once: Wagtail's own task may come after a deletion


def chosen_by(user, standing: Iterable[int] = ()):
    """The pictures this person may choose, and those that stand in the question already."""
    model = get_image_model()
    own = images.instances_user_has_any_permission_for(user, FILE_RIGHTS)
    return model.objects.filter(pk__in=own.values("pk")) | model.objects.filter(pk__in=list(standing))


def gives_away(picture: dict | None, right_texts: Iterable[str]) -> bool:
    """Whether the words for those who do not see a picture hold a right answer."""
    told = f" {vietnamese.fold(picture['alt'])} " if picture else ""
    folded = (vietnamese.fold(text).strip() for text in right_texts)
    return any(text and f" {text} " in told for text in folded)


def scaled(picture: dict, most: int) -> tuple[int, int]:
    """Width and height of a picture in a frame of so many pixels across; never larger than it is."""
    share = min(1, most / picture["width"], HIGHEST / picture["height"])
    return max(1, int(picture["width"] * share)), max(1, int(picture["height"] * share))


@lru_cache(maxsize=5000)
def address_of(image: int, most: int) -> str:
    return reverse("quizzes:picture", args=[_signer.sign(f"{image}.{most}")])


def picture_html(picture: dict | None) -> SafeString:
    """A picture with its words, the size it will have, and two files to choose from; nothing where there is none."""
    if not picture:
        return SafeString("")
    width, height = scaled(picture, SIZES[-1])
    files = ", ".join(
        f"{address_of(picture['image'], most)} {scaled(picture, most)[0]}w"
        for most in SIZES
        if most == SIZES[0] or picture["width"] > SIZES[0]
    )
    return SafeString(
        f'<img class="q-picture" src="{address_of(picture["image"], SIZES[-1])}" srcset="{files}" '
        f'sizes="(min-width: 50rem) 45rem, 88vw" width="{width}" height="{height}" '
        f'alt="{escape(picture["alt"])}" loading="lazy" decoding="async">'
    )


def labelled(text: str, picture: dict | None) -> SafeString:
    """The words of an option, with its picture below them."""
    return SafeString(escape(text)) + picture_html(picture)


def is_in_a_practice(session, image: int | None) -> bool:
    """Whether a visitor is asked something that shows this picture."""
    versions = versions_in(session)
    return bool(versions) and QuestionPicture.objects.filter(image=image, version__in=versions).exists()


def is_frozen(image) -> bool:
    """Whether a version shows this picture: then its file stays as whoever was asked has seen it."""
    return image.pk is not None and QuestionPicture.objects.filter(image=image.pk).exists()


@require_safe
def picture(request, sealed):
    """One size of a picture, for whoever was given its address by a page."""
    try:
        image, most = map(int, _signer.unsign(sealed).split("."))
    except BadSignature:
        image, most = None, None
    if not (request.user.is_authenticated or is_in_a_practice(request.session, image)):
        return redirect_to_login(request.get_full_path())
    if image is None:
        raise Http404
    found = get_object_or_404(get_image_model(), pk=image)
    response = handed_out(found.get_rendition(f"max-{most}x{HIGHEST}"))
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
