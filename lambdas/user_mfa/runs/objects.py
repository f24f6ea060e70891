"""The objects of runs in the bucket: JSON, and what is there is not overwritten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from types_boto3_s3 import S3Client

DELETES_PER_REQUEST = 1000  # S3's limit
# The condition does not hold; another write came at the same time; what was to be replaced is gone.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
NOT_WRITTEN = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")


class Objects(Protocol):
    """JSON objects by their keys."""

    def get(self, key: str) -> Any:
        """An object; None: there is none."""

    def create(self, key: str, content: Any) -> bool:
        """Write an object, and tell whether it is this one that is there now; False: there was one."""

    def replace(self, key: str, old: Any, new: Any) -> bool:
        """Write an object in place of another, and tell whether the other was still there."""

    def keys(self, prefix: str, after: str | None = None) -> Iterator[str]:
        """The keys that start with a prefix, in order, beginning after one of them."""

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are gone do not matter."""


@dataclass(frozen=True)
class Bucket:
    """Objects in a bucket of S3."""

    s3: S3Client
    name: str

    def get(self, key: str) -> Any:
        content, _ = self._read(key)
        return content

    def create(self, key: str, content: Any) -> bool:
        return self._write(key, content, IfNoneMatch="*")

    def replace(self, key: str, old: Any, new: Any) -> bool:
        present, version = self._read(key)
        return present == old and self._write(key, new, IfMatch=version)

    def keys(self, prefix: str, after: str | None = None) -> Iterator[str]:
        # Every key comes after the empty one.
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=prefix, StartAfter=after or ""
        )
        for page in pages:
            yield from (each["Key"] for each in page.get("Contents", []))

    def delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), DELETES_PER_REQUEST):
            batch = keys[start : start + DELETES_PER_REQUEST]
            answer = self.s3.delete_objects(
                Bucket=self.name, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
            )
            if answer.get("Errors"):
                raise NotDeletedError(answer["Errors"][0].get("Code"))

    def _read(self, key: str) -> tuple[Any, str]:
        try:
            answer = self.s3.get_object(Bucket=self.name, Key=key)
        except self.s3.exceptions.NoSuchKey:
            return None, ""
        return json.loads(answer["Body"].read()), answer["ETag"]

    def _write(self, key: str, content: Any, **condition: Any) -> bool:
        body = json.dumps(content, separators=(",", ":")).encode()
        try:
            self.s3.put_object(Bucket=self.name, Key=key, Body=body, **condition)
        except self.s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in NOT_WRITTEN:
                return False
            raise
        return True


class NotDeletedError(Exception):
    """S3 deleted only some of the objects."""
