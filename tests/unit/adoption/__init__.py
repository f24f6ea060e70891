"""Unit tests of stacks/adoption."""
