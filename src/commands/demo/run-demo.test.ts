import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { requireConfiguration, shippedFolder } from "../../config/index.js";
import { type DemoResult, runDemo } from "./run-demo.js";
import { liveLines, type Moment, plainLine } from "./view.js";

const EVENTS = 1_500;

async function demo(onMoment: (moment: Moment) => void = () => {}): Promise<DemoResult> {
  const data = mkdtempSync(path.join(tmpdir(), "attune-demo-test-"));
  try {
    const overrides = {
      log: "embedded",
      state: "embedded",
      data,
      models: path.join(data, "models"),
      host: "127.0.0.1",
      port: 0,
      threads: 1,
      partitions: 4,
    };
    return await runDemo({
      configuration: requireConfiguration(shippedFolder(), { environment: {}, overrides }),
      logger: pino({ level: "silent" }),
      seed: 11,
      people: 150,
      events: EVENTS,
      rate: undefined,
      stopped: new AbortController().signal,
      onMoment,
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

describe("the demo", () => {
  it("applies every event, lets messages out with their reasons, and tells the same story for the same seed", async () => {
    const moments: Moment[] = [];
    const first = await demo((moment) => moments.push(moment));
    expect(first.sent).toBe(EVENTS);
    expect(first.status).toMatchObject({ applied: EVENTS, dead: 0, lag: 0 });
    expect(first.status.people).toBeGreaterThan(50);
    expect(Object.values(first.status.messages).reduce((a, b) => a + b, 0)).toBeGreaterThan(10);
    expect(first.shown?.decision.candidates.length).toBeGreaterThan(0);
    expect(moments.length).toBeGreaterThan(0);
    for (const moment of moments) {
      expect(plainLine(moment)).toMatch(/sent .* applied .* people .* decisions .* messages .* dead .* lag/);
      expect(liveLines(moment).join("\n")).toContain("people");
    }

    const { before, after, model, visitor } = first.recommended ?? {};
    expect(visitor?.clicks.length).toBeGreaterThanOrEqual(3);
    expect(before?.items).toHaveLength(5);
    expect(before?.version).toMatch(/^none@/);
    expect(after?.version).toContain(model?.version);
    expect(after?.items.some(({ because }) => because.length > 0)).toBe(true);
    const clicked = visitor?.clicks.map(({ id }) => id) ?? [];
    for (const { because } of after?.items ?? []) for (const { id } of because) expect(clicked).toContain(id);

    expect(first.asked?.answer).toMatchObject({ slot: "home-banner", message: { action: "home-banner" } });
    expect(first.letter).toMatchObject({ hasUnsubscribe: true, subject: expect.stringMatching(/\S/) });
    const { email, onsite } = first.status.deliveries;
    expect([email?.sent, onsite?.sent].every((sent) => sent !== undefined && sent > 0)).toBe(true);

    expect(first.intent).toMatchObject({ version: "starter", person: first.shown?.decision.person });
    expect(first.shown?.decision.models).toMatchObject({ intent: "starter" });
    expect(first.intent?.held?.count).toBeGreaterThan(10);
    for (const score of Object.values(first.intent?.scores ?? {})) expect(score).toBeGreaterThan(0);

    const again = await demo();
    const { people, decisions, messages, deliveries } = first.status;
    expect(again.intent?.held).toEqual(first.intent?.held);
    expect(again.status).toMatchObject({ applied: EVENTS, people, decisions, messages, deliveries });
    expect(again.asked?.answer).toEqual(first.asked?.answer);
    const ids = (result: DemoResult) => result.recommended?.after?.items.map(({ id }) => id);
    expect(ids(again)).toEqual(ids(first));
  }, 120_000);
});
