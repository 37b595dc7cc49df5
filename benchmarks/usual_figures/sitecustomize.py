"""For way A-usual: every figure is drawn as a notebook usually draws it, besides our own way.

Put on the path of a kernel, it adds to each figure what pyplot and its inline backend cost: one
full drawing that is thrown away after the cell, and a PNG cut to its tight bounding box, which
draws twice. Nothing of it is shown, so the outputs stay those of the other ways.
"""

import io
import sys
from importlib.abc import MetaPathFinder
from importlib.util import find_spec


class _Canvas(MetaPathFinder):
    """Adds the drawings when `helpers.figures.canvas` is imported."""

    def find_spec(self, name, path=None, target=None):
        if name != "helpers.figures.canvas":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            drawn = module.svg_text

            def svg_text(figure, *rest):
                for box in (None, "tight"):
                    figure.savefig(io.BytesIO(), format="png", bbox_inches=box)
                return drawn(figure, *rest)

            module.svg_text = svg_text

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Canvas())
