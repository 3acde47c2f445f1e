import type { CrashPoint } from "../../src/worker/probe.js";

/** What goes wrong in a worker process; given to it in the environment, so that its threads see it too. */
export interface FaultSpec {
  /** At the n-th passing of a point in partition 0: SIGKILL the process, or SIGSTOP it. */
  readonly at?: { readonly point: CrashPoint; readonly passing: number; readonly signal: "SIGKILL" | "SIGSTOP" };
  /** SIGKILL at any point, each passing with this probability. */
  readonly anywhere?: { readonly chance: number; readonly seed: number };
  /** No population snapshots and no pins come in between: a commit is one of events of people. */
  readonly withoutContextEvents?: boolean;
  /** Ablations. Commits go through whatever the stored offset is ... */
  readonly withoutCompareAndSet?: boolean;
  /** ... and what is to be published is not stored with the state. */
  readonly withoutOutbox?: boolean;
}

export const FAULTS_VARIABLE = "ATTUNE_TEST_FAULTS";

export function faultsOf(environment: NodeJS.ProcessEnv): FaultSpec {
  const text = environment[FAULTS_VARIABLE];
  return text === undefined ? {} : (JSON.parse(text) as FaultSpec);
}

/** What a worker process says on stdout before a signal of its own ends or stops it. */
export interface FaultNote {
  readonly fault: "SIGKILL" | "SIGSTOP";
  readonly point: CrashPoint;
  readonly partition: number;
}
