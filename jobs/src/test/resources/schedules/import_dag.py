"""Imports an Airflow DAG and prints what its tasks would submit, as JSON.

With Airflow where Airflow is installed, else with stand-ins that take the parameters of Airflow 3's own classes and no
others: of airflow.sdk.DAG and of SparkSubmitOperator in apache-airflow-providers-apache-spark.
"""

import importlib.util
import json
import sys
import types

DAG_PARAMETERS = (
    "dag_id description schedule start_date end_date template_searchpath default_args params max_active_tasks"
    " max_active_runs dagrun_timeout catchup doc_md tags owner_links fail_fast is_paused_upon_creation"
).split()
TASK_PARAMETERS = (
    "task_id retries retry_delay owner email depends_on_past execution_timeout pool queue trigger_rule"
).split()
SUBMIT_PARAMETERS = (
    "application conf conn_id files py_files archives driver_class_path jars java_class packages exclude_packages"
    " repositories total_executor_cores executor_cores executor_memory driver_memory keytab principal proxy_user name"
    " num_executors status_poll_interval application_args env_vars verbose spark_binary properties_file"
    " yarn_queue deploy_mode use_krb5ccache"
).split()
TASKS = []


def taken(given, known):
    unknown = set(given) - set(known)
    if unknown:
        raise TypeError(f"unexpected keyword arguments: {sorted(unknown)}")


class Dag:
    def __init__(self, **given):
        taken(given, DAG_PARAMETERS)
        taken(given.get("default_args", {}), TASK_PARAMETERS)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False


class SparkSubmit:
    def __init__(self, **given):
        taken(given, TASK_PARAMETERS + SUBMIT_PARAMETERS)
        TASKS.append(given)


def stand_in(name, **contents):
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    sys.modules[name] = module


def main(path):
    real = importlib.util.find_spec("airflow") is not None
    if not real:
        for package in ("airflow", "airflow.providers", "airflow.providers.apache"):
            stand_in(package)
        for package in ("airflow.providers.apache.spark", "airflow.providers.apache.spark.operators"):
            stand_in(package)
        stand_in("airflow.sdk", DAG=Dag)
        stand_in("airflow.providers.apache.spark.operators.spark_submit", SparkSubmitOperator=SparkSubmit)
    spec = importlib.util.spec_from_file_location("dag_file", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tasks = [
        {
            "application": task.application,
            "java_class": task._java_class,
            "application_args": task.application_args,
            "conf": task.conf,
        }
        for task in module.dag.tasks
    ] if real else TASKS
    print(json.dumps(tasks))


main(sys.argv[1])
