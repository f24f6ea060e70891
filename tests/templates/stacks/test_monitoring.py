"""Metrics, alarms and the dashboard."""

from typing import Any

from lambdas.user_mfa import contract
from tests.synthesis import properties, resource, resources, template

ALARM, FILTER = "AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter"
PROD, EVERYTHING = "tests/environments/prod", "tests/environments/everything"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"


def alarm(name: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = resource(name, ALARM, f"Monitoring/{path}")["Properties"]
    return found


def test_each_outcome_is_a_metric_by_the_functions_lines() -> None:
    for path in ("SignUpOutcomes", "WorkerOutcomes", "RunOutcomes"):
        found = resource(PROD, FILTER, f"Monitoring/{path}")["Properties"]
        assert found["FilterPattern"] == '{ $.outcome = "*" }'
        (metric,) = found["MetricTransformations"]
        assert metric["MetricNamespace"] == "auth-prod"
        assert metric["Dimensions"] == [{"Key": "Outcome", "Value": "$.outcome"}]


def test_the_alarms() -> None:
    assert len(resources(PROD, ALARM)) == 6
    paths = ("Lost", "TriggerErrors", "DeadLetters", "ManyRecoveries")
    assert {path: alarm(PROD, path)["MetricName"] for path in paths} == {
        "Lost": "LostUsers",
        "TriggerErrors": "Errors",
        "DeadLetters": "ApproximateNumberOfMessagesVisible",
        "ManyRecoveries": "Recoveries",
    }
    many = alarm(PROD, "ManyRecoveries")
    assert (many["Threshold"], many["Period"], many["Statistic"]) == (10, 3600, "Sum")
    recoveries = resource(PROD, FILTER, "Monitoring/Recoveries")["Properties"]
    assert recoveries["FilterPattern"] == f'{{ $.message = "{contract.RECOVERY_STARTED}" }}'
    assert recoveries["LogGroupName"]["Ref"].startswith("RecoveryRecoverLogGroup")
    lost = resource(PROD, FILTER, "Monitoring/LostUsers")["Properties"]
    assert lost["FilterPattern"] == f'{{ $.message = "{contract.MFA_LOST}" }}'
    spend = alarm(PROD, "SmsSpend")
    assert (spend["MetricName"], spend["Threshold"]) == ("SMSMonthToDateSpentUSD", 0.8)
    assert "AlarmActions" not in spend


def test_a_run_that_is_refused_raises_no_alarm() -> None:
    by_id = {each["Id"]: each for each in alarm(PROD, "FailedRun")["Metrics"]}
    (expression,) = [each["Expression"] for each in by_id.values() if "Expression" in each]
    assert expression == "failed - FILL(refused, 0)"
    names = {name: by_id[name]["MetricStat"]["Metric"]["MetricName"] for name in ("failed", "refused")}
    assert names == {"failed": "ExecutionsFailed", "refused": "RefusedRuns"}
    lines = resource(PROD, FILTER, "Monitoring/RefusedRuns")["Properties"]
    assert lines["FilterPattern"] == f'{{ $.message = "{contract.RUN_REFUSED}" }}'
    assert lines["LogGroupName"]["Ref"].startswith("RunsCheckLogGroup")


def test_a_topic_is_told_of_every_alarm() -> None:
    alarms = resources(EVERYTHING, ALARM).values()
    assert [each["Properties"]["AlarmActions"] for each in alarms] == [[TOPIC]] * len(alarms)


def test_spend_is_watched_where_this_regions_sns_sends() -> None:
    # This one sends through another region's SNS, whose metrics are there.
    assert not [each for each in resources(EVERYTHING, ALARM) if "SmsSpend" in each]
    assert not [each for each in resources("tests/environments/optional-totp", ALARM) if "SmsSpend" in each]


def test_one_dashboard_a_stack() -> None:
    assert properties(PROD, "AWS::CloudWatch::Dashboard")["DashboardName"] == "auth-prod"


def test_monitoring_can_be_turned_off() -> None:
    types = {each["Type"] for each in template("tests/environments/optional-sms")["Resources"].values()}
    assert not types & {ALARM, FILTER, "AWS::CloudWatch::Dashboard"}
