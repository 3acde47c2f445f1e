import type { EngineContext } from "../domain/context.js";
import type { TimerEvent } from "../domain/event.js";
import type { PersonKey } from "../domain/person.js";
import type { Engine, Outlet } from "../domain/step.js";
import { ASKED_REVIEW, timerEventId, timerId } from "../domain/timer.js";
import { advanceClock } from "../engine/features/activity.js";
import type { Profile } from "../engine/index.js";
import { Draft } from "../engine/profile/draft.js";
import { updateStanding } from "../engine/segments/index.js";
import { viewOf } from "../engine/view/view-of.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { internalEvent } from "../worker/effects.js";
import type { PinSources } from "../worker/engine-in-force.js";
import { replayPartition } from "../worker/replay-partition.js";
import { underPopulation } from "./population-in-force.js";
import { scoredContext } from "./scoring/scored-context.js";
import { profilesOf, storedProfiles } from "./stored-profiles.js";

/** One segment's people by the definition, and how they differ from those it is stored with. */
export interface BackfilledSegment {
  readonly stored: number;
  readonly members: number;
  readonly entered: number;
  readonly left: number;
}

export interface Backfill {
  readonly people: number;
  readonly segments: Readonly<Record<string, BackfilledSegment>>;
  /** People whose segments differ. */
  readonly differing: number;
}

export interface BackfillOptions {
  /** Only these segments; left out: all of the configuration. */
  readonly segments?: readonly string[];
  /** Where is found what recommends and scores. */
  readonly sources?: PinSources;
  /** When the definitions are evaluated, ms. */
  readonly time: number;
  /** Hears of every member of every segment. */
  readonly onMember?: (segment: string, person: PersonKey) => void;
  /** Hears of everybody whose segments differ. */
  readonly onDifference?: (person: PersonKey) => void | Promise<void>;
  readonly onProgress?: (done: number) => void;
}

/** Evaluates the context's definitions over the stored profiles, under the population snapshot and with the models in force. No event is needed, and nothing is changed. */
export async function backfillSegments(
  log: Pick<EventLog, "partitions">,
  state: Pick<StateStore, "loadStatistics" | "scanProfiles">,
  engine: Engine<Profile>,
  base: EngineContext,
  options: BackfillOptions,
): Promise<Backfill> {
  const statistics = await state.loadStatistics(0);
  const context = await scoredContext(underPopulation(base, statistics), statistics, options.sources?.scoring);
  const evaluation = new Evaluation(options);
  for await (const [person, profile] of storedProfiles(state, log.partitions, engine)) {
    options.onProgress?.(1);
    await evaluation.add(person, profile, context);
  }
  return evaluation.result(base);
}

/**
 * The same as of a past moment: the log up to then is replayed into a fresh state, under the population snapshot and with the models that were in force
 * then. Holds one partition's profiles in memory. What the log no longer holds (retention, erasure) is as if it had never been.
 */
export async function backfillAsOf(
  log: EventLog,
  engine: Engine<Profile>,
  base: EngineContext,
  options: BackfillOptions,
): Promise<Backfill> {
  const evaluation = new Evaluation(options);
  for (let partition = 0; partition < log.partitions; partition++) {
    const { profiles, statistics } = await replayPartition(log, engine, partition, {
      untilTime: options.time,
      ...options.sources,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    const context = await scoredContext(underPopulation(base, statistics), statistics, options.sources?.scoring);
    for (const [person, profile] of profilesOf(profiles, engine)) await evaluation.add(person, profile, context);
  }
  return evaluation.result(base);
}

/** An event that makes the person's owner look again where the person stands. */
export function reviewEntry(person: PersonKey, time: number, partitions: number): LogEntry {
  const timer = { person, ...ASKED_REVIEW };
  const event: TimerEvent = { type: "timer", ...timer, id: timerEventId(timerId(timer), time), time, hops: 0 };
  return internalEvent(event, partitions).entry;
}

const NOWHERE: Outlet = { effect() {}, count() {}, reason() {}, learn() {}, learnt: () => 0 };

/** The segments that the person is in at a time by the context's definitions; the profile stays as it is. */
function segmentsAt(person: PersonKey, profile: Profile, time: number, context: EngineContext): readonly string[] {
  const draft = new Draft(profile, person);
  try {
    advanceClock(draft.write("activity"), time, context);
    updateStanding(draft, context, viewOf(draft, context), NOWHERE, true);
    return [...draft.read("standing").segments];
  } finally {
    draft.discard();
  }
}

class Evaluation {
  readonly #options: BackfillOptions;
  readonly #counts = new Map<string, { stored: number; members: number; entered: number; left: number }>();
  #people = 0;
  #differing = 0;

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  async add(person: PersonKey, profile: Profile, context: EngineContext): Promise<void> {
    const { time, onMember, onDifference } = this.#options;
    const stored = profile.read("standing").segments;
    const members = segmentsAt(person, profile, time, context);
    let differs = false;
    for (const id of new Set([...stored, ...members])) {
      if (!this.#isAsked(id)) continue;
      const [was, is] = [stored.includes(id), members.includes(id)];
      const count = this.#countOf(id);
      if (was) count.stored++;
      if (is) count.members++;
      if (is) onMember?.(id, person);
      if (was === is) continue;
      differs = true;
      if (is) count.entered++;
      else count.left++;
    }
    this.#people++;
    if (!differs) return;
    this.#differing++;
    await onDifference?.(person);
  }

  result({ segments }: EngineContext): Backfill {
    const ids = [...segments.map(({ id }) => id), ...this.#counts.keys()].filter((id) => this.#isAsked(id));
    return {
      people: this.#people,
      segments: Object.fromEntries([...new Set(ids)].map((id) => [id, { ...this.#countOf(id) }])),
      differing: this.#differing,
    };
  }

  #isAsked(id: string): boolean {
    const { segments } = this.#options;
    return segments === undefined || segments.includes(id);
  }

  #countOf(id: string): { stored: number; members: number; entered: number; left: number } {
    let count = this.#counts.get(id);
    if (count === undefined) this.#counts.set(id, (count = { stored: 0, members: 0, entered: 0, left: 0 }));
    return count;
  }
}
