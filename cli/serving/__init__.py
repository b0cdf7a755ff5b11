"""`koploper serve`: one service per process, as many processes as there is work for."""
