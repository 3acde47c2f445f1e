import { expect, test } from "vitest";
import type { Decision } from "../domain/decision.js";
import type { Message } from "../domain/message.js";
import { encodeDeadLetter } from "../domain/wire/index.js";
import { encodeDecision, encodeMessage } from "../domain/wire/outbound.js";
import { isAtLeast } from "./doctor/here.js";
import { exitCodeOf, safeText } from "./report.js";
import { shownRecord } from "./tail-lines.js";

const TIME = Date.UTC(2026, 10, 22, 10);
const record = (payload: Uint8Array) => ({ seq: 7, storedAt: 0, internal: false, payload, headers: () => ({}) });

const message: Message = {
  id: "m",
  person: "u:ada",
  channel: "onsite",
  decision: "d",
  action: "cart-reminder",
  treatment: "cart-onsite",
  occasion: "cart-abandoned",
  cause: "e",
  time: TIME,
  expiresAt: TIME + 1,
  copy: { title: "Still here\u001b[2J", body: "b" },
  items: [],
  class: "promotional",
  topic: "cart",
  step: 0,
  subject: "",
  openedAt: TIME,
  value: 0,
  version: 0,
};
/** What a candidate has that no line shows. */
const UNSHOWN = { relevance: 1, cost: 0, score: 0, evidence: 0, model: "prior", probability: 0 } as const;
const decision: Decision = {
  id: "d",
  person: "u:ada",
  occasion: "cart-abandoned",
  subject: "",
  ref: "w0",
  cause: "e",
  time: TIME,
  contextVersion: "0123456789ab",
  population: "",
  silenceProbability: 0,
  mode: "best",
  segments: [],
  outcome: "message",
  reason: "ok.chosen",
  winner: "cart-reminder/cart-onsite",
  selectionProbability: 1,
  candidates: [
    {
      ...UNSHOWN,
      action: "cart-reminder",
      treatment: "cart-email",
      channel: "email",
      stage: "consent",
      code: "consent.unknown",
      p: 0,
      c: 0,
      v: 0,
      l: 0,
      priority: 0,
    },
    {
      ...UNSHOWN,
      score: 1.2,
      action: "cart-reminder",
      treatment: "cart-onsite",
      channel: "onsite",
      stage: "emitted",
      code: "ok.chosen",
      p: 0.1,
      c: 1,
      v: 12,
      l: 1,
      priority: 1.2,
    },
  ],
};

test("a message is one line that can't drive the terminal", () => {
  expect(shownRecord("messages", record(encodeMessage(message)), false)).toEqual([
    '2026-11-22T10:00:00.000Z onsite  u:ada  cart-reminder/cart-onsite  "Still here\\u001b[2J"',
  ]);
});

test("a decision is shown with the reason of every candidate", () => {
  const lines = shownRecord("decisions", record(encodeDecision(decision)), false);
  expect(lines[0]).toContain("u:ada  cart-abandoned: says cart-reminder/cart-onsite: chosen");
  expect(lines[1]).toMatch(
    /- email {3}cart-reminder\/cart-email {2}consent consent.unknown: the person has not agreed/,
  );
  expect(lines[2]).toMatch(/\+ onsite {2}cart-reminder\/cart-onsite .* P 0.1 · C 1 · V 12 · L 1 = 1.2, score 1.2$/);
});

test("JSON is the full record, one line, bytes that are no text in base64", () => {
  expect(JSON.parse(shownRecord("decisions", record(encodeDecision(decision)), true)[0] as string)).toEqual(decision);
  const letter = {
    id: "x",
    code: "ATTUNE_EVENT_NOT_UTF8",
    reason: "r",
    partition: 0,
    attempts: 1,
    time: TIME,
    payload: Buffer.from([0xff]),
  } as const;
  expect(JSON.parse(shownRecord("dead", record(encodeDeadLetter(letter)), true)[0] as string)).toMatchObject({
    id: "x",
    payloadBase64: "/w==",
  });
  expect(shownRecord("messages", record(Buffer.from("?")), true)).toEqual(['{"seq":7,"unreadable":true}']);
});

test("text from outside is spelled out where it could drive a terminal", () => {
  expect(safeText("a\u001b[31mb\nc\u202ed ä 你")).toBe("a\\u001b[31mb\\u000ac\\u202ed ä 你");
});

test("exit codes and versions", () => {
  expect(
    [
      "ATTUNE_USAGE",
      "ATTUNE_CONFIG_INVALID",
      "ATTUNE_LOG_UNAVAILABLE",
      "ATTUNE_STATE_UNAVAILABLE",
      "ATTUNE_NOT_FOUND",
    ].map((code) => exitCodeOf(code as "ATTUNE_USAGE")),
  ).toEqual([2, 2, 3, 3, 1]);
  expect(
    ["2.12.7", "2.12.6", "2.15.1-beta.2", "2.9.10", "3.0.0"].map((version) => isAtLeast(version, [2, 12, 7])),
  ).toEqual([true, false, true, false, true]);
});
