"""Wagtail's own migrations leave rows with English names, which trainers and administrators read."""

from django.db import migrations

NAMES = [
    ("wagtailcore", "Page", "title", {"Root": "Gốc"}),
    ("wagtailcore", "Collection", "name", {"Root": "Gốc"}),
    ("wagtailcore", "Task", "name", {"Moderators approval": "Người duyệt xem và duyệt"}),
    ("wagtailcore", "Workflow", "name", {"Moderators approval": "Người duyệt xem và duyệt"}),
    ("auth", "Group", "name", {"Moderators": "Người duyệt", "Editors": "Người biên tập"}),
]


def rename(apps, names):
    for app, model, field, words in names:
        for old, new in words.items():
            rows = apps.get_model(app, model).objects.filter(**{field: old})
            if model in ("Page", "Collection"):
                rows = rows.filter(depth=1)
            rows.update(**{field: new} | ({"draft_title": new} if model == "Page" else {}))


def to_vietnamese(apps, schema_editor):
    rename(apps, NAMES)


def to_english(apps, schema_editor):
    rename(apps, [(app, model, field, {new: old for old, new in words.items()}) for app, model, field, words in NAMES])


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    operations = [migrations.RunPython(to_vietnamese, to_english)]
