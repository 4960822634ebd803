"""Reads SDMX-CSV 2.0 by a reader that others wrote, as a data structure says it is.

usage: read_sdmx.py FILE DIMENSION...; prints, as JSON, the structures and actions, columns it does not know, and each
observation: its key, its value, its attributes.
"""

import json
import sys
from io import BytesIO

from sdmx.model import v30
from sdmx.reader.csv import Reader

path, *dimensions = sys.argv[1:]
structure = v30.DataStructureDefinition(id="SCHOOL")
for dimension in dimensions:
    structure.dimensions.getdefault(dimension)
structure.measures.append(v30.Measure(id="OBS_VALUE"))
for attribute in "OBS_STATUS CONF_STATUS NUMERATOR DENOMINATOR REVISION SEQUENCE IS_LIVE".split():
    structure.attributes.getdefault(attribute)
reader = Reader()
with open(path, "rb") as file:
    message = reader.convert(BytesIO(file.read()), structure=structure)
rows = [
    {
        "key": {name: part.value for name, part in one.dimension.values.items()},
        "value": one.value,
        "attributes": {name: part.value for name, part in one.attached_attribute.items()},
    }
    for data_set in message.data
    for one in data_set.obs
]
targets = [list(target) for target in reader._observations]
print(json.dumps({"targets": targets, "unknown": reader.options.custom_columns, "rows": rows}))
