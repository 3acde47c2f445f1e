import { createHash } from "node:crypto";
import { AttuneError } from "../../domain/errors.js";
import { SEND_TIME_FORMAT, type SendTimeModel } from "../../models/send-time/index.js";
import { evaluateSendTime, type SendTimeOptions } from "./evaluate.js";
import type { SendTimeEvaluation } from "./evaluation.js";
import { recipeText } from "./recipe-text.js";
import type { Signs } from "./signs.js";

export interface SendTimeTraining extends Omit<SendTimeOptions, "search" | "protocol"> {
  readonly version: string;
  /** People with signs enough; with fewer nothing is saved. */
  readonly leastPeople: number;
}

/**
 * Chooses the recipe on folds of the earlier signs, and measures it on the later ones beside the one in force.
 * @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE | ATTUNE_INPUT_EMPTY
 */
export async function trainSendTime(
  signs: Signs,
  { version, leastPeople, ...options }: SendTimeTraining,
): Promise<{ readonly model: SendTimeModel; readonly evaluation: SendTimeEvaluation }> {
  const enough = signs.people.filter(({ times }) => times.length >= options.least).length;
  if (enough < leastPeople)
    throw new AttuneError(
      "ATTUNE_TRAINING_TOO_LITTLE",
      `${options.source}: ${enough} people have ${options.least} signs of attention or more; ${leastPeople} are needed (--least-people)`,
    );
  const evaluation = await evaluateSendTime(signs, { ...options, protocol: "per-person", search: true });
  const { recipe, evidence, random, global, histogram, attune, cpuSeconds } = evaluation;
  const createdAt = new Date().toISOString();
  const current = evidence === undefined ? {} : { current: evidence.theirs["share"] as number };
  const text = recipeText(recipe, `Chosen on ${options.source} by attune train send-time, version ${version}.`);
  return {
    evaluation,
    model: {
      recipe: text,
      manifest: {
        format: SEND_TIME_FORMAT,
        model: "send-time",
        version,
        createdAt,
        source: options.source,
        kind: options.kind,
        dataHash: hashOf(signs),
        signs: signs.count,
        people: signs.people.length,
        from: signs.from,
        until: signs.until,
        seed: options.seed,
        recipe,
        metrics: { random, global, histogram, attune, ...current },
        ...(evidence === undefined ? {} : { evidence }),
        cpuSeconds,
        files: {},
      },
    },
  };
}

function hashOf({ people }: Signs): string {
  const hash = createHash("sha256");
  for (const { times } of people) hash.update(Float64Array.of(times.length, ...times));
  return hash.digest("hex");
}
