"""`manage.py tick`: what is due, once; `--loop`: every minute until the process is told to end."""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from wagtail import hooks

from accounts.sessions import forget_ended_sessions
from classes.actions import tell_of_tomorrow
from completions.past_actions import forget_old_lists
from completions.sealing import seal_ledger
from enrolments.actions import follow_joiners, open_rounds_due
from organisation.actions import apply_due_reorganisations, end_due_administrations, tend_staff_lists
from quizzes.actions import close_overdue_attempts
from quizzes.decisions.regrades import tend_regrades
from reminders.actions import write_messages
from reminders.activating import deliver_links
from reminders.delivering import deliver_messages
from reminders.marked_again import tell_of_regrades
from reminders.noticing import write_notices
from reminders.planning import note_reminders

MINUTE = 60

logger = logging.getLogger(__name__)


def close_all_overdue_attempts() -> int:
    """Batch after batch: twenty thousand sittings may end in the same minute."""
    closed = 0
    while batch := close_overdue_attempts():
        closed += batch
    return closed


DUE = {
    "reorganisations applied": apply_due_reorganisations,
    "rights that ended cleared away": end_due_administrations,
    "sessions that have ended forgotten": forget_ended_sessions,
    "rows of old lists of staff forgotten": tend_staff_lists,
    "lists of past training forgotten": forget_old_lists,
    "attempts closed": close_all_overdue_attempts,
    "questions marked again to the end": tend_regrades,
    "rounds opened again": open_rounds_due,
    "people asked to learn": follow_joiners,
    "records and revocations sealed": seal_ledger,
    "reminders noted": note_reminders,
    "messages written": write_messages,
    "people reminded of a class of tomorrow": tell_of_tomorrow,
    "messages about classes written": write_notices,
    "people told that their result was marked again": tell_of_regrades,
    "messages sent on": deliver_messages,
    "activation links mailed": deliver_links,
}
"""Each may run at any time, twice at once, and after having been killed: it does what is left to do. Before them come those
of apps that this one does not know (hooks named `due_each_minute`, each a name and what to call)."""


class Command(BaseCommand):
    help = "Do what is due: close attempts whose time is over, ask those who joined a unit, seal the ledger, remind."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on every minute until SIGTERM or SIGINT")

    def handle(self, *, loop: bool, **options):
        if not loop:
            if not self.run_all():
                raise SystemExit(1)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            began = time.monotonic()
            close_old_connections()
            self.run_all()
            stop.wait(max(1, MINUTE - (time.monotonic() - began)))

    def run_all(self) -> bool:
        """Whether everything went well. What fails is logged and tried again by the next run; the others go on."""
        failed = False
        for name, work in [*(found() for found in hooks.get_hooks("due_each_minute")), *DUE.items()]:
            try:
                count = work()
            except Exception:  # whatever is wrong with one of them must not keep the others from running
                logger.exception("tick: %s", name)
                connection.close()
                failed = True
            else:
                if count:
                    self.stdout.write(f"{name}: {count}")
        return not failed
