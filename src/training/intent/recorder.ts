import type { PersonEvent } from "../../domain/event.js";
import { NO_SCORING, type Scoring } from "../../domain/scoring.js";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import { INTENT_FEATURES, type IntentMoment, readRow } from "../../models/features.js";
import { RowKeeper } from "../rows/row-keeper.js";
import { shadowed } from "../rows/shadowed.js";
import { TimelineBuilder } from "../rows/timeline.js";

/**
 * Notes the row that an intent model would read after each event, and what the event is to the labels. It stands in the shadow: it is asked whenever a model is,
 * and nobody acts upon what it says, so that replay decides as was decided.
 */
export class IntentRecorder {
  readonly rows: RowKeeper;
  readonly timeline = new TimelineBuilder();
  /** The newest moment, ms. */
  newest = 0;
  readonly #until: number;

  /** @param until moments from then on are passed over, ms */
  constructor(mostRows: number, seed: number, until = Number.POSITIVE_INFINITY) {
    this.rows = new RowKeeper(INTENT_FEATURES.length, mostRows, seed);
    this.#until = until;
  }

  /** The same engine, recorded. `scoring`: what it scores with now. */
  watch(engine: Engine<Profile>, scoring: Scoring = NO_SCORING): Engine<Profile> {
    return shadowed(engine, scoring, {
      before: (event) => this.#follow(event),
      intent: (moment) => this.#note(moment),
    });
  }

  #follow(event: PersonEvent): void {
    if (event.type === "merge") this.timeline.link(event.from, event.into, event.time);
    else if (event.type === "erase") this.timeline.forget(event.person);
  }

  #note(moment: IntentMoment): void {
    const { draft, event } = moment;
    const { clock, lastSeen } = draft.read("activity");
    if (clock >= this.#until) return;
    this.newest = Math.max(this.newest, clock);
    const isOrder = event.name === "Order Completed" && draft.read("orders").some(({ time }) => time === event.time);
    this.timeline.add({ person: draft.person, time: clock, isActive: lastSeen === event.time, isOrder });
    this.rows.offer(event.id, (into, at) => readRow(INTENT_FEATURES, moment, into, at));
  }
}
