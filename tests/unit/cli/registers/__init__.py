"""`koploper import`: how spreadsheets are read."""
