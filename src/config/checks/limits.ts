import type { ConfigProblem } from "../problems.js";
import type { Sources } from "../sources.js";
import type { Path, YamlFile } from "../yaml-file.js";
import { Mistakes } from "./mistakes.js";

/** The most that a limit may be (schema/engine.ts). */
const MOST = 1_000;

/** Something that a profile has to remember, and where it is said. */
interface Part {
  readonly count: number;
  readonly file: YamlFile;
  readonly path: Path;
}

interface Need {
  readonly limit: "contacts" | "segments" | "trials";
  readonly parts: readonly Part[];
  /** "caps together count 20 messages" */
  readonly says: (needed: number) => string;
  /** What else to do but raise the limit. */
  readonly or: (by: number) => string;
}

/** The bounds of a profile hold what the policies count on (attune.yaml: engine.limits). */
export function checkLimits(sources: Sources): ConfigProblem[] {
  return needsOf(sources).flatMap((need) => checkNeed(need, sources));
}

function needsOf({ settings, segments, policies, experiments }: Sources): Need[] {
  const { segments: all, personas } = segments.value;
  return [
    {
      // A cap is held by remembering the messages that it counts (invariant 4).
      limit: "contacts",
      parts: [
        ...Object.entries(settings.value.channels).map(([channel, { cap }]) => ({
          count: cap.count,
          file: settings.file,
          path: ["channels", channel, "cap", "count"],
        })),
        ...policies.value.contact.caps.map(({ count }, i) => ({
          count,
          file: policies.file,
          path: ["contact", "caps", i, "count"],
        })),
      ],
      says: (needed) => `all caps together count ${needed} messages`,
      or: (by) => `lower the caps by ${by} together`,
    },
    {
      limit: "segments",
      parts: [
        ...all.map((_, i) => ({ count: 1, file: segments.file, path: ["segments", i] })),
        ...personas.slice(0, 1).map(() => ({ count: 1, file: segments.file, path: ["personas"] })),
      ],
      says: (needed) => `one person can be in ${needed} segments (a persona is one)`,
      or: (by) => `have ${by} fewer`,
    },
    {
      limit: "trials",
      parts: experiments.value.experiments.map((_, i) => ({
        count: 1,
        file: experiments.file,
        path: ["experiments", i],
      })),
      says: (needed) => `there are ${needed} experiments`,
      or: (by) => `have ${by} fewer`,
    },
  ];
}

/** At the limit where it is written, else at the part that is too much. */
function checkNeed({ limit, parts, says, or }: Need, { settings }: Sources): ConfigProblem[] {
  const most = settings.value.engine.limits[limit];
  const path = ["engine", "limits", limit];
  let needed = 0;
  let place: Pick<Part, "file" | "path"> | undefined;
  for (const part of parts) {
    needed += part.count;
    if (needed > most) place ??= part;
  }
  if (place === undefined) return [];
  const advice =
    needed > MOST
      ? `the limit (engine.limits.${limit}) can't be more than ${MOST}: ${or(needed - MOST)}`
      : `set engine.limits.${limit} in attune.yaml to at least ${needed}, or ${or(needed - most)}`;
  const at = settings.file.isWritten(path) ? { file: settings.file, path } : place;
  const mistakes = new Mistakes(at.file);
  mistakes.add("ATTUNE_CONFIG_RANGE", at.path, `${says(needed)}, and a profile remembers ${most}: ${advice}`);
  return mistakes.found;
}
