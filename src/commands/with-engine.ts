import { buildEngineContext, type Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import type { Engine } from "../domain/step.js";
import type { Profile } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { startProgress } from "./progress.js";
import { withBoth } from "./servers.js";

/** What a command that looks through profiles works with. */
export interface Opened {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly context: EngineContext;
  readonly engine: Engine<Profile>;
  readonly onProgress: (more: number) => void;
}

/** Opens log, state and engine for as long as `use` runs, with progress on stderr. */
export async function withEngine<T>(
  configuration: Configuration,
  verb: string,
  unit: string,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { createEngine } = await import("../engine/index.js");
  const context = buildEngineContext(configuration);
  return withBoth(configuration, async (log, state) => {
    const progress = startProgress(verb, unit);
    let done = 0;
    const onProgress = (more: number): void => progress.update((done += more));
    try {
      return await use({ log, state, context, engine: createEngine(context), onProgress });
    } finally {
      progress.stop();
    }
  });
}
