"""The blocks of commands in README.md and docs/.

tests/acceptance/test_documented_steps.py runs each block as it stands there, in the order of its document. A
comment before a block says why it is not run, `<!-- needs: AWS account -->`, or that it must fail,
`<!-- fails -->`. `<!-- all commands need: AWS account -->` marks all blocks of a document; those of
docs/operations.md are run against the local AWS by tests/acceptance/test_operations.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from tests.synthesis import ROOT

NEEDS = {"AWS account", "local AWS", "network", "terminal", "Terraform", "two templates", "the whole suite"}
"""What a block may need that the tests of the docs do not have."""

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"^```(?!sh$|bash$)[a-z]+\n.*?^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^>]*) -->\n\n)?"
    r"(?:^```(?:sh|bash)?\n(?P<fenced>(?:(?!```).*\n)*)```$|(?P<indented>(?:^    .*\n|^\n(?=    ))+))",
    re.MULTILINE,
)
PROGRAMS = (
    "auth aws make npx python git terraform pip npm cdk curl source export printf cat cd rm run result echo"
)
COMMANDS = re.compile(rf"\s*(?:(?:{PROGRAMS.replace(' ', '|')}) |\w+=|\w+\(\))")
ALL_NEED = re.compile(r"^<!-- all commands (need: [^>]*) -->$", re.MULTILINE)


class Block(NamedTuple):
    """A block of commands below a heading."""

    document: Path
    title: str
    mark: str
    commands: str

    @property
    def runs(self) -> bool:
        """Whether the tests run it."""
        return not self.mark.startswith("needs: ")


def command_blocks(document: Path) -> Iterator[Block]:
    """The blocks of a document, in its order."""
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    of_all = ALL_NEED.search(text)
    for section in text.split("\n## "):
        for match in BLOCK.finditer(section):
            lines = match["fenced"] or match["indented"]
            if COMMANDS.match(lines):
                mark = match["mark"] or (of_all[1].replace("need", "needs", 1) if of_all else "")
                yield Block(document, section.partition("\n")[0], mark, dedent(lines.lstrip("\n")))


BLOCKS = [block for document in DOCUMENTS for block in command_blocks(document)]
