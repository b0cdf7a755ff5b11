"""What every store and every bus must hold to; an adapter slots in as one more parameter."""
