"""What a reply shows of the five elements, and what in it contradicts the ledger (附件1 一.3)."""
