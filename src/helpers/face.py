"""The public face of a package: its modules at hand by name, loaded when first asked for.

Here: what makes `from helpers import figures` and then `figures.results` work, with the
modules offered by the tab key. Not here: any function of a package.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType


def submodules(package: str) -> tuple[Callable[[str], ModuleType], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package that offers its public modules.

    Nothing is imported before it is named, so that a package stays quick to import.
    """
    home = importlib.import_module(package)

    def names() -> list[str]:
        found = (module.name for module in pkgutil.iter_modules(home.__path__))
        return sorted(name for name in found if not name.startswith("_"))

    def module(name: str) -> ModuleType:
        if name.startswith("_") or name not in names():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return importlib.import_module(f"{package}.{name}")

    def offered() -> list[str]:
        return sorted({*home.__dict__, *names()} - {submodules.__name__})

    return module, offered
