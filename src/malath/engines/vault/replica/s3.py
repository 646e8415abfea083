"""A replica in an S3 store. Each file is put once (`If-None-Match: *`) with its SHA-256, which the store checks, and a
retention until a date: with Object Lock in COMPLIANCE mode nobody can delete or replace it before, the vault's own
credentials included. docs/howto/replicate-a-vault.md says what those credentials need."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError  # type: ignore[import-untyped]

from malath.engines.vault.errors import ReplicaError
from malath.engines.vault.replica.stores import Removal

_PIECE = 1 << 20
_SINGLE = 4 << 30
_PART = 64 << 20


class S3Store:
    """A bucket with Object Lock. Nothing is sent before `check` has seen that the store holds what it promises."""

    def __init__(self, bucket: str, prefix: str, *, endpoint: str | None, mode: str) -> None:
        config = Config(
            retries={"max_attempts": 5, "mode": "standard"},
            s3={"addressing_style": "path"},
            connect_timeout=20,
            read_timeout=60,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._client: Any = boto3.client("s3", endpoint_url=endpoint, config=config)
        self._bucket, self._prefix, self._mode = bucket, f"{prefix}/" if prefix else "", mode
        self._locks = self._can_lock()

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def _can_lock(self) -> bool:
        try:
            answer = self._client.get_object_lock_configuration(Bucket=self._bucket)
        except ClientError as refused:
            code = refused.response["Error"]["Code"]
            if code in {"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"}:
                raise ReplicaError(f"bucket {self._bucket} has no Object Lock: make one that has") from refused
            if code in {"AccessDenied", "403"}:
                # Credentials that only write cannot ask; a bucket without locks then refuses the first file.
                return True
            raise ReplicaError(f"bucket {self._bucket}: {code}") from refused
        except BotoCoreError as failed:
            raise ReplicaError(f"the store does not answer: {failed}") from failed
        return bool(answer.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled")

    def _lock(self, days: int) -> dict[str, Any]:
        if not self._locks or days <= 0:
            return {}
        until = datetime.now(UTC) + timedelta(days=days)
        return {"ObjectLockMode": self._mode, "ObjectLockRetainUntilDate": until}

    def put(self, name: str, source: BinaryIO, size: int, *, days: int) -> bool:
        if size > _SINGLE:
            return self._put_parts(name, source, size, days)
        digest = hashlib.sha256()
        while piece := source.read(_PIECE):
            digest.update(piece)
        source.seek(0)
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + name,
                Body=source,
                ContentLength=size,
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                IfNoneMatch="*",
                **self._lock(days),
            )
        except ClientError as refused:
            if refused.response["ResponseMetadata"]["HTTPStatusCode"] in {409, 412}:
                return False
            raise ReplicaError(f"{name}: {refused.response['Error']['Code']}") from refused
        except BotoCoreError as failed:
            raise ReplicaError(f"{name}: {failed}") from failed
        if self.size(name) != size:
            raise ReplicaError(f"{name}: the store took it and does not have it")
        return True

    def _put_parts(self, name: str, source: BinaryIO, size: int, days: int) -> bool:
        """More than one request takes: in parts, each with its SHA-256."""
        if self.size(name) is not None:
            return False
        key = {"Bucket": self._bucket, "Key": self._prefix + name}
        upload: str | None = None
        try:
            upload = self._client.create_multipart_upload(**key, ChecksumAlgorithm="SHA256", **self._lock(days))[
                "UploadId"
            ]
            parts: list[dict[str, Any]] = []
            while piece := source.read(_PART):
                digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
                number = len(parts) + 1
                done = self._client.upload_part(
                    **key, UploadId=upload, PartNumber=number, Body=piece, ChecksumSHA256=digest
                )
                parts.append({"PartNumber": number, "ETag": done["ETag"], "ChecksumSHA256": digest})
            self._client.complete_multipart_upload(**key, UploadId=upload, MultipartUpload={"Parts": parts})
        except (ClientError, BotoCoreError) as failed:
            if upload:
                self._client.abort_multipart_upload(**key, UploadId=upload)
            raise ReplicaError(f"{name}: {failed}") from failed
        if self.size(name) != size:
            raise ReplicaError(f"{name}: the store took it and does not have it")
        return True

    def get(self, name: str) -> Iterator[bytes]:
        version = self._oldest(name)
        if version is None:
            raise ReplicaError(f"the replica has no {name}")
        try:
            answer = self._client.get_object(
                Bucket=self._bucket, Key=self._prefix + name, VersionId=version["VersionId"]
            )
            left = int(answer["ContentLength"])
            while piece := answer["Body"].read(_PIECE):
                left -= len(piece)
                yield piece
        except ClientError as refused:
            raise ReplicaError(f"{name}: {refused.response['Error']['Code']}") from refused
        except (BotoCoreError, HTTPClientError, OSError) as failed:
            raise ReplicaError(f"{name}: {failed}") from failed
        if left:
            raise ReplicaError(f"{name}: the store gave only a part of it")

    def size(self, name: str) -> int | None:
        version = self._oldest(name)
        return int(version["Size"]) if version else None

    def _oldest(self, name: str) -> dict[str, Any] | None:
        """The version that was put first. Later ones and marks of deletion, which anyone with our credentials could
        add, change nothing."""
        key = self._prefix + name
        # Versions come newest first; times have whole seconds only.
        found = [version for version in self._versions(key) if version["Key"] == key][::-1]
        return min(found, key=lambda version: version["LastModified"], default=None)

    def _versions(self, prefix: str) -> Iterator[dict[str, Any]]:
        try:
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                yield from page.get("Versions", ())
        except (ClientError, BotoCoreError) as failed:
            raise ReplicaError(f"the store cannot be listed: {failed}") from failed

    def names(self, prefix: str) -> Iterator[str]:
        found = {version["Key"][len(self._prefix) :] for version in self._versions(self._prefix + prefix)}
        yield from sorted(found)

    def keep(self, name: str, *, days: int) -> None:
        lock, version = self._lock(days), self._oldest(name)
        if not lock or version is None:
            return
        where = {"Bucket": self._bucket, "Key": self._prefix + name, "VersionId": version["VersionId"]}
        try:
            until = self._client.head_object(**where).get("ObjectLockRetainUntilDate")
            # At half the time: not at every run, and long before it is over.
            if until is None or until < datetime.now(UTC) + timedelta(days=days) / 2:
                retention = {"Mode": self._mode, "RetainUntilDate": lock["ObjectLockRetainUntilDate"]}
                self._client.put_object_retention(**where, Retention=retention)
        except ClientError as refused:
            raise ReplicaError(f"{name}: {refused.response['Error']['Code']}") from refused
        except BotoCoreError as failed:
            raise ReplicaError(f"{name}: {failed}") from failed

    def remove(self, name: str, *, days: int) -> Removal:
        """Every version of the file: a marker alone would leave it readable."""
        key, version = self._prefix + name, dict[str, Any]()
        try:
            answer = self._client.list_object_versions(Bucket=self._bucket, Prefix=key)
            for version in [*answer.get("Versions", ()), *answer.get("DeleteMarkers", ())]:
                if version["Key"] == key:
                    self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version["VersionId"])
        except ClientError as refused:
            if refused.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 403, 409, 412}:
                return Removal.LOCKED if self._is_locked(key, version, days) else Removal.DENIED
            raise ReplicaError(f"{name}: {refused.response['Error']['Code']}") from refused
        except BotoCoreError as failed:
            raise ReplicaError(f"{name}: {failed}") from failed
        return Removal.GONE

    def _is_locked(self, key: str, version: dict[str, Any], days: int) -> bool:
        """Stores refuse with the same code what is locked and what is not allowed: the lock's own day tells which. It is
        shown to those only who may read it; without it, the day is the one that we set."""
        if not version:
            return False
        until = version["LastModified"] + timedelta(days=days)
        try:
            seen = self._client.head_object(Bucket=self._bucket, Key=key, VersionId=version["VersionId"])
            until = seen.get("ObjectLockRetainUntilDate") or until
        except (ClientError, BotoCoreError):
            # A mark of deletion has no lock, and no head.
            pass
        return bool(until > datetime.now(UTC))
