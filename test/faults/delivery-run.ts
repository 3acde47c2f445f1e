/**
 * The long run of deliveries: `npx tsx test/faults/delivery-run.ts --servers --messages 10000 --kills 8 --zombies 2 --seed 1 [--json]`. Progress goes to stderr; the exit
 * code is 0 only if every count that must be 0 is 0.
 */
import { parseArgs } from "node:util";
import { runDeliveries } from "./delivery-storm.js";

const { values } = parseArgs({
  options: {
    servers: { type: "boolean", default: false },
    messages: { type: "string", default: "10000" },
    kills: { type: "string", default: "8" },
    zombies: { type: "string", default: "2" },
    every: { type: "string", default: "3000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { examples, ...result } = await runDeliveries({
  backend: values.servers ? "servers" : "embedded",
  seed: Number(values.seed),
  messages: Number(values.messages),
  kills: Number(values.kills),
  zombies: Number(values.zombies),
  everyMs: Number(values.every),
  say,
});
for (const example of examples.slice(0, 20)) say(`WRONG  ${example}`);
process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`);
process.exitCode = result.ok ? 0 : 1;
