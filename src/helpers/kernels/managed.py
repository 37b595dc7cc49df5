"""Our engine as papermill's own base class wants it.

Here: the choice between a warm and an ordinary kernel, and the options of a run. Not here:
the entry point (`engine`, which papermill loads while it is itself half imported).

Options (keywords of `papermill.execute_notebook`): `warm` (None: as the system and
`SHNOR_ENGINE` say), `time_limit` (seconds for the notebook), `memory_mb`, `record_inputs`,
`on_cell` (called with the index and the number of cells). Papermill's `execution_timeout`
(seconds per cell) and nbclient's options work as usual.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from helpers.kernels import choice
from helpers.kernels.client import ColdClient, WarmClient


class ManagedEngine(Engine):
    """Runs notebooks in warm kernels where that is possible."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        warm: bool | None = None,
        **kwargs: Any,
    ) -> None:
        """Execute the notebook of `nb_man` in place."""
        rest = remove_args(["input_path", "timeout", "startup_timeout"], **kwargs)
        options = merge_kwargs(
            rest,
            timeout=execution_timeout or kwargs.get("timeout"),
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        client = WarmClient if choice.warm_wanted(kernel_name or "", warm) else ColdClient
        client(nb_man, **options).execute()
