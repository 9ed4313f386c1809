"""Synthetic answers to the core questionnaire: related as in life (a cooperative votes by member), with gaps."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

MISSING = 0.15
NEVER_BLANK = {"legal_status", "organisation_type", "interview_date"}


@dataclass(frozen=True)
class Habit:
    """What is usual for a type of organisation: probabilities and typical sizes."""

    registered: float
    one_vote: float
    prohibits: float
    members: float
    workers: float
    market: float
    purposes: tuple = ("member_needs", "community")
    sectors: tuple = ("A", "C", "G")


HABITS = {
    "cooperative": Habit(0.97, 0.88, 0.15, 90, 9, 75, ("member_needs", "community"), ("A", "K", "G", "C")),
    "association": Habit(0.9, 0.85, 0.9, 60, 6, 25, ("community", "general_interest"), ("S", "P", "Q", "E")),
    "mutual_society": Habit(0.8, 0.85, 0.5, 250, 5, 60, ("member_needs",), ("K", "Q")),
    "foundation": Habit(0.98, 0.2, 0.97, 0, 11, 12, ("general_interest",), ("Q", "P", "S")),
    "social_enterprise": Habit(
        0.9, 0.35, 0.3, 12, 18, 82, ("community", "environment"), ("C", "I", "G", "P")
    ),
    "self_help_group": Habit(0.2, 0.92, 0.35, 22, 2, 55, ("member_needs", "community"), ("A", "C", "K")),
    "other": Habit(0.85, 0.3, 0.5, 8, 14, 50, ("general_interest",), ("Q", "P", "K")),
}
MONEY_PER_WORKER = {"KH": 9_000_000, "KG": 260_000, "MN": 14_000_000, "TH": 150_000, "VN": 75_000_000}


class Respondent:
    """Answers for one organisation, drawn from one source of randomness."""

    def __init__(self, dice, country, form, year):
        self.dice, self.country, self.form, self.year = dice, country, form, year
        self.type = form.organisation_type
        self.habit = HABITS[self.type]
        self.a = {}

    def answers(self):
        """{variable: value or None}: complete and free of contradictions, then with gaps."""
        for section in (self._legal, self._purpose, self._members, self._work, self._workers_by_kind):
            section()
        for section in (self._finance, self._surplus, self._governance, self._themes):
            section()
        self._leave_gaps()
        return self.a

    # --- drawing -----------------------------------------------------------------------------------------------------

    def _chance(self, probability):
        return self.dice.random() < probability

    def _pick(self, **weights):
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def _some(self, codes, most):
        return sorted(self.dice.sample(codes, self.dice.randint(1, min(most, len(codes)))))

    def _size(self, typical, spread=0.9):
        return int(self.dice.lognormvariate(0, spread) * typical) if typical else 0

    def _part(self, total, low, high):
        return int(total * self.dice.uniform(low, high))

    def _percent(self, low, high):
        return Decimal(self.dice.randint(int(low), int(high)))

    # --- sections of the questionnaire -------------------------------------------------------------------------------

    def _legal(self):
        registered = self._chance(self.habit.registered)
        legal = self.form.legal_personality
        status = (
            "registered"
            if registered and legal != "no"
            else self._pick(recognized=5, unregistered=4, in_process=1)
        )
        state = self._pick(none=80, minority=12, majority=8)
        share = {"none": 0, "minority": self.dice.randint(1, 40), "majority": self.dice.randint(51, 90)}[
            state
        ]
        self.a |= {
            "interview_date": date(self.year, 1, 1) + timedelta(days=self.dice.randint(0, 240)),
            "respondent_role": self._pick(
                chair=30, manager=40, accountant=10, staff=10, member=8, register=2
            ),
            "legal_status": status,
            "legal_form": self.form.code if status != "unregistered" else None,
            "organisation_type": self.type,
            "has_statutes": "yes" if registered or self._chance(0.5) else "no",
            "gov_control": state,
            "gov_board_share_pct": Decimal(share),
            "ext_control": self._pick(none=84, sse_parent=7, company=3, party_or_mass_org=4, other=2),
            "excluded_kind": self._pick(
                none=96, business_association=2, religious_congregation=1, trade_union=1
            ),
            "apex_member": self._pick(yes=45, no=55),
        }

    def _purpose(self):
        section = self.dice.choice(self.habit.sectors)
        purposes = set(self.habit.purposes[: self.dice.randint(1, 2)])
        owner = self._chance(0.04)
        first = "owner_profit" if owner else sorted(purposes)[0]
        if owner:
            purposes.add("owner_profit")
        activity = self._pick(market=60, both=25, non_market=13, none=2)
        self.a |= {
            "purpose_statutory": sorted(purposes) if self.a["has_statutes"] == "yes" else None,
            "purpose_primary": first,
            "has_economic_activity": activity,
            "isic_main": f"ISIC4:{section}" if activity != "none" else None,
            "isic_secondary": None,
            "icnp_main": None,
            "area_of_operation": self._pick(local=60, regional=25, national=13, international=2),
            "sdg_goals": [
                str(goal) for goal in sorted(self.dice.sample(range(1, 18), self.dice.randint(1, 3)))
            ],
            "beneficiary_groups": self._some(
                ["members", "women", "youth", "smallholders", "poor", "older"], 3
            ),
            "beneficiaries_total": self._size(220, 1.2),
        }

    def _members(self):
        total = self._size(self.habit.members)
        if self.type in {"foundation", "other", "social_enterprise"} and self._chance(0.7):
            self.a |= dict.fromkeys(_MEMBERS) | {"membership_basis": "no_members"}
            return
        least = self.form.min_members or 3
        total = max(total, least if self._chance(0.97) else least - 1, 2)
        women = self._part(total, 0.2, 0.85)
        self.a |= {
            "membership_basis": "voluntary" if self._chance(0.96) else "compulsory",
            "membership_open": "yes" if self._chance(0.85) else "no",
            "members_total": total,
            "members_women": women,
            "members_youth": self._part(total, 0, 0.25),
            "members_legal_persons": self._part(total, 0, 0.05),
            "icls_coop_type": self._coop_type(),
            "transactions_with_members_pct": self._percent(20, 100) if self.type in _MUTUAL else None,
        }
        if self.a["membership_basis"] != "voluntary":
            self.a["membership_open"] = None

    def _coop_type(self):
        if self.type != "cooperative":
            return None
        fixed = self.form.icls_coop_type
        return fixed if fixed and fixed != "any" else self._pick(producer=6, consumer_user=3, worker=1)

    def _work(self):
        workers = self._size(self.habit.workers, 1.1)
        volunteers = self._size(6 if self.type != "association" else 18)
        self.a |= {"workers_total": workers, "volunteers_total": volunteers}
        self.a["volunteer_hours"] = Decimal(volunteers * self.dice.randint(2, 30)) if volunteers else None
        if not workers:
            self.a |= dict.fromkeys(_WORKERS)
            return
        informal = self._part(workers, 0, 0.8)
        self.a |= {
            "workers_women": self._part(workers, 0.2, 0.85),
            "workers_youth": self._part(workers, 0, 0.35),
            "workers_disability": self._part(workers, 0, 0.08),
            "workers_fte": Decimal(workers) * Decimal(self.dice.randint(60, 100)) / 100,
            "workers_informal": informal,
            "workers_social_security": workers - informal,
            "workers_vulnerable_pct": self._percent(8, 60),
            "pay_ratio": Decimal(self.dice.randint(10, 60)) / 10 if workers > 1 else None,
            "written_contracts_pct": self._percent(10, 100),
            "labour_rights_ok": self._pick(yes=92, no=5, dk=3),
        }

    def _workers_by_kind(self):
        left = self.a["workers_total"]
        for kind in _KINDS:
            part = min(left, self._part(left, 0, 0.6)) if left else None
            self.a[kind] = part
            left -= part or 0

    def _finance(self):
        base = MONEY_PER_WORKER[self.country] * max(self.a["workers_total"], 1)
        revenue = Decimal(int(base * self.dice.lognormvariate(0, 0.6)))
        spent = Decimal(int(revenue * Decimal(self.dice.randint(72, 106)) / 100))
        market = min(100, max(0, int(self.dice.gauss(self.habit.market, 22))))
        public = self.dice.randint(0, 100 - market)
        donors = self.dice.randint(0, 100 - market - public)
        self.a |= {
            "fiscal_year": self.year - 1,
            "revenue_total": revenue,
            "revenue_band": None,
            "revenue_market_pct": Decimal(market),
            "revenue_public_pct": Decimal(public),
            "revenue_donor_pct": Decimal(donors),
            "revenue_dues_pct": Decimal(100 - market - public - donors),
            "labour_cost": self._labour_cost(spent),
            "expenditure_total": spent,
            "surplus": revenue - spent,
            "assets_total": Decimal(int(revenue * Decimal(self.dice.randint(20, 300)) / 100)),
        }

    def _labour_cost(self, spent):
        return (
            Decimal(int(spent * Decimal(self.dice.randint(15, 60)) / 100))
            if self.a["workers_total"]
            else None
        )

    def _surplus(self):
        prohibited = self._chance(self.habit.prohibits)
        rule = "prohibited" if prohibited else self._pick(capped=55, free=25, no_rule=20)
        capital = 0 if prohibited else self.dice.choice((0, 5, 10, 20, 25, 30, 40, 49, 50, 51, 60, 80))
        kept = self.dice.randint(0, 100 - capital)
        members = self.a["membership_basis"] != "no_members"
        self.a |= {
            "dist_capital_pct": Decimal(capital),
            "surplus_reinvested_pct": Decimal(kept) if self.a["surplus"] > 0 else None,
            "patronage_refund_pct": self._refund(100 - capital - kept, members),
            "dist_rule": rule,
            "capital_return_cap_pct": self._percent(3, 20) if rule == "capped" else None,
            "indivisible_reserve": self._pick(yes=55, no=45),
            "asset_lock": self._pick(sse_or_public_purpose=60, members_equally=25, owners=8, state=7),
        }

    def _refund(self, left, members):
        if self.a["surplus"] <= 0:
            return None
        return Decimal(self.dice.randint(0, left) if members else 0)

    def _governance(self):
        equal = self._chance(self.habit.one_vote)
        board = self.dice.randint(3, 13)
        vote = (
            "one_member_one_vote"
            if equal
            else self._pick(by_capital=30, founder_or_board_only=50, consensus=20)
        )
        self.a |= {
            "voting_rule": vote,
            "max_vote_share_pct": self._percent(1, 10) if equal else self._percent(5, 60),
            "ga_held": self._pick(yes=70, no=22, not_required=8),
            "stakeholders_in_governance": self._some(
                ["members", "workers", "users", "community", "funders"], 3
            ),
            "board_members": board,
            "board_women": self._part(board, 0.05, 0.8),
            "leader_woman": self._pick(yes=38, no=52, both=10),
            "accounts_available": self._pick(published=18, to_members=48, to_authority=22, no=12),
            "external_audit": self._pick(yes=35, no=65),
            "self_identify_sse": self._pick(yes=42, no=18, not_heard=40),
        }

    def _themes(self):
        self.a |= {
            "public_support_types": self._none_or(
                ["grant", "loan", "tax", "training", "premises", "inputs"], 0.5
            ),
            "support_orgs": self._none_or(["apex", "ngo", "university", "company", "un_donor"], 0.4),
            "formalization_role": self._none_or(
                ["registration", "social_security", "bookkeeping", "advocacy"], 0.5
            ),
            "care_services": self._none_or(["childcare", "eldercare", "disability", "health"], 0.75),
            "platform_use": self._none_or(["own_platform", "sells_on_platform", "tools_only"], 0.55),
            "green_practices": self._none_or(["renewable", "recycling", "agroecology", "conservation"], 0.45),
            "crisis_response": self._none_or(["cash_or_food", "credit_relief", "health", "jobs_kept"], 0.4),
            "crisis_effect": self._pick(up=10, same=30, down_lt25=30, down_25_50=20, down_gt50=10),
            "needs_main": self._some(
                ["finance", "markets", "skills", "legal", "technology", "policy_recognition"], 3
            ),
            "obstacles_main": self._some(
                ["registration", "regulation", "credit", "demand", "climate", "awareness"], 3
            ),
            "outlook": self._pick(grow=35, same=45, shrink=15, close=5),
        }

    def _none_or(self, codes, none):
        return ["none"] if self._chance(none) else self._some(codes, 3)

    def _leave_gaps(self):
        asked = [name for name, value in self.a.items() if value is not None and name not in NEVER_BLANK]
        for name in asked:
            if self._chance(MISSING):
                self.a[name] = None


_MEMBERS = (
    "membership_open", "members_total", "members_women", "members_youth", "members_legal_persons", "icls_coop_type",
    "transactions_with_members_pct",
)  # fmt: skip
_MUTUAL = {"cooperative", "mutual_society", "self_help_group"}
_WORKERS = (
    "workers_women", "workers_youth", "workers_disability", "workers_fte", "workers_informal", "labour_rights_ok",
    "workers_social_security", "workers_vulnerable_pct", "pay_ratio", "written_contracts_pct",
)  # fmt: skip
_KINDS = (
    "icse_permanent", "icse_fixed", "icse_casual", "icse_apprentice", "icse_depcontractor", "icse_owneroperators",
)  # fmt: skip
