"""Rounds whose record was revoked count as finished no longer."""

from django.db import migrations


def take_back(apps, schema_editor):
    enrolments = apps.get_model("enrolments", "Enrolment").objects
    enrolments.filter(closed_as="completed", record__revocation__isnull=False).update(closed_as="revoked")


class Migration(migrations.Migration):
    dependencies = [
        ("completions", "0004_training_elsewhere"),
        ("enrolments", "0006_taken_back"),
    ]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
