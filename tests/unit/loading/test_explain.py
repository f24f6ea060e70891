"""The settings as one file, with where each value comes from."""

import json
import tomllib
from pathlib import Path

import pytest

from stacks.loading import parse_environment
from stacks.loading.explain import explained
from stacks.loading.load import load
from tests.synthesis import COMBINATIONS, LOCAL
from tests.unit.loading.test_load import write

FILES = [*sorted(COMBINATIONS.glob("*.toml")), *sorted(LOCAL.glob("*.toml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_it_means_what_the_files_mean(file: Path) -> None:
    loaded = load(file)
    assert parse_environment(explained(loaded), file).settings == loaded.environment.settings


def test_each_value_has_the_file_that_it_comes_from(tmp_path: Path) -> None:
    write(
        tmp_path,
        _base='[user_pool]\nname = "base"\ntier = "PLUS"\n[mfa]\nmode = "ON"\ntypes = ["TOTP"]\n',
        dev='extends = "_base.toml"\n[user_pool]\nname = "dev"\n[groups]\nAdmins = 1\n[clients]\n',
    )
    lines = explained(load(tmp_path / "dev.toml")).splitlines()
    found = {line.split(" = ")[0]: line.split(" # ")[-1] for line in lines if " = " in line}
    base, dev = f"{tmp_path}/_base.toml", f"{tmp_path}/dev.toml"
    assert [found[name] for name in ("name", "tier", "types", "Admins", "sign_in")] == [
        dev,
        base,
        base,
        dev,
        "default",
    ]
    assert "[clients]" in lines


def test_amplifys_answers_are_named(tmp_path: Path) -> None:
    answers = {"resourceName": "shop", "authSelections": "userPoolOnly", "userPoolName": "shop"}
    (tmp_path / "cli-inputs.json").write_text(json.dumps({"cognitoConfig": answers}), encoding="utf-8")
    write(tmp_path, dev='[amplify]\ncli_inputs = "cli-inputs.json"\n')
    text = explained(load(tmp_path / "dev.toml"))
    assert tomllib.loads(text)["user_pool"]["name"] == "shop-dev"
    assert any(
        line.startswith('name = "shop-dev"') and line.endswith("# Amplify: userPoolName")
        for line in text.splitlines()
    )
