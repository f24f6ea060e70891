"""Tests of deployed stacks."""

import pytest

# Asserts in these explain themselves as those in tests do.
pytest.register_assert_rewrite(
    *(f"{__name__}.{helper}" for helper in ("amplify", "identity_js", "javascript", "tokens", "users"))
)
