"""A real S3 server for the tests: SeaweedFS from its PyPI package, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEYS = ("keeper", "keeper-secret")
WRITER = ("writer", "writer-secret")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Weed:
    """The server. `keeper` may do all; `writer` may read, write and list: what a vault is given."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "s3.json"
        config.write_text(
            json.dumps(
                {
                    "identities": [
                        {
                            "name": name,
                            "credentials": [{"accessKey": name, "secretKey": secret}],
                            "actions": actions,
                        }
                        for (name, secret), actions in (
                            (KEYS, ["Admin", "Read", "Write", "List", "Tagging"]),
                            (
                                WRITER,
                                ["Read", "Write", "List", "PutObjectRetention", "GetBucketObjectLockConfiguration"],
                            ),
                        )
                    ]
                }
            )
        )
        self.port = _free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        ports = [
            f"-{name}={_free_port()}"
            for name in (
                "master.port",
                "volume.port",
                "filer.port",
                "master.port.grpc",
                "volume.port.grpc",
                "filer.port.grpc",
                "s3.port.grpc",
            )
        ]
        program = shutil.which("weed", path=str(Path(sys.executable).parent)) or "weed"
        self._process = subprocess.Popen(
            [
                program,
                "server",
                f"-dir={folder}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-s3",
                f"-s3.port={self.port}",
                f"-s3.config={config}",
                "-volume.max=100",
                "-master.volumeSizeLimitMB=64",
                "-master.telemetry=false",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                *ports,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)},
        )
        self._wait()

    def client(self, keys: tuple[str, str] = KEYS) -> Any:
        """A plain S3 client."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            region_name="us-east-1",
            config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                name = self.bucket()
                self.client().put_object(Bucket=name, Key="ready", Body=b"1")
                return
            except (ClientError, BotoCoreError):
                if time.monotonic() > until or self._process.poll() is not None:
                    raise RuntimeError("SeaweedFS does not start") from None
                time.sleep(0.3)

    def bucket(self, *, locked: bool = True) -> str:
        """A new bucket."""
        name = f"vault-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
        return name

    def stop(self) -> None:
        """End it; it has nothing to keep."""
        self._process.kill()
        self._process.wait()
