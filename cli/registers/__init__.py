"""`koploper import`: an existing register, from a spreadsheet, row by row through intake's API."""
