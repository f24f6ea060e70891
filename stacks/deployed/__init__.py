"""What is deployed of the stacks: read from a folder, or from AWS."""
