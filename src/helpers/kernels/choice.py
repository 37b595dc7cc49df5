"""Which kind of kernel a run gets: forked from the template, or an ordinary one.

Here: the rule, once. Not here: the kernels.
"""

from __future__ import annotations

import os

from helpers.kernels import process

#: Environment variable that chooses: `warm` (also when it is not set) or `cold`.
ENGINE_VARIABLE = "SHNOR_ENGINE"

#: Kernel names that mean the Python this program runs in.
_OURS = ("", "python3", "python")


def warm_wanted(kernel_name: str = "", asked: bool | None = None) -> bool:
    """Whether a warm kernel is used: possible on this system, of Python, and not refused.

    `asked` decides where it is given, else the environment variable does.
    """
    if not process.can_fork() or kernel_name not in _OURS:
        return False
    if asked is not None:
        return asked
    return os.environ.get(ENGINE_VARIABLE, "warm") != "cold"
