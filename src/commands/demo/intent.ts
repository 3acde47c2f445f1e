import pc from "picocolors";
import type { Running } from "../../app/start.js";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import { type LiveCalibration, liveCalibrationOf } from "../../domain/live-calibration.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../domain/person.js";
import type { IntentScores } from "../../domain/scoring.js";
import { createEngine } from "../../engine/index.js";
import { loadAllStatistics, scoringOf } from "../../worker/statistics.js";
import { grouped, safeText } from "../report.js";

/** What the intent model says of somebody. */
export interface Intent {
  readonly version: string;
  readonly person: PersonKey;
  readonly scores: IntentScores;
}

/** Of the sessions that were sampled: what was said of an order in them, and how many had one. */
export type Held = Pick<LiveCalibration, "count" | "said" | "came">;

/** Reads it of the stored profiles. */
export class IntentReader {
  readonly #running: Pick<Running, "log" | "state">;
  readonly #engine: ReturnType<typeof createEngine>;

  constructor(running: Pick<Running, "log" | "state">, configuration: Configuration) {
    this.#running = running;
    this.#engine = createEngine(buildEngineContext(configuration));
  }

  /** undefined: nothing scores, or nobody is known by this key any more. */
  async read(person: PersonKey): Promise<Intent | undefined> {
    const { log, state } = this.#running;
    const version = scoringOf(await state.loadStatistics(0))?.current.intent;
    const [bytes] = await state.loadProfiles(partitionOfPerson(person, log.partitions), [personToken(person)]);
    if (version === undefined || bytes === undefined) return undefined;
    const { session, day, churn } = this.#engine.decode(bytes).read("intent");
    return { version, person, scores: { session, day, churn } };
  }

  /** undefined: no session was sampled. */
  async held({ version }: Intent): Promise<Held | undefined> {
    const { log, state } = this.#running;
    const found = liveCalibrationOf(await loadAllStatistics(state, log.partitions), "intent", version, "session");
    return found === undefined ? undefined : { count: found.count, said: found.said, came: found.came };
  }
}

export function intentLines({ version, person, scores }: Intent, held?: Held): string[] {
  const { session, day, churn } = scores;
  const lines = [
    `  ${pc.bold("Intent")}  of ${safeText(person)}, by the model ${safeText(version)}, after every event anew:`,
    `    an order in this session ${percent(session)}, within 24 hours ${percent(day)}; no further visit for long ${percent(churn)}`,
  ];
  if (held === undefined) return lines;
  const { count, said, came } = held;
  return [
    ...lines,
    `    of ${grouped(count)} sessions sampled it expected ${percent(said)} to end with an order; ${percent(came)} did`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
