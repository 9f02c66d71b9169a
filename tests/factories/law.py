"""Builders of legal documents and provisions."""

from itertools import count

from legislation.models import LegalDocument, Provision

_numbers = count(1)


def a_document(short_title="Luật 2022", number=None, **fields) -> LegalDocument:
    place = next(_numbers)
    fields = {"slug": f"van-ban-{place}", "kind": "law", "title": "Luật Thi đua, khen thưởng"} | fields
    return LegalDocument.objects.create(
        short_title=short_title, number=number or f"{place}/2022/QH15", **fields
    )


def a_provision(document=None, path=None, heading="Nguyên tắc thi đua", **fields) -> Provision:
    return Provision.objects.create(
        document=document or a_document(), path=path or str(next(_numbers)), heading=heading, **fields
    )
