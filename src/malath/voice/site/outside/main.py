"""`python -m malath.voice.site.outside.main FOLDER ADDRESS [KEY]`: the public process. It is given a folder, a port and,
where it takes letters, the intake's public key in hexadecimal; and walls itself in before it answers anybody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

# Imported for what it does: answers name neither the server nor its maker.
import malath.platform.config.web
from malath.voice.site.outside.folder import INTAKE, PAGES
from malath.voice.site.outside.receiving import Letterbox
from malath.voice.site.outside.serving import Site
from malath.voice.site.outside.walls import close_in

__all__ = ["malath"]


class Outside(BaseApplication):  # type: ignore[misc]
    """One worker with threads; walls rise in the worker once its socket is bound and everything is imported."""

    def __init__(self, folder: Path, address: str, key: bytes) -> None:
        self.folder, self.address, self.key = folder, address, key
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": [self.address], "workers": 1, "threads": 6, "worker_class": "gthread", "loglevel": "error",
            "worker_tmp_dir": str(self.folder.parent), "control_socket_disable": True, "post_worker_init": self._wall,
        }  # fmt: skip
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Site:
        return self.site

    def _wall(self, worker: Any) -> None:
        held = close_in(self.folder, read=PAGES, add=INTAKE)
        if missing := [name for name, holds in held.items() if not holds]:
            print("the public site runs without: " + ", ".join(missing), file=sys.stderr, flush=True)
        if held["own_root"]:
            self._stand_in(Path("/"))

    def _stand_in(self, root: Path) -> None:
        self.site.folder = root / PAGES
        if self.site.letterbox is not None:
            self.site.letterbox.folder = root / INTAKE

    def run(self) -> None:
        for part in (PAGES, INTAKE):
            (self.folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        letterbox = Letterbox(self.folder / INTAKE, self.key) if self.key else None
        self.site = Site(self.folder / PAGES, letterbox)
        super().run()


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    folder, address, *key = arguments
    Outside(Path(folder).absolute(), address, bytes.fromhex(key[0]) if key else b"").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
