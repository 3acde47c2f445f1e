import { expect, it } from "vitest";
import { aContact, aDraft } from "../../../test/harness/draft-of.js";
import { aChannel, anAction, anEngineContext, MONDAY } from "../../../test/harness/engine-context.js";
import { type Contact, MOST_PER_WEEK } from "../../domain/profile.js";
import { DAY } from "../../domain/time.js";
import { boundContacts, contactCapacity, recordContact } from "./contact-ring.js";

const base = anEngineContext();
const channels = new Map([
  ["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })],
  ["onsite", aChannel("onsite", { cap: { count: 1, windowMs: DAY } })],
] as const);
const small = { limits: { ...base.limits, contacts: 1 }, channels };
const left = (context: typeof base, contacts: Contact[]) => {
  const draft = aDraft({ contacts });
  boundContacts(draft, context);
  return draft.read("contacts").map((contact) => contact.message);
};
const email = (time: number, of: Partial<Contact> = {}) => aContact(time, { message: `e${time}`, ...of });
const onsite = (time: number) => aContact(time, { channel: "onsite", message: `o${time}` });

it("keeps what a channel's cap is counted from", () => {
  expect(left(anEngineContext(small), [email(1), email(2), onsite(3), onsite(4), onsite(5), onsite(6)])).toEqual([
    "e1",
    "e2",
    "o6",
  ]);
});

it("keeps what any other cap, a cool-down or a pause is counted from", () => {
  const news = { id: "news", topic: "news", classes: [], count: 1, window: { kind: "rolling", ms: DAY } } as const;
  const context = anEngineContext({
    ...small,
    caps: [news],
    actions: [anAction({ id: "calm", coolDownMs: DAY })],
    occasions: {
      ...base.occasions,
      silence: [{ channel: "email", afterMs: DAY, mode: "pause", pauseMs: DAY }],
    },
  });
  expect(contactCapacity(context)).toBe(6 + MOST_PER_WEEK);
  const service = { class: "service" } as const;
  const contacts = [
    email(1, { topic: "news", ...service }),
    email(2),
    email(3, { action: "calm", ...service }),
    email(4, service),
    ...[5, 6, 7].map((time) => email(time, service)),
  ];
  expect(left(context, contacts)).toEqual(["e1", "e2", "e3", "e5", "e6", "e7"]);
});

it("keeps what a person's own wish is counted from", () => {
  const draft = aDraft({
    contacts: [email(1, { class: "service" }), email(2), onsite(3), email(4), email(5)],
    preferences: { at: 1, perWeek: 4 },
  });
  const context = anEngineContext({ ...small, limits: { ...base.limits, contacts: 1 } });
  boundContacts(draft, context);
  expect(draft.read("contacts")).toHaveLength(5);
  draft.write("preferences").perWeek = 0;
  boundContacts(draft, context);
  expect(draft.read("contacts").map(({ message }) => message)).toEqual(["o3", "e4", "e5"]);
});

it("lets those go first of which nothing can be learnt any more", () => {
  const context = anEngineContext({
    limits: { ...base.limits, contacts: 5 },
    channels,
    actions: [anAction({ id: "slow", goal: { event: "Order Completed", windowMs: 30 * DAY } })],
  });
  const open = email(MONDAY - 20 * DAY, { action: "slow", message: "open" });
  const reached = email(MONDAY - 19 * DAY, { action: "slow", message: "reached", outcome: 4 });
  const old = email(MONDAY - 18 * DAY, { message: "old" });
  const rest = [5, 4, 3, 2].map((n) => email(MONDAY - n, { message: `new${n}` }));
  expect(left(context, [open, reached, old, ...rest])).toEqual(["open", "new5", "new4", "new3", "new2"]);
});

it("notes a message in the order of time", () => {
  const draft = aDraft();
  for (const time of [5, 3, 4]) recordContact(draft, email(time), base);
  expect(draft.read("contacts").map((contact) => contact.time)).toEqual([3, 4, 5]);
});
