import { DRIVERS, LAYERS, PURE, ROOT_FILES } from "./layers.js";

/** A small file and the rule that must fire in it; without a rule, none may. */
export interface Planted {
  readonly path: string;
  readonly code: string;
  readonly rule?: string;
}

const IMPORTS = "eslint(no-restricted-imports)";
const GLOBALS = "eslint(no-restricted-globals)";
const PROPERTIES = "eslint(no-restricted-properties)";

function importing(path: string, specifier: string, rule?: string): Planted {
  const code = `import { thing } from "${specifier}";\nexport const same: unknown = thing;\n`;
  return { path, code, ...(rule === undefined ? {} : { rule }) };
}

const folders = Object.keys(LAYERS);

/** Every folder importing every other one, by the table. */
function layerBreaches(): Planted[] {
  return folders.flatMap((from) =>
    folders.map((to) => {
      const allowed = from === to || LAYERS[from]?.includes(to);
      return importing(`src/${from}/imports-${to}.ts`, `../${to}/thing.js`, allowed ? undefined : IMPORTS);
    }),
  );
}

/** cli.ts and index.ts importing every folder: a copy each, in a tree of its own, because the name decides. */
function entryBreaches(): Planted[] {
  return Object.entries(ROOT_FILES).flatMap(([file, allowed]) => {
    const bad = folders.filter((folder) => !allowed.includes(folder));
    const [first] = bad;
    return first === undefined ? [] : [importing(`src/${file}`, `./${first}/thing.js`, IMPORTS)];
  });
}

const driverBreaches = folders
  .filter((folder) => folder !== "adapters")
  .flatMap((folder) => DRIVERS.map((driver, i) => importing(`src/${folder}/driver-${i}.ts`, driver, IMPORTS)));

const pureBreaches = PURE.flatMap((folder): Planted[] => [
  importing(`src/${folder}/files.ts`, "node:fs", IMPORTS),
  importing(`src/${folder}/bare.ts`, "fs/promises", IMPORTS),
  importing(`src/${folder}/server.ts`, "fastify", IMPORTS),
  { path: `src/${folder}/clock.ts`, code: "export const now = (): number => Date.now();\n", rule: PROPERTIES },
  { path: `src/${folder}/date.ts`, code: "export const at = (t: number): Date => new Date(t);\n", rule: GLOBALS },
  { path: `src/${folder}/chance.ts`, code: "export const roll = (): number => Math.random();\n", rule: PROPERTIES },
  { path: `src/${folder}/env.ts`, code: "export const home = (): unknown => process.env;\n", rule: GLOBALS },
  {
    path: `src/${folder}/later.ts`,
    code: "export const wait = (f: () => void): unknown => setTimeout(f, 1);\n",
    rule: GLOBALS,
  },
]);

/** The rules of the whole tree, once each. */
const treeBreaches: readonly Planted[] = [
  importing("src/engine/timing/other-stage.ts", "../profile/thing.js", IMPORTS),
  importing("src/engine/timing/table-of-contents.ts", "../pipeline.js", IMPORTS),
  importing("src/engine/timing/own.ts", "./thing.js"),
  importing("src/engine/composes.ts", "./timing/thing.js"),
  importing("src/adapters/nats/sibling.ts", "../redis/thing.js", IMPORTS),
  importing("src/adapters/nats/driver.ts", "@nats-io/jetstream"),
  importing("src/worker/harness.ts", "../../test/harness/thing.js", IMPORTS),
  { path: "src/domain/wire.ts", code: "export const parse = (text: string): number => new Date(text).getTime();\n" },
  { path: "src/domain/wire/clock.ts", code: "export const now = (): number => Date.now();\n", rule: PROPERTIES },
  { path: "src/worker/talks.ts", code: 'console.log("per event");\nexport const a = 1;\n', rule: "eslint(no-console)" },
  { path: "src/commands/talks.ts", code: 'console.log("to a person");\nexport const a = 1;\n' },
  { path: "src/worker/BadName.ts", code: "export const a = 1;\n", rule: "unicorn(filename-case)" },
  { path: "src/worker/default.ts", code: "export default 1;\n", rule: "import(no-default-export)" },
  {
    path: "src/worker/any.ts",
    code: "export const a = (b: any): unknown => b;\n",
    rule: "typescript(no-explicit-any)",
  },
  { path: "src/worker/long.ts", code: "export const a = 1;\n".padEnd(400, "\n"), rule: "eslint(max-lines)" },
  {
    path: "src/worker/thrown.ts",
    code: 'export const a = (): never => {\n  throw "text";\n};\n',
    rule: "typescript(only-throw-error)",
  },
  {
    path: "src/worker/floating.ts",
    code: "export function a(b: () => Promise<void>): void {\n  b();\n}\n",
    rule: "typescript(no-floating-promises)",
  },
  {
    path: "src/worker/misused.ts",
    code: "export const a = (b: () => Promise<boolean>): number => (b() ? 1 : 2);\n",
    rule: "typescript(no-misused-promises)",
  },
  {
    path: "src/worker/switch.ts",
    code: 'export function a(b: "x" | "y"): void {\n  switch (b) {\n    case "x":\n      break;\n  }\n}\n',
    rule: "typescript(switch-exhaustiveness-check)",
  },
  {
    path: "src/worker/chicken.ts",
    code: 'import { egg } from "./egg.js";\nexport const chicken = (): number => egg() + 1;\n',
    rule: "import(no-cycle)",
  },
  {
    path: "src/worker/egg.ts",
    code: 'import { chicken } from "./chicken.js";\nexport const egg = (): number => chicken() - 1;\n',
    rule: "import(no-cycle)",
  },
  {
    path: "src/worker/focused.test.ts",
    code: 'import { it } from "vitest";\nit.only("runs alone", () => {});\n',
    rule: "vitest(no-focused-tests)",
  },
];

export const PLANTED: readonly Planted[] = [
  ...layerBreaches(),
  ...entryBreaches(),
  ...driverBreaches,
  ...pureBreaches,
  ...treeBreaches,
];
