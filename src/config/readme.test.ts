import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { OCCASIONS } from "../domain/action.js";
import { VIEW_SCHEMA, type ViewField } from "../domain/view.js";
import { FACTS } from "./facts.js";
import { shippedFolder } from "./folder.js";
import { loadConfiguration } from "./load.js";

const README = path.join(shippedFolder(), "README.md");

/** The page with what stands between two marks made anew. */
function withTable(page: string, mark: string, table: string): string {
  const marked = new RegExp(`(<!-- ${mark}:[^>]*-->\n)[^]*?(<!-- /${mark} -->)`);
  expect(page).toMatch(marked);
  return page.replace(marked, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** `vitest -u` writes them anew. */
test("config/README.md lists the names of conditions and the facts of words as the code has them", async () => {
  const names = Object.entries(VIEW_SCHEMA).flatMap(([subject, fields]) =>
    Object.entries<ViewField>(fields).map(([field, { type, about, moves }]) => [
      `\`${subject}.${field}\``,
      `\`${type}\``,
      moves ?? "",
      about,
    ]),
  );
  const facts = Object.entries(FACTS).map(([fact, about]) => [`\`${fact}\``, about]);
  let page = readFileSync(README, "utf8");
  page = withTable(page, "names", table(["name", "type", "by time", "what"], names));
  page = withTable(page, "facts", table(["fact", "what"], facts));
  await expect(page).toMatchFileSnapshot(README);
});

test("the examples of config/README.md are good", () => {
  const page = readFileSync(README, "utf8");
  const [action, experiments] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => yaml as string);
  const folder = mkdtempSync(path.join(tmpdir(), "attune-readme-"));
  try {
    mkdirSync(path.join(folder, "actions"));
    const files = {
      "attune.yaml": "",
      "actions/example.yaml": action,
      "experiments.yaml": experiments,
      "segments.yaml": "personas: [{ id: parents, when: activity.views > 1 }]",
      "policies.yaml": "seasons: [{ id: summer, from: 06-01, to: 08-31 }]",
      "coupons.yaml": "pools: [{ id: look, kind: generated, secret: long }]",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text ?? "");
    expect(loadConfiguration(folder, { environment: {} })).toMatchObject({ ok: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("config/README.md names every occasion", () => {
  const page = readFileSync(README, "utf8");
  expect(OCCASIONS.filter((occasion) => !page.includes(`\`${occasion}\``))).toEqual([]);
});
