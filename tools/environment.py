"""Write `environment.yml` for conda users from `requirements.lock`.

Run as `python -m tools.environment`; a test compares the file with what this writes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TEMPLATE = """\
# Generated from requirements.lock by `make lock`; do not edit.
# requirements.lock sha256: {digest}
# After `conda env create -f environment.yml` and `conda activate shnor`, once:
#   pip install --no-deps --no-build-isolation -e .
name: shnor
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
      - --require-hashes
      - -r requirements.lock
"""


def environment_text(lock: bytes) -> str:
    """Content of `environment.yml` for a lock file."""
    return TEMPLATE.format(digest=hashlib.sha256(lock).hexdigest())


if __name__ == "__main__":
    lock = (ROOT / "requirements.lock").read_bytes()
    (ROOT / "environment.yml").write_text(environment_text(lock), encoding="utf-8")
