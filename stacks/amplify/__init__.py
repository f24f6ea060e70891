"""Amplify Gen 1 in both directions: its files become settings, outputs become its client files."""

from stacks.amplify.files import AmplifyError
from stacks.amplify.project import Project
from stacks.amplify.reading import read
from stacks.amplify.to_settings import ANSWER_OF, client_file_answers, to_settings

__all__ = ["ANSWER_OF", "AmplifyError", "Project", "client_file_answers", "read", "to_settings"]
