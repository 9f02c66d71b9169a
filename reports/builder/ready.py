"""Reports that are ready: an address each, to begin from and to adapt."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Ready(NamedTuple):
    """A name, what it answers, and what it asks the builder for."""

    name: str | Promise
    text: str | Promise
    query: str


READY = [
    Ready(
        _("Who has not learned yet?"),
        _("Mandatory courses that nobody has opened: names, units, days."),
        "hang=luot-hoc&cot=ten&cot=ma&cot=don_vi&cot=khoa&cot=han&dien=bat-buoc&trang_thai=chua-hoc&xep=han",
    ),
    Ready(
        _("Who is overdue?"),
        _("Everybody whose day has passed, the longest first."),
        "hang=luot-hoc&cot=ten&cot=ma&cot=don_vi&cot=khoa&cot=trang_thai&cot=han&trang_thai=qua-han&xep=han",
    ),
    Ready(
        _("Results by unit"),
        _("Every unit with how many have to learn, have finished, are late."),
        "hang=don-vi&cot=don_vi&cot=required&cot=done&cot=learning&cot=waiting&cot=late&cot=ty_le",
    ),
    Ready(
        _("Certificates of this year"),
        _("Who finished what since 1 January, with number and periods."),
        "hang=luot-hoc&cot=ten&cot=ma&cot=don_vi&cot=khoa&cot=xong&cot=chung_nhan&cot=tiet&trang_thai=da-xong&khi=nam&xep=-xong",
    ),
    Ready(
        _("How courses stand"),
        _("One line a course."),
        "hang=khoa&cot=khoa&cot=required&cot=done&cot=learning&cot=waiting&cot=late&cot=ty_le",
    ),
    Ready(
        _("How quizzes went"),
        _("Attempts of this year, gathered by quiz: people, passed."),
        "hang=luot-lam&nhom=bai&khi=nam",
    ),
]
