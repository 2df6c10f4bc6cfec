"""A bucket in a store that speaks S3: what we ask of it, and what it answers in our words.

The client is Amazon's own (botocore), which tries again when an answer is late or a server is at fault. It is told
everything it needs: nothing is read from files in the user's folder, and no machine is asked who we are.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from ..base.texts import Phrase, phrase
from ..reading.folders import printable
from .publishing import PublishError
from .releases import MAX_LIST_BYTES

ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")  #: Where the store is, when it is not Amazon's.
REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
KEY, SECRET, TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"  #: Who we are.
AT_ONCE = 16  #: Requests that wait together.
_ATTEMPTS = 6  #: Of each request; the client waits longer and longer between them.
_TIMEOUT = 30  #: Seconds without an answer.
_ENDPOINT = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/?|https?://\[[0-9a-fA-F:]+\](:\d+)?/?")
_SAID = {  # What the store calls it -> what we say.
    "NoSuchBucket": phrase("s3.no-bucket"),
    "AccessDenied": phrase("s3.denied"),
    "InvalidAccessKeyId": phrase("s3.unknown-key"),
    "SignatureDoesNotMatch": phrase("s3.wrong-secret"),
    "ExpiredToken": phrase("s3.expired"),
    "PermanentRedirect": phrase("s3.other-region"),
    "AuthorizationHeaderMalformed": phrase("s3.other-region"),
    "NotImplemented": phrase("s3.too-simple"),
}


@dataclass(frozen=True, slots=True)
class Looks:
    """What readers' browsers are told of an object."""

    type: str
    cache: str
    encoding: str = ""  #: ``gzip`` when that is what lies in the bucket.

    def arguments(self) -> dict[str, str]:
        """As the client takes it."""
        told = {"ContentType": self.type, "CacheControl": self.cache, "ContentEncoding": self.encoding}
        return {name: value for name, value in told.items() if value}


PRIVATE = Looks("application/octet-stream", "no-store")  #: Of what is not for readers.


@dataclass(frozen=True, slots=True)
class Mark:
    """An object that says who is at work."""

    text: str
    tag: str  #: Changes when the object does.
    age: float  #: Seconds since it was written, by the store's own clock.


class Bucket:
    """The bucket *name*, asked with the credentials in the environment."""

    def __init__(self, name: str) -> None:
        """Make a client; nothing is asked yet.

        Raises:
            PublishError: If the client, a variable, or a usable address is missing.
        """
        self.name = name
        self._client = _client()

    def read(self, key: str) -> str:
        """The text of the list *key*; nothing when it is missing, not text, or larger than ours are."""
        answer = self._found(key)
        try:
            data: bytes = answer["Body"].read(MAX_LIST_BYTES + 1) if answer else b""
            return data.decode() if len(data) <= MAX_LIST_BYTES else ""
        except UnicodeDecodeError:
            return ""

    def mark(self, key: str) -> Mark | None:
        """Who wrote the object *key*, and how long ago."""
        answer = self._found(key)
        if not answer:
            return None
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        written: dt.datetime = answer["LastModified"]
        text = answer["Body"].read(1000).decode(errors="replace")
        return Mark(text, answer["ETag"], (now - written).total_seconds())

    def _found(self, key: str) -> Any:
        with self._told():
            try:
                return self._client.get_object(Bucket=self.name, Key=key)
            except self._client.exceptions.NoSuchKey:
                return None

    def write(self, key: str, data: bytes, looks: Looks = PRIVATE) -> None:
        """Let the object *key* hold *data*; the store refuses it when it does not arrive whole."""
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        with self._told():
            self._client.put_object(Bucket=self.name, Key=key, Body=data, ContentMD5=digest, **looks.arguments())

    def swap(self, key: str, data: bytes, tag: str | None) -> str | None:
        """Let *key* hold *data* if its tag is *tag*, or, with None, if it is not there; its new tag, or None."""
        only: dict[str, str] = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        with self._told():
            try:
                made: str = self._client.put_object(
                    Bucket=self.name, Key=key, Body=data, **only, **PRIVATE.arguments()
                )["ETag"]
            except self._client.exceptions.ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 409, 412):
                    return None
                raise
            return made

    def copy(self, source: str, key: str, looks: Looks) -> None:
        """Let *key* hold what *source* holds, with *looks* of its own; nothing is sent from here."""
        with self._told():
            self._client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource={"Bucket": self.name, "Key": source},
                MetadataDirective="REPLACE",
                **looks.arguments(),
            )

    def delete(self, key: str) -> None:
        """Take the object *key* away; it may be gone already."""
        with self._told():
            self._client.delete_object(Bucket=self.name, Key=key)

    def sizes(self, prefix: str) -> dict[str, int]:
        """The objects whose keys begin with *prefix*, with their sizes in bytes; *prefix* is cut from the keys."""
        return {one["Key"].removeprefix(prefix): one["Size"] for one in self._listed("Contents", prefix)}

    def folders(self, prefix: str) -> list[str]:
        """The names that stand between *prefix* and the slash that follows."""
        found = self._listed("CommonPrefixes", prefix, Delimiter="/")
        return [one["Prefix"].removeprefix(prefix).rstrip("/") for one in found]

    def _listed(self, what: str, prefix: str, **more: str) -> Iterator[Mapping[str, Any]]:
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix, **more)
            for page in pages:
                yield from page.get(what, [])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise what goes wrong as a :class:`PublishError` in our words."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "?"))
            raise PublishError(self._fault(_SAID.get(code, phrase("s3.refused", code=printable(code))))) from None
        except BotoCoreError as error:
            raise PublishError(self._fault(phrase("s3.no-answer", fault=type(error).__name__))) from None

    def _fault(self, why: Phrase) -> Phrase:
        return phrase("fault-of", name=f"s3://{self.name}", fault=why)


def at_once(jobs: Iterable[Any], work: Any) -> None:
    """Call *work* with each of *jobs*, several at a time; the first fault is raised, and what has not begun is left."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(work, job) for job in jobs]
        try:
            for one in waiting:
                one.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _client() -> Any:
    try:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session
    except ImportError:
        raise PublishError(phrase("s3.no-client")) from None
    missing = tuple(name for name in (KEY, SECRET) if not os.environ.get(name))
    if missing:
        raise PublishError(phrase("s3.no-credentials", names=missing))
    endpoint = _first(ENDPOINT)
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        raise PublishError(phrase("s3.no-endpoint", name=ENDPOINT[0]))
    session = Session()
    for file in ("config_file", "credentials_file"):
        session.set_config_variable(file, os.devnull)
    try:
        return session.create_client(
            "s3",
            endpoint_url=endpoint,
            region_name=_first(REGION) or "us-east-1",
            aws_access_key_id=os.environ[KEY],
            aws_secret_access_key=os.environ[SECRET],
            aws_session_token=os.environ.get(TOKEN) or None,
            config=Config(
                retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
                connect_timeout=_TIMEOUT,
                read_timeout=_TIMEOUT,
                max_pool_connections=AT_ONCE,
                request_checksum_calculation="when_required",  # Stores that are not Amazon's know no newer sums.
                response_checksum_validation="when_required",
            ),
        )
    except BotoCoreError as error:
        raise PublishError(phrase("s3.no-answer", fault=type(error).__name__)) from None


def _first(names: Iterable[str]) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)
