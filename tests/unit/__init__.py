"""Rules and parts on their own: no network, no processes."""
