"""Fair comparison of schools: with whom to compare, what to expect, who may help whom.

Here: schools in like conditions (`conditions`), results against them (`compared`), the expected
result (`expected`), places by result, resilient and leader schools (`standing`, `leaders`), all
for one run (`year`). Not here: how indicators are counted, sentences, tables.
"""

from helpers.indicators.peers.compared import against_peers
from helpers.indicators.peers.conditions import nearest, standardised
from helpers.indicators.peers.expected import expected_results
from helpers.indicators.peers.leaders import leaders, partner_proposals
from helpers.indicators.peers.rule import Rule, default_rule, rule_of
from helpers.indicators.peers.standing import hardship, resilient, result_places

__all__ = [
    "Rule",
    "against_peers",
    "default_rule",
    "expected_results",
    "hardship",
    "leaders",
    "nearest",
    "partner_proposals",
    "resilient",
    "result_places",
    "rule_of",
    "standardised",
]
