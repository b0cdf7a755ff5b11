"""What all services need and nothing of the domain: how facts are stored, sent, received and shown."""
