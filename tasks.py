#!/usr/bin/env python3
"""The project's tasks, with nothing but Python's standard library: `python3 tasks.py help`."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
LMS = BIN / "lms"
LOCKS = {
    "run": "requirements/run.txt",
    "test": "requirements/test.txt",
    "browser": "requirements/browser.txt",
}
INCLUDES = {"run": {"run"}, "test": {"run", "test"}, "browser": {"run", "test", "browser"}}
CATALOGUES = "lms/web/translations"


def say(text: str) -> None:
    print(f"\N{EN DASH} {text}", flush=True)


def call(*command: object, **options: object) -> None:
    """Run a command here and end with its exit status when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)
    if done.returncode:
        sys.exit(done.returncode)


# ---- the environment ------------------------------------------------------------------------------------------


def make_environment() -> None:
    if PYTHON.exists():
        if (
            not shutil.which("uv")
            and subprocess.run(
                [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
            ).returncode
        ):
            # Made by uv, or broken off half-way: pip is missing. Making it anew is quicker than mending.
            shutil.rmtree(VENV)
        else:
            return
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before anything checked the version)
        sys.exit(f"Paraat needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    say("making the environment in .venv")
    if uv := shutil.which("uv"):
        call(uv, "venv", "--quiet", "--python", sys.executable, VENV)
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit(
            "Python's venv module is missing on this machine. On Debian or Ubuntu: sudo apt install python3-venv.\n"
            "Then run this command again."
        )
    venv.create(VENV, with_pip=True, symlinks=os.name != "nt")


def install(kind: str) -> None:
    """Install one lock and the project itself, when that was not done yet for exactly this lock."""
    lock = ROOT / LOCKS[kind]
    stamp = VENV / f"installed-{kind}"
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"installing {LOCKS[kind]} (checked against its hashes)")
    if uv := shutil.which("uv"):
        pip = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    else:
        # Python compiles what it imports anyway; compiling everything beforehand costs a newcomer many seconds.
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    call(*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock)
    call(*pip, "--no-deps", "--no-build-isolation", "-e", ROOT)
    for included in INCLUDES[kind]:
        marker = hashlib.sha256(
            (ROOT / LOCKS[included]).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
        )
        (VENV / f"installed-{included}").write_text(marker.hexdigest())


def compile_catalogues() -> None:
    """Make the .mo files that the site reads, where one is missing or older than its .po."""
    files = list((ROOT / CATALOGUES).glob("*/LC_MESSAGES/*.po"))
    made = [po.with_suffix(".mo") for po in files]
    if any(
        not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in zip(files, made, strict=True)
    ):
        call(BIN / "pybabel", "--quiet", "compile", "-d", CATALOGUES)


def setup(kind: str = "run") -> None:
    make_environment()
    install(kind)
    compile_catalogues()


# ---- running --------------------------------------------------------------------------------------------------


def require_free(port: int) -> None:
    """End with a plain message when something else answers on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another one: python3 tasks.py run --port {port + 1}")


def run(arguments: argparse.Namespace) -> None:
    """Start the site and the scheduler; with the demo region, or with the organisation's own database."""
    require_free(arguments.port)
    setup()
    env = dict(os.environ)
    if arguments.own:
        call(LMS, "db", "upgrade", env=env)
        call(LMS, "user", "first-link", "--address", f"http://127.0.0.1:{arguments.port}", env=env)
    else:
        env["DATABASE_URL"] = f"sqlite:///{ROOT / 'instance' / 'demo.db'}"
        env["LMS_DEMO"] = "1"
        call(LMS, "db", "upgrade", env=env)
        call(LMS, "demo", "--if-empty", env=env)
    for ending in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(ending, lambda *_: sys.exit(0))
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in ([LMS, "serve", "--port", str(arguments.port)], [LMS, "scheduler"]):
            children.append(subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True))
        await_first_answer(arguments.port, children)
        say(f"Paraat runs at http://127.0.0.1:{arguments.port} (Ctrl-C stops it)")
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        sys.exit("One of the two processes stopped by itself; the lines above say why.")
    except KeyboardInterrupt:
        say("stopping")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop(children)


def await_first_answer(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the site answers, at most a minute, or one of the processes has stopped."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 or any(c.poll() is not None for c in children):
                return
        time.sleep(0.2)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to stop, and end those that do not within 15 s."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()


# ---- checking -------------------------------------------------------------------------------------------------


def workers_of(arguments: argparse.Namespace) -> list[str]:
    """One test process per core, at most four, unless the caller says otherwise."""
    return [] if any(a.startswith("-n") for a in arguments.rest) else ["-n", str(min(4, os.cpu_count() or 1))]


def test(arguments: argparse.Namespace) -> None:
    """The test suite without the browser; on PostgreSQL too when TEST_DATABASE_URL names a server."""
    setup("test")
    call(PYTHON, "-m", "pytest", *workers_of(arguments), "-m", "not browser", *arguments.rest)


def browser(arguments: argparse.Namespace) -> None:
    """Journeys and accessibility in Chromium (Debian's /usr/bin/chromium, or the one CHROMIUM names)."""
    setup("browser")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("No Chromium found. On Debian: sudo apt install chromium; or set CHROMIUM to its path.")
    call(
        PYTHON,
        "-m",
        "pytest",
        *workers_of(arguments),
        "-m",
        "browser",
        *arguments.rest,
        env={**os.environ, "CHROMIUM": chromium},
    )


def check(arguments: argparse.Namespace) -> None:
    """Format, lint, types and tests: what CI runs."""
    setup("test")
    call(PYTHON, "-m", "ruff", "format", "--check", ".")
    call(PYTHON, "-m", "ruff", "check", ".")
    call(PYTHON, "-m", "mypy")
    test(arguments)


def bench(arguments: argparse.Namespace) -> None:
    """The benchmarks; each prints ratios to its stated baseline."""
    setup("test")
    call(PYTHON, "-m", "benchmarks", *arguments.rest)


def lock(arguments: argparse.Namespace) -> None:
    """Write the hashed locks anew from pyproject.toml (needs uv)."""
    uv = shutil.which("uv") or sys.exit("Making a lock needs uv: pip install uv.")
    extras = {"run": [], "test": ["test"], "browser": ["test", "browser"]}
    for kind, path in LOCKS.items():
        options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet"]
        wanted = [part for extra in extras[kind] for part in ("--extra", extra)]
        env = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "python3 tasks.py lock"}
        call(
            uv,
            "pip",
            "compile",
            "pyproject.toml",
            "--python-version",
            "3.11",
            *options,
            *wanted,
            "-o",
            path,
            env=env,
        )


def translations(arguments: argparse.Namespace) -> None:
    """Collect the texts of templates and code into the Dutch and English catalogues; ends with 1 when one lacks Dutch."""
    setup("test")
    call(PYTHON, "-m", "lms.web.catalogues")
    compile_catalogues()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 tasks.py", description=__doc__.split(":")[0] + ".")
    commands = parser.add_subparsers(dest="command", metavar="TASK", required=True)
    running = commands.add_parser("run", help="start the site and its scheduler with the demo region")
    running.add_argument(
        "--own", action="store_true", help="with your organisation's own, at first empty, database"
    )
    running.add_argument("--port", type=int, default=5000)
    commands.add_parser("setup", help="make the environment only").add_argument(
        "--kind", choices=list(LOCKS), default="run", help="what to install (default: run)"
    )
    tasks = {
        "test": test,
        "check": check,
        "browser": browser,
        "bench": bench,
        "lock": lock,
        "translations": translations,
    }
    for name, task in tasks.items():
        commands.add_parser(name, help=(task.__doc__ or "").split("\n")[0].rstrip("."), add_help=False)
    commands.add_parser("help", help="this list")
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    if rest and arguments.command in ("run", "setup", "help"):
        parser.error(f"unknown: {' '.join(rest)}")
    if arguments.command == "help":
        parser.print_help()
    elif arguments.command == "setup":
        setup(arguments.kind)
    elif arguments.command == "run":
        run(arguments)
    else:
        tasks[arguments.command](arguments)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
