"""`python -m tools.demo_data [FOLDER]`: write the demo sources (by default into `data/demo`)."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.demo_data.build import write

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "demo" / "sources")
