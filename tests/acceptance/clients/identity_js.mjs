// amazon-cognito-identity-js: the methods of its pool and user, by their own names.
// What comes is the name of the callback that was called, and what it was called with.

import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";

import { answerCalls } from "./calls.mjs";

const CALLBACKS = [
  "onSuccess",
  "mfaRequired",
  "totpRequired",
  "mfaSetup",
  "selectMFAType",
  "newPasswordRequired",
  "associateSecretCode",
  "inputVerificationCode",
];

let pool;
let user;

// The answer of a method that takes an object of callbacks.
function called(method) {
  return new Promise((resolve, onFailure) => {
    const callbacks = CALLBACKS.map((name) => [name, (...values) => resolve([name, ...values])]);
    method({ ...Object.fromEntries(callbacks), onFailure });
  });
}

// The answer of a method that takes one function, for the error and the result.
function returned(method) {
  return new Promise((resolve, reject) => {
    method((error, result) => (error ? reject(error) : resolve(result)));
  });
}

await answerCalls({
  createPool(data) {
    pool = new CognitoUserPool(data);
  },
  createUser(Username) {
    user = new CognitoUser({ Username, Pool: pool });
  },
  async signUp(username, password, attributes) {
    const list = attributes.map((attribute) => new CognitoUserAttribute(attribute));
    const result = await returned((callback) => pool.signUp(username, password, list, [], callback));
    return { userConfirmed: result.userConfirmed, codeDeliveryDetails: result.codeDeliveryDetails };
  },
  confirmRegistration: (code) => returned((callback) => user.confirmRegistration(code, false, callback)),
  authenticateUser(Password, flow) {
    user.setAuthenticationFlowType(flow);
    const details = new AuthenticationDetails({ Username: user.getUsername(), Password });
    return called((callbacks) => user.authenticateUser(details, callbacks));
  },
  completeNewPasswordChallenge: (password) =>
    called((callbacks) => user.completeNewPasswordChallenge(password, {}, callbacks)),
  sendMFACode: (code, mfaType) => called((callbacks) => user.sendMFACode(code, callbacks, mfaType)),
  sendMFASelectionAnswer: (choice) => called((callbacks) => user.sendMFASelectionAnswer(choice, callbacks)),
  associateSoftwareToken: () => called((callbacks) => user.associateSoftwareToken(callbacks)),
  verifySoftwareToken: (code) => called((callbacks) => user.verifySoftwareToken(code, "My phone", callbacks)),
  getUserData: () => returned((callback) => user.getUserData(callback, { bypassCache: true })),
  setUserMfaPreference: (sms, totp) =>
    returned((callback) => user.setUserMfaPreference(sms, totp, callback)),
  forgotPassword: () => called((callbacks) => user.forgotPassword(callbacks)),
  confirmPassword: (code, password) =>
    called((callbacks) => user.confirmPassword(code, password, callbacks)),
});
