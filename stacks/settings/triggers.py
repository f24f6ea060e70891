"""Lambda functions of other projects that the pool calls."""

from stacks.settings.section import Section
from stacks.settings.types import FunctionArn


class Triggers(Section):
    """ARNs of the pool's other triggers, by Cognito's names. The functions are deployed elsewhere, in the
    same account and region; the stack lets the pool, and only it, call them."""

    pre_sign_up: FunctionArn | None = None
    """Accepts or refuses a sign-up, may confirm it at once."""
    post_confirmation: FunctionArn | None = None
    """Only where this project's own function has nothing to do: mode OFF, or nothing to enable."""
    pre_authentication: FunctionArn | None = None
    """Accepts or refuses a sign-in."""
    post_authentication: FunctionArn | None = None
    """Is told of a sign-in."""
    pre_token_generation: FunctionArn | None = None
    """Changes the claims of tokens."""
    custom_message: FunctionArn | None = None
    """Writes the messages to users."""
    user_migration: FunctionArn | None = None
    """Brings users over from another directory."""
    define_auth_challenge: FunctionArn | None = None
    """Decides on the next custom challenge."""
    create_auth_challenge: FunctionArn | None = None
    """Makes a custom challenge."""
    verify_auth_challenge_response: FunctionArn | None = None
    """Checks the answer to a custom challenge."""
