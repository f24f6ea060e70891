"""The code of the Lambda functions. In Lambda this folder is the root: there the package is `user_mfa`."""
