import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadConfiguration } from "../load.js";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function problemsOf(trigger: string, more = ""): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-hand-"));
  folders.push(folder);
  mkdirSync(path.join(folder, "actions"));
  writeFileSync(path.join(folder, "attune.yaml"), "");
  const lines = [
    "action: told",
    "issue: story",
    "group: story",
    "class: service",
    "topic: story",
    `trigger: { ${trigger} }`,
    more,
    "treatments:",
    "  - { id: told, channel: onsite, copy: [{ title: Hello, body: Hello. }] }",
  ];
  writeFileSync(path.join(folder, "actions/told.yaml"), `${lines.join("\n")}\n`);
  const loaded = loadConfiguration(folder, { environment: {} });
  return loaded.ok ? [] : loaded.errors.map(({ code, line }) => `${code} ${line}`);
}

const RULE = 'eligibility: ["event.properties.amount > 100"]';

describe("the event at hand", () => {
  it("is asked by the trigger, which is remembered", () => {
    expect(problemsOf('occasion: event, of: [Quote Asked], when: "event.properties.amount > 100"')).toEqual([]);
    expect(problemsOf("occasion: event, of: [Quote Asked]", RULE)).toEqual(["ATTUNE_CONFIG_POLICY 7"]);
    const named = 'suitability: [{ id: large, when: "event.properties.amount > 100", say: large }]';
    expect(problemsOf("occasion: price-drop, wait: 15 min", named)).toEqual(["ATTUNE_CONFIG_POLICY 7"]);
  });

  it("is there for what is said now or never", () => {
    expect(problemsOf("occasion: slot-requested", RULE)).toEqual([]);
  });

  it("is never there for what comes at a time", () => {
    expect(problemsOf("occasion: birthday, when: event.name == 'x'")).toEqual(["ATTUNE_CONFIG_POLICY 6"]);
    expect(problemsOf("occasion: birthday, when: activity.views > 1")).toEqual([]);
  });
});
