"""Run SQL files on a local Spark: ``on_spark.py FOLDER``; a process of its own, with Java's noise.

The folder holds flows.parquet, flow_parents.parquet and NAME.sql; NAME.json gets the rows.
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

folder = Path(sys.argv[1])
settings = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.warehouse.dir": str(folder / "warehouse"),
}
builder = SparkSession.builder.master("local[1]")
for name, value in settings.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
for table in ("flows", "flow_parents"):
    spark.read.parquet(str(folder / f"{table}.parquet")).createOrReplaceTempView(table)
for query in folder.glob("*.sql"):
    rows = [list(row) for row in spark.sql(query.read_text()).collect()]
    query.with_suffix(".json").write_text(json.dumps(rows, default=float))
spark.stop()
