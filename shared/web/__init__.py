"""HTTP as the Dutch API Design Rules want it: problems, strict bodies, acts, lists."""
