"""What our blank forms carry besides data, so that the import passes over it."""

#: First cell of the grey example row.
EXAMPLE = "пример"
#: Sheet that explains the columns.
KEY_SHEET = "Пояснения"
#: Hidden sheet of words for drop-downs.
LIST_SHEET = "_списки"
