"""What every record shares: version lock, change history, read audit, idempotency key."""
