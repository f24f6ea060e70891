"""Alarms on metric math, which ministack refuses in a template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
"""

from typing import Any

from ministack.services.cloudformation import provisioners

from local.patches.patching import patch


@patch("_cw_metric_alarm_record", provisioners)
def metric_alarm_record(ministack: Any, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """An alarm on metric math is kept as one on the first of its metrics: nothing computes the expression."""
    metrics = properties.get("Metrics") or []
    first = next((metric["MetricStat"] for metric in metrics if "MetricStat" in metric), None)
    if first is None:
        record: dict[str, Any] = ministack(name, properties)
        return record
    rest = {key: value for key, value in properties.items() if key != "Metrics"}
    kept: dict[str, Any] = ministack(
        name, {**rest, **first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]}
    )
    return kept
