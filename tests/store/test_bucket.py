"""The bucket alone: connections that break, keys and buckets that are wrong, and the memory that a large file takes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.store.bucket import PART, BadBucket, Bucket
from engine.store.files import FilesAway, name_of
from engine.store.secrets import BucketKey
from tests.services.bucket import KEY, cut, host
from tests.services.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.bucket import Host

pytestmark = pytest.mark.server

NAME = name_of("tilleray", "0b1c")
LATER = datetime.now(UTC) + timedelta(days=1)
EVERYTHING = {"Effect": "Allow", "Resource": "*"}
MEGABYTE = 1_000_000
#: Kilobytes by which sending 100 MB may grow a process: two parts, and the client.
MOST_MEMORY = 30_000


def test_a_connection_that_breaks_while_a_file_is_sent_leaves_nothing_half(s3_host: Host) -> None:
    bucket = s3_host.make()
    with cut(s3_host.port, sent=PART + 400_000) as way:
        broken = Bucket.at(s3_host.address(bucket, way.port), KEY, attempts=1)
        with pytest.raises(FilesAway):
            broken.write(NAME, [bytes(MEGABYTE)] * 20)
    whole = Bucket.at(s3_host.address(bucket), KEY)
    assert list(whole.older(LATER)) == []
    whole.write(NAME, [b"x" * MEGABYTE] * 20)
    with whole.opened(NAME) as source:
        assert source.read() == b"x" * 20 * MEGABYTE
    assert list(whole.older(LATER)) == [NAME]


def test_an_upload_whose_sender_died_is_swept_and_no_other(s3_host: Host) -> None:
    bucket = s3_host.make()
    s3_host.client().create_multipart_upload(Bucket=bucket, Key=f"ville/{NAME}")
    s3_host.client().create_multipart_upload(Bucket=bucket, Key=f"autre/{NAME}")
    kept = Bucket.at(s3_host.address(bucket), KEY)
    # This server dates every upload of November 2010, whenever it was begun.
    assert kept.drop_unfinished(datetime(2010, 1, 1, tzinfo=UTC)) == 0
    assert kept.drop_unfinished(LATER) == 1
    left = s3_host.client().list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [one["Key"] for one in left] == [f"autre/{NAME}"]


def test_a_connection_that_breaks_while_a_file_is_read_is_an_error_and_never_a_short_file(
    s3_host: Host,
) -> None:
    bucket = s3_host.make()
    Bucket.at(s3_host.address(bucket), KEY).write(NAME, [bytes(MEGABYTE)] * 3)
    with cut(s3_host.port, received=MEGABYTE) as way:
        reading = Bucket.at(s3_host.address(bucket, way.port), KEY, attempts=1)
        with reading.opened(NAME) as source, pytest.raises(FilesAway):
            source.read()


def test_a_host_that_does_not_answer_is_an_error(s3_host: Host) -> None:
    away = Bucket.at(s3_host.address("bucket", free_port()), KEY, attempts=1)
    with pytest.raises(FilesAway, match="EndpointConnectionError"):
        away.write(NAME, [b"x"])
    with pytest.raises(BadBucket, match="Correct the host"):
        away.check()


def test_a_bucket_that_does_not_exist_is_named_with_its_mend(s3_host: Host) -> None:
    with pytest.raises(BadBucket, match=r"/nowhere/ville: NoSuchBucket\. Make the bucket"):
        Bucket.at(s3_host.address("nowhere"), KEY).check()


def test_a_wrong_key_a_wrong_secret_and_a_key_that_may_too_little_are_three_messages() -> None:
    with host(guarded=True) as guarded:
        bucket = guarded.make()
        iam = guarded.client(service="iam")
        keys = {}
        for name, allowed in (("all", "s3:*"), ("reader", "s3:List*")):
            iam.create_user(UserName=name)
            made = iam.create_access_key(UserName=name)["AccessKey"]
            keys[name] = BucketKey(made["AccessKeyId"], made["SecretAccessKey"])
            iam.put_user_policy(
                UserName=name,
                PolicyName="p",
                PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [{**EVERYTHING, "Action": allowed}]}
                ),
            )
        for _unguarded in range(3):
            iam.list_users()
        address = guarded.address(bucket)
        Bucket.at(address, keys["all"]).check()
        with pytest.raises(BadBucket, match=r"InvalidAccessKeyId\. Correct « id »"):
            Bucket.at(address, BucketKey("nobody", "x")).check()
        with pytest.raises(BadBucket, match=r"SignatureDoesNotMatch\. Correct « secret »"):
            Bucket.at(address, BucketKey(keys["all"].id, "wrong")).check()
        with pytest.raises(BadBucket, match=r"AccessDenied\. Let this key"):
            Bucket.at(address, keys["reader"]).check()


def test_no_message_and_no_description_holds_the_secret(s3_host: Host) -> None:
    made = Bucket.at(s3_host.address("bucket"), BucketKey("visible", "hunter2"))
    assert "hunter2" not in repr(made)
    assert "hunter2" not in repr(BucketKey("visible", "hunter2"))


@pytest.mark.slow
def test_a_hundred_megabytes_go_to_a_bucket_and_come_back_in_bounded_memory(
    s3_host: Host, tmp_path: Path, checkout: Path
) -> None:
    command = [sys.executable, "-m", "tests.web.journey.big_upload", str(tmp_path)]
    done = subprocess.run(
        [*command, str(s3_host.port), s3_host.make()],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    grown, kept, status = (int(one) for one in done.stdout.split())
    assert status == 303
    assert kept > 100_000_000
    assert grown < MOST_MEMORY
