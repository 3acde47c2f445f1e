import fc from "fast-check";
import { expect, it } from "vitest";
import type { Message } from "../../src/domain/message.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history } from "../harness/engine-arbitraries.js";
import { aChannel, anAction, anEngineContext, aTreatment } from "../harness/engine-context.js";

it("no rolling window ever holds more messages than the channel's cap, no cool-down is cut short, nobody is written to after a refusal", () => {
  let sent = 0;
  fc.assert(
    fc.property(
      history({ maxLength: 80 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: MINUTE, max: 3 * DAY }),
      fc.nat(20 * HOUR),
      (events, count, windowMs, coolDownMs) => {
        const treatments = [aTreatment("email"), aTreatment("onsite")];
        const context = anEngineContext({
          limits: { ...anEngineContext().limits, contacts: 1 },
          channels: new Map([
            ["email", aChannel("email", { cap: { count, windowMs } })],
            ["onsite", aChannel("onsite", { cap: { count: 1, windowMs } })],
          ]),
          actions: [
            anAction({ coolDownMs, treatments }),
            anAction({ id: "nudge", occasion: "browse-abandoned", waitMs: HOUR, treatments }),
            anAction({ id: "thanks", occasion: "order-placed", waitMs: 0, treatments }),
          ],
        });
        const engine = createEngine(context);
        const messages: Message[] = [];
        let profile: Profile | undefined;
        for (const event of events) {
          const refused = profile?.read("consent").map((consent) => consent?.granted === false);
          const result = engine.step(profile, event);
          profile = result.profile;
          for (const effect of result.effects) {
            if (effect.kind !== "message") continue;
            messages.push(effect.message);
            const at = effect.message.channel === "email" ? 0 : 3;
            expect(refused?.[at] ?? false).toBe(false);
          }
        }
        for (const { time, channel, action } of messages) {
          const inWindow = messages.filter(
            (other) => other.channel === channel && other.time > time - windowMs && other.time <= time,
          );
          expect(inWindow.length).toBeLessThanOrEqual(channel === "email" ? count : 1);
          if (action !== "cart-reminder" || coolDownMs === 0) continue;
          expect(
            messages.filter((other) => other.action === action && other.time > time - coolDownMs && other.time <= time),
          ).toHaveLength(1);
        }
        sent += messages.length;
      },
    ),
    { numRuns: 300 },
  );
  expect(sent).toBeGreaterThan(100);
});
