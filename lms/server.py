"""The web server: gunicorn with a few threads per process; a request in flight is finished before it stops."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from lms.app import create_app
from lms.config import Config


class Server(BaseApplication):
    """Gunicorn, configured from here instead of from a file."""

    def __init__(self, config: Config, options: dict[str, Any]) -> None:
        self._config = config
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._config)


def serve(config: Config, host: str, port: int, workers: int) -> None:
    """Serve the site until the process is asked to stop."""
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "loglevel": "warning",
        "graceful_timeout": 10,
    }
    Server(config, options).run()
