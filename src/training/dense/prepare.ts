import { AttuneError } from "../../domain/errors.js";
import { answersOf, type DenseData } from "./data.js";
import type { DenseRecipe } from "./recipe.js";
import { sliceByTime, type Slices } from "./slices.js";

export interface Prepared {
  /** By head. */
  readonly slices: readonly Slices[];
  /** Heads of which too few answers are known. */
  readonly silent: readonly string[];
}

/** Cuts the rows of each head in time. @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE where not one head can be learnt */
export function prepare(data: DenseData, { least, slices: shares }: DenseRecipe): Prepared {
  const { times, people, labels, knownAt, heads } = data;
  const persons = new Set(people).size;
  if (times.length < least.rows || persons < least.people)
    throw tooLittle(
      `${times.length} rows of ${persons} people; the recipe asks for ${least.rows} rows of ${least.people} people`,
    );
  const slices = heads.map((_, head) =>
    sliceByTime(
      times,
      (row) => (labels[row * heads.length + head] as number) >= 0,
      (row) => knownAt?.[row * heads.length + head] ?? (times[row] as number),
      shares,
    ),
  );
  const rarest = slices.map((slice, head) => rarestAnswer(answersOf(data, head, slice.fit)));
  const silent = heads.filter((_, head) => {
    const slice = slices[head] as Slices;
    const isOneSided = (part: Uint32Array): boolean => rarestAnswer(answersOf(data, head, part)) === 0;
    return (rarest[head] as number) < least.positives || isOneSided(slice.stop) || isOneSided(slice.calibrate);
  });
  if (silent.length < heads.length) return { slices, silent };
  const found = heads.map((name, head) => `${name} ${rarest[head]}`).join(", ");
  throw tooLittle(
    `of each answer (yes, no) ${least.positives} are needed among the rows fitted on, and some later; there are ${found}`,
  );
}

function rarestAnswer(answers: Uint8Array): number {
  const yes = answers.reduce((sum, each) => sum + each, 0);
  return Math.min(yes, answers.length - yes);
}

function tooLittle(message: string): AttuneError {
  return new AttuneError("ATTUNE_TRAINING_TOO_LITTLE", message);
}
