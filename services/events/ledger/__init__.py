"""The ledger itself: what arrived, exactly as it arrived, in one order for ever."""
