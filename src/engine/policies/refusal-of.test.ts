import { expect, it } from "vitest";
import { aContact, aDraft, aLedger, aTrait, aView } from "../../../test/harness/draft-of.js";
import {
  aChannel,
  aMoment,
  anAction,
  anEngineContext,
  aRule,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { refusalOf } from "./refusal-of.js";

it("ends an option at the first policy that refuses it", () => {
  const context = anEngineContext({
    channels: new Map([
      ["email", aChannel("email", { consent: "required", addressTrait: "email", cap: { count: 1, windowMs: 10 } })],
    ]),
  });
  const no = { ...aRule("known", (view) => view.person.known), say: "only people we know" };
  const action = anAction({ policy: { eligibility: [], applicability: [no], suitability: [] } });
  const option = { action, treatment: aTreatment("email") };
  const draft = aDraft({
    contacts: [aContact(MONDAY - 1)],
    preferences: { at: 1, channels: ["sms"] },
    activity: { serviceOpened: 1 },
  });
  const codes: (string | undefined)[] = [];
  const ask = (known = false) =>
    codes.push(refusalOf(draft, option, context, aMoment(), aView({ person: { known } }))?.code);
  ask();
  Object.assign(draft.write("consent"), aLedger({}));
  ask();
  draft.write("traits").push(aTrait("email", "a@example.com"));
  ask();
  ask(true);
  draft.write("activity").serviceOpened = 0;
  ask(true);
  draft.write("preferences").channels = [];
  ask(true);
  draft.write("contacts").pop();
  ask(true);
  expect(codes).toEqual([
    "consent.unknown",
    "channel.no-address",
    "applicability.rule",
    "suitability.service-open",
    "preference.channel",
    "contact.cap",
    undefined,
  ]);
});
