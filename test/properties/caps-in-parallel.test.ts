import fc from "fast-check";
import { expect, it } from "vitest";
import { buildEngineContext } from "../../src/config/index.js";
import type { Message } from "../../src/domain/message.js";
import { anonymousPerson, knownPerson, partitionOfPerson, type PersonKey } from "../../src/domain/person.js";
import type { Cap } from "../../src/domain/policy.js";
import { MINUTE } from "../../src/domain/time.js";
import { type Call, identify, order, product, track } from "../harness/calls.js";
import { anActionFile, openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";
import { isWithin } from "../harness/wall-clock.js";

/**
 * Many people and their devices over four partitions whose owners work at the same time; devices log in across partitions. What left is judged by
 * the log of messages alone: the windows of every cap, over all that the person's profile had to know of.
 */

const USERS = 6;
const TREATMENTS = `treatments:
  - { id: mail, channel: email, copy: [{ title: t, body: b }] }
  - { id: frame, channel: onsite, copy: [{ title: t, body: b }] }
`;
const actionOf = (name: string, lines: string) => anActionFile(name, `${lines}\n${TREATMENTS}`);
const ACTIONS = {
  "actions/cart.yaml": actionOf(
    "cart",
    `class: promotional
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min }
coolDown: 5 h
goal: { event: Order Completed, within: 3 days }
steps:
  - after: 2 h
    treatments: [{ id: again, channel: email, copy: [{ title: t, body: b }] }]`,
  ),
  "actions/news.yaml": actionOf(
    "news",
    "class: promotional\ntopic: news\ntrigger: { occasion: event, of: [Product Viewed] }",
  ),
  "actions/browse.yaml": actionOf("browse", "class: education\ntrigger: { occasion: browse-abandoned, wait: 1 h }"),
  "actions/thanks.yaml": actionOf("thanks", "class: service\ntopic: orders\ntrigger: { occasion: order-placed }"),
};

const userOf = (n: number) => `ann-${n}`;
const deviceOf = (n: number) => `phone-${n}`;
const PEOPLE: readonly PersonKey[] = Array.from({ length: USERS }, (_, n) => n).flatMap((n) => [
  knownPerson(userOf(n)),
  anonymousPerson(deviceOf(n)),
]);

/** What one person or device does, and how long after the last one of the burst. */
const doing = fc.record({
  user: fc.nat(USERS - 1),
  onDevice: fc.boolean(),
  what: fc.constantFrom("view", "view", "view", "add", "add", "order", "login"),
  after: fc.nat({ max: 20 }),
});
type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never;
const burst = fc.record({
  all: fc.array(doing, { minLength: 10, maxLength: 40 }),
  pause: fc.constantFrom(1, 30, 60, 5 * 60, 26 * 60),
});

const rolling = fc.integer({ min: 30, max: 3 * 24 * 60 }).map((minutes) => `window: ${minutes} min`);
const calendar = fc.constantFrom("day", "week", "month").map((unit) => `per: ${unit}`);
const limits = fc.record({
  windows: fc.tuple(fc.oneof(rolling, calendar), fc.oneof(rolling, calendar)),
  counts: fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 3 })),
  email: fc.integer({ min: 1, max: 3 }),
  onsite: fc.integer({ min: 1, max: 3 }),
});
type Limits = typeof limits extends fc.Arbitrary<infer T> ? T : never;

async function openShop({ windows, counts, email, onsite }: Limits): Promise<TestShop> {
  return openStoryShop({
    now: "2026-03-27T20:00:00Z",
    inParallel: true,
    files: {
      ...ACTIONS,
      "attune.yaml": `engine: { zone: Europe/Warsaw }
channels:
  email: { cap: { count: ${email}, window: 1 day } }
  onsite: { cap: { count: ${onsite}, window: 3 h } }
`,
      "policies.yaml": `arbitration: { exploration: { gamma: 2 }, leavingCost: 0 }
contact:
  caps:
    - { id: all, count: ${counts[0]}, ${windows[0]} }
    - { id: selling, classes: [promotional], count: ${counts[1]}, ${windows[1]} }
    - { id: carts, topic: cart, count: 1, window: 4 h }
`,
    },
  });
}

function callOf({ user, onDevice, what }: Doing, time: number, id: string): Call {
  const who = onDevice ? `a:${deviceOf(user)}` : userOf(user);
  const call =
    what === "login"
      ? identify({ userId: userOf(user), anonymousId: deviceOf(user) })
      : what === "order"
        ? order(who, id, ["shoe-1"])
        : track(who, what === "add" ? "Product Added" : "Product Viewed", product(`shoe-${time % 5}`));
  return { ...call, messageId: id, timestamp: new Date(time).toISOString() };
}

it("no cap is exceeded by any message that leaves, however many owners work at once and whatever is merged between them", async () => {
  expect(new Set(PEOPLE.map((person) => partitionOfPerson(person, 4))).size).toBe(4);
  let sent = 0;
  let judgedAfterMerge = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(limits, fc.array(burst, { minLength: 3, maxLength: 6 }), async (limits, bursts) => {
      const shop = await openShop(limits);
      try {
        const { caps, channels, actions } = buildEngineContext(shop.configuration);
        const groups = new Map(actions.map(({ id, topic, group }) => [id, { topic, group }]));
        const all: readonly Cap[] = [
          ...caps,
          ...[...channels.values()].map(
            ({ channel, cap }): Cap => ({
              id: channel,
              channel,
              classes: ["service", "promotional", "education"],
              count: cap.count,
              window: { kind: "rolling", ms: cap.windowMs },
            }),
          ),
        ];
        const counts = (cap: Cap, { channel, class: of, action }: Message): boolean =>
          (cap.channel ?? channel) === channel &&
          (cap.topic ?? groups.get(action)?.topic) === groups.get(action)?.topic &&
          cap.classes.includes(of);

        await shop.takeAll(
          Array.from({ length: USERS }, (_, n) =>
            identify(userOf(n), { email: `${userOf(n)}@example.com`, consent: { email: true } }),
          ),
        );
        /** Devices that have been handed over before the burst at hand, by their user: what they got counts for the user. */
        const merged = new Map<PersonKey, PersonKey>();
        const known = new Map<PersonKey, Message[]>();
        const knownOf = (person: PersonKey): Message[] => {
          const own = known.get(person) ?? [];
          known.set(person, own);
          return own;
        };
        let seen = 0;
        let n = 0;
        for (const { all: doings, pause } of bursts) {
          let time = shop.now.getTime();
          const calls = doings.map((each) => callOf(each, (time += each.after * MINUTE), `c-${++n}`));
          // All at once, as after an outage: timers that fell due between them fire while they are being applied.
          await shop.takeAll(calls, { at: time });
          await shop.advance(`${pause} min`);
          const left = await shop.messages();
          const fresh = left.slice(seen).toSorted((a, b) => a.time - b.time);
          seen = left.length;
          for (const message of fresh) {
            const device = merged.get(message.person);
            const before = [...knownOf(message.person), ...(device === undefined ? [] : knownOf(device))];
            for (const cap of all) {
              if (!counts(cap, message)) continue;
              const within = before.filter(
                (other) => counts(cap, other) && isWithin(cap.window, other.time, message.time, "Europe/Warsaw"),
              );
              expect([cap.id, within.length]).toEqual([cap.id, Math.min(within.length, cap.count - 1)]);
            }
            if (device !== undefined && knownOf(device).length > 0) judgedAfterMerge++;
            knownOf(message.person).push(message);
            sent++;
          }
          for (const { what, user } of doings)
            if (what === "login") merged.set(knownPerson(userOf(user)), anonymousPerson(deviceOf(user)));
        }
        refused += (await shop.total("reasons.contact.cap")) + (await shop.total("reasons.contact.cool-down"));
        expect(await shop.dead()).toEqual([]);
        expect((await shop.verifyReplay()).equal).toBe(true);
      } finally {
        await shop.close();
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
  expect(sent).toBeGreaterThan(80);
  expect(judgedAfterMerge).toBeGreaterThan(3);
  expect(refused).toBeGreaterThan(50);
}, 60_000);
