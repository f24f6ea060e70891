// The pool of tests/environments/dev.toml by the CDK's own constructs, in their own language.

import { App, Stack } from "aws-cdk-lib";
import { Mfa, UserPool } from "aws-cdk-lib/aws-cognito";

const app = new App();
const pool = new UserPool(new Stack(app, "plain-cdk"), "UserPool", {
  selfSignUpEnabled: true,
  autoVerify: { email: true, phone: true },
  mfa: Mfa.OPTIONAL,
  mfaSecondFactor: { sms: true, otp: true },
});
pool.addClient("Web");
pool.addClient("Native");
app.synth();
