"""The page of one's own learning: every course by state, records and certificates by year."""

from dataclasses import dataclass

import clock
from completions.models import Revocation
from completions.volume import elsewhere
from home.front import CertificateRow, Year, certificates_of, done_rows, row_of, year_of, years_of
from home.learning import all_learning_of
from organisation.models import Unit
from organisation.scope import present_unit


@dataclass
class Record:
    """What one person learns and has earned."""

    unit: Unit | None
    late: list[dict]
    in_progress: list[dict]
    not_begun: list[dict]
    done: list[dict]
    year: Year
    years: list[tuple[Year, list[CertificateRow]]]
    revocations: list[Revocation]

    @property
    def is_empty(self) -> bool:
        return not (
            self.late or self.in_progress or self.not_begun or self.done or self.years or self.revocations
        )


def record_of(request) -> Record:
    """A fixed number of queries, whatever the number of courses and years."""
    user, today = request.user, clock.today()
    everything = all_learning_of(user)
    certificates = certificates_of(user)
    late, in_progress, not_begun = [], [], []
    for course, learning in everything:
        if not learning.is_open:
            continue
        row = row_of(course, learning, today)
        if row["tone"] == "late":
            late.append(row)
        elif learning.has_begun:
            in_progress.append(row)
        else:
            not_begun.append(row)
    return Record(
        unit=present_unit(user),
        late=late,
        in_progress=in_progress,
        not_begun=not_begun,
        done=done_rows(everything, certificates),
        year=year_of(certificates, today.year, elsewhere(user, today.year)),
        years=years_of(certificates),
        revocations=list(
            Revocation.objects.filter(record__user=user)
            .select_related("record__edition")
            .order_by("-revoked_at")
        ),
    )
