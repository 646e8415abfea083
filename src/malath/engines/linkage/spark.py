"""The same search on an Apache Spark cluster: Splink joins the blocks there, our scorer runs on its workers.

What decides is the same code as on one machine, so that the result is the same: the blocks are chosen here, Splink's
blocking joins them (arrays of keys, exploded), and each part of the pairs is screened by `Scorer.look` where it lies. Only
pairs that may be one person come back.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from malath.engines.linkage.blocking import Candidates, kept_keys
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.people import People

BATCH = 1 << 16
MASTER = "MALATH_SPARK_MASTER"
Keep = Callable[[Any, Any], Any]


def session(master: str, scratch: str) -> Any:
    """A Spark session on the loopback address, with what Splink needs. Raises LinkageError without pyspark or Java."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as missing:
        raise LinkageError(f"--engine spark needs the extra malath[spark]: {missing}") from missing
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(master).appName("malath link")
    for key, value in {
        "spark.jars": similarity_jar_location(),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": os.environ.get("MALATH_SPARK_PARTITIONS", "8"),
        "spark.executor.memory": os.environ.get("MALATH_SPARK_MEMORY", "1g"),
    }.items():
        builder = builder.config(key, value)
    try:
        made = builder.getOrCreate()
    except (PySparkException, RuntimeError) as problem:
        raise LinkageError(f"no Spark cluster answers at {master}: {problem}") from problem
    made.sparkContext.setCheckpointDir(scratch)
    made.sparkContext.setLogLevel("ERROR")
    return made


def candidates(people: People, keep: Keep, spark: Any) -> Candidates:
    """The candidates that `keep` (left rows, right rows -> mask) keeps, found and looked at on the cluster."""
    from pyspark import cloudpickle

    pairs = _pairs(people, spark)
    sent = spark.sparkContext.broadcast(cloudpickle.dumps(keep))  # type: ignore[no-untyped-call]

    def look(rows: Iterator[Any]) -> Iterator[list[int]]:
        kept: Keep = cloudpickle.loads(sent.value)
        while batch := list(islice(rows, BATCH)):
            ends = np.sort(np.array(batch, np.int32), axis=1)
            yield from ends[kept(ends[:, 0], ends[:, 1])].tolist()

    found = np.array(pairs.rdd.mapPartitions(look).collect(), np.int32).reshape(-1, 2)
    order = np.lexsort((found[:, 1], found[:, 0]))
    left, right = found[order].T
    return Candidates(left.copy(), right.copy(), np.ones(len(order), np.int16))


def _pairs(people: People, spark: Any) -> Any:
    """All pairs that meet in a block, each once, as a Spark data frame."""
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.spark import SparkAPI
    from splink.comparison_library import ExactMatch

    api: Any = SparkAPI(spark_session=spark)  # type: ignore[no-untyped-call]
    keys, rows = kept_keys(people)
    bounds = [(0, people.split), (people.split, people.total)] if people.split else [(0, people.total)]
    frames = [
        api.register(spark.createDataFrame(_table(keys, rows, *bound)), dataset_display_name=f"list_{n}")
        for n, bound in enumerate(bounds)
    ]
    settings = SettingsCreator(
        link_type="link_only" if people.split else "dedupe_only",
        unique_id_column_name="unique_id",
        # Splink wants a comparison; ours are made by the scorer, so that this one decides nothing.
        comparisons=[ExactMatch("whole")],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(frames if people.split else frames[0], settings)
    return linker.inference.predict().as_spark_dataframe().select("unique_id_l", "unique_id_r")


def _table(keys: Any, rows: Any, start: int, end: int) -> Any:
    """Rows with the list of their keys, as Arrow."""
    import pyarrow  # type: ignore[import-untyped]

    there = (rows >= start) & (rows < end)
    order = np.argsort(rows[there], kind="stable")
    own, values = rows[there][order], keys[there][order]
    ids, first = np.unique(own, return_index=True)
    lists = pyarrow.ListArray.from_arrays(np.append(first, len(own)).astype(np.int32), pyarrow.array(values))
    return pyarrow.table({"unique_id": ids.astype(np.int64), "keys": lists, "whole": np.ones(len(ids), np.int64)})
