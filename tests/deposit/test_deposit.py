"""From draft to submission in one transaction: sealed, queued, whole, and refused when it does not stand."""

import io
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from connectors.contract import Delivery, DeliveryFile, FormRef, Label, delivery_key
from engine.deposit import Refused
from engine.evidence.seal import verify
from engine.model import Json
from engine.resources import read_json, schemas_root
from engine.store import Store, attachments, deliveries, drafts, events, jobs, submissions
from engine.store.drafts import StaleDraft
from engine.store.submissions import AlreadyDeposited, Submission
from engine.store.tables import delivery, job, submission
from tests.deposit.desk import FILE, deposit, prepare


def sent(store: Store) -> Submission:
    draft = prepare(store)
    with store.begin() as conn:
        done = deposit(store, conn, draft)
    with store.read() as conn:
        found = submissions.get(conn, done.submission.id)
        assert found is not None
        assert submissions.check_second_code(conn, found.id, done.second_code)
    return found


def count(store: Store) -> list[int]:
    with store.read() as conn:
        return [
            conn.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (submission, delivery, job)
        ]


def test_everything_is_there_after_a_deposit(store: Store) -> None:
    queued: list[str] = []
    draft = prepare(store)
    with store.begin() as conn:
        done = deposit(store, conn, draft, enqueue=lambda _conn, kind, _id, _at: queued.append(kind))
    with store.read() as conn:
        found = submissions.by_draft(conn, draft.id)
        assert found is not None
        assert found.id == done.submission.id
        assert found.payload["answers"] == draft.body.document, "what was filled is what is frozen"
        (kept,) = attachments.of_submission(conn, found.id)
        assert attachments.open(store, conn, kept.id) == FILE
        assert len(deliveries.of_submission(conn, found.id)) == 1
        assert [one.kind for one in jobs.of_subject(conn, found.id)] == ["receipt"]
        assert [one.kind for one in events.of(conn, found.id)] == ["deposited"]
        left = drafts.load(conn, "tilleray", draft.id)
        assert left is not None
        assert (left.reference, left.body.document) == (found.reference, {})
    assert sorted(queued) == ["deliver", "receipt"]


def test_the_seal_holds_and_any_changed_answer_is_seen(store: Store) -> None:
    found = sent(store)
    trusted = [store.keeper.secrets.seal("tilleray").chain[-1]]
    report = verify(None, found.seal, trusted)
    assert report.trusted
    statement: dict[str, Any] = dict(report.statement or {})
    assert statement["answers"] == found.payload["answers"]
    assert statement["attachments"][0]["sha256"] == found.payload["files"][0]["sha256"]
    assert [one["code"] for one in statement["consents"]] == ["DEC-001", "DEC-002"]
    assert verify(statement, found.seal, trusted).trusted
    for path in _leaves(statement["answers"]):
        changed = deepcopy(statement)
        _change(changed["answers"], path)
        assert not verify(changed, found.seal, trusted).sound, path


def test_the_payload_is_what_a_back_office_receives(store: Store) -> None:
    found = sent(store)
    payload = found.payload
    files = [
        DeliveryFile(
            one["code"], one["name"], one["type"], one["size"], one["sha256"], lambda: io.BytesIO(FILE)
        )
        for one in payload["files"]
    ]
    label = Label.__dataclass_fields__
    made = Delivery(
        key=delivery_key(found.city, found.id, "mairie"),
        reference=found.reference,
        city=found.city,
        form=FormRef(found.form, found.version, found.digest, found.profile_digest, payload["title"]),
        deposited_at=found.deposited_at,
        channel=found.channel,
        receipt_channel=found.receipt_channel,
        answers=payload["answers"],
        labels=[Label(**{key: one[key] for key in label if key in one}) for one in payload["labels"]],
        seal=found.seal,
        identity=payload["identity"],
        helper=payload["helper"],
        warnings=payload["warnings"],
        files=files,
    )
    schema = read_json(schemas_root() / "delivery" / "1.json")
    errors = [error.json_path for error in Draft202012Validator(schema).iter_errors(made.document())]
    assert errors == []
    assert b"".join(files[0].chunks()) == FILE


def test_a_second_deposit_finds_the_first(store: Store) -> None:
    draft = prepare(store)
    with store.begin() as conn:
        first = deposit(store, conn, draft)
    with pytest.raises(AlreadyDeposited) as known, store.begin() as conn:
        deposit(store, conn, draft)
    assert known.value.submission_id == first.submission.id
    assert count(store) == [1, 1, 1]


def test_a_draft_saved_meanwhile_is_not_deposited(store: Store) -> None:
    draft = prepare(store)
    with store.begin() as conn:
        drafts.save(conn, draft)
    with pytest.raises(StaleDraft), store.begin() as conn:
        deposit(store, conn, draft)
    assert count(store) == [0, 0, 0]


@pytest.mark.parametrize(
    "changes",
    [{"texteHabilitant": "x" * 300}, {"acteAncien": True}, {"typeActe": "deces"}, {"intrus": "x"}],
)
def test_answers_that_do_not_stand_are_refused_whole(changes: dict[str, Any], store: Store) -> None:
    draft = prepare(store)
    body = replace(draft.body, document={**draft.body.document, **changes})
    with pytest.raises(Refused) as refused, store.begin() as conn:
        deposit(store, conn, replace(draft, body=body))
    assert "x" * 300 not in str(refused.value)
    assert count(store) == [0, 0, 0]
    with store.read() as conn:
        left = drafts.load(conn, "tilleray", draft.id)
        assert left is not None
        assert left.body == draft.body


def test_a_failure_after_the_deposit_leaves_the_draft(store: Store) -> None:
    draft = prepare(store)

    def full(*_queued: object) -> None:
        raise OSError

    with pytest.raises(OSError), store.begin() as conn:  # noqa: PT011 -- any of them
        deposit(store, conn, draft, enqueue=full)
    assert count(store) == [0, 0, 0]
    with store.begin() as conn:
        deposit(store, conn, draft)
    assert count(store) == [1, 1, 1]


def _leaves(value: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, one in enumerate(value) for leaf in _leaves(one, (*path, key))]
    return [path]


def _change(value: Json, path: tuple[Any, ...]) -> None:
    for part in path[:-1]:
        value = value[part]
    old = value[path[-1]]
    value[path[-1]] = (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
