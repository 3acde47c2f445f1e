import { CloudEvent } from "cloudevents";
import { expect, test } from "vitest";
import type { Candidate, Decision } from "../decision.js";
import type { Message } from "../message.js";
import { decodeDecision, decodeMessage, encodeDecision, encodeMessage } from "./outbound.js";

const message: Message = {
  id: "m:1",
  person: "u:ada",
  channel: "email",
  decision: "d:1",
  action: "cart-reminder",
  treatment: "cart-email",
  occasion: "cart-abandoned",
  cause: "e:1",
  time: Date.UTC(2026, 10, 22, 10, 0, 0, 5),
  expiresAt: Date.UTC(2026, 10, 24, 10),
  copy: { title: "Hej – 你好", body: "Your lamp", url: "https://shop.example.com/cart" },
  class: "promotional",
  topic: "shop",
  step: 1,
  slot: "popup",
  coupon: "HI-0ABC123DEF",
  items: ["lamp"],
  address: "ada@example.com",
  subject: "lamps",
  openedAt: Date.UTC(2026, 10, 22, 9),
  value: 49.9,
  version: 1,
  template: "cart",
  locale: "sv",
  facts: { loyalty: { points: 120 } },
};

const decision: Decision = {
  id: "d:1",
  person: "u:ada",
  occasion: "cart-abandoned",
  subject: "",
  ref: "w1800000",
  cause: "e:1",
  time: 1_700_000_000_123,
  contextVersion: "0123456789ab",
  population: "p1",
  outcome: "message",
  reason: "ok.chosen",
  winner: "cart-reminder/cart-email",
  runnerUp: "",
  margin: 5.9,
  selectionProbability: 0.875,
  silenceProbability: 0.125,
  mode: "best",
  variants: ["words/short"],
  caps: [{ cap: "email", used: 1, limit: 3 }],
  consent: { place: 4, hash: "ab12" },
  segments: ["regulars"],
  message: "m:1",
  candidates: [
    {
      action: "cart-reminder",
      treatment: "cart-email",
      channel: "email",
      step: 1,
      stage: "emitted",
      code: "ok.chosen",
      detail: "",
      p: 0.5,
      c: 1,
      v: 12,
      l: 1,
      priority: 6,
      relevance: 1,
      cost: 0.1,
      score: 5.9,
      evidence: 0.25,
      model: "beta",
      probability: 0.875,
      guard: {
        verdict: "soften",
        facts: [
          { fact: "item.name", sensitivity: "personal", provenance: "observed", confidence: 0.9, problem: "shared" },
        ],
      },
    },
  ],
};
const held: Decision = { ...decision, outcome: "held", reason: "held.until", until: 1_700_000_500_000 };

test("a message is a CloudEvent that the reference library accepts", () => {
  const parsed = JSON.parse(Buffer.from(encodeMessage(message)).toString("utf8")) as Record<string, unknown>;
  const event = new CloudEvent(parsed, true);
  expect(event.validate()).toBe(true);
  expect(event).toMatchObject({
    specversion: "1.0",
    id: "m:1",
    source: "attune",
    type: "io.attune.nba.v1",
    subject: "u:ada",
    datacontenttype: "application/json",
    time: "2026-11-22T10:00:00.005Z",
    expiresat: "2026-11-24T10:00:00.000Z",
  });
  expect(event.data).toEqual(message);
});

test("what is encoded is read back, and twice the same bytes", () => {
  expect(decodeMessage(encodeMessage(message))).toEqual(message);
  expect(decodeDecision(encodeDecision(decision))).toEqual(decision);
  expect(decodeDecision(encodeDecision(held))).toEqual(held);
  expect(encodeDecision(decision)).toEqual(encodeDecision(decision));
});

test("messages and decisions from before these fields were there are still read", () => {
  const { class: _class, topic: _topic, step: _step, slot: _slot, coupon: _coupon, ...young } = message;
  const { subject: _about, openedAt: _opened, value: _value, version: _version, ...old } = young;
  expect(decodeMessage(encodeMessage(old as Message))).toEqual({
    ...old,
    class: "promotional",
    topic: "",
    step: 0,
    subject: "",
    openedAt: message.time,
    value: 0,
    version: 0,
  });
  const { subject: _subject, segments: _segments, mode: _mode, candidates, ...rest } = decision;
  const { score: _score, probability: _probability, ...candidate } = candidates[0] as Candidate;
  const before = { ...rest, candidates: [candidate] } as unknown as Decision;
  expect(decodeDecision(encodeDecision(before))).toEqual({
    ...decision,
    subject: "",
    segments: [],
    candidates: [{ ...candidates[0], score: 0, probability: 0 }],
  });
});

test.each<[string, Record<string, unknown>]>([
  ["a class that nobody knows", { class: "urgent" }],
  ["a version that is no place", { version: -1 }],
  ["a worth that is no number", { value: "much" }],
  ["facts that are none", { facts: ["points"] }],
  ["a layout that has no name", { template: 7 }],
])("%s is no message", (_, wrong) => {
  expect(decodeMessage(encodeMessage({ ...message, ...wrong }))).toBeUndefined();
});

test.each([
  ["no JSON", "{"],
  ["another type", JSON.stringify({ specversion: "1.0", type: "com.example", id: "m:1", data: message })],
  [
    "another subject than its person",
    JSON.stringify({ specversion: "1.0", type: "io.attune.nba.v1", id: "m:1", subject: "u:eve", data: message }),
  ],
  ["no data", JSON.stringify({ specversion: "1.0", type: "io.attune.nba.v1", id: "m:1", subject: "u:ada" })],
])("%s is no message", (_, text) => {
  expect(decodeMessage(Buffer.from(text))).toBeUndefined();
});

test("cut-off bytes are no decision", () => {
  expect(decodeDecision(encodeDecision(decision).subarray(0, 20))).toBeUndefined();
  expect(decodeDecision(new Uint8Array([0x01]))).toBeUndefined();
});
