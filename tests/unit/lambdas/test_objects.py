"""The bucket of runs: what is there is not overwritten, unless it is what was expected."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.user_mfa.runs.objects import Bucket, NotDeletedError
from tests.unit.lambdas.fakes import stubbed

KEY = {"Bucket": "runs", "Key": "plans/one.json"}


class S3:
    """A bucket with a stub for S3."""

    def __init__(self) -> None:
        self.client, self.stub = stubbed("s3")
        self.bucket = Bucket(self.client, "runs")

    def has(self, content: bytes, version: str = '"1"') -> None:
        self.stub.add_response("get_object", {"Body": io.BytesIO(content), "ETag": version}, KEY)

    def writes(self, body: bytes = b'{"a":1}', **condition: str) -> None:
        self.stub.add_response("put_object", {}, {**KEY, "Body": body, **condition})

    def refuses(self, operation: str, code: str) -> None:
        self.stub.add_client_error(operation, code)


@pytest.fixture
def s3() -> Iterator[S3]:
    started = S3()
    yield started
    started.stub.assert_no_pending_responses()
    started.client.close()


def test_an_object_is_read(s3: S3) -> None:
    s3.has(b'{"a": [1, null]}')
    assert s3.bucket.get(KEY["Key"]) == {"a": [1, None]}


def test_where_there_is_no_object(s3: S3) -> None:
    s3.refuses("get_object", "NoSuchKey")
    assert s3.bucket.get(KEY["Key"]) is None


def test_a_read_that_fails_is_not_taken_for_no_object(s3: S3) -> None:
    s3.refuses("get_object", "AccessDenied")
    with pytest.raises(Exception, match="AccessDenied"):
        s3.bucket.get(KEY["Key"])


def test_an_object_is_created_where_there_is_none(s3: S3) -> None:
    s3.writes(IfNoneMatch="*")
    assert s3.bucket.create(KEY["Key"], {"a": 1}) is True


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_where_there_is_one_it_stays(s3: S3, code: str) -> None:
    s3.refuses("put_object", code)
    assert s3.bucket.create(KEY["Key"], {"a": 1}) is False


def test_a_write_that_fails_is_an_error(s3: S3) -> None:
    s3.refuses("put_object", "SlowDown")
    with pytest.raises(Exception, match="SlowDown"):
        s3.bucket.create(KEY["Key"], {"a": 1})


def test_an_object_is_replaced_if_it_is_the_one_expected(s3: S3) -> None:
    s3.has(b'"old"', '"7"')
    s3.writes(IfMatch='"7"')
    assert s3.bucket.replace(KEY["Key"], "old", {"a": 1}) is True
    s3.has(b'"other"')
    assert s3.bucket.replace(KEY["Key"], "old", {"a": 1}) is False
    s3.refuses("get_object", "NoSuchKey")
    assert s3.bucket.replace(KEY["Key"], "old", {"a": 1}) is False


@pytest.mark.parametrize("code", ["PreconditionFailed", "NoSuchKey"])
def test_an_object_that_changes_meanwhile_is_not_replaced(s3: S3, code: str) -> None:
    s3.has(b'"old"')
    s3.refuses("put_object", code)
    assert s3.bucket.replace(KEY["Key"], "old", {"a": 1}) is False


def test_keys_come_in_pages(s3: S3) -> None:
    request = {"Bucket": "runs", "Prefix": "plans/", "StartAfter": ""}
    first = {"Contents": [{"Key": "plans/a"}], "IsTruncated": True, "NextContinuationToken": "next"}
    s3.stub.add_response("list_objects_v2", first, request)
    s3.stub.add_response(
        "list_objects_v2",
        {"Contents": [{"Key": "plans/b"}], "IsTruncated": False},
        {**request, "ContinuationToken": "next"},
    )
    assert list(s3.bucket.keys("plans/")) == ["plans/a", "plans/b"]


def test_keys_after_one(s3: S3) -> None:
    request = {"Bucket": "runs", "Prefix": "plans/", "StartAfter": "plans/a"}
    s3.stub.add_response("list_objects_v2", {"IsTruncated": False}, request)
    assert list(s3.bucket.keys("plans/", "plans/a")) == []


def deletion(keys: list[str]) -> dict[str, Any]:
    return {"Bucket": "runs", "Delete": {"Objects": [{"Key": key} for key in keys], "Quiet": True}}


def test_many_objects_are_deleted_a_thousand_at_a_time(s3: S3) -> None:
    keys = [f"plans/{number}" for number in range(1001)]
    s3.stub.add_response("delete_objects", {}, deletion(keys[:1000]))
    s3.stub.add_response("delete_objects", {}, deletion(keys[1000:]))
    s3.bucket.delete(keys)
    s3.bucket.delete([])


def test_what_was_not_deleted_is_an_error(s3: S3) -> None:
    s3.stub.add_response("delete_objects", {"Errors": [{"Code": "InternalError"}]}, deletion(["a"]))
    with pytest.raises(NotDeletedError, match="InternalError"):
        s3.bucket.delete(["a"])
