"""The CDK stacks and constructs, and the settings that they are made from."""
