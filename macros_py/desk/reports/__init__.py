"""周汇总, 月分析, 诉求分析报告: what a period's ledger says (附件1 一.4, 二.2(4))."""
