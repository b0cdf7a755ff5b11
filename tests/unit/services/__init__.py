"""Each service's rules, mirroring services/."""
