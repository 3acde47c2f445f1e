/** Off-policy evaluation: what a policy would have earned, from the choices of another one. */
export {
  type DecisionChoices,
  decisionChoices,
  type DecisionTally,
  type Reward,
  REWARDS,
} from "./decision-choices.js";
export { ChoicesBuilder } from "./choices-builder.js";
export { type LoggedChoices, SILENCE } from "./choices.js";
export { evaluatePolicies, loggedValue } from "./evaluate.js";
export { ESTIMATORS, type PolicyEvaluation, type PolicyValue } from "./evaluation.js";
export { loggedPolicy } from "./logged-policy.js";
export { type ChoicesForm, readChoices } from "./read-choices.js";
