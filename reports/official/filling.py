"""Filling a template in, and telling beforehand whether an uploaded one can be filled in."""

import io
import zipfile

from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from reports.official.guarded import GuardedEnvironment

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class UnusableTemplate(Exception):
    """Why a file cannot be a template: a sentence for whoever uploaded it."""


def fill_in(template: bytes, context: dict) -> bytes:
    """The document: the template with every place filled in. Raises UnusableTemplate."""
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(context, GuardedEnvironment(), autoescape=True)
        file = io.BytesIO()
        document.save(file)
    except UndefinedError as error:
        name = str(error).partition("'")[2].partition("'")[0]
        sentence = _("The template names something that does not exist: %(name)s")
        raise UnusableTemplate(sentence % {"name": name}) from error
    except TemplateSyntaxError as error:
        near = " ".join("".join(getattr(error, "docx_context", ())).split())[:120]
        sentence = _("A place to fill in is not written as it should be, near “%(near)s”.")
        raise UnusableTemplate(sentence % {"near": near}) from error
    except (
        TemplateError,
        TypeError,
        ValueError,
        KeyError,
        etree.XMLSyntaxError,
        PackageNotFoundError,
    ) as error:
        raise UnusableTemplate(_("The template cannot be filled in.")) from error
    return file.getvalue()


def refuse_unusable(content: bytes, context: dict) -> None:
    """Judge an uploaded file by its content, then try it with real figures. Raises UnusableTemplate."""
    if len(content) > MOST_BYTES:
        raise UnusableTemplate(_("The file is larger than 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_by_parts(archive)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise UnusableTemplate(_("This is no Word document (.docx), or it is damaged.")) from error
    fill_in(content, context)


def _refuse_by_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnusableTemplate(_("Unpacked, the file is far too large."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnusableTemplate(_("The file is protected by a password. Save it without one."))
    types = archive.read("[Content_Types].xml")
    if any("vba" in part.filename.lower() for part in parts) or b"macroEnabled" in types:
        raise UnusableTemplate(_("The file carries macros. Save it as a plain .docx."))
    if _DOCUMENT not in types:
        raise UnusableTemplate(_("This is no Word document (.docx), or it is damaged."))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)[:4096]:
            raise UnusableTemplate(_("The file declares something that no Word document needs."))
