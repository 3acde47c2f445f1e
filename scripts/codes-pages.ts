import { CONFIG_PROBLEMS } from "../src/config/problems.js";
import { ERRORS } from "../src/domain/errors.js";
import { REASONS } from "../src/domain/reasons.js";

/** The reference pages that are made from the catalogues: path from the root -> text. */
export function codesPages(): Readonly<Record<string, string>> {
  return { "src/domain/ERRORS.md": errorsPage(), "src/domain/REASONS.md": reasonsPage() };
}

const MADE = "<!-- Made by `npm run docs:codes`; edit the catalogue, not this page. -->";

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, entry]: [string, { fix: string; status?: number }]) =>
    row([`\`${code}\``, entry.status?.toString() ?? "", entry.fix]),
  );
  const problems = Object.entries(CONFIG_PROBLEMS).map(([code, fix]) => row([`\`${code}\``, fix]));
  const configuration = [row(["Code", "What to do"]), row(["---", "---"]), ...problems].join("\n");
  const errors = page(
    "Error codes",
    `Every error of Attune carries one of these codes: in the log, in an HTTP answer, in a dead letter and in \`--json\`. The status is
what the collector answers with, where it is the one to answer. The catalogue is [errors.ts](errors.ts).`,
    [row(["Code", "HTTP status", "What to do"]), row(["---", "---", "---"]), ...rows],
  );
  return `${errors}
## Mistakes in the configuration

\`attune validate\` lists them all, each with its file, line and column. The catalogue is [problems.ts](../config/problems.ts).

${configuration}
`;
}

function reasonsPage(): string {
  const rows = Object.entries(REASONS).map(([code, text]) => row([`\`${code}\``, text]));
  return page(
    "Reason codes",
    `Why an event, an occasion or a candidate ended where it did: expected ends, not errors. Decisions carry them and the totals count
by them, so that "why did she get nothing?" is a query. The catalogue is [reasons.ts](reasons.ts).`,
    [row(["Code", "What it says"]), row(["---", "---"]), ...rows],
  );
}

function page(title: string, text: string, table: readonly string[]): string {
  return `# ${title}\n\n${MADE}\n\n${text}\n\n${table.join("\n")}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
