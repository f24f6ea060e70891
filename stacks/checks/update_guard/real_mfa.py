"""The MFA that a deployed pool really has, where somebody has changed it outside CloudFormation."""

from collections.abc import Mapping

from stacks.checks.update_guard.references import is_unknown
from stacks.checks.update_guard.resolving import Resolver
from stacks.deployed.model import PoolMfa
from stacks.template import Resource, Template, factors, mode, value_at

MODE = "Properties.MfaConfiguration"
FACTORS = "Properties.EnabledMfas"


def written_mfa(template: Template, logical_id: str) -> PoolMfa | None:
    """The MFA that a template tells of a pool; None: it does not tell, as with an SSM parameter.

    :param template: with the values of its parameters.
    """
    pool = _pool(template, logical_id)
    if is_unknown(_settings(pool), template):
        return None
    return PoolMfa(mode(pool), factors(pool))


def with_real_mfa(template: Template, mfa: Mapping[str, PoolMfa], new: Template) -> Template:
    """A deployed template with the MFA that its pools really have, where that is another.

    What the template does not tell stays if the new one says the same: it is no change.
    """
    resources = dict(template["Resources"])
    for logical_id, real in mfa.items():
        if logical_id not in resources:
            continue
        written = written_mfa(template, logical_id)
        if written == real or (written is None and _is_kept(logical_id, template, new)):
            continue
        pool = resources[logical_id]
        properties = {
            **pool.get("Properties", {}),
            "MfaConfiguration": real.mode,
            "EnabledMfas": sorted(real.factors),
        }
        resources[logical_id] = {**pool, "Properties": properties}
    return {**template, "Resources": resources}


def _is_kept(logical_id: str, template: Template, new: Template) -> bool:
    old, kept = (_settings(_pool(side, logical_id)) for side in (template, new))
    return old == kept


def _pool(template: Template, logical_id: str) -> Resource:
    pool: Resource = Resolver(template, {}).value(template["Resources"].get(logical_id, {}))
    return pool


def _settings(pool: Resource) -> list[object]:
    return [value_at(pool, place) for place in (MODE, FACTORS)]
