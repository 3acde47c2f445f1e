import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildEngineContext } from "./engine-context.js";
import { configurationFolder, shippedFolder } from "./folder.js";
import { loadConfiguration, requireConfiguration } from "./load.js";
import { publishedSchema } from "./schema/fields.js";
import { publishedSchemas } from "./schema/published.js";
import type { Configuration } from "./configuration.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(settings: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-config-"));
  folders.push(folder);
  writeFileSync(path.join(folder, "attune.yaml"), settings);
  return folder;
}

function load(settings: string, environment: Record<string, string> = {}, overrides = {}): Configuration {
  return requireConfiguration(folderWith(settings), { environment, overrides });
}

describe("the configuration that Attune ships", () => {
  const shipped = requireConfiguration(shippedFolder(), { environment: {} });
  const empty = load("");

  test("holds the defaults in attune.yaml: an empty file gives the same", () => {
    const dispatcher = { ...shipped.dispatcher, deliveries: [] };
    expect({ ...empty, folder: "", engine: {} }).toEqual({ ...shipped, folder: "", engine: {}, dispatcher });
    const { zone, sessionGapMs, browseMinimumViews, justBoughtMs, limits, halfLives } = shipped.engine;
    const channels = shipped.engine.channels.map(({ quietHours: _quietHours, ...policy }) => policy);
    const settings = { zone, sessionGapMs, browseMinimumViews, justBoughtMs, limits, halfLives, channels };
    expect(empty.engine).toMatchObject(settings);
  });

  test("holds the defaults in policies.yaml, but for what it says is none", () => {
    const { engine } = shipped;
    const { arbitration, guard, occasions } = empty.engine;
    const { traits, lifecycle, caps, consent, timing, channelChoice } = empty.engine;
    expect(engine).toMatchObject({ traits, lifecycle, caps, timing, channelChoice });
    expect(engine.consent).toEqual({ ...consent, purposes: { ...consent.purposes, health: "required" } });
    const { priors, priorStrength, hazardPriors, hazardStrength } = arbitration;
    expect(engine.arbitration).toMatchObject({ priors, priorStrength, hazardPriors, hazardStrength });
    const { facts, rules, ...plain } = guard;
    expect(engine.guard).toMatchObject({ ...plain, facts, rules: { ...rules, special: {} } });
    const { silence, seasons, replenishment, ...thresholds } = occasions;
    expect(engine.occasions).toMatchObject(thresholds);
    expect([silence.length, seasons, replenishment]).toEqual([2, [], {}]);
  });

  test.each(["attune", "policies", "experiments", "loyalty", "recommendations"])(
    "writes every key of %s.yaml out",
    (name) => {
      const text = readFileSync(path.join(shippedFolder(), `${name}.yaml`), "utf8");
      const schema = publishedSchemas()[`${name}.schema.json`];
      if (schema === undefined) throw new Error(name);
      const written = parse(text.replaceAll(/\$\{[^}]*\}/g, "x")) as object;
      expect(keysOf(schema).filter((keys) => !isWritten(written, keys))).toEqual([]);
    },
  );

  test("can be handed to a thread", () => {
    expect(structuredClone(shipped)).toEqual(shipped);
  });

  test("reaches anonymous people on site, and nobody else without their agreement", () => {
    const { channels, actions } = buildEngineContext(shipped);
    for (const [channel, { consent }] of channels) expect(consent).toBe(channel === "onsite" ? "implied" : "required");
    expect(channels.get("onsite")?.addressTrait).toBeUndefined();
    for (const id of ["cart-reminder", "browse-nudge", "thank-you"]) {
      const action = actions.find((each) => each.id === id);
      const onsite = action?.treatments.find(({ channel }) => channel === "onsite");
      expect(onsite?.copy.at(-1)?.facts).toEqual([]);
      expect(onsite?.copy.at(-1)?.render({})).toBeDefined();
    }
  });

  test("says a word on a lock screen only where it gives nothing away", () => {
    const { channels, actions, guard } = buildEngineContext(shipped);
    const named = actions.flatMap((action) =>
      action.treatments
        .filter(({ channel }) => channels.get(channel)?.audience === "lock-screen")
        .flatMap(({ copy }) => copy.flatMap(({ facts }) => facts)),
    );
    expect(new Set(named.map((fact) => guard.facts.get(fact)))).toEqual(new Set(["none"]));
  });

  test("says only what is worth more than silence, before anything is learnt", () => {
    const { actions, arbitration } = shipped.engine;
    // What a contract asks for is said anyway.
    for (const { id, value, lever, treatments } of actions.filter((action) => action.class !== "transactional")) {
      for (const { channel, prior } of treatments) {
        const worth = (prior ?? arbitration.priors[channel]) * value * lever;
        const cost = arbitration.costs[channel] + arbitration.hazardPriors[channel] * arbitration.leavingCost;
        expect([id, channel, worth > 2 * cost]).toEqual([id, channel, true]);
      }
    }
  });
});

/** The paths of a schema's keys with a default, without those of lists' entries and of groups that are there only where they are written. */
function keysOf(schema: unknown, path: readonly string[] = []): string[][] {
  const { properties } = schema as { properties?: Record<string, { default?: unknown }> };
  return Object.entries(properties ?? {}).flatMap(([name, field]) => {
    const inner = keysOf(field, [...path, name]);
    if (inner.length > 0) return field.default === undefined ? [] : inner;
    return field.default === undefined ? [] : [[...path, name]];
  });
}

function isWritten(file: unknown, keys: readonly string[]): boolean {
  let at: unknown = file;
  for (const key of keys) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<string, unknown>)[key];
  }
  return true;
}

test("durations become ms, actions stand in the order of their names", () => {
  const { engine } = requireConfiguration(shippedFolder(), { environment: {} });
  const ids = engine.actions.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  const waits = new Map(engine.actions.map(({ id, trigger }) => [id, trigger.waitMs]));
  expect(["browse-nudge", "cart-reminder", "thank-you"].map((id) => waits.get(id))).toEqual([7_200_000, 2_700_000, 0]);
});

describe("the environment", () => {
  test("replaces ${NAME} within texts, numbers too, and never the structure", () => {
    const yaml =
      "log: nats://${HOST:-localhost}:4222\ncollector:\n  port: ${PORT}\n  host: '${BIND:-0.0.0.0}'\ndata: $${HOME}";
    const { log, collector, data } = load(yaml, { PORT: "9000", HOST: "nats-1" });
    expect([log, collector.port, collector.host, data]).toEqual(["nats://nats-1:4222", 9000, "0.0.0.0", "${HOME}"]);
    expect(load("data: ${EVIL}", { EVIL: "a\npartitions: 3" })).toMatchObject({
      data: "a\npartitions: 3",
      partitions: 16,
    });
  });

  test("a quoted value stays a text", () => {
    expect(load("data: '${N}'", { N: "12" }).data).toBe("12");
  });

  test("command line beats environment beats file", () => {
    const yaml = "log: nats://file:4222\ncollector: { port: 1 }";
    expect(load(yaml).log).toBe("nats://file:4222");
    expect(load(yaml, { ATTUNE_LOG: "nats://env:4222", ATTUNE_PORT: "2" })).toMatchObject({
      log: "nats://env:4222",
      collector: { port: 2 },
    });
    expect(load(yaml, { ATTUNE_LOG: "nats://env:4222" }, { log: "embedded:./x" }).log).toBe("embedded:./x");
  });

  test("the embedded default lies in the data folder", () => {
    expect(load("", { ATTUNE_DATA: "/var/attune" })).toMatchObject({
      log: "embedded:/var/attune",
      state: "embedded:/var/attune",
    });
    expect(load("log: embedded:./own", {}, { data: "d" })).toMatchObject({
      log: "embedded:./own",
      state: "embedded:d",
    });
  });

  test.each([
    ["ATTUNE_PORT", "eighty"],
    ["ATTUNE_PARTITIONS", "0"],
    ["ATTUNE_LOG", "http://here"],
    ["ATTUNE_STATE", "nats://here"],
  ])("%s=%s is a mistake", (name, value) => {
    const result = loadConfiguration(folderWith(""), { environment: { [name]: value } });
    expect(result).toMatchObject({
      ok: false,
      errors: [{ message: expect.stringContaining(value.split(":")[0] as string) }],
    });
  });
});

describe("the version of what decides", () => {
  const version = (settings: string): string => buildEngineContext(load(settings)).version;

  test("is twelve hexadecimal digits, the same for the same settings however they are written", () => {
    expect(version("")).toMatch(/^[0-9a-f]{12}$/);
    expect(version("engine: { sessionGap: 30 min }\nchannels: {}")).toBe(version(""));
    expect(version("engine: { sessionGap: 1800 s }")).toBe(version(""));
  });

  test("changes with what a decision depends on, and not with a port", () => {
    expect(version("engine: { sessionGap: 31 min }")).not.toBe(version(""));
    expect(version("channels: { sms: { cap: { count: 2 } } }")).not.toBe(version(""));
    expect(version("collector: { port: 1 }\nworker: { threads: 3 }")).toBe(version(""));
  });
});

test("the folder: the one named, else ./config with an attune.yaml, else the shipped one", () => {
  const home = mkdtempSync(path.join(tmpdir(), "attune-home-"));
  folders.push(home);
  expect(configurationFolder("elsewhere", home)).toBe("elsewhere");
  mkdirSync(path.join(home, "config"));
  expect(configurationFolder(undefined, home)).toBe(shippedFolder());
  writeFileSync(path.join(home, "config", "attune.yaml"), "");
  expect(configurationFolder(undefined, home)).toBe(path.join(home, "config"));
});

test("requireConfiguration throws every mistake and the first one's place", () => {
  expect(() => load("partitions: 0\nlogg: x")).toThrow(
    expect.objectContaining({
      code: "ATTUNE_CONFIG_INVALID",
      place: expect.objectContaining({ line: 1, column: 13 }) as unknown,
      message: expect.stringMatching(/ATTUNE_CONFIG_RANGE[^\n]*\n[^\n]*ATTUNE_CONFIG_UNKNOWN_KEY/) as unknown,
    }),
  );
});

/** `vitest -u` writes them anew. */
test.each(Object.keys(publishedSchemas()))("config/schema/%s is what the code declares", async (name) => {
  const schema = publishedSchemas()[name];
  if (schema === undefined) throw new Error(name);
  await expect(
    `${JSON.stringify(publishedSchema(schema, name.replace(".schema.json", "")), null, 2)}\n`,
  ).toMatchFileSnapshot(path.join(shippedFolder(), "schema", name));
});
