"""query.py STATEMENT...: runs the statements in one session over Connect and prints the rows of each
as a JSON list on a line. An error ends it with its type and message, as a notebook would show them."""

import json
import os
import sys

from pyspark.sql import SparkSession

remote = os.environ["SPARK_REMOTE"]
token = os.environ.get("STRATALENS_TOKEN")
spark = SparkSession.builder.remote(remote + (f"/;token={token}" if token else "")).getOrCreate()
try:
    for statement in sys.argv[1:]:
        rows = [row.asDict() for row in spark.sql(statement).collect()]
        print(json.dumps(rows, default=str), flush=True)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
    sys.exit(1)
