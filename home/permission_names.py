"""Names of permissions in the language of the site: Django writes them into the database, in English, as it migrates."""

from django.apps import apps as registry
from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

ACTS = {
    "add": gettext_noop("add: %(things)s"),
    "change": gettext_noop("change: %(things)s"),
    "delete": gettext_noop("delete: %(things)s"),
    "view": gettext_noop("view: %(things)s"),
    "choose": gettext_noop("choose: %(things)s"),
    "publish": gettext_noop("publish: %(things)s"),
    "lock": gettext_noop("lock: %(things)s"),
    "unlock": gettext_noop("unlock: %(things)s"),
}


def name_of(permission) -> str:
    """Such as “add: legal document”; a name that is no such pair is a message of its package."""
    act = permission.codename.removesuffix(f"_{permission.content_type.model}")
    model = registry.all_models[permission.content_type.app_label].get(permission.content_type.model)
    if model is not None and act in ACTS and permission.codename != act:
        return gettext(ACTS[act]) % {"things": model._meta.verbose_name}
    return gettext(permission.name)


def name_permissions(sender, apps, using, **kwargs):
    """After a migration: every permission has its name in the language of the site."""
    try:
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        return
    with override(settings.LANGUAGE_CODE):
        renamed = []
        for permission in Permission.objects.using(using).select_related("content_type"):
            name = name_of(permission)[:255]
            if name != permission.name:
                permission.name = name
                renamed.append(permission)
        Permission.objects.using(using).bulk_update(renamed, ["name"])
