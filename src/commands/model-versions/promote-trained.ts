import type { Evidence } from "../../models/versions/evidence.js";
import { judge, type Judgement, promotableOf } from "../../training/promotion/gate.js";
import { inForce } from "../../training/promotion/in-force.js";
import type { ExitCode } from "../report.js";
import type { ModelName, Moved } from "./stores.js";

/** A version that was just saved. */
export interface Saved {
  readonly model: ModelName;
  readonly manifest: { readonly version: string; readonly evidence?: Evidence };
  /** --promote */
  readonly isWanted: boolean;
}

export interface Promoted {
  readonly fields: { readonly promoted: boolean; readonly verdict: Judgement["verdict"] };
  /** What its evidence says, and how it is used. */
  readonly lines: readonly string[];
  /** 1 where it was to be promoted and is worse than what is in force. */
  readonly exitCode: ExitCode;
}

/** What `--promote` of a training does: the version becomes current unless it is worse than what is in force beyond the interval. */
export async function promoteTrained(
  store: {
    readonly folder: string;
    current(): Promise<string | undefined>;
    promote(version: string): Promise<Moved>;
  },
  { model, manifest, isWanted }: Saved,
): Promise<Promoted> {
  const { version } = manifest;
  const { verdict, why } = judge(await promotableOf(store.folder, manifest), inForce(model, await store.current()));
  const isRefused = isWanted && verdict === "worse";
  const isPromoted = isWanted && !isRefused;
  if (isPromoted) await store.promote(version);
  const force = verdict === "worse" ? " --force" : "";
  return {
    fields: { promoted: isPromoted, verdict },
    lines: [
      ...(verdict === "first" ? [] : [why]),
      isPromoted
        ? "it is the current version now"
        : `${isRefused ? "it was not promoted; " : ""}to use it: attune models promote ${model} ${version}${force}`,
    ],
    exitCode: isRefused ? 1 : 0,
  };
}
