"""query.py STATEMENT...: runs the statements in one session over Connect and prints a line for each: its
rows as a JSON list, or an error with its type and message, as a notebook would show it. The exit code
is 1 after any error."""

import json
import os
import sys

from pyspark.sql import SparkSession

remote = os.environ["SPARK_REMOTE"]
token = os.environ.get("STRATALENS_TOKEN")
code = 0
try:
    spark = SparkSession.builder.remote(remote + (f"/;token={token}" if token else "")).getOrCreate()
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
for statement in sys.argv[1:]:
    try:
        rows = [row.asDict() for row in spark.sql(statement).collect()]
        print(json.dumps(rows, default=str), flush=True)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        code = 1
sys.exit(code)
