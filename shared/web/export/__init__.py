"""Every list as a file for a spreadsheet: CSV and XLSX beside JSON, of the same items to the same reader."""
