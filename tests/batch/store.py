"""A true S3 server of this machine's own, in a process of its own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.batch.test_kills import until


class Store:
    """What the buckets hold, asked otherwise than Conforme asks."""

    def __init__(self, client: Any) -> None:
        """Take what speaks S3."""
        self._client = client

    def put(self, objects: dict[str, bytes | str], **how: str) -> None:
        """Write objects, by 'bucket/key'."""
        for name, data in objects.items():
            bucket, _, key = name.partition("/")
            self._client.create_bucket(Bucket=bucket)
            self._client.put_object(Bucket=bucket, Key=key, Body=data, **how)

    def names(self, bucket: str) -> list[str]:
        """The keys, in order."""
        found = self._client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return [one["Key"] for one in found]

    def text(self, bucket: str, key: str) -> str:
        """What an object holds."""
        return str(self._client.get_object(Bucket=bucket, Key=key)["Body"].read().decode())


@contextmanager
def serving() -> Iterator[Store]:
    """An empty S3, of which the environment tells."""
    pytest.importorskip("s3fs", reason="the extra conforme[bucket] is not installed")
    pytest.importorskip("moto.server", reason="moto, which serves S3 for tests, is not installed")
    boto3 = pytest.importorskip("boto3", reason="moto, which serves S3 for tests, is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **quiet) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            patch.setenv(name, value)
        until(lambda: _answers(port))
        yield Store(boto3.client("s3"))
        server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
