"""Fills in a template as a person with a spreadsheet does, by a library that others wrote.

usage: fill.py TEMPLATE OUT CELL=VALUE...; a value is a number where it reads as one, a formula where it begins with =.
Prints the sheets, the header, and whether the status is offered from a list.
"""

import sys

from openpyxl import load_workbook

template, out, *cells = sys.argv[1:]
book = load_workbook(template)
sheet = book.worksheets[0]
header = [cell.value for cell in sheet[1]]
offered = [str(one.sqref) for one in sheet.data_validations.dataValidation]
print(book.sheetnames, header, sheet.freeze_panes)
print(len(offered), "lists")
for cell in cells:
    address, value = cell.split("=", 1)
    try:
        value = float(value) if "." in value else int(value)
    except ValueError:
        pass
    sheet[address] = value
book.save(out)
