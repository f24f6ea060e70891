"""Metrics from the functions' log lines, alarms and a dashboard."""

from typing import get_args

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from lambdas.user_mfa import contract
from stacks.constructs.mfa_enablement import MfaEnablement
from stacks.constructs.recovery import Recovery
from stacks.constructs.user_runs import UserRuns
from stacks.settings import operation

OUTCOMES = get_args(contract.Outcome)
PERIOD = Duration.minutes(5)


class Monitoring(Construct):
    """Metrics, alarms and a dashboard.

    :param sms: whether the pool sends SMS messages through this region's SNS. An alarm sees its own region
        only.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        monitoring: operation.Monitoring,
        enablement: MfaEnablement,
        runs: UserRuns | None,
        recovery: Recovery | None,
        sms: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self._namespace = Stack.of(self).stack_name
        self._enablement = enablement
        self._runs = runs
        self._topic = (
            sns.Topic.from_topic_arn(self, "Topic", monitoring.alarm_topic_arn)
            if monitoring.alarm_topic_arn
            else None
        )
        self._build_outcomes("SignUpOutcomes", enablement.trigger.log_group)
        self._build_outcomes("WorkerOutcomes", enablement.worker.log_group)
        alarms = self._build_alarms()
        if runs:
            self._build_outcomes("RunOutcomes", runs.apply.log_group)
            alarms.append(self._build_run_alarm(runs))
        if recovery:
            alarms.append(self._build_recovery_alarm(recovery, monitoring.recoveries_per_hour))
        if sms:
            alarms.append(self._build_spend_alarm(monitoring.sms_spend_usd))
        self._build_dashboard(alarms)

    def _build_outcomes(self, construct_id: str, log_group: logs.ILogGroup) -> None:
        """One metric per outcome, counting the log lines that have it. A dry run logs no outcomes."""
        logs.MetricFilter(
            self,
            construct_id,
            log_group=log_group,
            filter_pattern=logs.FilterPattern.string_value(f"$.{contract.OUTCOME}", "=", "*"),
            metric_namespace=self._namespace,
            metric_name="Users",
            dimensions={"Outcome": f"$.{contract.OUTCOME}"},
        )

    def _build_alarms(self) -> list[cloudwatch.IAlarm]:
        lost = self._count_lines("LostUsers", self._enablement.trigger.log_group, contract.MFA_LOST)
        return [
            self._build_alarm(
                "Lost",
                lost.metric(statistic="Sum", period=PERIOD),
                "A user signed up, and neither got MFA nor is in the queue: see docs/operations.md.",
            ),
            self._build_alarm(
                "TriggerErrors",
                self._enablement.trigger.resource.metric_errors(period=PERIOD),
                "The post-confirmation function fails: users may see errors at sign-up.",
            ),
            self._build_alarm(
                "DeadLetters",
                self._dead_letters(),
                "The worker has given up on users: see docs/operations.md.",
            ),
        ]

    def _build_run_alarm(self, runs: UserRuns) -> cloudwatch.IAlarm:
        refused = self._count_lines("RefusedRuns", runs.check.log_group, contract.RUN_REFUSED)
        # A refused execution fails, too; whoever started it is told why at once.
        failed = cloudwatch.MathExpression(
            expression="failed - FILL(refused, 0)",
            using_metrics={
                "failed": runs.state_machine.metric_failed(period=PERIOD),
                "refused": refused.metric(statistic="Sum", period=PERIOD),
            },
            period=PERIOD,
        )
        return self._build_alarm(
            "FailedRun", failed, "A run over all users has failed: see docs/operations.md."
        )

    def _build_recovery_alarm(self, recovery: Recovery, per_hour: int) -> cloudwatch.IAlarm:
        recoveries = self._count_lines("Recoveries", recovery.function.log_group, contract.RECOVERY_STARTED)
        return self._build_alarm(
            "ManyRecoveries",
            recoveries.metric(statistic="Sum", period=Duration.hours(1)),
            "Unusually many lost TOTP devices: see docs/operations.md.",
            threshold=per_hour,
        )

    def _count_lines(self, name: str, log_group: logs.ILogGroup, message: str) -> logs.MetricFilter:
        """A metric that counts the log lines with a message."""
        return logs.MetricFilter(
            self,
            name,
            log_group=log_group,
            filter_pattern=logs.FilterPattern.string_value("$.message", "=", message),
            metric_namespace=self._namespace,
            metric_name=name,
            default_value=0,
        )

    def _build_spend_alarm(self, usd: float) -> cloudwatch.IAlarm:
        spend = cloudwatch.Metric(
            namespace="AWS/SNS",
            metric_name="SMSMonthToDateSpentUSD",
            statistic="Maximum",
            period=Duration.hours(1),
        )
        return self._build_alarm(
            "SmsSpend",
            spend,
            "What SMS messages cost this month: at the account's limit SNS stops sending them.",
            threshold=usd,
        )

    def _build_alarm(
        self, construct_id: str, metric: cloudwatch.IMetric, description: str, *, threshold: float = 1
    ) -> cloudwatch.IAlarm:
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            alarm_description=description,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self._topic:
            alarm.add_alarm_action(actions.SnsAction(self._topic))
        return alarm

    def _dead_letters(self) -> cloudwatch.Metric:
        return self._enablement.dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD)

    def _build_dashboard(self, alarms: list[cloudwatch.IAlarm]) -> None:
        queue = self._enablement.queue
        functions = [
            self._enablement.trigger.resource,
            self._enablement.worker.resource,
            *(function.resource for function in (self._runs.functions.values() if self._runs else ())),
        ]
        outcomes = [
            cloudwatch.Metric(
                namespace=self._namespace,
                metric_name="Users",
                dimensions_map={"Outcome": outcome},
                statistic="Sum",
                period=PERIOD,
                label=outcome,
            )
            for outcome in OUTCOMES
        ]
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=self._namespace,
            widgets=[
                [cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms, width=24)],
                [
                    cloudwatch.GraphWidget(title="Users by outcome", left=outcomes, stacked=True, width=12),
                    cloudwatch.GraphWidget(
                        title="Queue: messages, and the age of the oldest",
                        left=[
                            queue.metric_approximate_number_of_messages_visible(period=PERIOD),
                            self._dead_letters(),
                        ],
                        right=[queue.metric_approximate_age_of_oldest_message(period=PERIOD)],
                        width=12,
                    ),
                ],
                [
                    cloudwatch.GraphWidget(
                        title="Functions: errors, and how long they take",
                        left=[function.metric_errors(period=PERIOD) for function in functions],
                        right=[
                            function.metric_duration(period=PERIOD, statistic="p99") for function in functions
                        ],
                        width=24,
                    )
                ],
            ],
        )
