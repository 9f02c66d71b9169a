"""Files attached to essays: what they are is read from their content, and nothing of them is ever executed or shown inline."""

import hashlib
import re
import zipfile
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

import clock
import vietnamese
from quizzes.models import Answer, Attempt, EssayFile
from quizzes.sitting.refusals import AnswerIsFixed, AttemptIsClosed, FileRefused, NoSuchQuestion

LARGEST = 10 * 1024 * 1024
MOST_FILES = 20
"""How often a file may be replaced in one attempt."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", DOCX: ".docx"}


@transaction.atomic
def attach_file(*, user_id: int, attempt_uuid, slot: int, uploaded: UploadedFile) -> EssayFile:
    """Keep a file for an essay of an open attempt; the same file again changes nothing.

    Raises NoSuchQuestion, AttemptIsClosed, AnswerIsFixed, or FileRefused with a sentence that says why.
    """
    attempts = Attempt.objects.filter(uuid=attempt_uuid, user_id=user_id).at_the_moment()
    attempt = attempts.select_for_update(of=("self",)).first()
    if attempt is None or not 1 <= slot <= len(attempt.paper) or attempt.paper[slot - 1]["kind"] != "essay":
        raise NoSuchQuestion
    if attempt.is_over(attempt.asked_at):
        raise AttemptIsClosed
    standing = Answer.objects.filter(attempt=attempt, slot=slot, is_fixed=True).first()
    if standing is not None:
        raise AnswerIsFixed(standing)
    content_type = kind_of_file(uploaded)
    digest = hashlib.sha256(b"".join(uploaded.chunks())).hexdigest()
    before = list(EssayFile.objects.filter(attempt=attempt).order_by("pk"))
    of_slot = [file for file in before if file.slot == slot]
    if of_slot and of_slot[-1].digest == digest:
        return of_slot[-1]
    if len(before) >= MOST_FILES:
        raise FileRefused(_("You have replaced the file too often in this attempt."))
    return EssayFile.objects.create(
        attempt=attempt,
        slot=slot,
        file=uploaded,
        name=safe_name(uploaded.name, content_type),
        content_type=content_type,
        size=uploaded.size,
        digest=digest,
        saved_at=clock.now(),
    )


def kind_of_file(uploaded: UploadedFile) -> str:
    """What a file is by its first bytes (and, for Word, by its parts). Raises FileRefused."""
    if uploaded.size > LARGEST:
        raise FileRefused(_("The file is larger than 10 MB. Make it smaller, or attach a part of it."))
    if not uploaded.size:
        raise FileRefused(_("The file is empty."))
    uploaded.seek(0)
    head = uploaded.read(8)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04") and _is_word(uploaded):
        return DOCX
    raise FileRefused(_("Only PDF, Word (.docx), JPEG and PNG files can be attached."))


def _is_word(uploaded) -> bool:
    """Whether a zip file is a Word document without macros; nothing is unpacked."""
    try:
        with zipfile.ZipFile(uploaded) as parts:
            names = {name.lower() for name in parts.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    return "word/document.xml" in names and not any(name.endswith("vbaproject.bin") for name in names)


def safe_name(name: str, content_type: str) -> str:
    """A name to show and to download by: letters, digits and a few signs, with the ending of what the file is."""
    stem = PurePath(vietnamese.nfc(name).replace("\\", "/")).name.rpartition(".")[0] or vietnamese.nfc(name)
    stem = re.sub(r"[^\w \-().,]", "_", stem).strip(" .")[:100] or "bai-lam"
    return stem + ENDINGS[content_type]
