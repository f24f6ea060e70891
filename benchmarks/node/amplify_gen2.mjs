// The pool of tests/environments/dev.toml by Amplify Gen 2's construct.

import { AmplifyAuth } from "@aws-amplify/auth-construct";
import { App, Stack } from "aws-cdk-lib";

const app = new App();
new AmplifyAuth(new Stack(app, "amplify-gen2"), "Auth", {
  loginWith: { email: true, phone: true },
  multifactor: { mode: "OPTIONAL", sms: true, totp: true },
});
app.synth();
