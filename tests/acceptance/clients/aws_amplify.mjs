// aws-amplify: the functions of its auth category, by their own names.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { parseAmplifyConfig } from "aws-amplify/utils";

import { answerCalls } from "./calls.mjs";

const APP_NAME = "example";

function configure(outputs, endpoint) {
  const config = parseAmplifyConfig(outputs);
  // amplify_outputs.json has no place for it.
  config.Auth.Cognito.userPoolEndpoint = endpoint;
  Amplify.configure(config);
}

async function fetchAuthSession() {
  const { tokens } = await auth.fetchAuthSession();
  return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString() };
}

// JSON has no functions: the details of a TOTP set-up show the URI that their function makes.
function withSetupUri(_key, value) {
  return value?.getSetupUri ? { ...value, setupUri: value.getSetupUri(APP_NAME).href } : value;
}

await answerCalls({ ...auth, configure, fetchAuthSession }, withSetupUri);
