"""Every table of the store. No personal value stands in a clear column, only ids, times, states and codes.

Sealed columns (`body`, `meta`, `payload`, `detail`) are ciphertext of engine.store.crypto; the place that
each is bound to stands beside its use. The queue's own tables live in the same database and are not
described here.
"""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from engine.store.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

session = Table(
    "session",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("city", String(60), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kek_id", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

login = Table(
    "login",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("city", String(60), nullable=False),
    Column("provider", String(60), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kek_id", String(20), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

draft = Table(
    "draft",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("city", String(60), nullable=False),
    Column("form", String(60), nullable=False),
    Column("version", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("profile_digest", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", LargeBinary),
    Column("wrapped", LargeBinary),
    Column("kek_id", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("reference", String(12)),
    #: Keyed hash of who began it logged in, and of the code that finds it again (engine.store.found_again).
    Column("owner_hash", String(64)),
    Column("code_hash", String(64)),
    #: When its end is to be told, in a mail to the address given for that.
    Column("notice_at", Instant),
    Index("ix_draft_city_owner_hash", "city", "owner_hash"),
    Index("ix_draft_city_code_hash", "city", "code_hash"),
    Index("ix_draft_notice_at", "notice_at"),
)

submission = Table(
    "submission",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("draft_id", String(40), nullable=False, unique=True),
    Column("reference", String(12), nullable=False),
    Column("city", String(60), nullable=False),
    Column("form", String(60), nullable=False),
    Column("version", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("profile_digest", String(64), nullable=False),
    Column("deposited_at", Instant, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("receipt_channel", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("payload", LargeBinary),
    Column("second_code_hash", String(200), nullable=False),
    Column("journal_seq", Integer),
    Column("person", String(64)),
    UniqueConstraint("city", "reference"),
    Index("ix_submission_city_deposited_at", "city", "deposited_at"),
    Index("ix_submission_city_person", "city", "person"),
)

#: The only copy of a submission's key, in a table of its own: erasing a person's file is deleting this row,
#: and its backups can be kept for a shorter time than the others.
submission_key = Table(
    "submission_key",
    metadata,
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("kek_id", String(20), nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("city", String(60), nullable=False),
    Column("draft_id", ForeignKey("draft.id", ondelete="CASCADE"), index=True),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), index=True),
    Column("code", String(40), nullable=False),
    Column("meta", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("city", String(60), nullable=False),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("submission_id", "kind"),
)

#: What the service and the person say after the deposit, numbered in each submission; an answer names what it answers.
exchange = Table(
    "exchange",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=False),
    Column("city", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Date),
    Column("answers_id", ForeignKey("exchange.id", ondelete="CASCADE"), unique=True),
    Column("body", LargeBinary),
    UniqueConstraint("submission_id", "number"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("city", String(60), nullable=False),
    Column("route", String(60), nullable=False),
    Column("key", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant),
    Column("external_id", String(200)),
    Column("lease", String(36)),
    Column("leased_until", Instant),
    Column("exchange_id", String(36)),
    Index("ix_delivery_due_at", "due_at"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("code", String(80), nullable=False),
    Column("detail", LargeBinary),
)

job = Table(
    "job",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant),
    Column("lease", String(36)),
    Column("leased_until", Instant),
    Index("ix_job_due_at", "due_at"),
)

mail = Table(
    "mail",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), index=True),
    Column("draft_id", ForeignKey("draft.id", ondelete="CASCADE"), index=True),
    Column("kind", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("lease", String(36)),
    Column("leased_until", Instant),
    Column("exchange_id", String(36)),
    Column("sent_at", Instant),
    Index("ix_mail_due_at", "due_at"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", JSON, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("executor", String(80), primary_key=True),
    Column("beat_at", Instant, nullable=False, index=True),
)

report = Table(
    "report",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("form", String(60), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
)

#: The last number given in each series: of a city, for a purpose (`meuble`), in a place (an INSEE code).
series = Table(
    "series",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("place", String(5), primary_key=True),
    Column("last", Integer, nullable=False),
)

#: Tries of a secret, by the keyed hash of what was tried: nobody reads off a row what it counts.
tries = Table(
    "tries",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("free_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

#: Each city's journal (engine.evidence.journal): how many leaves, and the hashes of the subtrees they make. Its row is
#: locked by who appends, until their transaction ends.
journal_head = Table(
    "journal_head",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)

#: One thing that happened, as its leaf tells it; `secret`, under the submission's key, is what opens the commitment.
journal_leaf = Table(
    "journal_leaf",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("submission_id", ForeignKey("submission.id", ondelete="SET NULL"), index=True),
    Column("secret", LargeBinary),
)

#: What a city's journal was, as it signed it; `timestamp` is the reply of a time-stamping authority (RFC 3161).
journal_checkpoint = Table(
    "journal_checkpoint",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("origin", String(200), nullable=False),
    Column("note", String, nullable=False),
    Column("timestamp", LargeBinary),
)

#: Perfect subtrees of more than one leaf, written once and never changed.
journal_node = Table(
    "journal_node",
    metadata,
    Column("city", String(60), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
