"""The app for an account that enforces IAM: deployed with the caller's own credentials, since the local AWS
does not know the CDK's bootstrap roles."""

import aws_cdk as cdk

from app import build


def main() -> None:
    app = cdk.App(default_stack_synthesizer=cdk.CliCredentialsStackSynthesizer())
    build(app)
    app.synth()


if __name__ == "__main__":
    main()
