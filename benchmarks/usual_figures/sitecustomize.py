"""For ways named `-usual`: each figure is also drawn as a notebook usually draws it, by matplotlib.

Put on the path of a kernel, it adds to each figure what pyplot and its inline backend cost: a
chart of the same size with a bar and a label for each row of the figure's table (twenty at most),
one full drawing that is thrown away after the cell, and a PNG cut to its tight bounding box, which
draws twice. Nothing of it is shown, so the outputs stay those of the other ways.
"""

import io
import sys
from importlib.abc import MetaPathFinder
from importlib.util import find_spec

_MOST = 20


def _draw(width, height, table):
    """A chart of the rows of a table, drawn as a notebook would; sizes in points."""
    from matplotlib.figure import Figure

    rows = table.rows[:_MOST]
    values = [next((c.value for c in row if c.is_number), 0.0) for row in rows]
    made = Figure(figsize=(width / 72, height / 72))
    axes = made.subplots()
    axes.barh(range(len(rows)), values)
    axes.set_yticks(range(len(rows)), [row[0].text for row in rows], parse_math=False)
    for place, value in enumerate(values):
        axes.text(value, place, f"{value:g}", va="center")
    for box in (None, "tight"):
        made.savefig(io.BytesIO(), format="png", bbox_inches=box)


class _Sheet(MetaPathFinder):
    """Adds the drawings when `helpers.figures.plane.sheet` is imported."""

    def find_spec(self, name, path=None, target=None):
        if name != "helpers.figures.plane.sheet":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            ours = module.block

            def block(block_id, figure, **words):
                _draw(figure.width, figure.height, words["table"])
                return ours(block_id, figure, **words)

            module.block = block

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Sheet())
