import { existsSync } from "node:fs";
import { AttuneError } from "../../domain/errors.js";
import type { ChoicesForm } from "../../training/policy/index.js";
import type { ReadOptions } from "../../training/read/index.js";
import { grouped, note, type Outcome } from "../report.js";
import type { PolicyCommandOptions, Running } from "./policy.js";
import { policyLines } from "./policy-lines.js";

/** Choices of a file, and where the candidate is another policy's log: beside what that log says of itself. */
export async function evaluateFile(file: string, options: PolicyCommandOptions, running: Running): Promise<Outcome> {
  const started = performance.now();
  const form = formOf(options);
  const { candidate, estimator, clip, seed } = options;
  if (candidate !== undefined && !existsSync(candidate))
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `--candidate: there is no ${candidate}`);
  const { phases, signal } = running;
  const onProgress = (phase: string, done: number, total: number): void => phases.show(phase, done, total);
  const reading: ReadOptions = { signal, onProgress: (done, total) => onProgress("reading", done, total) };
  // Loaded when needed: other commands start faster.
  const { readChoices, loggedPolicy, loggedValue, evaluatePolicies } = await import("../../training/policy/index.js");
  const { choices, read, rejected } = await readChoices(file, form, reading);
  const other = candidate === undefined ? undefined : (await readChoices(candidate, form, reading)).choices;
  phases.stop();
  note(`${grouped(read)} rows, ${grouped(rejected)} unreadable`);
  const policy = other === undefined ? undefined : loggedPolicy(choices, other);
  const evaluation = evaluatePolicies(choices, { estimator, clip, seed, candidate: policy, onProgress });
  const own =
    other === undefined ? undefined : { source: other.source, rows: other.count, ...loggedValue(other, seed) };
  const [low, high] = evaluation.policies["candidate"]?.interval ?? [0, 0];
  const candidateLog = own === undefined ? undefined : { ...own, inside: own.value >= low && own.value <= high };
  const seconds = Math.round(performance.now() - started) / 1_000;
  const lines = policyLines(evaluation, form.reward);
  if (candidateLog !== undefined) {
    const { source, rows, value, inside } = candidateLog;
    lines.push(
      "",
      `${source}: its own ${grouped(rows)} rows say ${value.toPrecision(4)} of the candidate, ${inside ? "within" : "outside"} the interval`,
    );
  }
  return {
    fields: {
      ...{ ...evaluation, reward: form.reward, read, rejected },
      ...(candidateLog === undefined ? {} : { candidateLog }),
      seconds,
    },
    lines,
  };
}

function formOf({ action, reward, propensity, context, strata, person, delimiter }: PolicyCommandOptions): ChoicesForm {
  if (action === undefined || propensity === undefined)
    throw new AttuneError(
      "ATTUNE_USAGE",
      "of a file say by --action, --reward and --propensity which columns are what (--propensity uniform: none is)",
    );
  return {
    ...{ action, reward, propensity, person },
    context: context ?? [],
    strata: strata ?? [],
    delimiter: delimiter === "tab" ? "\t" : delimiter,
  };
}
