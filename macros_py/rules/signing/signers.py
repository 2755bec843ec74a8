"""Who signs a settlement: two of 甲方, each in one role, then the vendor (rules 7)."""

SIGNERS = ("验收部门负责人", "验收工作人员")
AGREED, OBJECTED = VENDOR = ("乙方确认", "乙方异议")
"""What the vendor says, once both of 甲方 have signed: one of the two."""
ROLES = (*SIGNERS, *VENDOR)
