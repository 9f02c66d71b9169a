"""Passwords that everybody here would guess first."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import vietnamese

LOCAL_WORDS = [
    "thanhhoa",
    "hacthanh",
    "matkhau",
    "password",
    "abc@123",
    "123456",
    "thidua",
    "khenthuong",
    "noivu",
]


class LocalWordsValidator:
    """Refuse a password that is a local word with a few digits around it."""

    def validate(self, password, user=None):
        bare = vietnamese.fold(password).replace(" ", "")
        for word in LOCAL_WORDS:
            rest = bare.replace(word, "")
            if len(rest) < len(bare) and len(rest) <= 5 and not any(letter.isalpha() for letter in rest):
                raise ValidationError(
                    _("This password is among the first that others would guess."), code="local_word"
                )

    def get_help_text(self):
        return _("Not the name of the province or of the work with a few digits.")
