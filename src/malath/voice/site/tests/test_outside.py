"""The public process and its files: stored bytes, one step from old to new, mirrors that can be checked, walls."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from malath.cli.main import main
from malath.engines.ledger.note import verifier_key
from malath.voice.site.outside.folder import put_out, read
from malath.voice.site.outside.serving import Site, language_for
from malath.voice.site.outside.signing import faults_in, signed

KEY = Ed25519PrivateKey.generate()
VERIFIER = verifier_key("malath-site", KEY)
FILES = {
    "site.css": b"body {}",
    **{f"{code}/index.html": f"<h1>{code}</h1>".encode() for code in ("ar", "en", "fr")},
    "en/404.html": b"<h1>missing</h1>",
    "en/feed.xml": b"<feed/>",
    "embargo/secret/en/index.html": b"not yet",
}


def put(folder: Path, files: dict[str, bytes]) -> bool:
    return put_out(folder, files, lambda sums: signed(sums, "malath-site", KEY))


def asked(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **headers}
    body = b"".join(site(environ, lambda status, pairs: told.extend([status, dict(pairs)])))
    return told[0], told[1], body


def test_the_new_files_take_the_place_of_the_old_in_one_step(tmp_path: Path) -> None:
    assert put(tmp_path, FILES) and not put(tmp_path, FILES)
    first = os.readlink(tmp_path / "current")
    assert put(tmp_path, {**FILES, "en/index.html": b"new"})

    assert read(tmp_path)["en/index.html"] == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([os.readlink(tmp_path / "current"), "current"])
    assert first != os.readlink(tmp_path / "current")


def test_a_disk_that_is_full_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, FILES)
    whole = Path.write_bytes
    monkeypatch.setattr(
        Path, "write_bytes", lambda path, body: whole(path, body) if "fr" not in str(path) else broken()
    )
    with pytest.raises(OSError, match="full"):
        put(tmp_path, {**FILES, "en/index.html": b"new"})
    monkeypatch.undo()

    assert read(tmp_path)["en/index.html"] == b"<h1>en</h1>"
    # The next attempt sweeps up what was half written.
    assert put(tmp_path, {**FILES, "en/index.html": b"new"}) and len(list(tmp_path.iterdir())) == 2


def broken() -> int:
    raise OSError("full")


def mirror(tmp_path: Path) -> Path:
    put(tmp_path / "public", FILES)
    for path, body in read(tmp_path / "public").items():
        if not path.startswith("embargo/"):
            (tmp_path / "mirror" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "mirror" / path).write_bytes(body)
    return tmp_path / "mirror"


def test_a_mirror_that_is_complete_passes_here_and_with_sha256sum(tmp_path: Path) -> None:
    folder = mirror(tmp_path)

    assert faults_in(folder, VERIFIER) == []
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder).returncode == 0
    assert b"embargo" not in (folder / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize("wrong", ["altered", "missing", "added", "link", "sums", "note", "key"])
def test_a_mirror_that_was_touched_is_found_out(tmp_path: Path, wrong: str) -> None:
    folder, key = mirror(tmp_path), VERIFIER
    page = folder / "en" / "index.html"
    if wrong == "altered":
        page.write_bytes(b"<h1>On</h1>")
    elif wrong == "missing":
        page.unlink()
    elif wrong == "added":
        (folder / "en" / "more.html").write_bytes(b"x")
    elif wrong == "link":
        page.rename(tmp_path / "elsewhere")
        page.symlink_to(tmp_path / "elsewhere")
    elif wrong == "sums":
        sums = folder / "SHA256SUMS"
        sums.write_bytes(b"".join(line for line in sums.read_bytes().splitlines(True) if b"fr/index" not in line))
        (folder / "fr" / "index.html").unlink()
    elif wrong == "note":
        (folder / "SHA256SUMS.note").unlink()
    else:
        key = verifier_key("malath-site", Ed25519PrivateKey.generate())

    assert len(faults_in(folder, key)) == 1


def test_at_the_terminal_a_mirror_is_written_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MALATH_HOME", str(tmp_path))
    assert main(["site", "export", str(tmp_path / "copy")]) == 1
    put(tmp_path / "public" / "pages", FILES)

    assert main(["site", "export", str(tmp_path / "copy")]) == 0
    assert main(["site", "export", str(tmp_path / "copy")]) == 2
    assert main(["site", "verify", str(tmp_path / "copy"), "--key", VERIFIER]) == 0
    assert "complete and unaltered" in capsys.readouterr().out
    (tmp_path / "copy" / "site.css").write_text("")
    assert main(["site", "verify", str(tmp_path / "copy"), "--key", VERIFIER]) == 1
    assert "altered: site.css" in capsys.readouterr().out
    assert main(["site", "verify", str(tmp_path / "copy"), "--key", "no key"]) == 2


def test_stored_bytes_are_served_with_strict_headers_and_no_cookie(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    site = Site(tmp_path)
    status, headers, body = asked(site, "/en/")

    assert (status, body) == ("200 OK", b"<h1>en</h1>")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'") and "Set-Cookie" not in headers
    assert asked(site, "/en/", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"
    packed = asked(site, "/en/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert packed[1]["Content-Encoding"] == "gzip" and gzip.decompress(packed[2]) == body
    assert asked(site, "/en", "HEAD")[1]["Location"] == "/en/"
    assert asked(site, "/en/", "HEAD")[2] == b""
    assert asked(site, "/en/nothing/")[0::2] == ("404 Not Found", b"<h1>missing</h1>")
    assert asked(site, "/", HTTP_ACCEPT_LANGUAGE="de, fr;q=0.5, en;q=0.8")[1]["Location"] == "/en/"
    assert asked(site, "/en/", "POST")[0] == "405 Method Not Allowed"
    for path in (
        "/../keys/site.key",
        "/current/en/index.html",
        "//etc/passwd",
        "/en/\0",
        "/%2e%2e/",
        "/en/../en/index.html",
    ):
        assert asked(site, path)[0] == "404 Not Found", path


def test_pictures_and_papers_are_sent_as_they_are_and_may_be_kept_for_a_day(tmp_path: Path) -> None:
    put(tmp_path, {**FILES, "files/0f.jpg": b"\xff\xd8\xff", "files/0f.pdf": b"%PDF-", "en/a/card.png": b"\x89PNG"})
    site = Site(tmp_path)

    for path, kind in (
        ("files/0f.jpg", "image/jpeg"),
        ("files/0f.pdf", "application/pdf"),
        ("en/a/card.png", "image/png"),
    ):
        status, headers, body = asked(site, f"/{path}", HTTP_ACCEPT_ENCODING="gzip")
        assert (status, headers["Content-Type"], headers["X-Content-Type-Options"]) == ("200 OK", kind, "nosniff")
        assert "Content-Encoding" not in headers and len(body) == int(headers["Content-Length"]) > 0
        assert ("immutable" in headers["Cache-Control"]) == path.startswith("files/")
        assert "max-age=31536000" not in headers["Cache-Control"]
    assert "files/0f.jpg" in (tmp_path / "current" / "SHA256SUMS").read_text()


@pytest.mark.parametrize(("header", "language"), [("", "ar"), ("fr-CH", "fr"), ("x;q=z, en", "en"), ("*" * 500, "ar")])
def test_the_language_is_the_first_that_the_browser_names(header: str, language: str) -> None:
    assert language_for({"HTTP_ACCEPT_LANGUAGE": header}) == language


def test_new_files_are_seen_without_a_new_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    assert asked(site, "/en/")[0] == "404 Not Found"
    put(tmp_path, FILES)
    monkeypatch.setattr("malath.voice.site.outside.serving.LOOK_AGAIN", -1)

    assert asked(site, "/en/")[0] == "200 OK"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """The real process over a folder, with a stranger's file beside the folder."""
    put(tmp_path / "public" / "pages", FILES)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "malath.voice.site.outside.main", str(tmp_path / "public"), f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, env={"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}, stderr=subprocess.PIPE
    )
    try:
        for _ in range(150):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield tmp_path, port
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_real_process_serves_follows_new_files_and_names_nobody(served: tuple[Path, int]) -> None:
    folder, port = served

    def get(path: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    status, headers, body = get("/fr/")
    assert (status, body) == (200, b"<h1>fr</h1>") and "Server" not in headers and "Set-Cookie" not in headers
    put(folder / "public" / "pages", {**FILES, "fr/index.html": b"changed"})
    for _ in range(60):
        if get("/fr/")[2] == b"changed":
            break
        time.sleep(0.1)
    assert get("/fr/")[2] == b"changed"


PROBE = """
import json, os, socket, sys
from pathlib import Path
from malath.voice.site.outside.receiving import Letterbox
from malath.voice.site.outside.walls import close_in
Letterbox(Path("/nowhere"), bytes.fromhex(sys.argv[5]))
folder, secret, port, unix = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
held = close_in(folder, read="pages", add="intake")
def tried(act):
    try:
        act()
        return "done"
    except OSError as refusal:
        return "refused"
root = "/" if held["own_root"] else str(folder)
print(json.dumps({
    "held": held,
    "its pages": tried(lambda: open(os.path.join(root, "pages", "current", "en", "index.html")).read()),
    "adding": tried(lambda: Letterbox(Path(root) / "intake", bytes.fromhex(sys.argv[5])).add(b"x")),
    "a letter": tried(lambda: open(os.path.join(root, "intake", "letter")).read()),
    "which letters": tried(lambda: os.listdir(os.path.join(root, "intake"))),
    "taking one away": tried(lambda: os.unlink(os.path.join(root, "intake", "letter"))),
    "moving one": tried(lambda: os.rename(os.path.join(root, "intake", "letter"), os.path.join(root, "pages", "x"))),
    "emptying one": tried(lambda: os.truncate(os.path.join(root, "intake", "letter"), 0)),
    "a link out": tried(lambda: os.symlink("/etc/passwd", os.path.join(root, "intake", "link"))),
    "a folder": tried(lambda: os.mkdir(os.path.join(root, "intake", "folder"))),
    "a changed page": tried(lambda: open(os.path.join(root, "pages", "current", "en", "index.html"), "w")),
    "a secret": tried(lambda: open(secret).read()),
    "a secret above": tried(lambda: open(os.path.join(root, "..", "secret")).read()),
    "the system": tried(lambda: open("/etc/passwd").read()),
    "writing": tried(lambda: open(os.path.join(root, "written"), "w")),
    "a connection": tried(lambda: socket.socket().connect(("127.0.0.1", port))),
    "the keeper": tried(lambda: socket.socket(socket.AF_UNIX).connect(unix)),
}))
"""


def test_the_public_process_reaches_its_pages_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path / "public" / "pages", FILES)
    (tmp_path / "public" / "intake").mkdir()
    (tmp_path / "public" / "intake" / "letter").write_text("sealed")
    (tmp_path / "secret").write_text("a key")
    with socket.create_server(("127.0.0.1", 0)) as database, socket.socket(socket.AF_UNIX) as keeper:
        keeper.bind(str(tmp_path / "keeper.sock"))
        keeper.listen()
        port = str(database.getsockname()[1])
        arguments = [str(tmp_path / "public"), str(tmp_path / "secret"), port, str(tmp_path / "keeper.sock")]
        arguments.append(X25519PrivateKey.generate().public_key().public_bytes_raw().hex())
        done = subprocess.run(
            [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, env={"PYTHONPATH": "src"}
        )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)

    assert all(told.pop("held").values()), done.stdout
    assert told.pop("its pages") == told.pop("adding") == "done"
    assert (tmp_path / "public" / "intake" / "letter").read_text() == "sealed"
    assert len(list((tmp_path / "public" / "intake").iterdir())) == 3
    assert set(told.values()) == {"refused"}, told
