"""What a certificate says, word for word, on screen and in the PDF. It is taken from the stored certificate only.

A certificate is an official paper: it is in Vietnamese whatever language its reader chose, so these words do not pass
through the catalogue.
"""

from dataclasses import asdict, dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import vietnamese
from completions.codes import grouped
from completions.models import Certificate


@dataclass(frozen=True)
class Paper:
    """The words of a certificate; empty where there is nothing to say."""

    title: str
    issuer: str
    issuer_above: str
    name: str
    unit: str
    course: str
    credit: str
    number: str
    date: str
    code: str
    address: str
    host: str
    mark: str
    note: str

    def as_dict(self) -> dict[str, str]:
        return {name: vietnamese.nfc(value) for name, value in asdict(self).items()}


def paper_of(certificate: Certificate) -> Paper:
    """One query where the certificate did not bring its revocation along."""
    revocation = getattr(certificate.record, "revocation", None)
    day = timezone.localdate(certificate.issued_at)
    return Paper(
        title=f"Giấy chứng nhận {certificate.number}",
        issuer=certificate.issuer,
        issuer_above=certificate.issuer_above,
        name=certificate.full_name or "Tên đã được xóa",
        unit=certificate.unit_name,
        course=certificate.course_title,
        credit=_credit(certificate),
        number=certificate.number,
        date=f"Ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        code=grouped(certificate.code),
        address=verification_address(certificate.code),
        host=f"{settings.BASE_URL.split('://')[-1]}{reverse('completions:verify').rstrip('/')}",
        mark=f"ĐÃ THU HỒI {revoked_on(revocation)}" if revocation else "",
        note="Bản trình diễn, không có giá trị." if settings.DEMO else "",
    )


def revoked_on(revocation) -> str:
    return vietnamese.format_date(timezone.localdate(revocation.revoked_at))


def verification_address(code: str) -> str:
    """The address in the QR picture. It never follows the Host header."""
    return f"{settings.BASE_URL}{reverse('completions:verify_code', args=[code])}"


def qr_of(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


def _credit(certificate: Certificate) -> str:
    """The credited periods, only where a decision credits them."""
    if certificate.credited_periods is None or not certificate.approving_decision:
        return ""
    periods = vietnamese.format_number(certificate.credited_periods)
    return f"Thời lượng: {periods} tiết, theo {certificate.approving_decision}"
