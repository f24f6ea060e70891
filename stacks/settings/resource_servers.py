"""Resource servers: APIs, and the scopes that apps can ask for."""

from typing import Annotated

from pydantic import Field, StringConstraints

from stacks.settings.section import Section
from stacks.settings.types import Pattern

Identifier = Annotated[
    str, Pattern(r"[\x21\x23-\x5B\x5D-\x7E]{1,256}", '1 to 256 characters without spaces, " and \\')
]
ServerName = Annotated[str, Pattern(r"[\w\s+=,.@-]{1,256}", "1 to 256 letters, digits, spaces and +=,.@-")]
ScopeName = Annotated[
    str,
    Pattern(r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]{1,256}", '1 to 256 characters without spaces, /, " and \\'),
]
Description = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class ResourceServer(Section):
    """An API whose scopes apps can ask for. Its identifier is the section's name, such as
    `[resource_servers."https://api.example.com"]`."""

    name: ServerName
    """The API's name in the console."""
    scopes: Annotated[dict[ScopeName, Description], Field(max_length=100)] = Field(default_factory=dict)
    """The description of each scope by its name; apps ask for IDENTIFIER/SCOPE."""
