"""Partners keep their own page up to date: stewards are named, propose changes, and get an answer."""

from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sse_portal.accounts.models import User
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.records.services import remember, stale, update_record
from sse_portal.records.values import Email, Text, read_values, refuse

from ..models import Organization, Proposal, Steward
from .common import require_keeper
from .organization_values import PROPOSABLE, accept, as_raw, changed_values
from .organizations import change_organization, refuse_merged

State = Proposal.State


class StewardNamed(Conflict):
    """The person keeps this page already."""

    code, field = "steward-named", "email"


class StewardEnded(Conflict):
    """The person does not keep this page any more."""

    code = "steward-ended"


class AlreadyDecided(Conflict):
    """The proposal was answered or withdrawn."""

    code = "proposal-decided"


@transaction.atomic
def name_steward(*, by, organization, email):
    """Let the owner of an account keep the page of an organisation. Raises Invalid, StewardNamed, MergedAway."""
    require_keeper(by, organization.country_id)
    refuse_merged(organization)
    address = read_values({"email": Email(required=True)}, {"email": email})["email"]
    user = User.objects.filter(email__iexact=address, is_active=True).first()
    if user is None:
        refuse("email", "no-account", _("There is no account with this address."))
    if not Organization.objects.visible_to(user).known_as([organization.uid]).exists():
        refuse(
            "email", "may-not-see", _("This person may not see the entry: a role has to be granted first.")
        )
    try:
        with transaction.atomic():
            steward = Steward.objects.create(organization=organization, user=user, named_by=by)
    except IntegrityError as error:
        raise StewardNamed(_("This person keeps the page already.")) from error
    _remember_steward("steward named", steward, by)
    return steward


@transaction.atomic
def end_steward(*, by, steward):
    """From now on the person no longer keeps the page. What was proposed stays with the secretariat."""
    require_keeper(by, steward.organization.country_id)
    ended = Steward.objects.in_force().filter(pk=steward.pk).update(ends_at=timezone.now())
    if not ended:
        raise StewardEnded(_("This person does not keep the page any more."))
    _remember_steward("steward ended", steward, by)
    return steward


def _remember_steward(act, steward, by):
    organization = steward.organization
    remember(act, organization, by=by, country=organization.country_id, after={"user": steward.user.uid})


def is_steward(user, organization):
    """Does `user` keep the page of an organisation?"""
    return user.is_authenticated and organization.stewards.in_force().of(user).exists()


@transaction.atomic
def propose_change(*, by, organization, values, seen, message=""):
    """Put changed values (raw, by name) to the secretariat. `seen` is the version of the organisation that was read.

    Values that the directory has already are left out. Raises Invalid, also when nothing would change, StaleVersion.
    """
    if not is_steward(by, organization):
        raise PermissionDenied(_("You do not keep this page."))
    refuse_merged(organization)
    if seen != organization.version:
        raise stale(organization)
    said = read_values({"message": Text(most=1000)}, {"message": message})["message"]
    if unknown := sorted(set(values) - PROPOSABLE):
        refuse(unknown[0], "unknown-field", _("There is no such field."))
    accepted = accept(by=by, values=values, country=organization.country_id, organization=organization)
    before, after = changed_values(organization, accepted.typed)
    if not after:
        raise Invalid(_("Nothing would change."), field="")
    proposal = Proposal.objects.create(
        organization=organization, values=after, before=before, seen=seen, message=said, proposed_by=by
    )
    remember("proposed", proposal, by=by, country=organization.country_id, after=after)
    return proposal


@transaction.atomic
def accept_proposal(*, by, proposal, version, answer="", site=""):
    """Bring the directory up to a proposal. `version` is that of the organisation that the secretariat read.

    The history of the organisation says who changed it and who proposed it. Raises what `change_organization` does,
    AlreadyDecided. `site` is the portal's address, for the mail to the proposer.
    """
    organization = proposal.organization
    _decide(by, proposal, State.ACCEPTED, answer, site)
    change_organization(
        by=by, organization=organization, values=as_raw(proposal.values, organization), version=version,
        reason=proposal.message,
    )  # fmt: skip
    told = {"proposal": proposal.uid, "proposed_by": proposal.proposed_by.uid}
    remember("proposal accepted", organization, by=by, country=organization.country_id, after=told)
    return proposal


@transaction.atomic
def refuse_proposal(*, by, proposal, answer, site=""):
    """Say no, and why. Raises Invalid without a reason, AlreadyDecided."""
    _decide(by, proposal, State.REFUSED, answer, site, must_answer=True)
    return proposal


@transaction.atomic
def withdraw_proposal(*, by, proposal):
    """The proposer takes it back. Raises AlreadyDecided."""
    if proposal.proposed_by_id != by.pk:
        raise PermissionDenied(_("Only who proposed it can withdraw it."))
    return _close(by, proposal, State.WITHDRAWN, "withdrawn")


def may_decide(user, proposal):
    """The secretariat decides, but nobody on their own proposal."""
    organizations = Proposal.objects.decidable_by(user)
    return proposal.proposed_by_id != user.pk and organizations.filter(pk=proposal.pk).exists()


def _decide(by, proposal, state, answer, site, *, must_answer=False):
    require_keeper(by, proposal.organization.country_id)
    if proposal.proposed_by_id == by.pk:
        raise PermissionDenied(_("Somebody else has to decide on your proposal."))
    given = read_values({"answer": Text(most=1000, required=must_answer)}, {"answer": answer})
    _close(by, proposal, state, state.value, answer=given["answer"])
    transaction.on_commit(lambda: _mail_answer(proposal, site))


def _close(by, proposal, state, act, answer=""):
    if proposal.state != State.OPEN:
        raise AlreadyDecided(_("This proposal is closed already."))
    values = {"state": state.value, "answer": answer, "decided_by_id": by.pk, "decided_at": timezone.now()}
    return update_record(
        proposal, values, by=by, version=proposal.version, act=act, country=proposal.organization.country_id
    )


def _mail_answer(proposal, site):
    """Tell the proposer what was decided, in their language."""
    proposer = proposal.proposed_by
    link = site.rstrip("/") + reverse("network:proposal-detail", args=[proposal.uid])
    with override(proposer.language or get_language()):
        context = {"proposal": proposal, "organization": proposal.organization, "link": link}
        text = render_to_string("network/proposal_answer.txt", context)
        subject = _("Your proposal about %(name)s") % {"name": proposal.organization.name}
        send_mail(" ".join(subject.split()), text, None, [proposer.email])
