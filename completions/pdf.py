"""The certificate as a tagged PDF (PDF/UA-1). The same certificate gives the same bytes."""

import io
import json
from functools import lru_cache
from pathlib import Path

import typst

from completions.models import Certificate
from completions.papers import paper_of, qr_of

HERE = Path(__file__).parent


def pdf_of(certificate: Certificate) -> bytes:
    """Draw a certificate with the design it was issued with.

    Words reach the drawing as JSON, never as its source, so that no name is read as a command.
    """
    paper = paper_of(certificate)
    folder = HERE / "designs" / str(certificate.design)
    compiler = typst.Compiler(
        input=folder / "certificate.typ",
        root=folder,
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "paper": json.dumps(paper.as_dict(), ensure_ascii=False),
            "qr": _qr_as_svg(paper.address),
        },
    )
    return compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0)


@lru_cache(maxsize=1)
def typst_fonts() -> typst.Fonts:
    """Only the fonts that ship with the site: a machine's own would make other papers."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


def _qr_as_svg(address: str) -> str:
    picture = io.BytesIO()
    qr_of(address).save(picture, kind="svg", border=0, xmldecl=False, nl=False, dark="#221a16")
    return picture.getvalue().decode()
