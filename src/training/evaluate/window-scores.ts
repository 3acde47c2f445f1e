import type { Contender, Moment } from "./contender.js";
import { midRank, topOf } from "./rank.js";
import type { Scored } from "./replay-cases.js";

const LIST_LENGTH = 10;

/** Cases of one window, and where each contender ranked what came. */
export interface WindowScores {
  readonly people: number[];
  readonly targets: number[];
  readonly history: number[];
  readonly ranks: Map<string, number[]>;
  readonly milliseconds: Map<string, number[]>;
  readonly exposure: Map<string, Uint32Array>;
}

export function emptyScores(contenders: readonly Contender[], items: number): WindowScores {
  return {
    people: [],
    targets: [],
    history: [],
    ranks: new Map(contenders.map(({ name }) => [name, []])),
    milliseconds: new Map(contenders.map(({ name }) => [name, []])),
    exposure: new Map(contenders.map(({ name }) => [name, new Uint32Array(items)])),
  };
}

/** Has every contender rank the target. `step`: how many items the session had before. */
export function take(
  { people, targets, history, ranks, milliseconds, exposure }: WindowScores,
  contenders: readonly Contender[],
  moment: Moment,
  target: number,
  step: number,
): void {
  people.push(moment.person);
  targets.push(target);
  history.push(step);
  for (const contender of contenders) {
    const begun = performance.now();
    const scores = contender.score(moment);
    (milliseconds.get(contender.name) as number[]).push(performance.now() - begun);
    (ranks.get(contender.name) as number[]).push(midRank(scores, target));
    const shown = exposure.get(contender.name) as Uint32Array;
    for (const one of topOf(scores, LIST_LENGTH)) shown[one] = (shown[one] as number) + 1;
  }
}

/** All windows as one. */
export function joined(runs: readonly WindowScores[]): Scored {
  const names = [...(runs[0] as WindowScores).ranks.keys()];
  const all = (of: (run: WindowScores) => Map<string, number[]>): Map<string, Float64Array> =>
    new Map(names.map((name) => [name, Float64Array.from(runs.flatMap((run) => of(run).get(name) as number[]))]));
  const exposure = names.map((name): [string, Uint32Array] => [
    name,
    runs
      .map((run) => run.exposure.get(name) as Uint32Array)
      .reduce((a, b) => a.map((times, one) => times + (b[one] as number))),
  ]);
  const history = Uint32Array.from(runs.flatMap((run) => run.history));
  return {
    at: Uint32Array.from(history.keys()),
    history,
    repeated: 0,
    ranks: all(({ ranks }) => ranks),
    milliseconds: all(({ milliseconds }) => milliseconds),
    exposure: new Map(exposure),
  };
}
