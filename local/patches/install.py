"""Apply all patches to ministack, before it starts."""

from types import ModuleType

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import cloudformation as cloudformation_service
from ministack.services import cognito, lambda_svc, s3, sns, sqs, stepfunctions
from ministack.services.cloudformation import changesets, handlers, provisioners

from local.errors import LocalAwsError
from local.patches import (
    alarms,
    attributes,
    branding,
    change_sets,
    cloudformation,
    cloudformation_cognito,
    cloudformation_functions,
    constraints,
    dead_letters,
    devices,
    factors,
    faults,
    function_logs,
    function_time_limits,
    iam,
    imports,
    invitations,
    log_delivery,
    passwords,
    pools,
    recovery,
    risk_configuration,
    service_quotas,
    sign_in,
    sign_out,
    sign_up,
    sms_account,
    step_functions,
    totp_devices,
)
from local.patches.patching import ACTIONS, PATCHES

# Importing one registers its patches.
MODULES = (
    alarms,
    attributes,
    branding,
    cloudformation,
    constraints,
    devices,
    factors,
    faults,
    iam,
    invitations,
    log_delivery,
    passwords,
    pools,
    recovery,
    risk_configuration,
    sign_in,
    sign_out,
    sign_up,
    sms_account,
    step_functions,
    totp_devices,
)

# The private names that the patches use, besides those that they replace.
USED: dict[ModuleType, tuple[str, ...]] = {
    changesets: ("_IMPORT_LOOKUPS", "_IMPORT_NOT_FOUND"),
    cloudformation_service: ("_change_sets", "_stacks"),
    handlers: ("_ACTION_HANDLERS",),
    cognito: (
        "_STANDARD_ATTRIBUTES_BY_NAME", "_UNSIGNED_IDP_ACTIONS", "_attr_list_to_dict", "_build_auth_result",
        "_challenge_sessions", "_create_challenge_session", "_dict_to_attr_list", "_expand_template",
        "_finish_auth_event", "_get_challenge_session", "_identity_pools", "_pool_arn",
        "_pool_domain_map", "_pool_region", "_record_auth_event",
        "_resolve_user", "_revoked_tokens", "_run_idp_handler", "_template_username", "_token_claims",
        "_totp_matches", "_user_pool_for_access_token", "_user_pools", "_validate_password", "run_reentrant",
    ),
    iam_evaluator: ("_gather_role_policies", "caller_arn"),
    lambda_runtime: ("Worker", "_PYTHON_WORKER_SCRIPT", "execution_credentials"),
    lambda_svc: (
        "_delete_function_concurrency", "_execute_function_with_config_scope", "_execution_record_for_config",
        "_get_func_record_for_ref", "_put_function_concurrency",
    ),
    provisioners: (
        "_COGNITO_USER_POOL_CLIENT_UPDATABLE", "_COGNITO_USER_POOL_UPDATABLE", "_REPLACING_PROPERTIES",
        "_RESOURCE_HANDLERS",
    ),
    s3: ("_error",),
    sns: ("_publish",),
    sqs: ("_Err", "_HANDLERS", "_act_send_message", "_queue_by_arn", "_queues"),
    stepfunctions: (
        "_ExecutionError", "_add_event", "_execute_choice", "_execute_map", "_execute_parallel",
        "_execute_pass", "_execute_wait", "_executions", "_fail_state_error", "_map_runs",
        "_resolve_params_obj", "_state_machines", "run_reentrant",
    ),
}  # fmt: skip


def install() -> None:
    """Apply the patches; raises `LocalAwsError` when this ministack lacks names that they rely on."""
    needed = [(module, name) for module, names in USED.items() for name in names]
    needed += [(patch.module, patch.name) for patch in PATCHES]
    missing = {f"{module.__name__}.{name}" for module, name in needed if not hasattr(module, name)}
    if missing:
        raise LocalAwsError(
            "this ministack lacks names that local/ relies on (install the pinned version): "
            + ", ".join(sorted(missing))
        )
    for patch in PATCHES:
        patch.apply()
    cognito._UNSIGNED_IDP_ACTIONS.update(ACTIONS)
    cloudformation.install()
    cloudformation_cognito.install()
    cloudformation_functions.install()
    change_sets.install()
    dead_letters.install()
    imports.install()
    service_quotas.install()
    function_logs.install()
    function_time_limits.install()
