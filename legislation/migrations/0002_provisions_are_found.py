from django.db import migrations, models

import vietnamese


def fill(apps, schema_editor):
    Provision = apps.get_model("legislation", "Provision")
    for provision in Provision.objects.all().iterator():
        places = zip(["điều", "khoản", "điểm"], provision.path.split("."), strict=False)
        place = " ".join(f"{word} {part}" for word, part in places)
        text = vietnamese.fold(f"{place} {provision.heading} {provision.summary}")
        Provision.objects.filter(pk=provision.pk).update(search_text=f" {text} ")


class Migration(migrations.Migration):
    dependencies = [("legislation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="provision",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
