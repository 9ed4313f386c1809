"""Which rules of a committee hold on a day."""

from ..models import RuleSet


def rule_set_on(committee, day):
    """The RuleSet in force on a day, or None before the first one."""
    return RuleSet.objects.of_committee(committee).in_force_on(day).first()
