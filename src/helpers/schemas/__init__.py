"""Tables and columns of the store: the one description that readers, forms and store share."""

from helpers.schemas.columns import COLUMNS, Column
from helpers.schemas.tables import ABSENCE_COLUMN, PROVENANCE, TABLES, Table

__all__ = ["ABSENCE_COLUMN", "COLUMNS", "PROVENANCE", "TABLES", "Column", "Table"]
