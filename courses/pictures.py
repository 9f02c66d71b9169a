"""Pictures of lessons: what may be uploaded, and handing out the sizes that a page shows."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from PIL import Image as Picture
from PIL.Image import DecompressionBombError, DecompressionBombWarning
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.permissions import permission_policy as images

from courses.shown import is_shown, may_choose

TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


class PictureField(WagtailImageField):
    """Refuses in words what Wagtail lets through or falls over: a claim of a billion pixels, a picture cut short."""

    def check_image_pixel_size(self, f):
        """By what the head of the file says; only then is the picture drawn, to see that all of it is there."""
        f.seek(0)
        try:
            found = Picture.open(f)
            if found.width * found.height * getattr(found, "n_frames", 1) > self.max_image_pixels:
                raise DecompressionBombError
            found.load()
        except (DecompressionBombError, DecompressionBombWarning) as claim:
            raise ValidationError(
                _("This picture has far too many pixels. Make it smaller, then upload it again."),
                code="file_too_many_pixels",
            ) from claim
        except (OSError, SyntaxError, ValueError, EOFError) as broken:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from broken
        f.seek(0)


class PictureForm(BaseImageForm):
    """The form of every door through which a picture comes in."""

    file = PictureField(label=_("file"), widget=BaseImageForm.Meta.widgets["file"])

    class Meta(BaseImageForm.Meta):
        pass


@login_required
@require_safe
def picture(request, name):
    """One size of a picture, once a published page shows the picture; before that to those who edit with it."""
    found = get_object_or_404(
        get_image_model().get_rendition_model().objects.select_related("image__collection"),
        file=f"images/{name}",
    )
    if not (is_shown(found.image) or may_choose(request.user, found.image, images)):
        raise Http404
    return handed_out(found)


def handed_out(rendition) -> FileResponse:
    """One size of a picture as an answer in which nothing can run."""
    kind = TYPES.get(rendition.file.name.rpartition(".")[2].lower())
    if kind is None:
        raise Http404
    response = FileResponse(rendition.file.open("rb"), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
