"""Every write to the network: the right, the rule, the transaction, the history."""
