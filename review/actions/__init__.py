"""Everything that changes something on the people side, one noun a module.

Each public function is one act of one person (or of the system): it checks, changes,
records exactly one event in the same transaction, and wakes what must follow once that
transaction is committed. Refusals are ``review.refusals``. Nothing else may write.
"""
