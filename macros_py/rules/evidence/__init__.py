"""What a person weighs when filling in 附件2; never a decision (rules 5)."""
