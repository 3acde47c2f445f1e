import { createHash } from "node:crypto";
import type { EngineContext } from "../domain/context.js";
import type { Configuration, EngineSettings } from "./configuration.js";
import { compileCopy } from "./copy.js";

/** Compiles the engine's context of a checked configuration. Every thread makes its own; equal configurations give equal contexts. */
export function buildEngineContext(configuration: Pick<Configuration, "engine">): EngineContext {
  const { engine } = configuration;
  return {
    version: versionOf(engine),
    sessionGapMs: engine.sessionGapMs,
    limits: engine.limits,
    halfLives: engine.halfLives,
    browseMinimumViews: engine.browseMinimumViews,
    justBoughtMs: engine.justBoughtMs,
    channels: new Map(engine.channels.map((policy) => [policy.channel, policy])),
    actions: engine.actions.map((action) => ({
      ...action,
      treatments: action.treatments.map(({ id, channel, copy }) => ({ id, channel, copy: copy.map(compileCopy) })),
    })),
  };
}

/** 12 hexadecimal digits of SHA-256 over the settings with their keys in order: equal settings have equal versions, wherever they stood. */
export function versionOf(engine: EngineSettings): string {
  const canonical = JSON.stringify(engine, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(canonical).digest("hex").slice(0, 12);
}
