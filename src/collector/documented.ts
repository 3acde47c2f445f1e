import type { FastifyInstance } from "fastify";

/** The form of every refusal (answers.ts), by reference: whoever documents an app adds problemSchema to it. */
export const problem = (description: string) => ({ $ref: "Problem#", description });

export const problemSchema = {
  $id: "Problem",
  type: "object",
  description: "Why a request was refused.",
  required: ["success", "code", "message", "fix"],
  properties: {
    success: { const: false },
    code: { type: "string", description: "One of src/domain/ERRORS.md; stable.", examples: ["ATTUNE_RATE"] },
    message: { type: "string", description: "What happened." },
    fix: { type: "string", description: "What to do." },
    results: { type: "array", items: { type: "object" }, description: "Strict mode: the events that are the reason." },
  },
};

/**
 * Of these routes the schemas are documentation alone: what checks a request is the code, leniently, one event at a time; an answer is written
 * as it is.
 */
export function documented(app: FastifyInstance): void {
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}
