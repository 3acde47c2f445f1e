import type { Command } from "commander";
import { countSegments, pictureOf, type RfmPicture } from "../app/segment-counts.js";
import { readStatus } from "../app/status.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "./options.js";
import { grouped, type Outcome, report, safeText } from "./report.js";
import { backfillCommand } from "./segments-backfill.js";
import { withEngine } from "./with-engine.js";

type SegmentsOptions = ServerOptions & JsonOption & { readonly counts?: boolean };

/** `attune segments`: who is where now, and who would be by another definition. */
export function segmentsCommand(): Command {
  const segments = createCommand("segments", "Count people by segment, lifecycle and funnel, and show the RFM matrix", [
    "attune segments",
    "attune segments --counts --json",
    "attune segments backfill --config ./config-new",
  ]).option("--counts", "only what is counted live: reads no profile");
  withJson(withServers(segments)).action((options: SegmentsOptions) => report(options, () => showSegments(options)));
  // Both know --json and the servers: what stands behind "backfill" is that command's.
  return segments.enablePositionalOptions().addCommand(backfillCommand());
}

async function showSegments(options: SegmentsOptions): Promise<Outcome> {
  return withEngine(configurationOf(options), "looked through", "profiles", async (opened) => {
    const { log, state, context, engine, onProgress } = opened;
    const [{ people }, counts] = [await readStatus(log, state), await countSegments(log, state, context)];
    const lines = [
      `people     ${grouped(people)}`,
      ...listed("segments", counts.segments),
      ...listed("lifecycle", counts.lifecycle),
    ];
    if (options.counts === true) return { fields: { people, ...counts }, lines };
    const picture = await pictureOf(log, state, engine, context, Date.now(), onProgress);
    return {
      fields: { people, ...counts, ...picture },
      lines: [...lines, ...listed("funnel", picture.funnel), ...matrixLines(picture.rfm)],
    };
  });
}

function listed(title: string, counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [`${title}: none`];
  return [
    `${title}:`,
    ...entries.map(([name, count]) => `  ${safeText(name).padEnd(28)}${grouped(count).padStart(12)}`),
  ];
}

/** Recency from top (lately) to bottom, frequency from left (seldom) to right. */
function matrixLines({ matrix, customers, quintiles, from }: RfmPicture): string[] {
  const line = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  const rows = [5, 4, 3, 2, 1].map((score) => {
    const name = score === 5 ? "R5 (lately)" : score === 1 ? "R1 (long ago)" : `R${score}`;
    return line(name, (matrix[score - 1] ?? []).map(grouped));
  });
  const bounds = (of: readonly number[]): string => of.map(grouped).join(", ");
  return [
    `RFM, ${grouped(customers)} customers by recency and frequency, quintiles of the ${from}:`,
    line("", ["F1", "F2", "F3", "F4", "F5"]),
    ...rows,
    `  bounds: ${bounds(quintiles.recency)} days; ${bounds(quintiles.frequency)} orders; ${bounds(quintiles.monetary)} spent`,
  ];
}
