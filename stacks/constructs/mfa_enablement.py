"""What enables MFA at sign-up: the pool's post-confirmation trigger, the queue behind it and its worker."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.user_mfa import contract
from stacks.constructs.acknowledgments import acknowledge
from stacks.constructs.function import Function
from stacks.constructs.policy import policy_of
from stacks.constructs.user_pool import UserPool
from stacks.settings.mfa import Mfa

# With delays that grow to an hour, this many receives span an outage of about five hours.
MAX_RECEIVES = 15
BATCH = 10
# The lowest maximum that Lambda offers for an event source.
WORKERS = 2
# What all workers together may request in each of Cognito's quota categories: little, since a user run
# may be using its share at the same time.
REQUESTS_PER_SECOND = 4
# Ten messages with two updates each, and a minute for requests that time out.
WORKER_TIMEOUT = 60 + 2 * BATCH * WORKERS // REQUESTS_PER_SECOND


class MfaEnablement(Construct):
    """The trigger enables MFA for a user who has just signed up, and adds them to groups; users for whom that
    fails go through the queue to the worker.

    :param join_groups: the groups that users join who sign up.

    The trigger learns its pool from the event: a function that is told its pool in an environment variable
    depends on the pool, and the pool on its trigger.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user_pool: UserPool,
        mfa: Mfa,
        join_groups: tuple[str, ...] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self._user_pool = user_pool
        self._policy = policy_of(mfa, join_groups).variables()
        self._join_groups = bool(join_groups)
        self.dead_letters = self._build_queue("DeadLetters", retention=Duration.days(14))
        acknowledge(
            self.dead_letters, {"Serverless-SQSRedrivePolicy": "It holds the other queue's dead letters."}
        )
        self.queue = self._build_queue(
            "Queue",
            # A message keeps its age in the dead-letter queue, where it has to stay for at least a week.
            retention=Duration.days(7),
            # Lambda's advice is six times the function's timeout:
            # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
            visibility_timeout=Duration.seconds(6 * WORKER_TIMEOUT),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=MAX_RECEIVES),
        )
        self.trigger = self._build_trigger()
        self.worker = self._build_worker()
        user_pool.add_trigger("post_confirmation", self.trigger.resource.function_arn)

    def _build_queue(
        self,
        construct_id: str,
        *,
        retention: Duration,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            construct_id,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=retention,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _build_trigger(self) -> Function:
        trigger = Function(
            self,
            "PostConfirmation",
            handler="post_confirmation",
            description="enables MFA for a user who has just signed up",
            # Cognito gives up after 5 seconds, of which a cold start may take one.
            timeout=4,
            environment={**self._policy, contract.QUEUE_URL: self.queue.queue_url},
            removal_policy=self._user_pool.removal_policy,
        )
        trigger.allow(
            "SetMfaPreference", ["cognito-idp:AdminSetUserMFAPreference"], self._user_pool.user_pool_arn
        )
        self._allow_joining(trigger)
        trigger.allow("LeaveToWorker", ["sqs:SendMessage"], self.queue.queue_arn)
        return trigger

    def _allow_joining(self, function: Function) -> None:
        if self._join_groups:
            function.allow("JoinGroups", ["cognito-idp:AdminAddUserToGroup"], self._user_pool.user_pool_arn)

    def _build_worker(self) -> Function:
        worker = Function(
            self,
            "Worker",
            handler="worker",
            description="enables MFA for users for whom that failed at sign-up",
            timeout=WORKER_TIMEOUT,
            environment={
                **self._policy,
                contract.USER_POOL_ID: self._user_pool.user_pool_id,
                contract.QUEUE_URL: self.queue.queue_url,
                contract.MAX_RECEIVES: str(MAX_RECEIVES),
                contract.REQUESTS_PER_SECOND: str(REQUESTS_PER_SECOND / WORKERS),
            },
            removal_policy=self._user_pool.removal_policy,
        )
        worker.allow(
            "EnableMfa",
            ["cognito-idp:AdminGetUser", "cognito-idp:AdminSetUserMFAPreference"],
            self._user_pool.user_pool_arn,
        )
        self._allow_joining(worker)
        # Lambda receives and deletes the messages with the function's role:
        # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        receive = worker.allow(
            "ReceiveMessages",
            [
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ChangeMessageVisibility",
            ],
            self.queue.queue_arn,
        )
        source = lambda_.EventSourceMapping(
            self,
            "WorkerQueue",
            target=worker.resource,
            event_source_arn=self.queue.queue_arn,
            batch_size=BATCH,
            # Not reserved concurrency: it throttles Lambda's own pollers, and each throttle costs messages
            # one of their receives; besides, a new account has no concurrency to reserve.
            max_concurrency=WORKERS,
            report_batch_item_failures=True,
        )
        acknowledge(
            source,
            {
                "Serverless-LambdaEventSourceMappingDestination": "A queue's failed messages go to its dead "
                "letters; Lambda has no other destination for them."
            },
        )
        # Lambda refuses the event source until the function has permission to receive.
        source.node.add_dependency(receive)
        return worker
