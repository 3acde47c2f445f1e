import { AttuneError } from "../../domain/errors.js";
import { type Evidence, readEvidence } from "../../models/versions/evidence.js";

/** What is known of a version beside the current one. */
export interface Judgement {
  /** first: there is none to be better than. unmeasured: no evidence against the one that is current now. */
  readonly verdict: "first" | "same" | "better" | "as-good" | "worse" | "unmeasured";
  /** For people. */
  readonly why: string;
  /** Against the current version. */
  readonly evidence?: Evidence;
}

/** A version that may be promoted, and what is known of it beside others, oldest first. */
export interface Promotable {
  readonly version: string;
  readonly evidence: readonly Evidence[];
}

/** What of a manifest its promotion goes by. */
export interface Measured {
  readonly version: string;
  readonly evidence?: Evidence;
}

/**
 * What its training measured, and what was measured since; also where the other version was the one that was measured beside this one: of a pair that says as
 * much. `beside`: the version it would take the place of, as far as that can be read. @throws AttuneError ATTUNE_MODEL_INVALID
 */
export async function promotableOf(folder: string, measured: Measured, beside?: Measured): Promise<Promotable> {
  const { version } = measured;
  const trained = [measured, ...(beside === undefined ? [] : [beside])].flatMap((each) =>
    each.evidence === undefined ? [] : [{ ...each.evidence, version: each.version }],
  );
  const evidence = [...trained, ...(await readEvidence(folder))].flatMap((each) => {
    if (each.version === version) return [each];
    return each.against === version ? [turned(each, each.version)] : [];
  });
  return { version, evidence };
}

/** Seen from the other version. */
function turned({ difference, metrics, theirs, ...evidence }: Evidence, owner: string): Evidence {
  const [low, high] = difference.interval;
  return {
    ...evidence,
    against: owner,
    difference: { value: 0 - difference.value, interval: [0 - high, 0 - low] },
    metrics: theirs,
    theirs: metrics,
  };
}

/** Whether a version is better than the current one, as far as its evidence goes: the whole interval has to lie on one side (decision 0023). */
export function judge({ version, evidence: known }: Promotable, current: string | undefined): Judgement {
  if (current === undefined) return { verdict: "first", why: "no version is current" };
  if (current === version) return { verdict: "same", why: `${version} is the current version` };
  const evidence = known.findLast(({ against }) => against === current);
  if (evidence === undefined)
    return { verdict: "unmeasured", why: `nothing tells how ${version} compares with ${current}` };
  const [low, high] = evidence.difference.interval;
  const verdict = low > 0 ? "worse" : high < 0 ? "better" : "as-good";
  return { verdict, why: `${SAYS[verdict]} ${current}: ${evidenceText(evidence)}`, evidence };
}

/** @throws AttuneError ATTUNE_MODEL_WORSE */
export function refuseWorse(
  model: string,
  { version }: Pick<Promotable, "version">,
  { verdict, why }: Judgement,
): void {
  if (verdict === "worse") throw new AttuneError("ATTUNE_MODEL_WORSE", `${model} ${version} is ${why}`);
}

/** "log loss +0.0123 (95 %: +0.0080 to +0.0166) on 4,210 rows of 812 people, ..." */
export function evidenceText({ measure, difference, rows, people, data }: Evidence): string {
  const [low, high] = difference.interval;
  const over = `${rows.toLocaleString("en-US")} rows of ${people.toLocaleString("en-US")} people`;
  return `${measure} ${signed(difference.value)} (95 %: ${signed(low)} to ${signed(high)}; lower is better) on ${over}, ${data}`;
}

const SAYS = { worse: "worse than", better: "better than", "as-good": "no worse and no better than" } as const;

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${Number(value.toPrecision(3))}`;
}
