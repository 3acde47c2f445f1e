import { Ajv } from "ajv";
import { PROVIDERS } from "../../src/channels/providers/index.js";
import type { ProviderTools } from "../../src/channels/providers/provider.js";
import type { ChannelAdapter } from "../../src/ports/channel.js";

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: true, allowUnionTypes: true });

/** Opens an adapter as a configuration does: its options checked by its schema, the defaults filled in. */
export async function openAdapter(
  name: string,
  options: Readonly<Record<string, unknown>>,
  tools: Partial<ProviderTools> = {},
): Promise<ChannelAdapter> {
  const provider = PROVIDERS.get(name);
  if (provider === undefined) throw new Error(`there is no adapter ${name}`);
  const checked = structuredClone(options);
  if (!ajv.validate(relaxed(provider.schema), checked)) throw new Error(ajv.errorsText());
  const [channel = "webhook"] = provider.channels;
  return await provider.open(checked, { channel, timeoutMs: 2_000, inbox: undefined, ...tools });
}

/** What has a default needn't be given. */
function relaxed(schema: unknown): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(schema)) as { required?: string[]; properties?: Record<string, Property> };
  const { required = [], properties = {} } = plain;
  const asked = required.filter((name) => properties[name]?.default === undefined);
  const fields = Object.entries(properties).map(([name, property]) => [name, inner(property)]);
  return { ...plain, required: asked, properties: Object.fromEntries(fields) as Record<string, unknown> };
}

interface Property {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: unknown;
}

function inner(property: Property): unknown {
  return property.properties === undefined ? property : relaxed(property);
}
