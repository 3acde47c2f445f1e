/** A test shop on a configuration of the story's own: its files stand in the test, beside what they lead to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ScoringSource } from "../../src/domain/scoring.js";
import { openTestShop, type TestShop } from "./open-test-shop.js";

export interface StoryOptions {
  /** The virtual clock at the beginning, ISO 8601. */
  readonly now: string;
  /** Files of the configuration folder by name: "actions/cart.yaml", "segments.yaml" … What is left out takes its defaults. */
  readonly files: Readonly<Record<string, string>>;
  /** The partitions' owners take their turns at the same time. */
  readonly inParallel?: boolean;
  /** Models that the story makes up; they score once a pin names them (TestShop.pinScoring). */
  readonly scoring?: ScoringSource;
}

/** Nothing is explored or spread, so that a story has one end; messages cost nothing unless the story says so. */
export const CALM =
  "arbitration:\n  exploration: { gamma: off }\n  leavingCost: 0\ntiming: { exploration: 0, spread: 0 s }\n";

export async function openStoryShop({ now, files, inParallel = false, scoring }: StoryOptions): Promise<TestShop> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-story-"));
  try {
    for (const [name, text] of Object.entries({ "attune.yaml": "", "policies.yaml": CALM, ...files })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return await openTestShop({ now, folder, inParallel, ...(scoring === undefined ? {} : { scoring }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of config/actions/: the action's own lines, and what every action needs. */
export function anActionFile(name: string, lines: string): string {
  return `action: ${name}\nissue: story\ngroup: story\n${lines.replace(/^\n/, "")}`;
}
