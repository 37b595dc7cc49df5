"""Plan files («дорожные карты») of any known shape → items, frame, findings.

- `read_roadmap(path, plan_id="")` → `RoadmapSource`: `items` (each with its parsed
  `deadline`), `frame`, `findings` (warnings about the plan); raises `InputDataError`.
  `content=` and `shown=` give the bytes and the name of a file inside an archive.
- `roadmap_row(item, frame)` → the published JSON object of an item; with `progress` and
  `as_of` also `status` and `instances`
- `item_rows(source, plan_id)`, `plan_row(source, plan_id)` → rows of the tables
  `roadmap_items` and `plan_frames`; `item_from_row(row, frame)` → an item from a stored row
  (the frame comes from `PlanFrame.from_row`)
"""

from .reading import (
    RoadmapItem,
    RoadmapSource,
    item_from_row,
    item_rows,
    plan_row,
    read_roadmap,
    roadmap_row,
)

__all__ = [
    "RoadmapItem",
    "RoadmapSource",
    "item_from_row",
    "item_rows",
    "plan_row",
    "read_roadmap",
    "roadmap_row",
]
