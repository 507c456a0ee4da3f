"""Sealed files in a bucket of an S3-compatible host: what leaves this machine is ciphertext, its names are ids.

A file of at least one part goes as a multipart upload, of which nothing can be seen before it is complete: memory
holds one part whatever the file weighs. Requests carry the digest of what they bring (Signature Version 4, signed
payload), so that the host refuses what was altered on the way; newer checksums, which many hosts do not know, are off.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Final

from engine.errors import FormuneError, WrongCall
from engine.settings import BucketAddress
from engine.store.files import FilesAway, MissingFile
from engine.store.secrets import BucketKey

#: Octets of each part but the last: the least that S3 allows; 10,000 parts at most make 52 GB.
PART: Final = 5 * 1024 * 1024
_READ: Final = 64 * 1024
_PROBE: Final = "formune-check"
_ABSENT: Final = frozenset({"NoSuchKey", "404", "NotFound"})
_MENDS: Final = {
    "NoSuchBucket": "Make the bucket, or correct FORMUNE_BUCKET",
    "InvalidAccessKeyId": "Correct « id » in _host/bucket.json",
    "InvalidClientTokenId": "Correct « id » in _host/bucket.json",
    "SignatureDoesNotMatch": "Correct « secret » in _host/bucket.json",
    "AccessDenied": "Let this key list, read, write and delete in the bucket",
    "403": "Let this key list, read, write and delete in the bucket",
    "AuthorizationHeaderMalformed": "Correct FORMUNE_BUCKET_REGION",
    "PermanentRedirect": "Correct the host or the region of the bucket",
    "RequestTimeTooSkewed": "Set this machine's clock",
    "EndpointConnectionError": "Correct the host in FORMUNE_BUCKET, or open the way to it",
    "ConnectTimeoutError": "Correct the host in FORMUNE_BUCKET, or open the way to it",
    "SSLError": "Correct the host in FORMUNE_BUCKET, or its certificate",
}


class NoClient(WrongCall):
    """A bucket is set and its client is not installed."""

    def __init__(self) -> None:
        super().__init__("FORMUNE_BUCKET: its client is not installed. Run « pip install formune[s3] ».")


class BadBucket(FormuneError):
    """The bucket cannot be used; `reason` is the host's code, `mend` says what to do."""

    def __init__(self, address: str, reason: str) -> None:
        self.reason = reason
        self.mend = _MENDS.get(reason, "Look up this code at the bucket's host")
        super().__init__(f"{address}: {reason}. {self.mend}.")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A FileStore; many threads may use one."""

    address: BucketAddress
    _client: Any = field(repr=False)

    @classmethod
    def at(cls, address: BucketAddress, key: BucketKey, attempts: int = 3) -> "Bucket":
        """Prepare the way to a bucket, without going; raise NoClient. `attempts` are those of one request."""
        return cls(address, _client_of(address, key, attempts))

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Keep a file: in one request when it is small, else in parts."""
        pieces = _pieces(parts)
        first, last = next(pieces)
        with _told(name):
            if last:
                self._client.put_object(**self._at(name), Body=first)
                return
            begun = self._client.create_multipart_upload(**self._at(name))
        upload = {**self._at(name), "UploadId": begun["UploadId"]}
        try:
            with _told(name):
                done = [self._send(upload, 1, first)]
                del first  # One part is held at a time.
                done += [self._send(upload, number, piece) for number, (piece, _) in enumerate(pieces, 2)]
                self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": done})
        except BaseException:
            with suppress(FilesAway, MissingFile), _told(name):
                self._client.abort_multipart_upload(**upload)
            raise

    def opened(self, name: str) -> IO[bytes]:
        """Open a file; its connection is held until it is closed."""
        with _told(name):
            body = self._client.get_object(**self._at(name))["Body"]
        return io.BufferedReader(_Reader(name, body), _READ)

    def remove(self, name: str) -> None:
        """Remove a file; a bucket that keeps versions keeps ciphertext, whose key dies with its submission."""
        with suppress(MissingFile), _told(name):
            self._client.delete_object(**self._at(name))

    def older(self, before: datetime) -> Iterator[str]:
        """Give the names, page by page of a thousand."""
        with _told(""):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.address.bucket, Prefix=self.address.prefix
            )
            for page in pages:
                for one in page.get("Contents", ()):
                    name = one["Key"].removeprefix(self.address.prefix)
                    if one["LastModified"] < before and name.count("/") == 2:  # noqa: PLR2004 -- name_of makes two
                        yield name

    def drop_unfinished(self, before: datetime) -> int:
        """Abort the uploads that were begun earlier, which their host would keep, and bill, for ever."""
        dropped = 0
        with _told(""):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.address.bucket, Prefix=self.address.prefix
            )
            old = [one for page in pages for one in page.get("Uploads", ()) if one["Initiated"] < before]
            for one in old:
                self._client.abort_multipart_upload(
                    Bucket=self.address.bucket, Key=one["Key"], UploadId=one["UploadId"]
                )
                dropped += 1
        return dropped

    def check(self) -> None:
        """List, write, read and remove one empty object; raise BadBucket."""
        try:
            with _told(_PROBE):
                self._client.list_objects_v2(
                    Bucket=self.address.bucket, Prefix=self.address.prefix, MaxKeys=1
                )
            self.write(_PROBE, (b"",))
            self.opened(_PROBE).close()
            self.remove(_PROBE)
        except FilesAway as away:
            raise BadBucket(str(self.address), away.reason) from None

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": f"{self.address.prefix}{name}"}

    def _send(self, upload: dict[str, str], number: int, piece: bytes) -> dict[str, Any]:
        sent = self._client.upload_part(**upload, PartNumber=number, Body=piece)
        return {"ETag": sent["ETag"], "PartNumber": number}


class _Reader(io.RawIOBase):
    """An answer's body as a file, whose errors are ours."""

    def __init__(self, name: str, body: Any) -> None:  # noqa: ANN401 -- the client has no types
        self._name = name
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:  # noqa: ANN401 -- whatever holds octets
        room = memoryview(target).cast("B")
        with _told(self._name):
            part = self._body.read(len(room))
        room[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._body.close()
        super().close()


def _pieces(parts: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Gather parts in pieces of PART octets, each with whether it is the last; the last may be empty."""
    held, size = [], 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PART:
            piece = b"".join(held)
            held, size = [], 0
            yield piece, False
            del piece
    yield b"".join(held), True


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn the client's errors into ours: a code, and never what the host wrote."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- an option

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "")) or "unknown"
        if code in _ABSENT and name:
            raise MissingFile(name.rpartition("/")[2]) from None
        raise FilesAway(code) from None
    except BotoCoreError as error:
        raise FilesAway(type(error).__name__) from None


def _client_of(address: BucketAddress, key: BucketKey, attempts: int) -> Any:  # noqa: ANN401 -- the client has no types
    try:
        from botocore.config import Config  # noqa: PLC0415 -- an option
        from botocore.session import Session  # noqa: PLC0415 -- an option
    except ImportError:
        raise NoClient from None
    return Session().create_client(
        "s3",
        region_name=address.region,
        endpoint_url=address.endpoint,
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        config=Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": attempts},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path", "payload_signing_enabled": True},
        ),
    )
