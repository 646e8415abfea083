"""Packages as the true tools write them, made in code with invented content, so that a test can break one byte of them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .zips import Files

PAGE = "https://example.org/post/17"
CREATED = "2024-03-05T10:00:00Z"
PHOTO = b"\xff\xd8\xff\xe0 an invented photo " + bytes(range(256)) * 40
OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def warc(body: bytes = b"<h1>A post</h1>", *, gzip: bool = True) -> bytes:
    """A WARC with a page and its request, as warcio writes them."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("data.warc.gz", {"software": "a crawler"}))
    head = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))], protocol="HTTP/1.1"
    )
    page = writer.create_warc_record(
        PAGE, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": CREATED}
    )
    writer.write_record(page)
    ask = StatusAndHeaders("GET /post/17 HTTP/1.1", [("Host", "example.org")], is_http_request=True)
    writer.write_record(writer.create_warc_record(PAGE, "request", http_headers=ask))
    return out.getvalue()


Sign = Callable[[str], dict[str, str]]


def anonymous(listed: str, *, raw: bool = True) -> dict[str, str]:
    """A signature with a key made for it, as a browser makes it."""
    key = ec.generate_private_key(ec.SECP384R1())
    signature = key.sign(listed.encode(), ec.ECDSA(hashes.SHA256()))
    if raw:
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(48, "big") + s.to_bytes(48, "big")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "publicKey": base64.b64encode(public).decode(),
        "signature": base64.b64encode(signature).decode(),
        "created": CREATED,
    }


def wacz(sign: Sign | None = anonymous, body: bytes = b"<h1>A post</h1>") -> Files:
    """The files of a WACZ 1.1.1, signed by `sign`."""
    pages = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
        {"id": "1", "url": PAGE, "ts": CREATED, "title": "A post"},
    ]
    files = {
        "archive/data.warc.gz": warc(body),
        "indexes/index.cdx.gz": b"\x1f\x8b index",
        "pages/pages.jsonl": b"".join(json.dumps(page).encode() + b"\n" for page in pages),
    }
    resources = [
        {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{sha256(data)}", "bytes": len(data)}
        for path, data in files.items()
    ]
    listed = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "a crawler",
        "created": CREATED,
        "resources": resources,
    }
    return {
        **files,
        **listed_and_signed({**listed, "title": "A post", "mainPageUrl": PAGE, "mainPageDate": CREATED}, sign),
    }


def listed_and_signed(listed: dict[str, object], sign: Sign | None) -> Files:
    """The list of resources and the file that signs it."""
    data = json.dumps(listed, indent=2).encode()
    digest: dict[str, object] = {"path": "datapackage.json", "hash": f"sha256:{sha256(data)}"}
    if sign:
        digest["signedData"] = {"hash": digest["hash"], "software": "a signer", **sign(str(digest["hash"]))}
    return {"datapackage.json": data, "datapackage-digest.json": json.dumps(digest).encode()}


class Signer:
    """An OpenPGP key in a home of its own, as each installation of ProofMode has one."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, name
        home.chmod(0o700)
        self._gpg("--quick-gen-key", f"{name} <{name.split()[0].lower()}@example.org>", "rsa2048", "sign", "never")
        self.public = self._gpg("--armor", "--export")

    def sign(self, data: bytes) -> bytes:
        """An armoured detached signature."""
        return self._gpg("--armor", "--detach-sign", data=data)

    def close(self) -> None:
        """End the agent of this home."""
        subprocess.run(
            ["gpgconf", "--homedir", str(self.home), "--kill", "all"], capture_output=True, check=False, timeout=20
        )

    def _gpg(self, *command: str, data: bytes = b"") -> bytes:
        base = [
            "gpg",
            "--homedir",
            str(self.home),
            "--batch",
            "--quiet",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
        ]
        return subprocess.run([*base, *command], input=data, capture_output=True, check=True, timeout=30).stdout


def ots(digest: str, *, pending: bool = False) -> bytes:
    """An OpenTimestamps proof with a fork: a calendar's promise and (or) a block of Bitcoin."""
    promise = b"\x00" + bytes.fromhex("83dfe30d2ef90c8e") + b"\x1b\x1ahttps://calendar.example.o"
    block = b"\xf0\x04salt\x08\xf1\x02ab\x08\x00" + bytes.fromhex("0588960d73d71901") + b"\x03\xe8\xc8\x31"
    return OTS_MAGIC + b"\x01\x08" + bytes.fromhex(digest) + (promise if pending else b"\xff" + promise + block)


def proofmode(signer: Signer, photos: dict[str, bytes] | None = None) -> Files:
    """A bundle of ProofMode for Android, with every proof that it can hold."""
    files: Files = {}
    for name, data in (photos or {"IMG_0001.jpg": PHOTO}).items():
        digest = sha256(data)
        record = {
            "File Path": f"/storage/emulated/0/DCIM/Camera/{name}",
            "File Hash SHA256": digest,
            "File Modified": "2024-03-05T09:58:00Z",
            "Proof Generated": CREATED,
            "Manufacturer": "Invented",
            "Hardware": "Phone 3",
            "DeviceID": "000",
            "Location.Latitude": "33.51",
            "Location.Longitude": "36.29",
            "Location.Accuracy": "12.5",
        }
        table = ",".join(record) + "\n" + ",".join(record.values()) + "\n"
        files |= {name: data, f"{digest}.asc": signer.sign(data)}
        for ending, text in ((".proof.csv", table), (".proof.json", json.dumps(record))):
            files |= {f"{digest}{ending}": text.encode(), f"{digest}{ending}.asc": signer.sign(text.encode())}
        files |= {f"{digest}.ots": ots(digest), f"{digest}.gst": b"aGVhZA.cGF5bG9hZA.c2ln"}
    return {**files, "pubkey.asc": signer.public, "HowToVerifyProofData.txt": b"Use gpg --verify\n"}


def auto_archiver(stamp: Callable[[bytes], bytes], *, algorithm: str = "SHA-256") -> Files:
    """What Auto Archiver's local storage holds for one address: names random, tokens without an ending, a WACZ inside."""
    new = {"SHA-256": hashlib.sha256, "SHA3-512": hashlib.sha3_512}[algorithm]
    inner = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(inner, "w") as package:
        for name, data in wacz().items():
            package.writestr(name, data)
    media = {
        "post/0f3c9be1d7a24c55a1b2c3d4.mp4": b"an invented film " * 300,
        "post/7d1e55aa90bb4c01bcd11122.wacz": inner.getvalue(),
    }
    hashes_text = "\n".join(new(data).hexdigest() for data in media.values()).encode()
    entries = [
        {
            "filename": f"temporary/{path[5:]}",
            "_key": path,
            "urls": [f"./{path}"],
            "properties": {"hash": f"{algorithm}:{new(data).hexdigest()}"},
        }
        for path, data in media.items()
    ]
    record = {
        "status": "generic_extractor: success",
        "metadata": {
            "url": PAGE,
            "title": "A post",
            "timestamp": "2024-03-04T08:00:00+00:00",
            "_processed_at": CREATED,
        },
        "media": entries,
    }
    rows = "".join(
        f"<li>hash: <span class='copy'>{algorithm}:{new(data).hexdigest()}</span></li>" for data in media.values()
    )
    report = f"<title>{PAGE}</title>{rows}<p>Made with <a href='https://github.com/bellingcat/auto-archiver'>bellingcat/auto-archiver</a></p>"
    film = next(iter(media.items()))
    return {
        **media,
        "post/aa11bb22cc3344ddaee55ff6.json": json.dumps(record, indent=4).encode(),
        "post/bb11bb22cc3344ddaee55ff6.html": report.encode(),
        "post/cc11bb22cc3344ddaee55ff6.txt": hashes_text,
        "post/dd11bb22cc3344ddaee55ff6": stamp(hashes_text),
        f"{film[0]}.ots": ots(sha256(film[1]), pending=True),
    }
