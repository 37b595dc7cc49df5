"""Cuts and limits of the early warning, as its parameter file states them.

Here: reading `params/methodology/early_warning.yaml`. Not here: what is done with the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpers import methodology


@dataclass(frozen=True)
class Settings:
    """`params/methodology/early_warning.yaml`, read once."""

    low_cut_pct: float
    high_cut_pct: float
    evidence: tuple[str, ...]
    trial_words: tuple[str, ...]
    link_participants: int
    history_years: int
    model_events: int
    last_grades: Mapping[str, str]
    silent_years: int

    @classmethod
    def stated(cls) -> Settings:
        """The values of the parameter file."""
        rules = methodology.rules("early_warning")
        return cls(
            rules.number("low_cut_pct"),
            rules.number("high_cut_pct"),
            rules.texts("evidence"),
            rules.texts("trial_words"),
            int(rules.number("link_participants")),
            int(rules.number("history_years")),
            int(rules.number("model_events")),
            rules.mapping("last_grades"),
            int(rules.number("silent_years")),
        )

    def word(self, chance_pct: float) -> str:
        """`low`, `medium` or `high`."""
        if chance_pct < self.low_cut_pct:
            return "low"
        return "high" if chance_pct >= self.high_cut_pct else "medium"
