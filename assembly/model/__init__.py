"""What the service remembers: one file per noun of the glossary."""

from assembly.model.account import Account, ApiKey, OneTimeCode, Role, RoleGrant, SecondFactor, WebSession
from assembly.model.assembly import (
    AgendaItem,
    Assembly,
    AssemblyState,
    Attachment,
    CrossChannelPolicy,
    Form,
    Prolongation,
)
from assembly.model.authority import Authority
from assembly.model.ballot import Ballot, BallotPage, BallotStake, BallotView, CastVote, Channel, VoteDraft
from assembly.model.base import Base, new_id
from assembly.model.building import Building
from assembly.model.decision import Decision, Document
from assembly.model.dispute import Dispute, DisputeKind, DisputeOutcome
from assembly.model.intake import (
    Batch,
    PageState,
    Review,
    ReviewAnswer,
    ReviewReason,
    ScannedPage,
    Upload,
    UploadState,
)
from assembly.model.job import Job, JobState
from assembly.model.ledger import LedgerEntry
from assembly.model.notice import (
    Delivery,
    DeliveryChannel,
    Enrolment,
    EvidenceKind,
    Message,
    MessageState,
    Notice,
    NoticeEvidence,
)
from assembly.model.print_run import PrintKind, PrintRun
from assembly.model.register import Holding, Owner, OwnerKind, OwnerMark, RegisterSnapshot, Unit, UnitKind

__all__ = [
    "Account",
    "AgendaItem",
    "ApiKey",
    "Assembly",
    "AssemblyState",
    "Attachment",
    "Authority",
    "Ballot",
    "BallotPage",
    "BallotStake",
    "BallotView",
    "Base",
    "Batch",
    "Building",
    "CastVote",
    "Channel",
    "CrossChannelPolicy",
    "Decision",
    "Delivery",
    "DeliveryChannel",
    "Dispute",
    "DisputeKind",
    "DisputeOutcome",
    "Document",
    "Enrolment",
    "EvidenceKind",
    "Form",
    "Holding",
    "Job",
    "JobState",
    "LedgerEntry",
    "Message",
    "MessageState",
    "Notice",
    "NoticeEvidence",
    "OneTimeCode",
    "Owner",
    "OwnerKind",
    "OwnerMark",
    "PageState",
    "PrintKind",
    "PrintRun",
    "Prolongation",
    "RegisterSnapshot",
    "Review",
    "ReviewAnswer",
    "ReviewReason",
    "Role",
    "RoleGrant",
    "ScannedPage",
    "SecondFactor",
    "Unit",
    "UnitKind",
    "Upload",
    "UploadState",
    "VoteDraft",
    "WebSession",
    "new_id",
]
