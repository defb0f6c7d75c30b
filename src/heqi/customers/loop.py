"""What the loop does for master data."""

from heqi.customers.actions.duplicates import find_duplicates_nightly
from heqi.ledger.loop import task

task("customers.find_duplicates")(find_duplicates_nightly)
