import type { ImportedItems } from "../../app/catalogue/index.js";
import type { AppendedChanges } from "../../app/item-changes.js";
import { grouped, note, type Outcome } from "../report.js";

/** Bad rows that are noted on stderr; --json has more of them. */
const NOTED = 5;

interface Run {
  /** undefined: nobody was to be told, or there was nothing to tell. */
  readonly told: AppendedChanges | undefined;
  readonly seconds: number;
  readonly isStopped: boolean;
}

/** What an import has to say. */
export function importOutcome(file: string, imported: ImportedItems, { told, seconds, isStopped }: Run): Outcome {
  const { read, created, changed, unchanged, removed, missing, rejected, badRows, news } = imported;
  const noted = badRows.slice(0, NOTED);
  for (const { line, code, reason } of noted) note(`${file}:${line}: ${code}: ${reason}`);
  if (rejected > noted.length) note(`… and ${grouped(rejected - noted.length)} more`);
  const counts = [
    `${grouped(created)} new`,
    `${grouped(changed)} changed`,
    `${grouped(unchanged)} as before`,
    `${grouped(removed)} removed`,
    `${grouped(rejected)} rejected`,
  ];
  const stay = `${grouped(missing)} items that the feed lacks stay, as rows of it can't be read (--force removes them)`;
  return {
    fields: { ...imported, ...(told === undefined ? {} : { told }), seconds, interrupted: isStopped },
    lines: [
      `${grouped(read)} rows read: ${counts.join(", ")}; ${seconds} s`,
      ...(missing > 0 ? [stay] : []),
      ...newsLines(news, told),
    ],
    exitCode: rejected > 0 || isStopped ? 1 : 0,
  };
}

function newsLines(news: number, told: AppendedChanges | undefined): string[] {
  if (news === 0) return [];
  const what = `${grouped(news)} known items changed price or stock`;
  return told === undefined
    ? [`${what}: nobody was told (--tell, or attune items changed)`]
    : [`${what}: ${grouped(told.appended)} events appended for ${grouped(told.people)} people`];
}
