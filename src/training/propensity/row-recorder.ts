import type { Decision } from "../../domain/decision.js";
import type { ScoredMoment, ScoredOption, Scoring } from "../../domain/scoring.js";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import { PROPENSITY_FEATURES, readRow } from "../../models/features.js";
import { shadowed } from "../rows/shadowed.js";

const WIDTH = PROPENSITY_FEATURES.length;

/** What was asked at one moment: a row for each option. */
interface Asked {
  readonly moment: ScoredMoment["moment"];
  readonly options: readonly ScoredOption[];
  readonly rows: Float32Array;
}

/**
 * Notes the rows that the engine asks a propensity model about, exactly as one would read them live. It stands in the shadow: it is asked whenever a
 * decision is weighed, and nobody acts upon what it says, so that replay decides as was decided.
 */
export class RowRecorder {
  #asked: Asked[] = [];

  /** The same engine, recorded: what it was asked in its last step is known until the next. `scoring`: what it scores with now. */
  watch(engine: Engine<Profile>, scoring: Scoring): Engine<Profile> {
    return shadowed(engine, scoring, {
      before: () => void (this.#asked = []),
      propensity: (options, moment) => this.#note(options, moment),
    });
  }

  /** The row of the option that was chosen; undefined where the last step weighed no such one. */
  rowOf({ occasion, ref, cause, winner }: Decision): Float32Array | undefined {
    for (const { moment, options, rows } of this.#asked) {
      if (moment.occasion !== occasion || moment.ref !== ref || moment.cause !== cause) continue;
      const at = options.findIndex(({ option }) => `${option.action.id}/${option.treatment.id}` === winner);
      if (at !== -1) return rows.slice(at * WIDTH, (at + 1) * WIDTH);
    }
    return undefined;
  }

  #note(options: readonly ScoredOption[], moment: ScoredMoment): void {
    const rows = new Float32Array(options.length * WIDTH);
    options.forEach((scored, at) => readRow(PROPENSITY_FEATURES, { ...moment, scored }, rows, at * WIDTH));
    this.#asked.push({ moment: moment.moment, options, rows });
  }
}
