"""Reads YAML templates as CloudFormation does: `cdk import` deploys YAML, and so do other tools.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

import re
from typing import Any

import yaml

from stacks.text_file import TOO_DEEP, TextFileError, refuse_deep_nesting


class _Loader(yaml.SafeLoader):
    """YAML with tags such as `!Ref` and `!GetAtt`, without the surprises of YAML 1.1.

    Only true, false and null are more than text: `MfaConfiguration: ON` is "ON", an account id keeps its
    leading zero, and a number is compared as text anyway.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases, as CloudFormation does: a few lines of them can expand to gigabytes.

        :raises yaml.YAMLError: there is one.
        """
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not supported")
        return super().compose_node(parent, index)


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    match node:
        case yaml.MappingNode():
            return loader.construct_mapping(node, deep=True)
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
        case _:
            return node.value


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    """The long form of a function: `!Ref X` is `{"Ref": "X"}`, `!GetAtt X.Arn` is `{"Fn::GetAtt": [...]}`."""
    value = _plain(loader, node)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)


def parse(text: str) -> object:
    """Parse a template; JSON is YAML as well.

    :raises ValueError: it is neither.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - it derives from the safe one
        refuse_deep_nesting(value)
        return value
    except RecursionError as error:
        raise TextFileError(TOO_DEEP) from error
    except yaml.YAMLError as error:
        raise ValueError(f"it is neither JSON nor YAML: {' '.join(str(error).split())}") from error
