import { describe, expect, test } from "vitest";
import type { Delivery, DeliveryState } from "../../src/domain/delivery.js";
import type { DeliveryEvent } from "../../src/domain/event.js";
import { BACKENDS } from "../harness/server-pair.js";
import { planDeliveries } from "./delivery-plan.js";
import { runDeliveries } from "./delivery-storm.js";
import { type DeliveryObservation, judgeDeliveries } from "./delivery-verdict.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";

const NOW = Date.UTC(2026, 10, 4, 12);

describe.each(BACKENDS)("%s", (backend) => {
  const isMissing = backend === "servers" && SERVERS_MISSING;
  describe.skipIf(isMissing)(`deliveries${isMissing ? WHY_SKIPPED : ""}`, () => {
    test("through providers that fail and dispatchers that are killed and stopped, every message ends in one state that is true", {
      timeout: 240_000,
    }, async () => {
      const { examples, states, ...counts } = await runDeliveries({
        backend,
        seed: 7,
        messages: 400,
        kills: 1,
        zombies: 1,
        everyMs: 2_000,
      });
      expect(examples).toEqual([]);
      expect(counts).toMatchObject({ ok: true, twice: 0, afterDeadline: 0, inQuietHours: 0, untrue: 0, mistold: 0 });
      for (const state of ["sent", "failed", "unknown", "expired", "suppressed"] as const)
        expect(states[state], state).toBeGreaterThan(0);
    });
  });
});

/** A run in which everybody usual was written to once, and everybody else's messages were withheld. */
function faultless(): DeliveryObservation {
  const plan = planDeliveries(1, 60, NOW, 60_000);
  const deliveries = plan.messages.map(({ id, person, channel, action, expiresAt }): Delivery => {
    const isSent = plan.people.get(person)?.kind === "usual" && expiresAt > NOW;
    const state: DeliveryState = isSent ? "sent" : "suppressed";
    const times = { attempts: 1, at: NOW, notBefore: 0, expiresAt };
    return { message: id, person, channel, action, state, ...times, code: "", providerId: "" };
  });
  const taken = deliveries.filter(({ state }) => state === "sent").map(({ message }) => ({ message, at: NOW }));
  const told = deliveries
    .filter(({ state }) => state !== "sent")
    .map(({ message, person, channel }): DeliveryEvent => {
      const id = `delivery/${message}/suppressed`;
      return { type: "delivery", id, person, time: NOW, hops: 0, message, channel, outcome: "suppressed", code: "" };
    });
  return { plan, deliveries, calls: taken, taken, told };
}

test("the verdict lets a faultless run pass, and finds each kind of damage", () => {
  const right = faultless();
  expect(judgeDeliveries(right)).toMatchObject({ ok: true, examples: [] });
  const { plan, deliveries, calls, taken, told } = right;
  const [first] = taken;
  const of = (kind: string) => plan.messages.find(({ person }) => plan.people.get(person)?.kind === kind)?.id ?? "";
  if (first === undefined) throw new Error("nothing was sent");
  const found = (damage: Partial<DeliveryObservation>) => {
    const {
      ok: _ok,
      messages: _messages,
      states: _states,
      examples: _examples,
      ...counts
    } = judgeDeliveries({ ...right, ...damage });
    return Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [what] : []));
  };
  expect(found({ deliveries: deliveries.slice(1) })).toContain("unsettled");
  expect(found({ deliveries: [...deliveries, deliveries[0] as Delivery] })).toContain("unsettled");
  expect(found({ deliveries: deliveries.map((each) => ({ ...each, state: "sending" as const })) })).toEqual([
    "unsettled",
  ]);
  expect(found({ taken: [...taken, first] })).toEqual(["twice"]);
  expect(found({ taken: taken.slice(1) })).toEqual(["untrue"]);
  expect(found({ calls: [...calls, { message: first.message, at: NOW + 2 * 24 * 3_600_000 }] })).toContain(
    "afterDeadline",
  );
  expect(found({ calls: [...calls, { message: of("quiet"), at: NOW }] })).toEqual(["inQuietHours"]);
  expect(found({ calls: [...calls, { message: of("paused"), at: NOW }] })).toContain("forbidden");
  expect(found({ told: told.slice(1) })).toEqual(["mistold"]);
  expect(found({ told: [...told, told[0] as DeliveryEvent] })).toEqual(["mistold"]);
});
