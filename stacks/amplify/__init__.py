"""Amplify Gen 1 in both directions: its files become settings, outputs become its client files."""

from stacks.amplify.access import lost_access
from stacks.amplify.files import AmplifyError
from stacks.amplify.project import Project
from stacks.amplify.reading import read
from stacks.amplify.to_settings import ANSWER_OF, client_file_answers, to_settings
from stacks.amplify.warnings import differences

__all__ = [
    "ANSWER_OF",
    "AmplifyError",
    "Project",
    "client_file_answers",
    "differences",
    "lost_access",
    "read",
    "to_settings",
]
