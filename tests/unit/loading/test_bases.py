"""Base files: what files take from others, and where errors in them are reported."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, bases, inherited, load_environment, load_environments
from stacks.loading.toml_file import read_toml
from tests.unit.loading.test_load import refusal, write

BASE = """
[user_pool]
name = "base"
required_attributes = ["email", "phone_number"]
tier = "PLUS"
[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]
[tags]
team = "identity"
"""
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:sender"


def test_sections_merge_lists_replace_and_the_file_itself_wins(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base=BASE,
        dev='extends = "_base.toml"\n[user_pool]\nname = "dev"\nrequired_attributes = ["email"]\n[tags]\nx = "y"\n',
    )
    (dev,) = load_environments(tmp_path)
    pool = dev.settings.user_pool
    assert (pool.name, pool.required_attributes, pool.tier) == ("dev", ("email",), "PLUS")
    assert dev.settings.mfa.mode == "OPTIONAL"
    assert dev.settings.tags == {"team": "identity", "x": "y"}


def test_of_several_bases_the_later_wins_and_a_base_that_two_share_comes_before_both(tmp_path: Path) -> None:
    write(
        tmp_path,
        _common='[user_pool]\nname = "common"\ntier = "LITE"\n[mfa]\nmode = "OFF"\n[tags]\nfrom = "common"\n',
        _first='extends = "_common.toml"\n[user_pool]\nname = "first"\ntier = "PLUS"\n',
        _second='extends = ["_common.toml"]\n[user_pool]\nname = "second"\n[tags]\nfrom = "second"\n',
        dev='extends = ["_first.toml", "_second.toml"]\n',
    )
    (dev,) = load_environments(tmp_path)
    assert (dev.settings.user_pool.name, dev.settings.user_pool.tier) == ("second", "PLUS")
    assert dev.settings.tags == {"from": "second"}


def test_mode_off_takes_no_mfa_types_from_a_base(tmp_path: Path) -> None:
    write(tmp_path, _base=BASE, dev='extends = "_base.toml"\n[mfa]\nmode = "OFF"\n')
    assert load_environments(tmp_path)[0].settings.mfa.mode == "OFF"


def test_a_base_may_lie_in_another_folder_and_a_file_may_extend_an_environment(tmp_path: Path) -> None:
    (tmp_path / "environments" / "bases").mkdir(parents=True)
    write(tmp_path / "environments" / "bases", wrong="this is no TOML")
    write(tmp_path, common=BASE)
    write(tmp_path / "environments", dev='extends = "../common.toml"\n', qa='extends = "dev.toml"\n')
    assert [e.settings.user_pool.name for e in load_environments(tmp_path / "environments")] == ["base"] * 2


def test_the_paths_of_amplifys_files_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "amplify").mkdir()
    (tmp_path / "environments").mkdir()
    answers = {"resourceName": "shop", "authSelections": "userPoolOnly", "userPoolName": "shop"}
    (tmp_path / "amplify" / "cli-inputs.json").write_text(json.dumps({"cognitoConfig": answers}))
    write(tmp_path / "amplify", base='[amplify]\ncli_inputs = "cli-inputs.json"\n')
    write(tmp_path / "environments", dev='extends = "../amplify/base.toml"\n')
    assert load_environment(tmp_path / "environments" / "dev.toml").settings.user_pool.name == "shop-dev"


def test_an_error_is_reported_in_the_file_of_the_value_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base=BASE.replace("PLUS", "GOLD"),
        **dict.fromkeys(("a", "b", "c", "d", "e"), 'extends = "_base.toml"\n'),
        own='extends = "_base.toml"\n[sms]\nauthentication_message = "none"\n',
    )
    assert refusal(tmp_path).splitlines() == [
        f'{tmp_path}/_base.toml: user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not \'GOLD\' '
        "(used by a, b, c and 3 more)",
        f"{tmp_path}/own.toml: sms.authentication_message: must contain {{####}}: Cognito refuses the message "
        "without it",
    ]


def test_a_rule_between_two_files_names_both(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base=f"{BASE}[password_policy]\nhistory = 5\n",
        dev='extends = "_base.toml"\n[user_pool]\ntier = "LITE"\n',
    )
    assert refusal(tmp_path) == (
        f'{tmp_path}/_base.toml: password_policy.history: needs tier = "ESSENTIALS" or "PLUS": Cognito refuses '
        f"it with LITE. Remove it or change the tier (user_pool.tier is set in {tmp_path}/dev.toml) (used by dev)"
    )


@pytest.mark.parametrize(
    ("base", "own", "field"),
    [
        ('[user_pool]\nremoval_policy = "destroy"', "[user_pool]", "user_pool.deletion_protection"),
        ('[email]\nfrom_address = "a@example.com"', "[email]", "email.ses_identity_arn"),
        ('[sms]\nrole_arn = "arn:aws:iam::123456789012:role/sms"', "[sms]", "sms.external_id"),
        ('[domain]\nname = "auth.example.com"', "[domain]", "domain.certificate_arn"),
        (f'[domain]\ncertificate_arn = "{CERTIFICATE}"\nprefix = "shop"', "[domain]", "domain.name"),
        (f'[triggers]\ncustom_email_sender = "{FUNCTION}"', "[triggers]", "triggers.kms_key_arn"),
        (
            '[identity_providers.Google]\ntype = "Google"',
            '[identity_providers.Google]\nscopes = ["openid"]',
            "identity_providers.Google.client_id",
        ),
        (
            "[clients.server.oauth]\ncallback_urls = []",
            "[clients.server]",
            "clients.server.oauth.callback_urls",
        ),
    ],
)
def test_what_a_value_of_the_base_needs_is_reported_there(
    tmp_path: Path, base: str, own: str, field: str
) -> None:
    start = 'name = "base"\n[mfa]\nmode = "OFF"\n'
    pool, _, rest = (base + "\n").partition("[user_pool]\n")
    base = f"[user_pool]\n{rest}{start}{pool}"
    write(tmp_path, _base=base, dev=f'extends = "_base.toml"\n{own}\n')
    lines = refusal(tmp_path).splitlines()
    assert any(line.startswith(f"{tmp_path}/_base.toml: {field}: ") for line in lines), lines


def test_two_sections_that_exclude_each_other_name_both_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base='[user_pool]\nname = "base"\n[mfa]\nmode = "OFF"\n[domain]\nprefix = "shop"\n',
        dev='extends = "_base.toml"\n[hosted_ui]\ndomain_prefix = "shop"\n'
        'redirect_sign_in = ["https://example.com/"]\nredirect_sign_out = ["https://example.com/"]\n',
    )
    assert refusal(tmp_path).startswith(f"{tmp_path}/dev.toml: hosted_ui: goes without [domain]")
    assert refusal(tmp_path).endswith(f"(domain is set in {tmp_path}/_base.toml)")


def test_what_is_missing_is_reported_where_its_section_is(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base=f'{BASE}[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["https://example.com/"]\n',
        a='extends = "_base.toml"\n',
        b='extends = "_base.toml"\n',
    )
    assert refusal(tmp_path).startswith(f"{tmp_path}/_base.toml: hosted_ui.redirect_sign_out: is missing")
    assert refusal(tmp_path).endswith("(used by a, b)")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('extends = "_bose.toml"', "extends: '_bose.toml' (line 2) is not there; did you mean _base.toml?"),
        ('extends = "nothing/like/it.toml"', "extends: 'nothing/like/it.toml' (line 2) is not there"),
        ('extends = "dev.toml"', "extends: 'dev.toml' (line 2) leads back to itself: dev.toml -> dev.toml"),
        (
            'extends = "../package.json"',
            "extends: '../package.json' (line 2) must be a TOML file (NAME.toml)",
        ),
        ('extends = "_base"', "extends: '_base' (line 2) must be a TOML file (NAME.toml)"),
        (
            'extends = "/etc/_base.toml"',
            "extends: '/etc/_base.toml' (line 2) must be a path relative to this file: others have the files "
            "elsewhere",
        ),
        (
            'extends = ["_base.toml",\n  "_none.toml"]',
            "extends: '_none.toml' (line 3) is not there; did you mean _base.toml?",
        ),
        ("extends = 1", 'extends: must be a path or a list of paths, such as extends = "_base.toml"'),
        ('extends = "\\u0000.toml"', "extends: '\\x00.toml' (line 2) must be a TOML file (NAME.toml)"),
    ],
)
def test_a_base_that_cannot_be_used_is_an_error_at_its_line(tmp_path: Path, line: str, message: str) -> None:
    write(tmp_path, _base=BASE, dev=f"# comment\n{line}\n")
    assert refusal(tmp_path) == f"{tmp_path}/dev.toml: {message}"


def test_a_cycle_names_its_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        _one='extends = "_two.toml"\n',
        _two='extends = "_one.toml"\n',
        dev='extends = "_one.toml"\n',
        qa='extends = "_one.toml"\n',
    )
    assert refusal(tmp_path) == (
        f"{tmp_path}/_two.toml: extends: '_one.toml' (line 1) leads back to itself: "
        "_one.toml -> _two.toml -> _one.toml (used by dev, qa)"
    )


def test_a_chain_that_nobody_can_follow_is_refused(tmp_path: Path) -> None:
    write(tmp_path, **{f"_{n}": f'extends = "_{n + 1}.toml"\n' for n in range(2000)})
    write(tmp_path, dev='extends = "_0.toml"\n')
    assert "is one too many: at most 20 files extend one another" in refusal(tmp_path)


def test_a_base_that_is_no_toml_is_reported_once(tmp_path: Path) -> None:
    write(tmp_path, _base="= 1", a='extends = "_base.toml"', b='extends = "_base.toml"')
    assert (
        refusal(tmp_path)
        == f"{tmp_path}/_base.toml: is not TOML: line 1 (= 1) has no field before = (used by a, b)"
    )


def test_a_key_that_nothing_knows_is_reported_in_the_base(tmp_path: Path) -> None:
    write(tmp_path, _base=f"{BASE}[build-system]\nname = 'x'\n", dev='extends = "_base.toml"\n')
    assert refusal(tmp_path).startswith(f"{tmp_path}/_base.toml: build-system: unknown; known here: ")


def test_extends_below_a_section_is_explained(tmp_path: Path) -> None:
    write(tmp_path, dev='[user_pool]\nname = "x"\nextends = "_base.toml"\n[mfa]\nmode = "OFF"\n')
    assert refusal(tmp_path) == (
        f"{tmp_path}/dev.toml: user_pool.extends: must be in the first lines, before any [section], not in "
        "[user_pool]"
    )


def test_load_environment_says_how_a_base_was_reached(tmp_path: Path) -> None:
    write(tmp_path, _base="= 1", dev='extends = "_base.toml"')
    with pytest.raises(SettingsError, match=r"_base\.toml: is not TOML.* \(used by dev\)$"):
        load_environment(tmp_path / "dev.toml")


def test_a_base_of_a_hundred_environments_is_read_once_and_its_error_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def recorded(file: Path) -> dict[str, Any]:
        read.append(file.name)
        return read_toml(file)

    monkeypatch.setattr(bases, "read_toml", recorded)
    write(tmp_path, _base=BASE.replace("PLUS", "GOLD"))
    write(tmp_path, **{f"tenant-{n:02}": 'extends = "_base.toml"\n' for n in range(100)})
    assert refusal(tmp_path) == (
        f'{tmp_path}/_base.toml: user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not \'GOLD\' '
        "(used by tenant-00, tenant-01, tenant-02 and 97 more)"
    )
    assert read.count("_base.toml") == 1


TOTP_ALONE = '[user_pool]\nauto_verify = ["phone_number"]\n[mfa]\ntypes = ["TOTP"]\n'
LITE = '[user_pool]\ntier = "LITE"\n[password_policy]\nhistory = 5\n'


def reported(folder: Path, base: str, *replaced: str) -> list[str]:
    """What is wrong in a base, whatever an environment adds to it."""
    write(folder, _base=base)
    try:
        inherited(folder / "dev.toml", {"extends": "_base.toml"}, replaced=replaced)
    except SettingsError as error:
        return [each.text.partition(":")[0] for each in error.errors]
    return []


@pytest.mark.parametrize(
    ("base", "fields"),
    [
        (TOTP_ALONE, ["mfa.types"]),
        (f'{TOTP_ALONE}mode = "ON"\n', ["mfa.types"]),
        (LITE, ["password_policy.history"]),
        (f"{LITE}[hosted_ui]\n[domain]\n", ["hosted_ui", "password_policy.history"]),
        (f"{LITE}[identity_pool]\ngusts = true\n", ["identity_pool.gusts", "password_policy.history"]),
        # What an environment adds makes them right.
        ('[mfa]\nmode = "ON"\n[user_pool]\nauto_verify = ["phone_number"]\n', []),
        ('[user_pool]\njoin_groups = ["members"]\n', []),
        ("[identity_pool]\nguests = true\n[hosted_ui]\n", []),
        ('[mfa]\nmode = "OFF"\n', []),
    ],
)
def test_rules_between_fields_of_a_base_are_checked_although_it_leaves_some_to_its_environments(
    tmp_path: Path, base: str, fields: list[str]
) -> None:
    assert sorted(reported(tmp_path, base)) == sorted(fields)


def test_what_an_environment_will_say_itself_breaks_no_rule_in_its_base(tmp_path: Path) -> None:
    assert reported(tmp_path, TOTP_ALONE, "mfa.types") == []
    assert reported(tmp_path, TOTP_ALONE, "mfa") == []
    assert reported(tmp_path, TOTP_ALONE, "user_pool.name") == ["mfa.types"]
