"""Files that people hand in."""

import io
import shutil

import pytest
from django.conf import settings

from tests.conftest import AT
from yuandu.engines.files import api as files

PLACE = settings.HOME / "files"
MEGABYTE = 1 << 20


@pytest.fixture
def place(db):
    """The folder of the store, empty."""
    shutil.rmtree(PLACE, ignore_errors=True)
    yield PLACE
    shutil.rmtree(PLACE, ignore_errors=True)


@pytest.fixture
def keep(place):
    """Hand a file in."""

    def kept(content=b"a,b\n1,2\n", name="名册.csv", **details):
        content = io.BytesIO(content) if isinstance(content, bytes) else content
        usual = {
            "path": "370700.370705.",
            "by": 7,
            "at": AT,
            "allowed": frozenset({"csv", "png"}),
            "limit": MEGABYTE,
        }
        return files.keep(content=content, name=name, **usual | details)

    return kept
