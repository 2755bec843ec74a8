"""The two who sign a settlement, each in one role (rules 7)."""

SIGNERS = ("验收部门负责人", "验收工作人员")
