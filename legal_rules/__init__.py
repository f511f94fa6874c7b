"""What the law says: dated rules of each country as data, and an exact engine that decides and explains."""

from __future__ import annotations

from legal_rules.case import Case, Voter
from legal_rules.dates import Breach, Deadline, check_timetable, timetable
from legal_rules.deciding import decide
from legal_rules.figures import CaseRefused, Figures
from legal_rules.lookup import catalogue, find_pack, find_rule
from legal_rules.online import OnlineAnswer, online_counts
from legal_rules.pack import Pack, packs
from legal_rules.policy import Policy, assembly_policy
from legal_rules.proposing import Proposal, proposals, propose
from legal_rules.provisions import FORMS, Provision
from legal_rules.reading import PackRefused
from legal_rules.requirements import Requirement, requirements
from legal_rules.resolving import resolve
from legal_rules.rule import CatalogueEntry, DecisionRule, Hold
from legal_rules.tree import Bound
from legal_rules.verdict import Verdict

__all__ = [
    "FORMS",
    "Bound",
    "Breach",
    "Case",
    "CaseRefused",
    "CatalogueEntry",
    "Deadline",
    "DecisionRule",
    "Figures",
    "Hold",
    "OnlineAnswer",
    "Pack",
    "PackRefused",
    "Policy",
    "Proposal",
    "Provision",
    "Requirement",
    "Verdict",
    "Voter",
    "assembly_policy",
    "catalogue",
    "check_timetable",
    "decide",
    "find_pack",
    "find_rule",
    "online_counts",
    "packs",
    "proposals",
    "propose",
    "requirements",
    "resolve",
    "timetable",
]
