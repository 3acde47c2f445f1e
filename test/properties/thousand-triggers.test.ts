import fc from "fast-check";
import { expect, it } from "vitest";
import { buildEngineContext } from "../../src/config/index.js";
import type { Recheck } from "../../src/domain/delivery.js";
import type { Message } from "../../src/domain/message.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../src/domain/person.js";
import { HOUR, MINUTE } from "../../src/domain/time.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { internalEvent } from "../../src/worker/effects.js";
import { type Call, identify, track } from "../harness/calls.js";
import { anActionFile, openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";

/**
 * A thousand triggers at one person at once, by every channel and topic, known and from devices that turn out to be theirs: no cap is exceeded by what
 * leaves. What the devices got before anybody knew whose they are is sorted out at the moment of sending.
 */

const TRIGGERS = 1_000;
const DEVICES = 3;
const ANN = "u:ann";
const CONSENT = { consent: { email: true, onsite: true } };
const TOPICS = ["prices", "stock", "news", "tips"] as const;

const ACTIONS = Object.fromEntries(
  TOPICS.map((topic) => [
    `actions/${topic}.yaml`,
    anActionFile(
      topic,
      `
class: promotional
topic: ${topic}
trigger: { occasion: event, of: [Asked ${topic}] }
validity: 30 days
treatments:
  - { id: mail, channel: email, copy: [{ title: t, body: b }] }
  - { id: frame, channel: onsite, copy: [{ title: t, body: b }] }
`,
    ),
  ]),
);

const limits = fc.record({
  email: fc.integer({ min: 1, max: 4 }),
  onsite: fc.integer({ min: 1, max: 4 }),
  all: fc.integer({ min: 2, max: 6 }),
  hours: fc.integer({ min: 1, max: 48 }),
  /** How far apart the first and the last trigger are, minutes; 0 = all in one millisecond. */
  over: fc.constantFrom(0, 10, 3 * 24 * 60),
});
type Limits = typeof limits extends fc.Arbitrary<infer T> ? T : never;

function openShop({ email, onsite, all, hours }: Limits): Promise<TestShop> {
  return openStoryShop({
    now: "2026-03-02T10:00:00Z",
    inParallel: true,
    files: {
      ...ACTIONS,
      "attune.yaml": `channels:
  email: { address: "", cap: { count: ${email}, window: ${hours} h } }
  onsite: { cap: { count: ${onsite}, window: ${hours} h } }
`,
      "policies.yaml": `arbitration: { exploration: { gamma: 3 }, leavingCost: 0 }
contact: { caps: [{ id: all, count: ${all}, window: ${hours} h }] }
`,
    },
  });
}

/** The most messages in any stretch of this length. */
function mostWithin(messages: readonly Message[], ms: number): number {
  const times = messages.map(({ time }) => time).toSorted((a, b) => a - b);
  return Math.max(0, ...times.map((from, at) => times.slice(at).filter((time) => time < from + ms).length));
}

function expectWithin(messages: readonly Message[], { email, onsite, all, hours }: Limits): void {
  const on = (channel: string) => messages.filter((message) => message.channel === channel);
  expect(mostWithin(on("email"), hours * HOUR)).toBeLessThanOrEqual(email);
  expect(mostWithin(on("onsite"), hours * HOUR)).toBeLessThanOrEqual(onsite);
  expect(mostWithin(messages, hours * HOUR)).toBeLessThanOrEqual(all);
}

/** What the channels' services ask before they send ... */
async function ask(shop: TestShop, message: Message): Promise<Recheck> {
  const now = shop.now.getTime();
  const engine = createEngine(buildEngineContext(shop.configuration));
  const profileOf = async (person: PersonKey): Promise<Profile | undefined> => {
    const [bytes] = await shop.state.loadProfiles(partitionOfPerson(person, 4), [personToken(person)]);
    return bytes === undefined ? undefined : engine.decode(bytes);
  };
  const answer = engine.recheck(await profileOf(message.person), message, now);
  return answer.verdict === "elsewhere" ? engine.recheck(await profileOf(answer.person), message, now) : answer;
}

/** ... and say where it doesn't leave. */
async function tell(shop: TestShop, { id, person, channel }: Message, answer: Recheck): Promise<void> {
  expect(answer).toMatchObject({ verdict: "withhold", code: "contact.cap" });
  const said = { message: id, channel, outcome: "suppressed", code: "contact.cap" } as const;
  const event = { type: "delivery", id: `delivery/${id}/suppressed`, person, hops: 0, ...said } as const;
  await shop.log.append([internalEvent({ ...event, time: shop.now.getTime() }, shop.log.partitions).entry]);
  await shop.advance("1 s");
}

it("a thousand triggers at one person never exceed a cap, nor do those at devices that turn out to be theirs", async () => {
  let [sent, refused, withheld] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(limits, fc.infiniteStream(fc.nat(999)), async (limits, draws) => {
      const shop = await openShop(limits);
      try {
        await shop.takeAll([
          identify("ann", CONSENT),
          ...Array.from({ length: DEVICES }, (_, n) => identify({ anonymousId: `phone-${n}` }, CONSENT)),
        ]);
        const draw = (below: number): number => (draws.next().value ?? 0) % below;
        const begin = shop.now.getTime();
        const calls = Array.from({ length: TRIGGERS }, (_, n): Call => {
          const device = draw(DEVICES + 5);
          const who = device < DEVICES ? `a:phone-${device}` : "ann";
          const time = begin + Math.floor((n * limits.over * MINUTE) / TRIGGERS);
          const call = track(who, `Asked ${TOPICS[draw(TOPICS.length)] ?? ""}`);
          return { ...call, messageId: `c-${n}`, timestamp: new Date(time).toISOString() };
        });
        await shop.takeAll(calls, { at: begin + limits.over * MINUTE });
        const all = await shop.messages();
        for (const person of new Set(all.map((message) => message.person)))
          expectWithin(
            all.filter((message) => message.person === person),
            limits,
          );
        sent += all.length;
        refused += await shop.total("reasons.contact.cap");

        await shop.takeAll(
          Array.from({ length: DEVICES }, (_, n) => identify({ userId: "ann", anonymousId: `phone-${n}` })),
        );
        const leaving: Message[] = [];
        for (const message of all) {
          const answer = await ask(shop, message);
          if (answer.verdict === "send") leaving.push(message);
          else await tell(shop, message, answer);
        }
        expectWithin(leaving, limits);
        expect(leaving.length).toBeGreaterThan(0);
        withheld += all.length - leaving.length;
        expect(await shop.messages(ANN)).toHaveLength(all.filter(({ person }) => person === ANN).length);
        expect(await shop.dead()).toEqual([]);
      } finally {
        await shop.close();
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
  expect(sent).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(1_000);
  expect(withheld).toBeGreaterThan(3);
}, 120_000);
