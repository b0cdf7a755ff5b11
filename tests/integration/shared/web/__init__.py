"""What every service's HTTP app shares, on the toy that counts."""
