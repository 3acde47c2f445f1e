import type { AddressFailure } from "../../domain/delivery.js";
import type { Attempt } from "../../ports/channel.js";
import { answerJson, idAt } from "./answer-json.js";
import { httpAttempt } from "./http-attempt.js";
import type { HttpAnswer } from "./http-caller.js";

/** https://www.twilio.com/docs/api/errors: what is wrong with the number. */
const ADDRESS_FAILURES: ReadonlyMap<string, AddressFailure> = new Map([
  // Not a valid number; not one of a mobile phone; not one that can be reached.
  ["21211", "hard-bounce"],
  ["21217", "hard-bounce"],
  ["21614", "hard-bounce"],
  // The person answered STOP.
  ["21610", "complaint"],
]);

export function twilioAttempt(answer: HttpAnswer, id: string, now: number): Attempt {
  const json = answerJson(answer);
  const attempt = httpAttempt(answer, idAt(json, "sid") ?? id, now);
  const code = idAt(json, "code");
  if (code === undefined || !/^\d{5}$/.test(code)) return attempt;
  const failure = ADDRESS_FAILURES.get(code);
  if (attempt.outcome === "rejected" && failure !== undefined)
    return { outcome: "rejected", code: `twilio.${code}`, failure };
  return attempt.outcome === "sent" ? attempt : { ...attempt, code: `twilio.${code}` };
}
