"""A sweep a day for Apache Airflow: put this file into its dags folder.

The connection `spark_stratalens` names the cluster and carries what is secret; the logical date of the DAG run goes
to the sweep, so that a task that is cleared and run again changes nothing. The variables STRATALENS_HOME and
STRATALENS_WAREHOUSE of the environment say where the release and the tables are, the same on every worker.
"""

import os
from datetime import datetime, timedelta, timezone

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG

HOME = os.environ.get("STRATALENS_HOME", "/opt/stratalens")
WAREHOUSE = os.environ.get("STRATALENS_WAREHOUSE", "/warehouse")

with DAG(
    dag_id="stratalens_sweep",
    description="How far vectors steer the data sets of a plan",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    # Two sweeps of one plan would wait for each other.
    max_active_runs=1,
    default_args={
        # What is committed stays, so that another try does only the rest.
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
    },
    tags=["stratalens"],
) as dag:
    SparkSubmitOperator(
        task_id="sweep",
        conn_id="spark_stratalens",
        name="stratalens-sweep-{{ ds }}",
        application=f"{HOME}/lib/stratalens.jar",
        java_class="io.stratalens.jobs.cli.Main",
        packages="io.delta:delta-spark_4.2_2.13:4.4.0",
        application_args=[
            "sweep",
            "--plan",
            f"{HOME}/conf/sweeps/mood.json",
            "--logical-date",
            "{{ ds }}",
            "--warehouse",
            WAREHOUSE,
        ],
        driver_memory="2g",
        executor_memory="4g",
        executor_cores=4,
        num_executors=2,
        conf={
            "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.plugins": "io.stratalens.workers.cluster.StratalensPlugin",
            "spark.databricks.delta.snapshotPartitions": "2",
            # libtorch and the weights lie outside the heap.
            "spark.executor.memoryOverhead": "8g",
            "spark.dynamicAllocation.enabled": "false",
        },
    )
