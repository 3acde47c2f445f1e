import type { FastifyInstance } from "fastify";
import { documented } from "./documented.js";

/** `/livez`: the process answers. `/readyz`: it can also do its work; `ping` rejects where it can't. */
export function healthRoutes(app: FastifyInstance, ping: () => Promise<unknown>): void {
  app.register(async (open) => {
    documented(open);
    const ok = { type: "object", required: ["status"], properties: { status: { const: "ok" } } };
    const schema = { tags: ["health"], security: [], response: { 200: { ...ok, description: "It does." } } };
    open.get("/livez", { schema: { ...schema, summary: "Whether the process answers" } }, async () => ({
      status: "ok",
    }));
    open.get("/readyz", { schema: { ...schema, summary: "Whether it can do its work" } }, async () => {
      await ping();
      return { status: "ok" };
    });
  });
}
