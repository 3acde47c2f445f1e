import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import type { Watch } from "../recommender/pace.js";

/** Events that can be run through the engine again: the log's, or those that a file's rows stand for. */
export interface EventRun {
  /** Where they come from, for people. */
  readonly source: string;
  /**
   * Runs them all, under the engine that `watched` makes of the one they are to be run under.
   * @throws the signal's reason; what reading the log throws
   */
  run(watched: (engine: Engine<Profile>) => Engine<Profile>, watch?: Watch): Promise<void>;
}
