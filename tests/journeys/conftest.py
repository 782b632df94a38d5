"""The browser of the journeys: the machine's own, else one is installed; without one the run fails loudly."""

import os
import shutil
import subprocess
import sys

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = """\
NO JOURNEY WAS TRAVELLED: there is no Chromium, and none could be installed.
Install one (Debian: apt install chromium fonts-noto-cjk) and run the tests again."""


def system_chromium() -> str | None:
    """Return the path of the machine's own browser."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def succeeds(*command: str) -> bool:
    return subprocess.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}).returncode == 0


def install_from_debian() -> bool:
    """Install Chromium and Chinese type, where we are allowed to."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    packages = ("chromium", "fonts-noto-cjk")
    return succeeds("apt-get", "update", "-qq") and succeeds("apt-get", "install", "-qqy", *packages)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    arguments = browser_type_launch_args | {"args": ["--no-sandbox"]}
    if system_chromium() or (install_from_debian() and system_chromium()):
        return arguments | {"executable_path": system_chromium()}
    if succeeds(sys.executable, "-m", "playwright", "install", "chromium"):
        return arguments
    pytest.exit(MISSING, returncode=1)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """The browser of somebody who reads Chinese."""
    return browser_context_args | {"locale": "zh-CN"}
