import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { CHANNELS } from "../../domain/message.js";
import { PROVIDERS } from "./index.js";

interface Schema {
  readonly description?: string;
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Every setting below a schema, by its path. */
function settings(schema: Schema, path = ""): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, child]): [string, Schema][] => [
    [`${path}${name}`, child],
    ...settings(child, `${path}${name}.`),
  ]);
  return schema.items === undefined
    ? own
    : [...own, [`${path}[]`, schema.items], ...settings(schema.items, `${path}[].`)];
}

describe("providers", () => {
  it("carry every channel", () => {
    const carried = new Set([...PROVIDERS.values()].flatMap(({ channels }) => channels));
    expect([...carried].sort()).toEqual([...CHANNELS].sort());
  });

  it.each([...PROVIDERS])(
    "%s: its schema is one, says what each option is, and marks the secret ones",
    (name, provider) => {
      expect(provider.name).toBe(name);
      expect(provider.channels.length).toBeGreaterThan(0);
      const schema = JSON.parse(JSON.stringify(provider.schema)) as Schema;
      expect(() => new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)).not.toThrow();
      for (const [path, setting] of settings(schema)) {
        expect([path, setting.description ?? ""]).toEqual([path, expect.stringMatching(/\S/)]);
        const isSecret = /(?:token|password|secrets\.\[\]|privateKey|authorization)$/i.test(path);
        if (isSecret) expect([path, setting.writeOnly]).toEqual([path, true]);
      }
    },
  );
});
