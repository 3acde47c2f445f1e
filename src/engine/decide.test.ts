import { describe, expect, it } from "vitest";
import {
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aTrack,
  aTreatment,
  MONDAY,
  someWords,
} from "../../test/harness/engine-context.js";
import type { EngineContext } from "../domain/context.js";
import type { Decision } from "../domain/decision.js";
import type { AttuneEvent, JsonObject } from "../domain/event.js";
import type { Message } from "../domain/message.js";
import { createEngine } from "./index.js";

const bought = (time = MONDAY, properties: JsonObject = {}) =>
  aTrack("Order Completed", time, {
    order_id: `o-${time}`,
    revenue: 42.5,
    products: [{ product_id: "s1", name: "Shoe", quantity: 2 }],
    ...properties,
  });
const thanks = (overrides = {}) =>
  anAction({ id: "thanks", occasion: "order-placed", waitMs: 0, cancelOn: [], ...overrides });

function decideAfter(
  context: EngineContext,
  ...events: AttuneEvent[]
): { decision: Decision; message: Message | undefined; totals: Map<string, number> } {
  const engine = createEngine(context);
  let result = engine.step(undefined, events[0] as AttuneEvent);
  for (const event of events.slice(1)) result = engine.step(result.profile, event);
  const decisions = result.effects.flatMap((effect) => (effect.kind === "decision" ? [effect.decision] : []));
  const messages = result.effects.flatMap((effect) => (effect.kind === "message" ? [effect.message] : []));
  return { decision: decisions[0] as Decision, message: messages[0], totals: new Map(result.totals) };
}

describe("a decision", () => {
  it("takes the highest priority and says who came second, and why the others fell out", () => {
    const context = anEngineContext({
      channels: new Map([
        ["email", aChannel("email", { addressTrait: "email" })],
        ["onsite", aChannel("onsite")],
      ]),
      actions: [
        thanks({ id: "low", value: 1, treatments: [aTreatment("onsite"), aTreatment("email")] }),
        thanks({ id: "high", value: 2, lever: 3, treatments: [aTreatment("onsite")] }),
      ],
    });
    const { decision, message, totals } = decideAfter(context, bought());
    expect(decision).toMatchObject({
      outcome: "message",
      reason: "ok.chosen",
      winner: "high/by-onsite",
      runnerUp: "low/by-onsite",
      contextVersion: "test",
      time: MONDAY,
    });
    expect(decision.candidates.map(({ action, stage, code }) => [action, stage, code])).toEqual([
      ["low", "arbitration", "arbitration.outranked"],
      ["low", "eligibility", "channel.no-address"],
      ["high", "emitted", "ok.chosen"],
    ]);
    expect(decision.candidates[2]).toMatchObject({ p: 0.05, c: 1, v: 2, l: 3, priority: 0.05 * 6 });
    expect(message).toMatchObject({
      id: `${decision.id}.by-onsite.onsite`,
      decision: decision.id,
      expiresAt: MONDAY + 86_400_000,
      items: ["s1"],
    });
    expect(decision.message).toBe(message?.id);
    expect(Object.fromEntries(totals)).toEqual({
      people: 1,
      "occasions.order-placed": 1,
      decisions: 1,
      "messages.onsite": 1,
      "reasons.ok.chosen": 1,
      "reasons.arbitration.outranked": 1,
      "reasons.channel.no-address": 1,
    });
  });

  it("is silence where nothing may be said, and a record all the same", () => {
    const context = anEngineContext({
      channels: new Map([["email", aChannel("email", { consent: "required" })]]),
      actions: [thanks()],
    });
    const { decision, message, totals } = decideAfter(context, bought());
    expect(decision).toMatchObject({
      outcome: "silence",
      reason: "silence.no-candidate",
      candidates: [{ stage: "consent", code: "consent.unknown" }],
    });
    expect(decision).not.toHaveProperty("winner");
    expect(message).toBeUndefined();
    expect(totals.get("reasons.silence.no-candidate")).toBe(1);
  });

  it("uses the first words whose facts are known, and fails closed", () => {
    const treatment = aTreatment("email", {
      copy: [someWords("person.firstName", "order.items"), someWords("order.id")],
    });
    const context = anEngineContext({ actions: [thanks({ treatments: [treatment] })] });
    const known = anEvent({ type: "identify", traits: { first_name: "Ada" } });
    expect(decideAfter(context, known, bought()).message?.copy.body).toBe("person.firstName=Ada, order.items=2");
    expect(decideAfter(context, bought()).message?.copy.body).toBe(`order.id=o-${MONDAY}`);
    const strict = anEngineContext({
      actions: [thanks({ treatments: [aTreatment("email", { copy: [someWords("item.price")] })] })],
    });
    expect(decideAfter(strict, bought()).decision.candidates).toMatchObject([
      { stage: "copy", code: "copy.missing-fact", detail: "needs item.price" },
    ]);
  });

  it("learns which channel the person answers on", () => {
    const context = anEngineContext({ actions: [thanks({ treatments: [aTreatment("email"), aTreatment("onsite")] })] });
    const clicks = Array.from({ length: 3 }, (_, n) => aTrack("Message Clicked", MONDAY + n, { channel: "onsite" }));
    expect(decideAfter(context, bought()).message?.channel).toBe("email");
    const answered = [bought(), bought(MONDAY + 1), bought(MONDAY + 2), ...clicks, bought(MONDAY + 9)];
    expect(decideAfter(context, ...answered).message?.channel).toBe("onsite");
  });

  it("has an id that hangs on the event alone", () => {
    const event = bought();
    const id = () => decideAfter(anEngineContext(), event).decision.id;
    expect(id()).toBe(id());
    expect(id()).toMatch(/^[0-9a-z]+-[0-9a-z]+$/);
    expect(decideAfter(anEngineContext(), bought()).decision.id).not.toBe(id());
  });
});
