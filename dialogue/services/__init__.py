"""Every write of the dialogue: right, rule, transaction, history."""
