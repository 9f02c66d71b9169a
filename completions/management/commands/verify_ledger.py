"""`manage.py verify_ledger`: say whether any completion record was changed, removed or slipped in."""

import time
from itertools import islice

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from completions import ledger
from completions.models import CompletionRecord, LedgerEntry, LedgerSeal
from completions.verification import verify_ledger

SHOWN = 1000


class Command(BaseCommand):
    help = _("Verify the ledger of completion records. Exit code 1 where anything is not as it was written.")
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument(
            "--public-key",
            action="store_true",
            help=_("print the key that checks the seals, and do nothing else"),
        )

    def handle(self, *, public_key: bool, **options):
        if public_key:
            self.stdout.write(ledger.public_key())
            return
        began = time.monotonic()
        findings = verify_ledger()
        shown = list(islice(findings, SHOWN))
        for finding in shown:
            self.stdout.write(str(finding))
        if more := sum(1 for _finding in findings):
            self.stdout.write(_("and %(count)s more") % {"count": more})
        self.stdout.write(
            _("%(records)s records, %(entries)s entries, %(seals)s seals read in %(seconds)s s.")
            % {
                "records": CompletionRecord.objects.count(),
                "entries": LedgerEntry.objects.count(),
                "seals": LedgerSeal.objects.count(),
                "seconds": round(time.monotonic() - began),
            }
        )
        if shown:
            count = len(shown) + more
            self.stderr.write(
                ngettext(
                    "The ledger is NOT sound: %(count)s finding.",
                    "The ledger is NOT sound: %(count)s findings.",
                    count,
                )
                % {"count": count}
            )
            raise SystemExit(1)
        self.stdout.write(_("The ledger is sound."))
