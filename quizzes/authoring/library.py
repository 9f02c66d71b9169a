"""The form of a picture in the library, as it has to be once questions show pictures."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.pictures import PictureForm
from quizzes.pictures import is_frozen


class LibraryPictureForm(PictureForm):
    """Title and words may change; the file of a picture that a question shows may not: old papers show it as it was."""

    class Meta(PictureForm.Meta):
        pass

    def clean_file(self):
        if "file" in self.changed_data and is_frozen(self.instance):
            raise ValidationError(
                _(
                    "A question shows this picture, and whoever was asked must find it as it was. Upload the other file "
                    "as a new picture, then choose it in the question."
                ),
                code="picture_is_frozen",
            )
        return self.cleaned_data["file"]
