"""Papers of a committee: kept with language, who sees them, an embargo and the checksum of the file."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.storing import discard_file, read_upload
from sse_portal.records.values import Choice, Language, Moment, Text, read_values, refuse

from ..models import Document, Visibility
from .common import require_runner
from .seats import Known


class DocumentInUse(Conflict):
    """Something rests on the document: evidence, an answer, a nomination."""

    code = "document-in-use"


def fields(committee):
    """What is said of a document; `translation_of` is another one of the committee."""
    return {
        "title": Text(300, required=True),
        "kind": Choice(Document.Kind, blank=Document.Kind.PAPER.value),
        "language": Language(),
        "visibility": Choice(Visibility, blank=Visibility.COMMITTEE.value),
        "embargo_until": Moment(),
        "translation_of": Known(among=lambda: Document.objects.of_committee(committee)),
    }


@transaction.atomic
def store_document(
    *, by, committee, values, file, meeting=None, recommendation=None, uid=None, is_sample=False
):
    """Keep a paper of a committee, or of one of its meetings or recommendations. `file` is an uploaded file.

    Letters of nomination name a person: unless more is said, only the secretariat sees them. Raises Invalid, BadFile,
    UidTaken.
    """
    require_runner(by, committee.country_id)
    return keep_document(
        by=by, committee=committee, values=values, file=file, meeting=meeting, recommendation=recommendation,
        uid=uid, is_sample=is_sample,
    )  # fmt: skip


def keep_document(*, by, committee, values, file, **place):
    """`store_document` for those whose right was found otherwise, such as an addressee with its link (`by` None)."""
    given = read_values(fields(committee), values, complete=True)
    if given["kind"] == Document.Kind.NOMINATION and not values.get("visibility"):
        given["visibility"] = Visibility.SECRETARIAT
    if file is None:
        refuse("file", "required", _("This field is required."))
    uid = place.pop("uid", None)
    if uid and Document.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    document = Document(committee=committee, uploaded_by=by, **given, **place, **read_upload(file))
    if uid:
        document.uid = uid
    document.save(force_insert=True)
    told = {"title": document.title, "file_name": document.file_name, "sha256": document.sha256}
    remember("kept", document, by=by, country=committee.country_id, after=told)
    return document


@transaction.atomic
def change_document(*, by, document, values, version):
    """Change what is said of a document; its file stays. Raises Invalid, StaleVersion."""
    require_runner(by, document.committee.country_id)
    columns = read_values(fields(document.committee), values)
    if "translation_of" in columns:
        original = columns.pop("translation_of")
        if original and (original.pk == document.pk or original.translation_of_id):
            refuse("translation_of", "not-the-original", _("Name the original, not a translation of it."))
        columns["translation_of_id"] = original.pk if original else None
    return update_record(document, columns, by=by, version=version, country=document.committee.country_id)


@transaction.atomic
def remove_document(*, by, document):
    """Take away a document and its file: it was the wrong one. Raises DocumentInUse."""
    country = document.committee.country_id
    require_runner(by, country)
    told = {"title": document.title, "sha256": document.sha256}
    try:
        with transaction.atomic():
            remember("removed", document, by=by, country=country, before=told)
            discard_file(document)
            document.delete()
    except ProtectedError as error:
        raise DocumentInUse(_("Something rests on this document: it stays.")) from error
