"""Loading the legal documents and provisions that the starter course rests on."""

from django.db import transaction

from legislation.models import LegalDocument, Provision
from starter.reading import read_toml


@transaction.atomic
def load_legislation() -> tuple[int, int]:
    """Create what is missing; documents and provisions that exist are left as people edited them."""
    source = read_toml("legislation.toml")
    for entry in source["documents"]:
        fields = {name: value for name, value in entry.items() if name not in {"slug", "replaces", "amends"}}
        LegalDocument.objects.get_or_create(slug=entry["slug"], defaults=fields)
    documents = {document.slug: document for document in LegalDocument.objects.all()}
    for entry in source["documents"]:
        document = documents[entry["slug"]]
        document.replaces.add(*(documents[slug] for slug in entry.get("replaces", [])))
        document.amends.add(*(documents[slug] for slug in entry.get("amends", [])))
    known = {
        (provision.document_id, provision.path): provision
        for provision in Provision.objects.only("document", "path")
    }
    for entry in sorted(source["provisions"], key=lambda entry: entry["path"].count(".")):
        document = documents[entry["document"]]
        if (document.pk, entry["path"]) in known:
            continue
        parent = known.get((document.pk, entry["path"].rpartition(".")[0]))
        known[document.pk, entry["path"]] = Provision.objects.create(
            document=document,
            parent=parent,
            **{name: value for name, value in entry.items() if name != "document"},
        )
    return len(documents), len(known)
