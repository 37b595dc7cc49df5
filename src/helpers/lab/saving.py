"""What JupyterLab keeps of the shipped notebooks when it saves: no outputs, no chosen values.

Here: the hook that JupyterLab calls before it writes a notebook. Not here: variants, which
keep their values (`variants`).

The notebooks of the workbook are stored without outputs: outputs hold school data, and a
changed notebook would make every report out of date.
"""

from __future__ import annotations

from typing import Any

from helpers import paths
from helpers.lab.variants import INJECTED


def keep_clean(model: dict[str, Any], path: str, **_: Any) -> None:
    """Take outputs, counters and chosen values out of a notebook of `notebooks/`, in place."""
    content = model.get("content")
    folder = paths.notebooks_folder().relative_to(paths.project_root()).as_posix()
    is_ours = model.get("type") == "notebook" and path.strip("/").startswith(f"{folder}/")
    if not is_ours or not isinstance(content, dict):
        return
    cells = [
        cell
        for cell in content.get("cells", [])
        if INJECTED not in cell.get("metadata", {}).get("tags", [])
    ]
    for cell in cells:
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
        for name in ("execution", "trusted", "collapsed", "scrolled"):
            cell.get("metadata", {}).pop(name, None)
    content["cells"] = cells
    content.get("metadata", {}).pop("widgets", None)
