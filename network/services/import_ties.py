"""The organisations above, and the relationships, that the rows of an import say: among the directory and the rows."""

from django.utils.translation import gettext as _

from ..models import Organization, Relationship
from .import_rows import UPDATE, Finder, Planned, chunks, pairs_of, reference_of


class Ties:
    """The parents and relationships of the rows, among the directory and the rows themselves."""

    def __init__(self, by, planned, uids, identifiers):
        self.planned = planned
        self.rows = {}
        for each in planned:
            if each.stays:
                own = [uids.get(each.number), each.organization and each.organization.uid]
                self.rows |= {key: each for key in (*pairs_of(identifiers[each.number]), *own) if key}
        wanted = {each.number: self._wanted(each) for each in planned if each.stays}
        keys = {key for found in wanted.values() for key in found.values() if key and key not in self.rows}
        self.wanted, self.finder = wanted, Finder(by, keys)

    def _wanted(self, each):
        row = each.incoming
        texts = [row.parent, *(which for _kind, _is_subject, which in row.relations)]
        return {text: reference_of(text) for text in texts if text}

    def tie(self):
        """Fill in `parent` and `relations` of each row: rows or organisations; unknown ones are noted."""
        for each in self.planned:
            if not each.stays:
                continue
            row = each.incoming
            if row.parent and (parent := self._meant(each, row.parent)):
                self._parent(each, parent)
            for kind, is_subject, which in row.relations:
                if other := self._meant(each, which, is_noted=False):
                    each.relations.append((kind, is_subject, other))
        self._leave_out_known()

    def _meant(self, each, text, *, is_noted=True):
        """A row, or an organisation that is present; None, with a note for a parent, when it is neither."""
        key = self.wanted[each.number][text]
        found = self.rows.get(key) or self.finder(key)
        if isinstance(found, Planned) and found is not each:
            return found.organization or found
        if isinstance(found, Organization) and found.merged_into_id is None:
            return found
        if is_noted:
            each.notes.append(_("“%(which)s” is not in the directory: left out.") % {"which": text[:80]})
        return None

    def _parent(self, each, parent):
        now = each.organization.parent_id if each.organization else None
        if isinstance(parent, Organization) and parent.pk == now:
            return
        each.parent = parent
        if each.organization:
            each.changes.append(("parent", now, parent.name))
            each.outcome = UPDATE

    def _leave_out_known(self):
        """Relationships that are there already, in this direction, are not put down again."""
        keys = {each.organization.pk for each in self.planned if each.organization and each.relations}
        known = set()
        for some in chunks(sorted(keys)):
            for side in ("subject", "object"):
                rows = Relationship.objects.filter(**{f"{side}__in": some})
                known |= set(rows.values_list("kind", "subject_id", "object_id"))
        put = set()
        for each in self.planned:
            each.relations = [tie for tie in each.relations if self._is_new(each, tie, known, put)]
            if each.relations and each.organization:
                each.outcome = UPDATE

    def _is_new(self, each, tie, known, put):
        kind, is_subject, other = tie
        ends = [each.organization or each, other]
        keys = [end.pk if isinstance(end, Organization) else -end.number for end in ends]
        subject, object_ = keys if is_subject else reversed(keys)
        ties = {(kind, subject, object_)}
        if kind == Relationship.Kind.PARTNER:
            ties.add((kind, object_, subject))
        if ties & (known | put):
            return False
        put |= ties
        return True
