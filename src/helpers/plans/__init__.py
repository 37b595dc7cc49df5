"""The language of roadmaps: deadlines, frames, responsible parties, evidence, people.

Pure functions on text and plain objects; files are read by `helpers.readers.roadmap`.

- `read_deadline(text, frame, section="")` → `Deadline`: kind, windows, due, rhythm, flags
- `PlanFrame` (`.calendar`, `.school_year`, `.from_row`, `.as_row`), `Stage`, `Event`;
  `detect_frame(lines, terms)` finds the frame in the text around a plan's table
- `expand(deadline, frame)` → `Instance`s; `statuses(deadline, frame, progress, as_of,
  evidence)` judges them and the item; `Progress` is one record of work
- `responsible_codes(text)`, `PARTY_LABELS`; `evidence_codes(text)`, `EVIDENCE_LABELS`
- `NameMask`: names of people → «[лицо 1]», to be applied before anything else sees the text
"""

from .deadlines import Deadline, read_deadline
from .evidence import EVIDENCE_LABELS, evidence_codes
from .frame_detection import FoundFrame, detect_frame
from .frames import Event, PlanFrame, Stage, Window
from .instances import STATUSES, Instance, Progress, Status, expand, item_status, statuses
from .parties import PARTY_LABELS, responsible_codes, unknown_names, unknown_parties
from .persons import NameMask

__all__ = [
    "EVIDENCE_LABELS",
    "PARTY_LABELS",
    "STATUSES",
    "Deadline",
    "Event",
    "FoundFrame",
    "Instance",
    "NameMask",
    "PlanFrame",
    "Progress",
    "Stage",
    "Status",
    "Window",
    "detect_frame",
    "evidence_codes",
    "expand",
    "item_status",
    "read_deadline",
    "responsible_codes",
    "statuses",
    "unknown_names",
    "unknown_parties",
]
