"""What is known of a person in all services together, and having them forgotten in all of them."""
