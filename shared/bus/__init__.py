"""How facts travel between services: one small protocol, one durable default, room for a broker."""
