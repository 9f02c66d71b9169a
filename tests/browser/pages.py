"""The pages of the story, by who looks at them: what is checked everywhere is checked on these.

An address may name `places` (see `inhabitants.addresses`) in braces.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A page as one person sees it; `status` is what the server answers."""

    address: str
    who: str | None = None
    status: int = 200

    def __str__(self):
        return f"{self.address} ({self.who or 'anybody'})"


def by(who: str | None, *addresses: str, status: int = 200) -> list[Shown]:
    return [Shown(address, who, status) for address in addresses]


PUBLIC = [
    *by(
        None,
        "/",
        "/khoa-hoc/",
        "/khoa-hoc/?q=zzqx",
        "{course}",
        "{practice}",
        "/tai-khoan/dang-nhap/",
        "/tai-khoan/ma-dang-nhap/",
        "/xac-minh/",
        "/xac-minh/{certificate}/",
        "/xac-minh/{revoked}/",
        "/tro-giup/",
        "/tro-giup/kha-nang-tiep-can/",
        "/tro-giup/du-lieu-ca-nhan/",
        "/van-ban/",
        "/van-ban/luat-2022/",
        "/van-ban/luat-2022/5.2/",
    ),
    *by(None, "/xac-minh/AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-F/", "/khong-co-trang-nay/", status=404),
]
LEARNER = [
    *by(
        "hocvien",
        "/",
        "/hoc-tap/",
        "/lop-hoc/",
        "/khoa-hoc/?q=thi+dua",
        "{course}",
        "{lesson}",
        "{lesson_with_citation}",
        "{lesson_with_review}",
        "{quiz}",
        "/tai-khoan/",
        "/tai-khoan/bao-sai/",
        "/tai-khoan/mat-khau/",
        "/tai-khoan/hai-lop/",
        "/tai-khoan/dang-xuat/",
    ),
    *by("hocvien", "/bao-cao/", status=403),
    *by("hocvien.dang", "{quiz}", "/lam-bai/{open_attempt}/", "/lam-bai/{open_attempt}/xem-lai/"),
    *by(
        "hocvien.xong",
        "/",
        "/hoc-tap/",
        "{course}",
        "{quiz}",
        "/lam-bai/{failed_attempt}/ket-qua/",
        "/lam-bai/{passed_attempt}/ket-qua/",
        "/chung-nhan/{certificate}/",
    ),
    *by("hocvien.le", "/", "/hoc-tap/", "/tai-khoan/"),
]
PREVIEW = "/giao-hoc/moi/?course={course_id}&units={ward}&due_on=2027-12-31&is_mandatory=on"
ADMINISTRATOR = [
    *by(
        "quantri.tinh",
        "/bao-cao/",
        "/bao-cao/nguoi/{certified}/",
        "/giao-hoc/",
        "/giao-hoc/moi/",
        "/giao-hoc/moi/?q=hac+thanh&buoc=tim",
        f"{PREVIEW}&buoc=xem",
        "/giao-hoc/moi/?buoc=xem",
        "/giao-hoc/{assignment}/",
        "/giao-hoc/{assignment}/sua/",
        "/giao-hoc/{assignment}/thu-hoi/",
        "/lop-hoc/quan-ly/",
        "/lop-hoc/quan-ly/moi/",
        "/don-vi/",
        "/bao-cao/de-nghi/",
        "/bao-cao/de-nghi/sai/{correction}/",
        "/don-vi/quan-tri/",
        "/chung-nhan/{certificate}/",
        "/chung-nhan/{certificate}/thu-hoi/",
    ),
    *by(
        "quantri.hacthanh",
        "/",
        "/bao-cao/",
        "/bao-cao/{office}/",
        "/bao-cao/{ward}/nguoi/",
        "/bao-cao/{empty_unit}/",
        "/bao-cao/{empty_unit}/nguoi/",
        "/bao-cao/nguoi/{learner}/",
        "/don-vi/",
        "/don-vi/{empty_unit}/",
        "/don-vi/nguoi/moi/",
        "/don-vi/nguoi/{learner}/",
        "/don-vi/nguoi/{learner}/sua/",
        "/don-vi/nguoi/{learner}/chuyen/",
    ),
]
OURS = [*PUBLIC, *LEARNER, *ADMINISTRATOR]
"""Pages that are wholly ours."""

EDITOR = by(
    "giangvien",
    "/quan-tri/",
    "/quan-tri/tien-do/{course_id}/",
    "/quan-tri/pages/{course_id}/edit/",
    "/quan-tri/pages/{lesson_id}/edit/",
    "/quan-tri/pages/{quiz_id}/edit/",
    "/quan-tri/cau-hoi/",
    "/quan-tri/cau-hoi/moi/",
    "/quan-tri/cau-hoi/muc/",
    "/quan-tri/cau-hoi/{question}/",
    "/quan-tri/cau-hoi/{question}/sua/",
    "/quan-tri/thu-de/{quiz_id}/",
)
"""Pages in Wagtail's frame."""
