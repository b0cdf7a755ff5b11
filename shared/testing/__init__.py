"""What tests of services and of shared/ stand on; nothing here runs in production."""
