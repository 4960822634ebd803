"""Reads a data package by a reader that others wrote, and validates every table against its schema.

usage: read_package.py datapackage.json; prints, as JSON, whether it is valid, every error, the rows of each table as
that reader counted them, and the licenses.
"""

import json
import sys

from frictionless import Package, validate

(path,) = sys.argv[1:]
report = validate(path)
print(
    json.dumps(
        {
            "valid": report.valid,
            "errors": report.flatten(["title", "rowNumber", "fieldName", "note", "message"])[:20],
            "rows": {task.name: task.stats.get("rows", 0) for task in report.tasks},
            "licenses": Package(path).licenses,
        },
        default=str,
    )
)
